"""What matrices do: M[…, row, column], any batch axes first, dense or as `tensorgraph.cuts` has them, never made dense.

Every function takes a torch tensor, a numpy array or a `Factored`, and gives a float64 tensor with an entry for each
batch index, NaN where the measure is undefined.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from tensorgraph.cuts.factored import Factored
from tensorgraph.cuts.pieces import Piece
from tensorgraph.diagnostics import mistake
from tensorgraph.measures.patterns import eigenvalue_score

ROUNDING = torch.finfo(torch.float64).eps
"""Of sums in float64, relative to what is added."""

MODEST = 16
"""Powers of two between which the largest entry of a tensor may lie: squares of products of a few are far from the
ends of float32."""


def norm(matrix: Any) -> Tensor:
    """The Frobenius norm ‖M‖: the root of the sum of all squared entries.

    >>> norm([[3.0, 0.0], [0.0, 4.0]]).item()
    5.0
    """
    found, power = scaled(matrix)
    return torch.ldexp(_norms(found), torch.tensor(power))


def rank(matrix: Any) -> Tensor:
    """The most that the rank can be: the smallest product of the sizes of wires that part rows from columns.

    >>> rank([[1.0, 2.0], [2.0, 4.0]]).item()
    2
    """
    found = factored(matrix)
    return torch.full(found.shape[:-2], found.rank_bound)


def effective_rank(matrix: Any) -> Tensor:
    """exp(−Σ p ln p) of the singular values as shares p = σ / Σσ: r where r of them are equal, and no others are there.

    Source: Roy and Vetterli 2007, "The effective rank". Undefined where M is zero.

    >>> round(effective_rank([[2.0, 0.0], [0.0, 2.0]]).item(), 12)
    2.0
    """
    values = factored(matrix).singular_values().double()
    entropy: Tensor = torch.special.entr(values / values.sum(-1, keepdim=True)).sum(-1)
    return entropy.exp()


def largest_singular_value(matrix: Any) -> Tensor:
    """σ₁, the most that M makes a vector longer.

    >>> round(largest_singular_value([[3.0, 0.0], [0.0, 4.0]]).item(), 12)
    4.0
    """
    found, power = scaled(matrix)
    return torch.ldexp(found.singular_values().double()[..., 0], torch.tensor(power))


def copying_score(matrix: Any) -> Tensor:
    """Re Σλ / Σ|λ| of the eigenvalues: 1 where all are positive, −1 where all are negative; near 0 where they cancel.

    Source: Elhage et al. 2021, "A mathematical framework for transformer circuits", of W_E W_OV W_U. Undefined where
    all eigenvalues are zero.

    >>> round(copying_score([[1.0, 0.0], [0.0, -3.0]]).item(), 12)
    -0.5
    """
    found = _square(matrix)
    eigenvalues = found.eigenvalues()
    score = eigenvalue_score(eigenvalues)
    lost = eigenvalues.abs().sum(-1) <= eigenvalues.shape[-1] * ROUNDING * _norms(found)
    return score.masked_fill(lost, torch.nan)


def top1(matrix: Any, memory: int | None = None) -> Tensor:
    """The share of rows whose largest entry is the one on the diagonal, found in blocks of at most ``memory`` bytes.

    A row with two equal largest entries is no hit, as in a relation `top1`.

    >>> top1([[2.0, 1.0], [3.0, 2.0]]).item(), top1([[1.0, 1.0], [1.0, 1.0]]).item()
    (0.5, 0.0)
    """
    found = _square(matrix)
    diagonal = torch.arange(found.shape[-2])
    return (found.best(memory=memory, lone=True) == diagonal).double().mean(-1)


def identity_error(matrix: Any) -> Tensor:
    """How far M is from the identity, whatever its size: min over c of ‖M − c · 1‖ / ‖M‖, in [0, 1].

    It is √(1 − (Tr M)² / (n ‖M‖²)). A matrix of rank r has at least √(1 − r / n), so that one of low rank is never near
    the identity in norm, whatever its largest entries are. Undefined where M is zero.

    >>> round(identity_error([[1.0, 0.0], [0.0, 0.0]]).item(), 12)
    0.707106781187
    """
    found = _square(matrix)
    cosine = found.traces().double() / (found.shape[-1] ** 0.5 * _norms(found))
    error: Tensor = (1 - cosine.square()).clamp(min=0).sqrt()
    return error


def factored(matrix: Any) -> Factored:
    """A matrix as it is computed with, up to a power of two."""
    return scaled(matrix)[0]


def scaled(matrix: Any) -> tuple[Factored, int]:
    """A matrix without the power of two that makes its entries too large or too small to be squared, and that power."""
    found = _wrapped(matrix)
    powers = [_power(piece) for piece in found.matrices.pieces]
    if not any(powers):
        return found, 0
    pieces = tuple(
        replace(piece, value=piece.value * 0.5**power) if power else piece
        for piece, power in zip(found.matrices.pieces, powers, strict=True)
    )
    return replace(found, matrices=replace(found.matrices, pieces=pieces), ends={}), sum(powers)


def _power(piece: Piece) -> int:
    """The power of two that is above the largest entry, 0 where it is `MODEST`."""
    if piece.hot is not None or not piece.value.numel():
        return 0
    power = math.frexp(max(map(abs, map(float, piece.value.aminmax()))))[1]
    return power if abs(power) > MODEST else 0


def _wrapped(matrix: Any) -> Factored:
    """A `Factored` as it is, a dense matrix as one."""
    if isinstance(matrix, Factored):
        return matrix
    dense = torch.as_tensor(matrix, dtype=torch.float64)
    if dense.ndim < 2:
        message = f"a matrix has rows and columns, and this has shape {tuple(dense.shape)}"
        raise mistake("wrong-shape", message, hint="its last two axes are row and column")
    return Factored.of(dense, [f"axis {axis}" for axis in range(dense.ndim - 2)])


def _norms(found: Factored) -> Tensor:
    return found.norms().double()


def _square(matrix: Any) -> Factored:
    found = factored(matrix)
    if found.shape[-1] != found.shape[-2]:
        message = f"this measure wants as many rows as columns, and the matrix has shape {tuple(found.shape)}"
        raise mistake("wrong-shape", message, hint="rank, norm and singular values are there for any matrix")
    return found
