"""Hints: wrong answers that get the hint they deserve, near misses that must not, and random mistakes found again."""

import json
import random
import re
from pathlib import Path

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.reference import evaluate
from tensorgraph.graph.nodes import Graph
from tensorgraph.graph.verify import verify_graph
from tensorgraph.verdict.equation import Equation
from tensorgraph.verdict.hints import HINTS, repair_of

HEAD = """dim n = 8, m = 6, d = 3, h = 2
tensor A[n, n], B[n, n], C[n, n], v[n], u[n], b[m], g[m], M[m, n], N[m, n], Z[h, n, n], K[h, n, n], w[h]
param W[m, d], V[m, d]
input x[n, m], z[n, m]
scalar c = 3
y[i] = A[i, j] v[j]
o[i, q] = x[i, p] W[p, r] V[q, r] + b[q]
P[i, r] s[r] Q[r, j] = svd(M[i, j])
"""

WRONG = {
    "y[i] == A[j, i] v[j]": "transposed: it holds with `A[i, j]` for `A[j, i]` on the right",
    "A[i, j] B[j, k] == A[i, j] B[k, j]": "transposed: it holds with `B[j, k]` for `B[k, j]` on the right",
    "relu(A[i, j]) v[j] == relu(A[j, i]) v[j]": "transposed: it holds with `A[i, j]` for `A[j, i]` on the right",
    "softmax[j](causal[i, j](A[i, j])) == softmax[j](causal[j, i](A[i, j]))": (
        "transposed: it holds with `causal[i, j](…)` for `causal[j, i](…)` on the right"
    ),
    "o[i, q] == x[i, p] W[p, r] V[q, r] - b[q]": (
        "wrong sign: it holds with the other sign of the term with `b[q]` on the right"
    ),
    "y[i] == -A[i, j] v[j]": "wrong sign: it holds with the other sign on the right",
    "relu(y[i]) == relu(-A[i, j] v[j])": "wrong sign: it holds with the other sign inside of `relu` on the right",
    "A[i, j] B[j, k] == B[i, j] A[j, k]": (
        "exchanged: it holds with `A[i, j]` and `B[j, k]` for `B[i, j]` and `A[j, k]` on the right"
    ),
    "o[i, q] == x[i, p] V[p, r] W[q, r] + b[q]": (
        "exchanged: it holds with `W[p, r]` and `V[q, r]` for `V[p, r]` and `W[q, r]` on the right"
    ),
    "A[i, j] B[j, k] C[k, l] == C[i, j] A[j, k] B[k, l]": (
        "exchanged: it holds with `A[i, j]`, `B[j, k]` and `C[k, l]` for `C[i, j]`, `A[j, k]` and `B[k, l]`"
        " on the right"
    ),
    "Z^a[i, j] K^e[j, k] w^a w^e w^e == K^e[i, j] Z^a[j, k] w^a w^e w^e": (
        "exchanged: it holds with `Z^a[i, j]` and `K^e[j, k]` for `K^e[i, j]` and `Z^a[j, k]` on the right"
    ),
    "Z^a[i, j] w^a K^e[j, k] w^e w^e == K^a[i, j] w^a Z^e[j, k] w^e w^e": (
        "exchanged: it holds with `Z^a[i, j]` and `K^e[j, k]` for `K^a[i, j]` and `Z^e[j, k]` on the right"
    ),
    "softmax[j](causal[i, j](A[i, j])) == causal[i, j](softmax[j](A[i, j]))": (
        "exchanged: it holds with `causal` and `softmax` in the other order on the right"
    ),
    "A[i, j] B[i, j] == A[i, j] A[i, j]": "wrong tensor: it holds with `B[i, j]` for `A[i, j]` on the right",
    "y[i] A[i, j] == v[i] A[i, j]": "wrong tensor: it holds with `y` for `v` on the right",
    "A[3, j] A[2, j] == A[2, j] A[4, j]": (
        "wrong index: it holds with the index `3` for `4` in `A[4, j]` on the right"
    ),
    "A[i, j] id[3, i] v[j] == A[4, j] v[j]": (
        "wrong index: it holds with the index `3` for `4` in `A[4, j]` on the right"
    ),
    "relu(A[i, j] v[j] + u[i]) == relu(A[i, j] v[j]) + u[i]": (
        "added too late: it holds with the term of `u[i]` inside of `relu` on the right"
    ),
    "relu(A[i, j] v[j]) + u[i] == relu(A[i, j] v[j] + u[i])": (
        "added too early: it holds with the term of `u[i]` outside of `relu` on the right"
    ),
    "A[i, j] v[j] + u[i] == A[i, j] (v[j] + u[i])": (
        "added too early: it holds with the term of `u[i]` outside of `(…)` on the right"
    ),
    "relu(A[i, j] v[j] + u[i]) == relu(A[i, j]) v[j] + u[i]": (
        "bubble too small: it holds with `v[j]` and the term of `u[i]` inside of `relu` on the right"
    ),
    "relu(A[i, j] B[j, k] v[k]) == relu(A[i, j]) B[j, k] v[k]": (
        "bubble too small: it holds with `B[j, k]` and `v[k]` inside of `relu` on the right"
    ),
    "relu(A[i, j] v[j] + u[i]) == relu(A[i, j] v[j])": (
        "something missing: it holds with the term of `u[i]` inside of `relu` on the right"
    ),
    "(y[i] + abs(y[i])) / 2 == A[i, j] v[j]": (
        "something missing: it holds with `relu` around the product on the right"
    ),
    "P[i, r] M[i, j] Q[q, j] == id[r, q]": "something missing: it holds with a factor `s[r]` on the right",
    "P[i, r] M[i, j] Q[q, j] == s[r] s[q]": ("missing copy dot: it holds with `id[r, q]` for `s[q]` on the right"),
    "id[i, j] v[i] == v[i] ones[j]": "missing copy dot: it holds with `id[i, j]` for `ones[j]` on the right",
    "Z^a[i, j] Z^e[j, k] K^a[i, j] K^e[k, j] == Z^a[i, j] Z^a[j, k] K^a[i, j] K^a[k, j]": (
        "one wire too few: it holds with another wire than `a` in `Z^a[j, k]` and `K^a[k, j]` on the right"
    ),
    "softmax[j](A[i, j] / sqrt(d)) == softmax[j](A[i, j]) / sqrt(d)": (
        "wrong factor: it holds with the factor `1 / sqrt(d)` inside of `softmax` on the right"
    ),
    "softmax[j](A[i, j]) / n == softmax[j](A[i, j] / n)": (
        "wrong factor: it holds with the factor `1 / n` outside of `softmax` on the right"
    ),
    "softmax[j](A[i, j] / sqrt(d)) == softmax[j](A[i, j] / sqrt(n))": (
        "wrong factor: it holds with the factor `1 / sqrt(d)` for `1 / sqrt(n)` inside of `softmax` on the right"
    ),
    "softmax[j](A[i, j] / sqrt(d)) == softmax[j](A[i, j] / 8)": (
        "wrong factor: it holds with the factor `1 / sqrt(d)` for `1 / 8` inside of `softmax` on the right"
    ),
    "A[i, j] v[j] + B[i, j] u[j] == A[i, j] v[j] + A[i, j] u[j] + B[i, j] u[j]": (
        "one too many: it holds without term 2, one of `A[i, j]` on the right"
    ),
    "Z^a[i, j] K^a[j, k] == Z^0[i, j] K^0[j, k]": (
        "wrong index: it holds with one summed wire for the index `0` of `Z^0[i, j]` and `K^0[j, k]` on the right"
    ),
    "A[i, j] v[j] v[i] == y[i]": "one too many: it holds without `v[i]` on the left",
    "A[i, j] v[i] == y[j]": "transposed: it holds with `A[j, i]` for `A[i, j]` on the left",
    "y[i] + A[i, j] u[j] + B[j, i] v[j] == A[i, j] v[j] + A[i, j] u[j] + A[i, k] v[k]": (
        "written twice: on the right, terms 1 and 3 are equal"
    ),
    "relu(tanh(v[i]) + 1) == relu(tanh(u[i]) + 1)": "wrong tensor: it holds with `v` for `u` on the right",
    "M[p, i] v[i] == N[p, i] v[i]": "wrong tensor: it holds with `M` for `N` on the right",
    "x[i, p] W[p, r] == z[i, p] W[p, r]": "wrong tensor: it holds with `x` for `z` on the right",
    "relu(y[i]) == gelu(y[i])": "wrong function: it holds with `relu` for `gelu` on the right",
    "layernorm[p](x[i, p]) == rmsnorm[p](x[i, p])": (
        "wrong function: it holds with `layernorm` for `rmsnorm` on the right"
    ),
    "square(y[i]) v[i] == abs(y[i]) v[i]": "wrong function: it holds with `square` for `abs` on the right",
    "Z[0, i, j] v[j] == Z[1, i, j] v[j]": (
        "wrong index: it holds with the index `0` for `1` in `Z[1, i, j]` on the right"
    ),
    "v[-1] == v[0]": "wrong index: it holds with the index `-1` for `0` in `v[0]` on the right",
    "x[2, p] b[p] == x[1, p] b[p]": "wrong index: it holds with the index `2` for `1` in `x[1, p]` on the right",
    "softmax[j](A[i, j]) == softmax[i](A[i, j])": (
        "wrong axis: it holds with `softmax[j]` for `softmax[i]` on the right"
    ),
    "softmax[j](A[i, j]) v[j] == softmax[i](A[i, j]) v[j]": (
        "wrong axis: it holds with `softmax[j]` for `softmax[i]` on the right"
    ),
    "layernorm[p](x[i, p]) W[p, r] == layernorm[i](x[i, p]) W[p, r]": (
        "wrong axis: it holds with `layernorm[p]` for `layernorm[i]` on the right"
    ),
    "softmax[j](causal[i, j](A[i, j])) == softmax[j](A[i, j])": (
        "mask: it holds with `causal[i, j]` inside of `softmax` on the right"
    ),
    "softmax[j](causal[i, j](A[i, j])) v[j] == softmax[j](A[i, j]) v[j]": (
        "mask: it holds with `causal[i, j]` inside of `softmax` on the right"
    ),
    "softmax[j](A[i, j]) == softmax[j](causal[i, j](A[i, j]))": "mask: it holds without `causal` on the right",
    "relu(A[i, j]) v[j] == relu(A[i, j] v[j])": (
        "summed too early: it holds with `v[j]` outside of `relu` on the right"
    ),
    "relu(A[i, j]) ones[j] == relu(A[i, j] ones[j])": (
        "summed too early: it holds with `ones[j]` outside of `relu` on the right"
    ),
    "v[i] u[i] == (v[i] ones[i]) (u[j] ones[j])": (
        "summed too early: it holds with `j` in `u[j]` the same wire as `i` on the right"
    ),
    "relu(y[i]) == relu(A[i, j]) v[j]": "summed too late: it holds with `v[j]` inside of `relu` on the right",
    "exp(A[i, j] v[j]) u[i] == exp(A[i, j]) v[j] u[i]": (
        "summed too late: it holds with `v[j]` inside of `exp` on the right"
    ),
    "relu(A[i, j] ones[j]) == relu(A[i, j]) ones[j]": (
        "summed too late: it holds with `ones[j]` inside of `relu` on the right"
    ),
    "relu(A[i, j]) + relu(B[i, j]) == relu(A[i, j] + B[i, j])": (
        "added too early: it holds with `relu` on each term by itself on the right"
    ),
    "relu(A[i, j] + B[i, j]) == relu(A[i, j]) + relu(B[i, j])": (
        "added too late: it holds with one `relu` of the whole sum on the right"
    ),
    "v[i] u[i] B[i, k] == v[i] (u[j] ones[j]) B[i, k]": (
        "missing copy dot: it holds with `j` in `u[j]` the same wire as `i` on the right"
    ),
    "v[i] u[i] x[i, p] == v[i] u[j] ones[j] x[i, p]": (
        "missing copy dot: it holds with `j` in `u[j]` the same wire as `i` on the right"
    ),
    "Z[a, i, j] Z[a, j, k] == Z[a, i, j] Z[e, j, k] ones[e]": (
        "missing copy dot: it holds with `e` in `Z[e, j, k]` the same wire as `a` on the right"
    ),
    "A[i, j] B[i, j] == (A[i, j] ones[i] ones[j]) (B[k, l] ones[k] ones[l])": (
        "summed too early: it holds with `k` in `B[k, l]` the same wire as `i`,"
        " and `l` in `B[i, l]` the same wire as `j` on the right"
    ),
    "A[i, j] B[j, i] == A[i, i] B[j, j]": (
        "wrong wire: it holds with `A[j, i]` and `B[i, j]` for `A[i, i]` and `B[j, j]` on the right"
    ),
    "v[i] A[i, j] == A[i, j] v[j]": "wrong wire: it holds with `v[i]` for `v[j]` on the right",
    "A[i, j] B[j, k] C[k, l] == A[i, j] B[l, k] C[k, j]": (
        "wrong wire: it holds with `B[j, k]` and `C[k, l]` for `B[l, k]` and `C[k, j]` on the right"
    ),
    "(v[i] ones[i]) (u[j] ones[j]) == v[i] u[i]": (
        "one wire too few: it holds with `i` of `v[i]` summed by itself on the right"
    ),
    "softmax[j](A[i, j] / sqrt(d)) == softmax[j](A[i, j])": (
        "wrong factor: it holds with one more factor `1 / sqrt(d)` inside of `softmax` on the right"
    ),
    "mean[i](v[i]) == v[i] ones[i]": "wrong factor: it holds with one more factor `1 / n` on the right",
    "y[i] == 3 A[i, j] v[j] / 2": "wrong factor: it holds with one more factor `2/3` on the right",
    "c y[i] == A[i, j] v[j]": "wrong factor: it holds with one more factor `3` on the right",
    "y[i] == A[i, j] v[j] v[i]": "one too many: it holds without `v[i]` on the right",
    "o[i, q] == x[i, p] W[p, r] V[q, r] + b[q] + x[i, q]": (
        "one too many: it holds without the term of `x[i, q]` on the right"
    ),
    "y[i] == relu(A[i, j] v[j])": "one too many: it holds without `relu` on the right",
    "o[i, q] == x[i, p] W[p, r] V[q, r]": "something missing: it holds with the term of `b[q]` on the right",
    "relu(y[i]) == A[i, j] v[j]": "something missing: it holds with `relu` around the product on the right",
    "x[i, p] g[p] W[p, r] == x[i, p] W[p, r]": ("something missing: it holds with a factor `g[p]` on the right"),
}
"""Wrong answers, each on the right, and what is to be said."""

