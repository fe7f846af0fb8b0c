"""Measures of matrices against dense linear algebra in numpy, at their ends, and what they do not say."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.cuts import Factored, factored
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.measures import (
    copying_score,
    effective_rank,
    identity_error,
    largest_singular_value,
    norm,
    rank,
    top1,
)
from tensorgraph.verdict.top import top_one
from tests.measures import loops

HEADS, VOCAB, MODEL, HEAD = 3, 17, 11, 4

CIRCUIT = f"""
dim heads = {HEADS}, vocab = {VOCAB}, model = {MODEL}, head = {HEAD}
param W_E[vocab, model], W_U[model, vocab], W_V[heads, model, head], W_O[heads, head, model]
copies[h, u, v] = W_E[u, m] W_V[h, m, d] W_O[h, d, n] W_U[n, v]
"""


@pytest.fixture(scope="module")
def weights() -> dict[str, loops.Array]:
    """Heads that copy, anti-copy and do neither."""
    draw = np.random.default_rng(0).standard_normal
    embed, value = draw((VOCAB, MODEL)), draw((HEADS, MODEL, HEAD))
    output = np.stack([value[0].T, -value[1].T, draw((HEAD, MODEL))])
    return {"W_E": embed, "W_U": embed.T.copy(), "W_V": value, "W_O": output}


@pytest.fixture(scope="module")
def circuit(weights: dict[str, loops.Array]) -> Factored:
    """vocab × vocab for each head, by its factors."""
    return factored(tg.loads(CIRCUIT).network, "copies", weights)


@pytest.fixture(scope="module")
def dense(weights: dict[str, loops.Array]) -> list[loops.Array]:
    """The same, multiplied out."""
    w = weights
    return [w["W_E"] @ w["W_V"][h] @ w["W_O"][h] @ w["W_U"] for h in range(HEADS)]


def entropy_rank(m: loops.Array) -> float:
    values = np.linalg.svd(m, compute_uv=False)
    shares = [value / sum(values) for value in values if value > 1e-12]
    return math.exp(-sum(share * math.log(share) for share in shares))


@pytest.mark.parametrize(
    ("measure", "computed"),
    [
        (norm, lambda m: math.sqrt(sum(entry**2 for entry in m.flat))),
        (rank, np.linalg.matrix_rank),
        (effective_rank, entropy_rank),
        (largest_singular_value, lambda m: math.sqrt(max(np.linalg.eigvalsh(m.T @ m)))),
        (copying_score, loops.eigenvalue_score),
        (top1, lambda m: loops.top1(m, list(range(len(m))))),
        (identity_error, lambda m: loops.least_error(m, np.eye(len(m)))),
    ],
)
def test_a_measure_is_that_of_the_dense_matrix(measure, computed, circuit, dense) -> None:  # type: ignore[no-untyped-def]
    expected = [computed(m) for m in dense]
    np.testing.assert_allclose(measure(circuit).tolist(), expected, rtol=1e-9, atol=1e-12)
    if measure is not rank:  # of a dense matrix its cut is its smaller side
        np.testing.assert_allclose(measure(np.stack(dense)).tolist(), expected, rtol=1e-9, atol=1e-12)
    assert measure(circuit).shape == (HEADS,)


def test_copying_and_its_opposite(circuit: Factored) -> None:
    assert copying_score(circuit)[:2].tolist() == pytest.approx([1, -1])
    assert abs(copying_score(circuit)[2]) < 0.9


def test_the_transpose_has_the_same_score_and_another_top1() -> None:
    """Eigenvalues do not tell rows from columns; the largest entry of a row does."""
    m = np.array([[1.0, 5.0, 6.0], [0.0, 2.0, 0.0], [0.0, 0.0, 3.0]])
    assert copying_score(m).item() == pytest.approx(copying_score(m.T).item())
    assert top1(m).item() == pytest.approx(2 / 3)
    assert top1(m.T).item() == pytest.approx(1 / 3)


def test_top1_in_blocks_is_top1(circuit: Factored) -> None:
    """A row of 17 entries of 8 bytes takes 136: three rows at once."""
    assert top1(circuit, memory=3 * 136).tolist() == top1(circuit).tolist()


def circle(size: int) -> loops.Array:
    """A matrix of rank two: the inner products of points on a circle."""
    angles = 2 * np.pi * np.arange(size) / size
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return points @ points.T


def test_low_rank_cannot_be_the_identity_in_norm_and_can_in_top1() -> None:
    """‖1 − M‖ ≥ √(size − r) for every m of rank r; points on a circle have each row's largest entry on the diagonal."""
    size, r = 60, 2
    m = circle(size)
    assert np.linalg.matrix_rank(m) == r
    assert top1(m) == 1
    assert copying_score(m).item() == pytest.approx(1)
    assert identity_error(m).item() == pytest.approx(math.sqrt(1 - r / size))
    for c in (0.5, 1.0, 2 / size, 1 / size):
        assert np.linalg.norm(np.eye(size) - c * m) >= math.sqrt(size - r) - 1e-9


