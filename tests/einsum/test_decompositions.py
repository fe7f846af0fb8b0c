"""Decompositions: their laws, their signs and orders, and what is said where there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.code.prelude import NEEDS
from tensorgraph.code.run import execute
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.factors import PARTS
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.operations import Decompose
from tensorgraph.einsum.random_values import random_values
from tensorgraph.einsum.reference import evaluate
from tensorgraph.einsum.reference_decompositions import DECOMPOSED as IN_NUMPY
from tensorgraph.graph.check.symbols import DECOMPOSITIONS
from tensorgraph.graph.network import Network, Property
from tensorgraph.graph.nodes import Graph, Product, Sum, Tensor
from tests.einsum.networks import network

TEXT = """dim a, b, c, h
param M[a, b], T[a, b, c], K[(a b), c], B[h, a, b], S[a, a] { symmetric }, G[a, a]
U[i, r] s[r] V[r, j] = svd(M[i, j])
U2[i, q] s2[q] V2[q, j] = svd(M[i, j], rank: 2)
Ub[h, i, r] sb[r, h] Vb[r, j, h] = svd(B[h, i, j])
Ug[j, r, i] sg[r] Vg[r, k] = svd(T[i, j, k])
Ut[p, r] st[r] Vt[k, r] = svd(K[p, k])
Q[i, r] R[r, j] = qr(M[i, j])
Qb[h, i, r] Rb[h, r, j] = qr(B[h, i, j])
E[i, r] e[r] = eigh(S[i, j])
Eb[h, i, r] eb[h, r] = eigh(B[h, i, k] B[h, j, k] + S[i, j])
w[r] = eigvals(G[i, j])
moduli[r] = abs(w[r])
"""
SIZES = [
    {"a": 5, "b": 3, "c": 4, "h": 2},
    {"a": 3, "b": 5, "c": 16, "h": 1},
    {"a": 4, "b": 4, "c": 2, "h": 3},
    {"a": 1, "b": 6, "c": 7, "h": 2},
]
NAMES = ["U", "s", "V", "U2", "s2", "V2", "Ub", "sb", "Vb", "Ug", "sg", "Vg", "Ut", "st", "Vt", "Q", "R", "Qb", "Rb"]
NAMES += ["E", "e", "Eb", "eb", "moduli"]
LAWS = {
    "svd": ("i, j", "M[i, j]", "U[i, r] s[r] V[r, j]"),
    "batch": ("h, i, j", "B[h, i, j]", "Ub[h, i, r] sb[r, h] Vb[r, j, h]"),
    "grouped": ("i, j, k", "T[i, j, k]", "Ug[j, r, i] sg[r] Vg[r, k]"),
    "thick": ("i, j, k", "K[(i j), k]", "Ut[(i j), r] st[r] Vt[k, r]"),
    "qr": ("i, j", "M[i, j]", "Q[i, r] R[r, j]"),
    "qr batch": ("h, i, j", "B[h, i, j]", "Qb[h, i, r] Rb[h, r, j]"),
    "eigh": ("i, j", "S[i, j]", "E[i, r] e[r] E[j, r]"),
    "eigh batch": ("h, i, j", "B[h, i, k] B[h, j, k] + S[i, j]", "Eb[h, i, r] eb[h, r] Eb[h, j, r]"),
    "left": ("p, q", "id", "U[i, p] U[i, q]"),
    "right": ("p, q", "id", "V[p, j] V[q, j]"),
    "left, thick": ("p, q", "id", "Ut[u, p] Ut[u, q]"),
    "orthogonal": ("i, j", "id", "E[i, r] E[j, r]"),
    "qr left": ("p, q", "id", "Q[i, p] Q[i, q]"),
    "norm": ("", "M[i, j] M[i, j]", "s[r] s[r]"),
    "best": (
        "",
        "M[i, j] M[i, j] - s2[q] s2[q]",
        "(M[i, j] - U2[i, q] s2[q] V2[q, j]) (M[i, j] - U2[i, u] s2[u] V2[u, j])",
    ),
}


def named(found: Network, name: str) -> Graph:
    graph = found.definitions[name].graph
    return Graph(graph.legs, Sum((Product((Tensor(name, graph.legs),)),)))


def computed(text: str, names: list[str], values: dict[str, Any], sizes: dict[str, int]) -> dict[str, np.ndarray]:
    """By the plan, and the same by the reference."""
    found = network(text)
    plan = make_plan(found, names, sizes)
    made = {name: value.numpy() for name, value in execute(plan, values, dtype="float64").items()}
    for name in names:
        wanted = evaluate(found, named(found, name), values, sizes, {})
        assert made[name].shape == wanted.shape, name
        assert np.abs(made[name] - wanted).max() <= 1e-9 * max(1, np.abs(wanted).max()), name
    return made


def random(sizes: dict[str, int], seed: int, text: str = TEXT) -> dict[str, np.ndarray]:
    found = network(text)
    return random_values(found, found.declarations, sizes, seed)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_plan_and_the_reference_agree_on_every_output(sizes: dict[str, int], seed: int) -> None:
    computed(TEXT, NAMES, random(sizes, seed), sizes)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_laws(law: str, sizes: dict[str, int]) -> None:
    free, left, right = LAWS[law]
    text = "".join(f"{name}{f'[{free}]' * bool(free)} = {side}\n" for name, side in (("left", left), ("right", right)))
    names = ["right"] if left == "id" else ["left", "right"]
    made = computed(TEXT + (text if left != "id" else text.partition("\n")[2]), names, random(sizes, 5), sizes)
    wanted = np.eye(len(made["right"])) if left == "id" else made["left"]
    assert np.abs(wanted - made["right"]).max() < 1e-12 * max(1, np.abs(wanted).max())


def test_values_descend_or_ascend_and_signs_are_positive() -> None:
    sizes = SIZES[0]
    made = computed(TEXT, NAMES, random(sizes, 1), sizes)
    assert (np.diff(made["s"]) < 0).all() and (made["s"] > 0).all()
    assert (np.diff(made["e"]) > 0).all() and (made["e"] < 0).any()
    assert (np.diff(made["moduli"]) <= 0).all()
    assert (np.diagonal(made["R"]) > 0).all() and np.abs(np.tril(made["R"], -1)).max() < 1e-15
    for vectors in (made["U"], made["E"], made["U2"]):
        assert (vectors[np.abs(vectors).argmax(0), range(vectors.shape[1])] > 0).all()


def test_singular_values_are_numpys_and_those_of_the_negative_matrix_differ_in_one_factor() -> None:
    sizes, text = SIZES[0], "dim a, b\nparam M[a, b]\nU[i, r] s[r] V[r, j] = svd(M[i, j])"
    value = random(sizes, 2)["M"]
    one, other = (computed(text, ["U", "s", "V"], {"M": sign * value}, sizes) for sign in (1, -1))
    assert np.abs(one["s"] - np.linalg.svd(value)[1]).max() < 1e-14
    assert np.abs(one["U"] - other["U"]).max() < 1e-12 and np.abs(one["V"] + other["V"]).max() < 1e-12


def test_a_tie_is_decided_by_place_and_not_by_rounding() -> None:
    text = "dim a\nparam S[a, a] { symmetric }\nE[i, r] e[r] = eigh(S[i, j])"
    for noise in (1e-13, -1e-13):
        value = np.array([[2 + noise, 1], [1, 2]])
        made = computed(text, ["E", "e"], {"S": value}, {"a": 2})
        assert np.allclose(made["E"], np.array([[1, 1], [-1, 1]]) / np.sqrt(2), atol=1e-9)
        assert np.allclose(made["e"], [1, 3])


@pytest.mark.parametrize("rank", [0, 1, 2])
def test_a_matrix_without_full_rank_is_rebuilt(rank: int) -> None:
    text = """dim a, b
