"""What is right in each exercise, and three things that students write instead, each with what they must be told.

The hints are reasoned from the mistake; `tests/lessons/test_exercises.py` sees that `check` gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tensorgraph.verdict.verdict import FALSE, HOLDS, PROVED


@dataclass(frozen=True)
class Wrong:
    """A usual mistake in words, what is written then, and what `check` says of it: a hint or a diagnostic.

    ``word`` is the verdict, or the code of the diagnostic that refuses the file.
    """

    mistake: str
    text: str
    said: str
    word: str = FALSE


@dataclass(frozen=True)
class Answer:
    """What may stand for `?`; ``wires`` is what `check` says of the hole before it is filled."""

    text: str
    wires: str
    wrong: tuple[Wrong, Wrong, Wrong]
    word: str = PROVED


def _holds(kind: str, repair: str, side: str = "right") -> str:
    """What is said of an answer that one repair would make right."""
    return f"{kind}: it holds {repair} on the {side}"


def _for(kind: str, right: str, wrong: str, side: str = "right") -> str:
    """The same where one part is to be written for another."""
    return _holds(kind, f"with {right} for {wrong}", side)


def _lacks(wire: str, free: str) -> str:
    """What is said of an answer without a wire that the other side has open."""
    rule = f"every side has the free wires [{free}]"
    return f"this side lacks the free wire `{wire}`: {rule}; to be the same along one, multiply by `ones[{wire}]`"


def _once(wire: str, first: str = "to join it to another leg, write one letter on both") -> str:
    """What is said of an answer with a wire too much."""
    more = f"to sum over it, write `ones[{wire}]` beside it\nto keep it, name it in the brackets after the name"
    return f"the wire `{wire}` is used once, and is not among the free wires: {first}\n{more}"


NO_ROW = "top-1 0 (0 of 16 rows)"
"""What is said on weights: in none of the 16 rows with a match is the largest entry there."""

ANSWERS: Mapping[str, Answer] = {
    "01": Answer(
        "M[2, j]",
        "`?` has the wire j: n; j is free",
        (
            Wrong("the column instead of the row", "M[j, 2]", _for("transposed", "`M[2, j]`", "`M[j, 2]`")),
            Wrong("counted from 1", "M[3, j]", _for("wrong index", "the index `2`", "`3` in `M[3, j]`")),
            Wrong(
                "the letter that was closed, still open",
                "M[i, 2]",
                _once("i", "if it is to be `j`, which this side lacks, write `j` for it"),
                "used-once",
            ),
        ),
    ),
    "02": Answer(
        "A[i, j] B[j, i]",
        "`?` is a number",
        (
            Wrong("first leg to first leg", "A[i, j] B[i, j]", _for("transposed", "`A[j, i]`", "`A[i, j]`")),
            Wrong(
                "two traces, multiplied",
                "A[i, i] B[j, j]",
                _for("wrong wire", "`A[j, i]` and `B[i, j]`", "`A[i, i]` and `B[j, j]`"),
            ),
            Wrong("the loop left open", "A[i, j] B[j, k]", _once("i"), "used-once"),
        ),
    ),
    "03": Answer(
        "v[i] M[i, j] w[j]",
        "`?` has the wires i: n, j: n; i is free, j is free",
        (
            Wrong(
                "v and w exchanged",
                "v[j] M[i, j] w[i]",
                _for("exchanged", "`w[j]` and `v[i]`", "`v[j]` and `w[i]`"),
            ),
            Wrong(
                "summed where the dot keeps the wire open",
                "v[i] M[i, k] w[k] ones[j]",
                _holds("missing copy dot", "with `k` in `M[i, k]` the same wire as `j`"),
            ),
            Wrong(
                "side by side instead of entry by entry",
                "v[k] ones[k] M[i, j] w[j]",
                _holds("missing copy dot", "with `k` in `v[k]` the same wire as `i`"),
            ),
        ),
    ),
    "04": Answer(
        "s[r] id[r, q]",
        "`?` has the wires r: r, q: r; r is free, q is free",
        (
            Wrong("the stretch forgotten", "id[r, q]", _holds("something missing", "with a factor `s[r]`")),
            Wrong("a table instead of a diagonal", "s[r] s[q]", _for("missing copy dot", "`id[r, q]`", "`s[q]`")),
            Wrong("one wire lost", "s[r]", _lacks("q", "r, q"), "free-wires"),
        ),
    ),
    "05": Answer(
        "relu(x[n, e] W[e, h] + c[h])",
        "`?` has the wires n: batch, h: model; n is free, h is free",
        (
            Wrong(
                "the bias after the function",
                "relu(x[n, e] W[e, h]) + c[h]",
                _holds("added too late", "with the term of `c[h]` inside of `relu`"),
            ),
            Wrong(
                "the function before the sum",
                "relu(x[n, e]) W[e, h] + c[h]",
                _holds("bubble too small", "with `W[e, h]` and the term of `c[h]` inside of `relu`"),
            ),
            Wrong(
                "the bias forgotten",
                "relu(x[n, e] W[e, h])",
                _holds("something missing", "with the term of `c[h]` inside of `relu`"),
            ),
        ),
        HOLDS,
    ),
    "06": Answer(
        "softmax[j](causal[i, j](q[i, d] k[j, d] / sqrt(head)))",
        "`?` has the wires i: context, j: context; i is free, j is free",
        (
            Wrong(
                "no scale",
                "softmax[j](causal[i, j](q[i, d] k[j, d]))",
                _holds("wrong factor", "with one more factor `1 / sqrt(head)` inside of `softmax`"),
            ),
            Wrong(
                "along the queries",
                "softmax[i](causal[i, j](q[i, d] k[j, d] / sqrt(head)))",
                _for("wrong axis", "`softmax[j]`", "`softmax[i]`"),
            ),
            Wrong(
                "keys and queries exchanged",
                "softmax[j](causal[i, j](k[i, d] q[j, d] / sqrt(head)))",
                _for("exchanged", "`q[i, d]` and `k[j, d]`", "`k[i, d]` and `q[j, d]`"),
            ),
        ),
    ),
    "07": Answer(
        "x[i, n] W_U[n, v] + A^h[i, j] x[j, m] W_V^h[m, d] W_O^h[d, n] W_U[n, v]",
        "`?` has the wires i: context, v: vocab; i is free, v is free",
        (
            Wrong(
                "the mean over heads instead of the sum",
                "x[i, n] W_U[n, v] + A^h[i, j] x[j, m] W_V^h[m, d] W_O^h[d, n] W_U[n, v] / heads",
                _holds("wrong factor", "with one more factor `heads` of the term with `A^h[i, j]`"),
            ),
            Wrong(
                "the pattern the wrong way round",
                "x[i, n] W_U[n, v] + A^h[j, i] x[j, m] W_V^h[m, d] W_O^h[d, n] W_U[n, v]",
                _for("transposed", "`A^h[i, j]`", "`A^h[j, i]`"),
            ),
            Wrong(
                "another head's output",
                "x[i, n] W_U[n, v] + A^h[i, j] x[j, m] W_V^h[m, d] W_O^g[d, n] W_U[n, v]",
                _once("g"),
                "used-once",
            ),
        ),
    ),
    "08": Answer(
        "A3[i, j] A2[j, k] A1[k, l]",
        "`?` has the wires i: context, l: context; i is free, l joins `x0`",
        (
            Wrong(
                "the patterns in the order of the layers",
                "A1[i, j] A2[j, k] A3[k, l]",
                _for("exchanged", "`A3[i, j]` and `A1[k, l]`", "`A1[i, j]` and `A3[k, l]`"),
            ),
            Wrong("a layer twice", "A3[i, j] A3[j, k] A1[k, l]", _for("wrong tensor", "`A2[j, k]`", "`A3[j, k]`")),
            Wrong(
                "a pattern the wrong way round",
                "A3[i, j] A2[k, j] A1[k, l]",
                _for("transposed", "`A2[j, k]`", "`A2[k, j]`"),
            ),
        ),
    ),
    "09": Answer(
        "A1^p[i, k] x0[k, o] W_OV1^p[o, m] W_QK[m, n] x0[j, n]",
        "`?` has the wires i: context, j: context; i is free, j is free",
        (
            Wrong(
                "the OV circuit turned around, as on the side of the keys",
                "A1^p[i, k] x0[k, o] W_OV1^p[m, o] W_QK[m, n] x0[j, n]",
                _for("transposed", "`W_OV1^p[o, m]`", "`W_OV1^p[m, o]`"),
            ),
            Wrong(
                "the pattern the wrong way round",
                "A1^p[k, i] x0[k, o] W_OV1^p[o, m] W_QK[m, n] x0[j, n]",
                _for("transposed", "`A1^p[i, k]`", "`A1^p[k, i]`"),
            ),
            Wrong(
                "keys from the whole stream, so that a row is there twice",
                "A1^p[i, k] x0[k, o] W_OV1^p[o, m] W_QK[m, n] x1[j, n]",
                _for("wrong tensor", "`x0`", "`x1`"),
            ),
        ),
    ),
    "10": Answer(
        "t[i, u] match[u, w] t[k, w] shift[j, k]",
        "`?` has the wires i: context, j: context; i is free, j is free",
        (
            Wrong(
                "before the match instead of after it",
                "t[i, u] match[u, w] t[k, w] shift[k, j]",
                _for("transposed", "`shift[j, k]`", "`shift[k, j]`", "left"),
            ),
            Wrong(
                "both tokens on one side of the table",
                "t[i, u] match[u, w] t[k, u] shift[j, k] ones[w]",
                _holds("missing copy dot", "with `w` in `match[u, w]` the same wire as `u`", "left"),
            ),
            Wrong(
                "only matches that come later",
                "t[i, u] match[u, w] t[k, w] shift[j, k] earlier[k, i]",
                _for("transposed", "`earlier[i, k]`", "`earlier[k, i]`", "left"),
            ),
        ),
        HOLDS,
    ),
}
"""By the number of the lesson."""
