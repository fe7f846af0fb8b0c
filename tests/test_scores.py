"""What the language leaves out of the identities, on weights: inequalities, ranks, eigenvalues, others' conventions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.syntax.einsum_string import einsum_to_text
from tests.write_identities import FOLDER

Array = np.ndarray[Any, np.dtype[np.float64]]

REAL = {"model": 768, "head": 64}
"""The sizes of GPT-2 small."""
SMALL_VOCAB = 400
"""Tokens where a vocab × vocab matrix is made after all, to compare with."""
CLOSE = 1e-10
"""Relative rounding over sums of a few thousand products in float64."""


OPERATIONS: dict[str, tuple[str, str, Any]] = {
    "dot": ("i,i->", "u w", torch.dot),
    "outer": ("i,j->ij", "u c", torch.outer),
    "matvec": ("ij,j->i", "A c", lambda a, c: a @ c),
    "matmat": ("ij,jk->ik", "A B", lambda a, b: a @ b),
    "trace": ("ij,ji->", "A C", lambda a, c: torch.trace(a @ c)),
    "norm2": ("ij,ij->", "A A", lambda a, b: torch.linalg.norm(a) ** 2),
}
"""By definition of `tensors.tg`: its einsum string, its tensors, its line of PyTorch."""


@pytest.mark.parametrize("name", OPERATIONS)
def test_sum_formula_einsum_and_torch_agree(name: str) -> None:
    einsum, tensors, line = OPERATIONS[name]
    document = tg.load(FOLDER / "tensors.tg")
    sizes = {"n": 4, "m": 5, "k": 6, "l": 3}
    dims = {"u": "n", "w": "n", "c": "m", "A": "nm", "B": "mk", "C": "mn"}
    generator = torch.Generator().manual_seed(0)
    given = {
        tensor: torch.randn(*(sizes[dim] for dim in dims[tensor]), generator=generator, dtype=torch.float64)
        for tensor in dict.fromkeys(tensors.split())
    }
    operands = [given[tensor] for tensor in tensors.split()]
    ours: Any = document.run(name, given, dtype="float64")[name]
    torch.testing.assert_close(ours, torch.einsum(einsum, *operands))
    torch.testing.assert_close(ours, line(*operands))
    letters = dict(zip("AB", operands, strict=False))  # what the einsum string alone describes
    torch.testing.assert_close(tg.loads(einsum_to_text(einsum)).run("Y", letters, dtype="float64")["Y"], ours)


def test_kronecker_is_numpys() -> None:
    generator = np.random.default_rng(0)
    left, right, inner = (generator.standard_normal(shape) for shape in ((2, 4), (3, 5), (4, 5)))
    found = tg.load(FOLDER / "grouping.tg").run(["AB", "vec"], {"A": left, "B": right, "X": inner}, dtype="float64")
    np.testing.assert_allclose(found["AB"].numpy(), np.kron(left, right))
    np.testing.assert_allclose(found["vec"].numpy(), inner.reshape(20))
    np.testing.assert_allclose(np.kron(left, right) @ inner.reshape(20), (left @ inner @ right.T).reshape(6))


def normal(seed: int, *shape: int) -> Array:
    return np.random.default_rng(seed).standard_normal(shape)


def aligned(seed: int) -> dict[str, Array]:
    """Two heads of real size, the second reading just what the first writes: scores close to their upper end."""
    model, head = REAL["model"], REAL["head"]
    value, output = normal(seed, model, head), normal(seed + 1, head, model)
    reads = np.linalg.qr(output.T)[0]
    spread = normal(seed + 2, head, model)
    return {"W_V1": value, "W_O1": output, "W_Q2": reads, "W_K2": spread.T, "W_V2": reads, "W_O2": spread}


def strangers(seed: int) -> dict[str, Array]:
    """Two random heads of real size."""
    names = {"W_V1": 0, "W_O1": 1, "W_Q2": 0, "W_K2": 0, "W_V2": 0, "W_O2": 1}
    shapes = ((REAL["model"], REAL["head"]), (REAL["head"], REAL["model"]))
    return {name: normal(seed + k, *shapes[kind]) for k, (name, kind) in enumerate(names.items())}


def rank_one(seed: int) -> dict[str, Array]:
    """Two heads of rank one, head to tail in all three ways: every score is one."""
    a, b, c = (normal(seed + k, 40) for k in range(3))
    reads = dict.fromkeys(("W_Q2", "W_K2", "W_V2"), b[:, None])
    return {"W_V1": a[:, None], "W_O1": b[None], **reads, "W_O2": c[None]}


def apart(seed: int) -> dict[str, Array]:
    """Two heads that share no direction: every score is zero."""
    directions = np.linalg.qr(normal(seed, 40, 40))[0].T
    one, other, rest = directions[:4], directions[4:8], directions[8:12]
    return {"W_V1": rest.T, "W_O1": one, "W_Q2": other.T, "W_K2": other.T, "W_V2": other.T, "W_O2": rest}


def naive_scores(given: dict[str, Array]) -> dict[str, float]:
    """The definition, with model × model matrices: ‖W_OV¹ W_QK²‖ and so on over the product of the two norms."""
    first = given["W_V1"] @ given["W_O1"]
    qk, ov = given["W_Q2"] @ given["W_K2"].T, given["W_V2"] @ given["W_O2"]
    norm = np.linalg.norm
    pairs = {"Q": qk, "K": qk.T, "V": ov}
    return {name: float(norm(first @ second) / (norm(first) * norm(second))) for name, second in pairs.items()}


def small_scores(given: dict[str, Array]) -> dict[str, float]:
    """The same from Gram matrices, as `composition.tg` has it: nothing is larger than model × head."""
    names = {f"by_{name}_score": name for name in "QKV"}
    found = tg.load(FOLDER / "composition.tg").run(list(names), given, dtype="float64")
    return {name: float(found[score]) for score, name in names.items()}


@pytest.mark.parametrize("make", [strangers, aligned, rank_one])
def test_composition_scores_from_small_matrices(make: Any) -> None:
    given = make(11)
    naive, small = naive_scores(given), small_scores(given)
    for name in naive:
        assert small[name] == pytest.approx(naive[name], rel=CLOSE)


@pytest.mark.parametrize("make", [strangers, aligned, rank_one, apart])
@pytest.mark.parametrize("seed", [1, 21])
def test_composition_scores_lie_between_zero_and_one(make: Any, seed: int) -> None:
    assert all(0 <= score <= 1 + CLOSE for score in naive_scores(make(seed)).values())


def test_composition_scores_reach_both_ends() -> None:
    assert list(naive_scores(rank_one(3)).values()) == pytest.approx([1, 1, 1])
    assert list(naive_scores(apart(3)).values()) == pytest.approx([0, 0, 0], abs=CLOSE)
    assert naive_scores(aligned(3))["V"] > 2 * naive_scores(strangers(3))["V"]


@pytest.mark.parametrize("name", ["by_Q_score", "by_K_score", "by_V_score"])
def test_composition_scores_form_no_large_matrix(name: str) -> None:
    plan = tg.load(FOLDER / "composition.tg").plan(name)
    assert plan.largest.value(plan.sizes) <= plan.sizes["head1"] ** 2
    naive = tg.load(FOLDER / "composition.tg").plan(name.removesuffix("_score"))
    assert naive.largest.value(naive.sizes) >= naive.sizes["model"] ** 2


def test_copying_forms_no_vocab_matrix() -> None:
    plan = tg.load(FOLDER / "copying.tg").plan("small")
    assert plan.largest.value(plan.sizes) <= plan.sizes["head"] * plan.sizes["vocab"]


def copying_score(eigenvalues: Any) -> float:
    """Σλ / Σ|λ|: 1 for a head that copies, −1 for one that takes away."""
    total = eigenvalues.sum()
    assert abs(total.imag) < CLOSE * np.abs(eigenvalues).sum()
    return float(total.real / np.abs(eigenvalues).sum())


def circuit(seed: int, vocab: int, copying: float) -> tuple[Array, Array]:
    """W_E W_V and W_O W_U of a head of real size that copies more or less: W_U is W_Eᵀ, W_O partly W_Vᵀ."""
    embedding = normal(seed, vocab, REAL["model"]) / np.sqrt(REAL["model"])
    value = normal(seed + 1, REAL["model"], REAL["head"])
    output = copying * value.T + (1 - abs(copying)) * normal(seed + 2, REAL["head"], REAL["model"])
    return embedding @ value, output @ embedding.T


@pytest.mark.parametrize(("copying", "low", "high"), [(1.0, 0.999, 1.001), (0.0, -0.6, 0.6), (-1.0, -1.001, -0.999)])
def test_copying_score_from_a_small_matrix(copying: float, low: float, high: float) -> None:
    into, out = circuit(5, SMALL_VOCAB, copying)
    large = copying_score(np.linalg.eigvals(into @ out))
    small = copying_score(np.linalg.eigvals(out @ into))
    assert small == pytest.approx(large, abs=1e-8)  # zero eigenvalues of the large one come out as rounding
    assert low <= small <= high


def test_rank_of_circuits_is_at_most_head() -> None:
    names = ["W_QK", "W_OV"]
    shapes = {"W_Q": (20, 6), "W_K": (20, 6), "W_V": (20, 6), "W_O": (6, 20)}
    given = {name: normal(k, *shape) for k, (name, shape) in enumerate(shapes.items())}
    found = tg.load(FOLDER / "heads.tg").run(names, given, dtype="float64")
    for name in names:
        assert np.linalg.matrix_rank(found[name].numpy()) == 6
    embed, unembed = normal(8, 40, 20), normal(9, 20, 40)
    assert np.linalg.matrix_rank(embed @ found["W_OV"].numpy() @ unembed) == 6
    assert np.linalg.matrix_rank(embed @ unembed) == 20  # the direct path has that of the stream


@pytest.mark.parametrize(("vocab", "rank"), [(30, 4), (50, 49), (20, 1)])
def test_norm_error_of_a_low_rank(vocab: int, rank: int) -> None:
    """No matrix of rank r is nearer to the identity of V tokens than √(V − r), and a projector is so near."""
    error = np.sqrt(vocab - rank)
    span = np.linalg.qr(normal(vocab, vocab, rank))[0]
    assert np.linalg.norm(np.eye(vocab) - span @ span.T) == pytest.approx(error)
    for seed in range(20):
        left, right = normal(seed, vocab, rank), normal(seed + 100, rank, vocab)
        best = left @ np.linalg.lstsq(left, np.eye(vocab), rcond=None)[0]  # the best with these columns
        assert np.linalg.norm(np.eye(vocab) - left @ right) >= error
        assert np.linalg.norm(np.eye(vocab) - best) >= error - CLOSE


def circle(vocab: int) -> Array:
    """Rank two: the dot products of places on a circle."""
    angles = 2 * np.pi * np.arange(vocab) / vocab
    places = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.asarray(places @ places.T)


@pytest.mark.parametrize("vocab", [5, 100, 1000])
def test_rank_two_with_the_largest_entry_on_the_diagonal(vocab: int) -> None:
    found = circle(vocab)
    assert np.linalg.matrix_rank(found) == 2
    assert (found.argmax(axis=1) == np.arange(vocab)).all()
    assert np.linalg.norm(np.eye(vocab) - found) >= np.sqrt(vocab - 2)


def test_three_measures_of_copying() -> None:
    """Norm, top-1 and eigenvalues are three answers: rank two is far by its norm, and perfect by the two others."""
    vocab = 100
    near, far = circle(vocab) * (2 / vocab), circle(vocab)[::-1]

    def measures(matrix: Array) -> tuple[float, float, float]:
        distance = float(np.linalg.norm(np.eye(vocab) - matrix) / np.sqrt(vocab))
        top = float(np.mean(matrix.argmax(axis=1) == np.arange(vocab)))
        return distance, top, copying_score(np.linalg.eigvals(matrix))

    assert measures(near) == pytest.approx((np.sqrt(1 - 2 / vocab), 1.0, 1.0))
    distance, top, score = measures(np.eye(vocab) - 1.5 * np.roll(np.eye(vocab), 1, axis=1))
    assert distance == pytest.approx(1.5) and top == 1.0 and score < 0.7
    assert measures(far)[1] < 0.1