param M[a, b]
U[i, r] s[r] V[r, j] = svd(M[i, j])
Q[i, k] R[k, j] = qr(M[i, j])
one[i, j] = U[i, r] s[r] V[r, j]
two[i, j] = Q[i, k] R[k, j]
"""
    generator = np.random.default_rng(rank)
    value = generator.standard_normal((5, rank)) @ generator.standard_normal((rank, 4))
    made = computed(text, ["one", "two", "s"], {"M": value}, {"a": 5, "b": 4})
    assert np.abs(made["one"] - value).max() < 1e-12 and np.abs(made["two"] - value).max() < 1e-12
    assert (made["s"] > 1e-12).sum() == rank


def test_complex_eigenvalues_by_their_moduli() -> None:
    text = "dim a\nparam G[a, a]\nw[z] = eigvals(G[i, j])\nsize[z] = abs(w[z])\nfirst = abs(w[0])"
    turn = np.array([[0.6, -0.8, 0], [0.8, 0.6, 0], [0, 0, -3]])  # moduli 1, 1 and 3
    made = computed(text, ["size", "first"], {"G": turn}, {"a": 3})
    assert np.allclose(made["size"], [3, 1, 1]) and np.allclose(made["first"], 3)


@pytest.mark.parametrize(("rank", "size"), [(1, 1), (3, 3), (4, 3), (99, 3)])
def test_a_rank_truncates_and_is_no_more_than_the_smaller_size(rank: int, size: int) -> None:
    text = f"dim a, b\nparam M[a, b]\nU[i, r] s[r] V[r, j] = svd(M[i, j], rank: {rank})"
    sizes = {"a": 5, "b": 3}
    value = np.random.default_rng(0).standard_normal((5, 3))
    made = computed(text, ["U", "s", "V"], {"M": value}, sizes)
    assert (made["U"].shape, made["s"].shape, made["V"].shape) == ((5, size), (size,), (size, 3))
    assert np.abs(made["s"] - np.linalg.svd(value)[1][:size]).max() < 1e-14


def test_what_is_cut_off_is_not_kept_in_memory() -> None:
    found = network("dim a = 40, b = 30\nparam M[a, b]\nU[i, r] s[r] V[r, j] = svd(M[i, j], rank: 2)")
    made = execute(make_plan(found, ["U", "V"], {"a": 40, "b": 30}), random({"a": 40, "b": 30, "c": 1, "h": 1}, 0))
    assert [value.untyped_storage().size() for value in made.values()] == [40 * 2 * 4, 2 * 30 * 4]


def test_one_computation_for_all_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    svd = torch.linalg.svd
    monkeypatch.setattr(torch.linalg, "svd", lambda *given, **options: calls.append(1) or svd(*given, **options))
    found, sizes = network(TEXT), SIZES[0]
    plan = make_plan(found, ["U", "s", "V", "U2"], sizes)
    execute(plan, random(sizes, 0))
    assert len(calls) == 1
    assert sum(isinstance(step.operation, Decompose) for step in plan.steps) == 4


def test_cost() -> None:
    plan = make_plan(network(TEXT), ["U", "s", "V"], {"a": 5, "b": 3})
    assert str(plan.flops) == "6 a b² + 20 b³"
    # the matrix is an input; alive at once are U, s and V
    assert plan.peak.value(plan.sizes) == 5 * 3 + 3 + 3 * 3
    # they are made where only s is asked for, too, and held whole beside what a rank leaves of them
    only = make_plan(network(TEXT), ["s"], {"a": 3, "b": 5})
    assert str(only.flops) == "6 a² b + 20 a³" and only.peak.value(only.sizes) == 3 * 3 + 3 + 3 * 5
    cut = make_plan(network(TEXT), ["U2", "V2"], {"a": 5, "b": 3})
    assert cut.peak.value(cut.sizes) == (5 * 3 + 3 + 3 * 3) + 5 * 2 + 2 * 3


def test_the_plan_says_what_it_does() -> None:
    text = str(make_plan(network(TEXT), ["s2", "E"], {"a": 5, "b": 3}))
    assert "svd, values" in text and "eigh, left" in text and "q = 2" in text


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
def test_less_precision(dtype: str) -> None:
    found, sizes = network(TEXT), SIZES[0]
    values = random(sizes, 3)
    names = ["U", "s", "V", "Q", "R", "E", "e"]
    exact = execute(make_plan(found, names, sizes), values, dtype="float64")
    rough = execute(make_plan(found, names, sizes), values, dtype=dtype)
    for name in names:
        assert rough[name].dtype == getattr(torch, dtype)
        error = (rough[name].double() - exact[name]).abs().max()
        assert error < (1e-4 if dtype == "float32" else 0.1), name


@pytest.mark.parametrize("sizes", SIZES[:3], ids=str)
@pytest.mark.parametrize("names", [("U", "s", "V"), ("Ub", "sb", "Vb"), ("Q", "R"), ("E", "e"), ("moduli",)], ids=str)
def test_gradients_are_torchs(names: tuple[str, ...], sizes: dict[str, int]) -> None:
    found = network(TEXT)
    plan = make_plan(found, names, sizes)
    values = {load.name: random(sizes, 4)[load.name] for load in plan.inputs}
    tensors = [torch.tensor(value, requires_grad=True) for value in values.values()]

    def function(*arguments: torch.Tensor) -> Any:
        given = {name: (a + a.mT) / 2 if name == "S" else a for name, a in zip(values, arguments, strict=True)}
        return tuple(execute(plan, given, dtype="float64").values())

    assert torch.autograd.gradcheck(function, tensors, fast_mode=True)


def test_outputs_are_known_to_be_isometries() -> None:
    laws = {name: network(TEXT).definitions[name].properties for name in NAMES}
    known = {name: [law.leg for law in found] for name, found in laws.items() if found}
    assert known == {
        "U": [1], "V": [0], "U2": [1], "V2": [0], "Ug": [1], "Vg": [0], "Ut": [1], "Vt": [1], "Q": [1], "E": [1, 0],
    }  # fmt: skip
    assert {law.name for found in laws.values() for law in found} == {"isometry"}


def test_laws_that_an_author_adds_are_kept() -> None:
    found = network("dim a\nparam G[a, a]\nQ[i, r] R[r, j] { isometry: r } = qr(G[i, j])")
    assert found.definitions["Q"].properties == (Property("isometry", 1),)
    assert found.definitions["R"].properties == (Property("isometry", 0),)


def mistake(text: str, names: list[str], values: dict[str, Any], sizes: dict[str, int]) -> tuple[str, str, str]:
    with pytest.raises(TensorgraphError) as caught:
        tg.loads(text).run(names, values, sizes=sizes)
    (found,) = caught.value.diagnostics
    return found.code, found.message, found.hint


def test_eigh_refuses_a_matrix_that_is_not_symmetric() -> None:
    text = "dim a\nparam G[a, a]\nE[i, r] e[r] = eigh(G[i, j])"
    value = np.array([[1, 2, 3], [2, 1, 0], [3, 0.5, 1]])
    assert mistake(text, ["E"], {"G": value}, {}) == (
        "decomposition",
        "`E` is made by `eigh`, which reads a symmetric matrix, and [1, 2] is 0 where [2, 1] is 0.5",
        "declare it `symmetric`, write `eigh(A[i, k] A[j, k])`, or take `svd`",
    )
    with pytest.raises(TensorgraphError, match="symmetric"):
        found = network(text)
        evaluate(found, named(found, "E"), {"G": value}, {"a": 3}, {})


def test_eigh_reads_both_triangles() -> None:
    text = "dim a\nparam G[a, a]\nE[i, r] e[r] = eigh(G[i, j])"
    value = np.array([[1, 2], [2 + 1e-9, 1]])
    made = [tg.loads(text).run(["e"], {"G": matrix}, dtype="float64")["e"] for matrix in (value, value.T)]
    assert (made[0] - made[1]).abs().max() < 1e-14


def test_entries_that_are_not_finite_are_refused() -> None:
    text = "dim a, b\nparam M[a, b]\nU[i, r] s[r] V[r, j] = svd(exp(1000 M[i, j]))"
    code, message, _ = mistake(text, ["s"], {"M": np.ones((2, 3))}, {})
    assert (code, message) == ("decomposition", "`s` is made by `svd` from a matrix with an entry that is not finite")


def test_eigenvalues_are_not_computed_for_themselves() -> None:
    text = "dim a\nparam G[a, a]\nw[z] = eigvals(G[i, j])\nsize[z] = abs(w[z])"
    assert mistake(text, ["w"], {"G": np.eye(2)}, {}) == (
        "complex",
        "`w` is complex, and only its `abs` is computed",
        "define it: `size[z] = abs(w[z])`",
    )
    assert mistake(text, ["size", "w"], {"G": np.eye(2)}, {})[0] == "complex"
    assert [output.name for output in tg.loads(text).plan("size", {"a": 2}).definitions] == ["size"]


def test_the_size_that_follows_cannot_be_another() -> None:
    text = "dim a, b\nparam M[a, b]\nU[i, r] s[r] V[r, j] = svd(M[i, j])"
    value = {"M": np.ones((3, 4))}
    expected = (
        "size-conflict",
        "`r` is 2 by what is given, and 3 by `svd`",
        "its size follows from what is decomposed",
    )
    assert mistake(text, ["s"], value, {"r": 2}) == expected
    assert mistake(text, ["s"], {**value, "U": np.eye(3)[:, :2]}, {}) == expected
    assert tg.loads(text).run(["s"], value, sizes={"r": 3})["s"].shape == (3,)


def test_only_the_sizes_it_follows_from_are_asked_for() -> None:
    text = "dim a, b = 4\nparam M[a, b]\nU[i, r] s[r] V[r, j] = svd(M[i, j])"
    with pytest.raises(TensorgraphError) as caught:
        tg.loads(text).plan("U")
    assert [found.message for found in caught.value.diagnostics] == ["dimension `a` has no size"]
    assert tg.loads(text).plan("U", {"a": 3}).sizes == {"a": 3, "b": 4, "r": 3}


def test_sizes_follow_from_sizes_that_follow() -> None:
    text = """dim a, b, c