def test_the_best_of_rank_r_reaches_the_bound() -> None:
    """A projection on r directions: no matrix of that rank is nearer to the identity."""
    q = np.linalg.qr(np.random.default_rng(1).standard_normal((20, 5)))[0]
    assert identity_error(q @ q.T).item() == pytest.approx(math.sqrt(1 - 5 / 20))
    assert np.linalg.norm(np.eye(20) - q @ q.T) == pytest.approx(math.sqrt(20 - 5))
    assert effective_rank(q @ q.T).item() == pytest.approx(5)


def test_the_three_scores_of_the_identity() -> None:
    for c in (1.0, 7.0):
        assert identity_error(c * np.eye(6)).item() == pytest.approx(0, abs=1e-7)
        assert [top1(c * np.eye(6)).item(), copying_score(c * np.eye(6)).item()] == [1, 1]
    assert identity_error(-np.eye(6)).item() == pytest.approx(0, abs=1e-7)  # c may be negative
    assert [top1(-np.eye(6)).item(), copying_score(-np.eye(6)).item()] == [0, -1]


def test_a_permutation_scores_nothing() -> None:
    """No entry on the diagonal, eigenvalues on the circle: as far from the identity as can be."""
    turned = np.roll(np.eye(5), 1, axis=1)
    assert top1(turned) == 0
    assert identity_error(turned) == 1
    assert copying_score(turned).item() == pytest.approx(0, abs=1e-12)


def test_of_a_zero_matrix_most_is_undefined() -> None:
    zero = np.zeros((2, 3, 3))
    for measure in (copying_score, identity_error, effective_rank):
        assert torch.isnan(measure(zero)).all()
    assert norm(zero).tolist() == top1(zero).tolist() == [0, 0]


def test_ties_are_no_hits_as_in_the_relation_top1() -> None:
    """Wherever the row is that has them: the first of equal entries would be the diagonal one in row 0."""
    ones, part = np.ones((4, 4)), np.diag([0.0, 2.0, 0.0, 3.0])
    beside = np.eye(4) + np.eye(4, k=1)
    for matrix, share in ((ones, 0), (part, 1 / 2), (beside, 1 / 4)):
        assert top1(matrix).item() == share
        assert top_one(matrix, np.eye(4)).share == share
    network = tg.loads("dim n, d\nparam A[n, d], B[d, n]\nM[i, j] = A[i, k] B[k, j]").network
    assert top1(factored(network, "M", {"A": np.ones((4, 2)), "B": np.ones((2, 4))})).item() == 0


@pytest.mark.parametrize("size", [1e200, 1e-200, -1e160])
def test_entries_whose_squares_leave_the_range(size: float) -> None:
    assert identity_error(size * np.eye(4)).item() == pytest.approx(0, abs=1e-7)
    assert top1(abs(size) * np.eye(4)).item() == 1
    assert norm(size * np.eye(4)).item() == pytest.approx(2 * abs(size))
    assert largest_singular_value(size * np.eye(4)).item() == pytest.approx(abs(size))
    assert copying_score(size * np.eye(4)).item() == pytest.approx(np.sign(size))


def test_factors_whose_squares_leave_the_range(circuit: Factored, weights: dict[str, loops.Array]) -> None:
    """The product is as large as it was: only its parts are not."""
    other = {**weights, "W_E": weights["W_E"] * 1e180, "W_U": weights["W_U"] * 1e-170}
    found = factored(tg.loads(CIRCUIT).network, "copies", other)
    for measure in (identity_error, copying_score, top1, effective_rank):
        np.testing.assert_allclose(measure(found), measure(circuit), rtol=1e-9)
    np.testing.assert_allclose(norm(found), norm(circuit) * 1e10, rtol=1e-12)


def test_a_masked_matrix_is_refused_by_its_name() -> None:
    document = tg.loads("dim n\nparam S[n, n]\nSm[i, j] = causal[i, j](S[i, j])")
    with pytest.raises(TensorgraphError) as caught:
        document.measure("Sm", {"S": np.ones((3, 3))})
    assert str(caught.value) == (
        "error[not-finite]: `Sm` has entries that are not finite\n  = no norm, singular value or eigenvalue is defined"
    )


def test_what_is_not_square() -> None:
    with pytest.raises(TensorgraphError) as caught:
        copying_score(np.ones((2, 3)))
    assert str(caught.value) == (
        "error[wrong-shape]: this measure wants as many rows as columns, and the matrix has shape (2, 3)\n"
        "  = rank, norm and singular values are there for any matrix"
    )
    with pytest.raises(TensorgraphError) as caught:
        norm([1.0, 2.0])
    assert str(caught.value) == (
        "error[wrong-shape]: a matrix has rows and columns, and this has shape (2,)\n"
        "  = its last two axes are row and column"
    )