NO_HINT = (
    "relu(A[i, j] B[j, k]) == A[i, j] + 3 B[i, k] v[j]",
    "v[i] == tanh(tanh(A[i, j] B[j, k] u[k])) + 2",
    "A[i, j] B[j, k] v[k] == B[j, i] A[j, k] u[k] v[k]",
    "square(y[i]) == square(A[i, j]) square(v[j])",
    "exp(y[i]) == exp(A[i, j]) v[j] + 1",
    "A[i, j] id[j, k] == id[i, k]",  # the given side is not made shorter
    "v[i] == u[i]",  # that it is v is no hint
    "x[i, p] W[p, r] == relu(z[i, p]) V[p, r]",
    "y[i] == 67 A[i, j] v[j] / 71",
)
"""Near misses: two mistakes at once, or one that no small repair mends."""


def hints(equation: str, head: str = HEAD) -> tuple[str, ...]:
    (found,) = tg.loads(f"{head}check q: {equation}\n").check()
    assert found.word == "false"
    return found.hints


@pytest.mark.parametrize("equation", WRONG)
def test_a_wrong_answer_gets_its_hint(equation: str) -> None:
    assert hints(equation) == (WRONG[equation],)


OTHER_SIZES = {"n": 6, "m": 5, "d": 2, "h": 3}
"""Above every index, and not those of the trials."""