param T[a, b, c]
A[i, x] s[x] B[x, j, k] = svd(T[i, j, k])
C[x, j, y] t[y] D[y, k] = svd(s[x] B[x, j, k], rank: 5)
"""
    assert tg.loads(text).plan("t", {"a": 2, "b": 3, "c": 9}).sizes["y"] == 5
    assert tg.loads(text).plan("t", {"a": 2, "b": 3, "c": 4}).sizes["y"] == 4


def test_outputs_may_be_given() -> None:
    text = "dim a, b\nparam M[a, b]\nU[i, r] s[r] V[r, j] = svd(M[i, j])\ny[i, j] = U[i, r] s[r] V[r, j]"
    values = {"U": np.eye(4)[:, :2], "s": np.array([3.0, 2.0]), "V": np.eye(5)[:2]}
    made = tg.loads(text).run(["y"], values)["y"].numpy()
    assert np.array_equal(made, np.eye(4)[:, :2] @ np.diag([3.0, 2.0]) @ np.eye(5)[:2])
    with pytest.raises(TensorgraphError) as caught:
        tg.loads(text).run(["y"], {**values, "U": 2 * values["U"]})
    assert caught.value.diagnostics[0].code == "property"


def test_random_checks() -> None:
    text = f"""{TEXT}check given given U, s, V: U[i, p] U[i, q] == id[p, q]
