"""What is right in each exercise, and three things that students write instead, each with what they must be told.

The hints are reasoned from the mistake; `tests/lessons/test_exercises.py` sees that `check` gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tensorgraph.verdict.verdict import FALSE, HOLDS, PROVED


@dataclass(frozen=True)
class Wrong:
    """A usual mistake in words, what is written then, and what `check` says of it: a hint, or a diagnostic's code.

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


def _holds(kind: str, repair: str) -> str:
    """What is said of an answer that one repair would make right."""
    return f"{kind}: it holds {repair} on the right"


def _for(kind: str, right: str, wrong: str) -> str:
    """The same where one part is to be written for another."""
    return _holds(kind, f"with {right} for {wrong}")


def _lacks(wire: str, free: str) -> str:
    """What is said of an answer without a wire that the other side has open."""
    rule = f"every side has the free wires [{free}]"
    return f"this side lacks the free wire `{wire}`: {rule}; to be the same along one, multiply by `ones[{wire}]`"


def _once(wire: str) -> str:
    """What is said of an answer with a wire too much."""
    repair = f"to sum over it write `ones[{wire}]` beside it; to keep it, name it in the brackets after the name"
    return f"the wire `{wire}` is used once, and is not among the free wires: {repair}"


ANSWERS: Mapping[str, Answer] = {
    "01": Answer(
        "M[2, j]",
        "`?` has the wire j: n; j is free",
        (
            Wrong("the column instead of the row", "M[j, 2]", _for("transposed", "`M[2, j]`", "`M[j, 2]`")),
            Wrong("counted from 1", "M[3, j]", _for("wrong index", "the index `2`", "`3` in `M[3, j]`")),
            Wrong("both legs closed", "M[2, 2]", _lacks("j", "j"), "free-wires"),
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
        "v[i] M[i, j]",
        "`?` has the wires i: n, j: n; i is free, j is free",
        (
            Wrong("columns scaled instead of rows", "v[j] M[i, j]", _for("wrong wire", "`v[i]`", "`v[j]`")),
            Wrong(
                "summed where the dot keeps the wire open",
                "v[k] M[k, j] ones[i]",
                _holds("missing copy dot", "with `k` in `v[k]` the same wire as `i`"),
            ),
            Wrong(
                "side by side instead of entry by entry",
                "v[k] ones[k] M[i, j]",
                _holds("missing copy dot", "with `k` in `v[k]` the same wire as `i`"),
            ),
        ),
    ),
    "04": Answer(
        "s[r] id[r, q]",
        "`?` has the wires r: r, q: r; r is free, q is free",
        (
            Wrong("squared, as in MᵀM", "s[r] s[r] id[r, q]", _holds("one too many", "without `s[r]`")),
            Wrong(
                "summed, with a wire beside it",
                "s[p] ones[p] id[r, q]",
                _holds("missing copy dot", "with `p` in `s[p]` the same wire as `r`"),
            ),
            Wrong("one wire lost", "s[r]", _lacks("q", "r, q"), "free-wires"),
        ),
    ),
    "05": Answer(
        "relu(x[n, e] W[e, h] + c[h])",
        "`?` has the wires n: batch, h: model; n is free, h is free",
        (
            Wrong(
                "the function on each term by itself",
                "relu(x[n, e] W[e, h]) + relu(c[h])",
                _holds("added too late", "with one `relu` of the whole sum"),
            ),
            Wrong(
                "W the wrong way round",
                "relu(x[n, e] W[h, e] + c[h])",
                _for("transposed", "`W[e, h]`", "`W[h, e]`"),
            ),
            Wrong(
                "halved, as on the left",
                "relu(x[n, e] W[e, h] + c[h]) / 2",
                _holds("wrong factor", "with one more factor `2`"),
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
                _holds("wrong order", "with `q` and `k` in this order"),
            ),
        ),
    ),
    "07": Answer(
        "x[i, n] + A^h[i, j] x[j, m] W_V^h[m, d] W_O^h[d, n]",
        "`?` has the wires i: context, n: model; i is free, n is free",
        (
            Wrong(
                "the residual stream forgotten",
                "A^h[i, j] x[j, m] W_V^h[m, d] W_O^h[d, n]",
                _holds("something missing", "with the term of `x[i, n]`"),
            ),
            Wrong(
                "the pattern the wrong way round",
                "x[i, n] + A^h[j, i] x[j, m] W_V^h[m, d] W_O^h[d, n]",
                _for("transposed", "`A^h[i, j]`", "`A^h[j, i]`"),
            ),
            Wrong(
                "another head's output",
                "x[i, n] + A^h[i, j] x[j, m] W_V^h[m, d] W_O^g[d, n]",
                _once("g"),
                "used-once",
            ),
        ),
    ),
    "08": Answer(
        "A2^g[i, j] A1^h[j, k] x0[k, m] W_OV1^h[m, p] W_OV2^g[p, n]",
        "`?` has the wires i: context, n: model; i is free, n is free",
        (
            Wrong(
                "layer 2 on the whole stream, so that a row is there twice",
                "A2^g[i, j] x1[j, m] W_OV2^g[m, n]",
                _holds("one too many", "without the term of `A2^g[i, j]`"),
            ),
            Wrong(
                "the pattern of one head with the OV circuit of another",
                "A2^h[i, j] A1^g[j, k] x0[k, m] W_OV1^h[m, p] W_OV2^g[p, n]",
                _for("wrong wire", "`A2^g[i, j]` and `A1^h[j, k]`", "`A2^h[i, j]` and `A1^g[j, k]`"),
            ),
            Wrong(
                "a pattern the wrong way round",
                "A2^g[i, j] A1^h[k, j] x0[k, m] W_OV1^h[m, p] W_OV2^g[p, n]",
                _for("transposed", "`A1^h[j, k]`", "`A1^h[k, j]`"),
            ),
        ),
    ),
    "09": Answer(
        "x0[i, m] W_QK[m, n] W_OV1^p[o, n] x0[k, o] A1^p[j, k]",
        "`?` has the wires i: context, j: context; i is free, j is free",
        (
            Wrong(
                "the OV circuit not turned around",
                "x0[i, m] W_QK[m, n] W_OV1^p[n, o] x0[k, o] A1^p[j, k]",
                _for("transposed", "`W_OV1^p[o, n]`", "`W_OV1^p[n, o]`"),
            ),
            Wrong(
                "the pattern the wrong way round",
                "x0[i, m] W_QK[m, n] W_OV1^p[o, n] x0[k, o] A1^p[k, j]",
                _for("transposed", "`A1^p[j, k]`", "`A1^p[k, j]`"),
            ),
            Wrong(
                "the whole stream instead of what layer 1 wrote",
                "x0[i, m] W_QK[m, n] x1[j, n]",
                _holds("one too many", "without the term of `x0[i, m]`"),
            ),
        ),
    ),
    "10": Answer(
        "t[i, v] earlier[i, k] t[k, v] shift[j, k]",
        "`?` has the wires i: context, j: context; i is free, j is free",
        (
            Wrong("two letters for one token", "t[i, v] earlier[i, k] t[k, u] shift[j, k]", _once("v"), "used-once"),
            Wrong("the query's token forgotten", "earlier[i, k] t[k, v] shift[j, k]", _once("v"), "used-once"),
            Wrong(
                "the shift on the wrong side of the match",
                "t[i, v] earlier[i, j] t[j, v] shift[j, k]",
                _once("k"),
                "used-once",
            ),
        ),
        HOLDS,
    ),
}
"""By the number of the lesson."""