@pytest.mark.parametrize("equation", [equation for equation in WRONG if "written twice" not in WRONG[equation]])
def test_what_a_hint_says_is_so(equation: str) -> None:
    """By the slow evaluator, with other values and other sizes."""
    document = tg.loads(f"{HEAD}check q: {equation}\n")
    picture = document.network.pictures[0]
    repaired = repair_of(document.network, Equation(picture, picture.rows[0], 0), 3, {})
    assert repaired is not None
    _, at, graph = repaired
    assert verify_graph(document.network, graph) == []
    ours, theirs = (_value(document, side, OTHER_SIZES) for side in (graph, picture.rows[0].sides[1 - at]))
    assert np.allclose(ours, theirs, rtol=1e-9)


@pytest.mark.parametrize("equation", NO_HINT)
def test_a_near_miss_gets_none(equation: str) -> None:
    assert hints(equation) == ()


def test_every_kind_is_tried() -> None:
    said = {hint.partition(":")[0] for hint in WRONG.values()}
    assert set(HINTS) <= said


PAGE = Path(__file__).parent.parent.parent / "docs" / "exercises.md"


def test_the_page_has_every_kind() -> None:
    rows = re.findall(r"^\| ([a-z][^|]*) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    listed = [kind for row in rows[1:] for kind in row.split(", ")]
    assert set(listed) >= {*HINTS, *(hint.partition(":")[0] for hint in WRONG.values())}
    assert [kind for kind in listed if kind in HINTS] == list(HINTS)


def test_the_page_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(
        r"```tensorgraph\n(.*?)```\n\n```console\n\$ (.*?)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL
    )
    assert len(blocks) == 2
    for source, command, shown in blocks:
        Path("exercise.tg").write_text(source)
        assert main(command.split()[1:]) == 1
        assert capsys.readouterr().out == shown


def test_a_leg_of_another_dimension_is_never_offered() -> None:
    head = "dim a = 2, b = 3\ntensor T[a, b], U[b, a], s[a]\n"
    assert hints("T[i, j] U[j, k] s[k] == T[i, j] U[j, i] s[k] ones[k] + s[i]", head) == ()


def test_vectors_first_are_no_array_of_all_their_wires() -> None:
    """Eight wires of sizes 2 to 23: a product in reading order would have millions of entries."""
    head = "dim " + ", ".join(f"d{k}" for k in range(8)) + "\n"
    head += "".join(f"tensor v{k}[d{k}]\n" for k in range(8))
    head += "".join(f"tensor T{k}[d{k}, d{k + 1}], S{k}[d{k}, d{k + 1}]\n" for k in range(0, 8, 2))
    vectors = " ".join(f"v{k}[w{k}]" for k in range(8))
    right = " ".join(f"T{k}[w{k}, w{k + 1}]" for k in range(0, 8, 2))
    wrong = right.replace("T4", "S4")
    said = "wrong tensor: it holds with `T4` for `S4` on the right"
    assert hints(f"{vectors} {right} == {vectors} {wrong}", head) == (said,)


def test_the_other_side_once_more_is_said_to_be_that() -> None:
    (same,) = tg.loads(f"{HEAD}check q: A[i, j] v[j] == A[i, j]  v[j]\n").check()
    assert (same.word, same.detail) == ("proved", "the sides are the same as written")
    (turned,) = tg.loads(f"{HEAD}check q: A[i, j] v[j] == v[j] A[i, j]\n").check()
    assert (turned.word, turned.detail) == ("proved", "the sides are the same")


def test_a_zero_is_said_as_one_and_an_infinite_error_has_no_share() -> None:
    (off,) = tg.loads(f"{HEAD}check q: P[i, r] M[i, j] Q[q, j] == s[r] s[q]\n").check()
    assert "e-1" not in off.detail and "left 0, right " in off.detail
    (mask,) = tg.loads(f"{HEAD}check q: softmax[j](A[i, j]) == causal[i, j](A[i, j])\n").check()
    assert mask.detail.splitlines()[1].endswith("right -inf; error inf")


def test_given_values_get_no_hint() -> None:
    document = tg.loads("dim n = 2\ntensor M[n, n]\ncheck q: M[i, j] == M[j, i]\n")
    (found,) = document.check({"M": np.array([[1.0, 2.0], [3.0, 4.0]])})
    assert (found.word, found.hints) == ("false", ())
    assert found.detail.endswith("it would hold with `i` and `j` exchanged on one side")


def test_an_unfolded_side_is_left_alone() -> None:
    assert hints("unfold(y[i]) == unfold(o[i, q]) b[q]") == ()
    found = tg.loads(f"{HEAD}check q: unfold(y[i]) == A[j, i] v[j]\n").check()[0]
    assert found.hints == ("transposed: it holds with `A[i, j]` for `A[j, i]` on the right",)


def test_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.tg"
    path.write_text(f"{HEAD}check q: y[i] == A[j, i] v[j]\n")
    assert main(["check", str(path)]) == 1
    said = "hint: transposed: it holds with `A[i, j]` for `A[j, i]` on the right"
    assert capsys.readouterr().out.splitlines()[-2].strip() == said
    assert main(["check", str(path), "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)[str(path)]
    assert found["hints"] == [said.removeprefix("hint: ")]


SIZES = {"a": 4, "b": 5}
"""Others than those of the trials."""


def planted(seed: int) -> str:
    """A random network of one term, and the same with two legs of one dimension exchanged somewhere."""
    rng = random.Random(seed)
    legs = [(at, rng.choice("ab")) for at in (0, 0, 0, 1, 1, 2, 2, 3, 3, 3)]
    names: list[str] = [""] * len(legs)
    for dim in "ab":
        mine = [place for place, leg in enumerate(legs) if leg[1] == dim]
        rng.shuffle(mine)
        for number, place in enumerate(mine):
            names[place] = f"{dim}{number // 2}"
    shapes = ["".join(dim for owner, dim in legs if owner == at) for at in range(4)]
    head = "dim a, b\n" + "".join(f"tensor T{at}[{', '.join(shape)}]\n" for at, shape in enumerate(shapes))
    choices = [(p, q) for p in range(10) for q in range(p) if legs[p][1] == legs[q][1] and names[p] != names[q]]
    p, q = rng.choice(choices)
    wrong = list(names)
    wrong[p], wrong[q] = wrong[q], wrong[p]
    return f"{head}check q: {_term(legs, names)} == {_term(legs, wrong)}\n"


def _term(legs: list[tuple[int, str]], names: list[str]) -> str:
    own = [[name for (owner, _), name in zip(legs, names, strict=True) if owner == at] for at in range(4)]
    return " ".join(f"T{at}[{', '.join(found)}]" for at, found in enumerate(own))


def test_a_planted_exchange_is_found_again() -> None:
    found = 0
    for seed in range(30):
        document = tg.loads(planted(seed))
        network, picture = document.network, document.network.pictures[0]
        if document.check()[0].word != "false":
            continue  # the exchange changed nothing
        repaired = repair_of(network, Equation(picture, picture.rows[0], 0), seed, {})
        assert repaired is not None, planted(seed)
        _, at, graph = repaired
        assert verify_graph(network, graph) == []
        ours, theirs = (_value(document, side, SIZES) for side in (graph, picture.rows[0].sides[1 - at]))
        assert np.allclose(ours, theirs, rtol=1e-10)
        found += 1
    assert found > 20


def _value(document: tg.Document, graph: Graph, sizes: dict[str, int]) -> np.ndarray:
    network = document.network
    values = random_values(network, list(network.declarations), sizes, 17)
    return evaluate(network, graph, values, sizes, random_scalars(network, 17), random_functions(network, 17))


CLAIM = "dim n = {size}\ntensor A[n, n], B[n, n]\nscalar c {{ fit }}\ncheck claim: A[i, j] ~= {right}\n"


def hints_near(right: str, size: int = 6, apart: float = 0.0) -> tuple[str, ...]:
    """What is said where A is 2 B and something random."""
    random = np.random.default_rng(0)
    values = {"B": random.normal(size=(size, size))}
    values["A"] = 2 * values["B"] + apart * random.normal(size=(size, size))
    (verdict,) = tg.loads(CLAIM.format(size=size, right=right)).check(
        {name: torch.tensor(v) for name, v in values.items()}
    )
    assert verdict.word == ("holds" if right.startswith("2 B[i, j]") and not apart else "false")
    return verdict.hints


def test_on_given_values_the_claim_itself_says_what_holds() -> None:
    transposed = "transposed: it holds with `B[i, j]` for `B[j, i]` on the right"
    assert hints_near("2 B[j, i] within 0.01") == (transposed,)
    assert hints_near("B[j, i] top1 0.95") == (transposed,)
    assert hints_near("2 B[i, j] within 0.01") == ()
    assert hints_near("2 B[j, i] within 0.01", apart=1.0) == (), "the claim would not hold"
    assert hints_near("B[j, i] within 0.01") == (), "two mistakes: turned, and half as large"


def test_on_given_values_nothing_is_said_of_what_is_fitted_or_large() -> None:
    assert hints_near("c B[j, i] within 0.01") == ()
    assert hints_near("2 B[j, i] within 0.01", size=450) == (), "202,500 entries"