check frozen given U, s, V: M[i, j] != U[i, r] s[r] V[r, j]
check rebuilt: M[i, j] == U[i, r] s[r] V[r, j]
check cut: M[i, j] != U2[i, q] s2[q] V2[q, j]
check wrong: M[i, j] == U[i, r] V[r, j]
check transposed: M[i, j] M[k, j] == U[i, r] s[r] U[k, r]
check moduli: moduli[r] == abs(moduli[r])
"""
    words = {verdict.name: verdict.word for verdict in tg.loads(text).check()}
    true = {"proved", "holds"}
    assert words.pop("given") in true and words.pop("rebuilt") in true and words.pop("moduli") in true
    assert words == {"frozen": "differs", "cut": "differs", "wrong": "false", "transposed": "false"}


def test_a_random_check_leaves_room_for_a_rank() -> None:
    text = "dim a, b, c\nparam T[a, b, c]\nU[i, j, r] s[r] V[r, k] = svd(T[i, j, k], rank: 20)\n"
    (verdict,) = tg.loads(text + "check cut: T[i, j, k] != U[i, j, r] s[r] V[r, k]").check()
    assert verdict.word == "differs"


def test_tables_have_the_same_decompositions() -> None:
    assert {kind: len(parts) for kind, parts in PARTS.items()} == dict(DECOMPOSITIONS)
    assert set(IN_NUMPY) == set(NEEDS) - {"power"} == set(PARTS)


def test_an_approximation_is_a_claim_about_given_values() -> None:
    document = tg.load(tg.example("decompositions"))
    sizes = {name: size for name, size in document.network.dims.items() if size is not None}
    values = random_values(document.network, ["M"], sizes, 0)
    (verdict,) = [verdict for verdict in document.check(values) if verdict.name == "truncated"]
    s = np.linalg.svd(values["M"])[1]
    left_out = np.sqrt((s[2:] ** 2).sum() / (s[:2] ** 2).sum())
    assert verdict.word == "holds" and verdict.error == pytest.approx(left_out)
