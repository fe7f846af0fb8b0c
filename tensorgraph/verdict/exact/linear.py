"""Matrices modulo a prime."""

from __future__ import annotations

from functools import reduce
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tensorgraph.verdict.exact.field import Field, Residues
from tensorgraph.verdict.exact.stop import Unlucky

Limbs: TypeAlias = list[npt.NDArray[np.float64]]

LIMB = 21
"""Bits of a limb; three make a residue."""
LEAF = 16
"""Up to this size a matrix is inverted by elimination; a larger one by products, which are faster."""
MOST_SUMMED = 2**11
"""Products of two limbs are below 2^42, so that a float64, exact to 2^53, holds the sum of this many."""


def product(field: Field, left: Residues, right: Residues) -> Residues:
    """The matrix product, over any batch axes in front: limb by limb in float64, where nothing is rounded."""
    starts = range(0, left.shape[-1], MOST_SUMMED)
    parts = (slice(start, start + MOST_SUMMED) for start in starts)
    return reduce(field.plus, (_short(field, left[..., part], right[..., part, :]) for part in parts))


def _short(field: Field, left: Residues, right: Residues) -> Residues:
    ours, theirs = _limbs(left), _limbs(right)
    result = _digit(ours, theirs, 4)
    for place in range(3, -1, -1):
        result = field.plus(field.times_small(result, np.uint64(2**LIMB)), _digit(ours, theirs, place))
    return result


def _digit(ours: Limbs, theirs: Limbs, place: int) -> Residues:
    """What has this power of 2^21: below 2^55, and so below the prime."""
    pairs = ((one, place - one) for one in range(3) if 0 <= place - one < 3)
    return reduce(np.add, ((ours[one] @ theirs[other]).astype(np.uint64) for one, other in pairs))


def _limbs(array: Residues) -> Limbs:
    mask = np.uint64(2**LIMB - 1)
    return [((array >> np.uint64(LIMB * place)) & mask).astype(np.float64) for place in range(3)]


def inverse(field: Field, matrix: Residues) -> Residues:
    """The inverse of a square matrix; Unlucky where there is none, or where a part of a large one has none.

    A large one is inverted by its quarters, [[A, B], [C, D]], with A⁻¹ and (D − C A⁻¹ B)⁻¹ (Schur's complement).
    """
    size = len(matrix)
    if size <= LEAF:
        return _eliminated(field, matrix)
    middle = size // 2
    upper, lower = slice(None, middle), slice(middle, None)
    first = inverse(field, matrix[upper, upper])
    right = product(field, first, matrix[upper, lower])
    left = product(field, matrix[lower, upper], first)
    last = inverse(field, field.minus(matrix[lower, lower], product(field, matrix[lower, upper], right)))
    corner, below = product(field, right, last), product(field, last, left)
    zero = np.zeros((), np.uint64)
    above = [field.plus(first, product(field, corner, left)), field.minus(zero, corner)]
    return np.block([above, [field.minus(zero, below), last]])


def _eliminated(field: Field, matrix: Residues) -> Residues:
    """Row by row, exchanging rows where a pivot is zero."""
    size = len(matrix)
    rows = np.concatenate([matrix, np.eye(size, dtype=np.uint64)], axis=1)
    for column in range(size):
        pivots = np.flatnonzero(rows[column:, column])
        if not len(pivots):
            raise Unlucky
        rows[[column, column + pivots[0]]] = rows[[column + pivots[0], column]]
        rows[column] = field.scaled(rows[column], pow(int(rows[column, column]), -1, field.prime))
        factors = rows[:, column].copy()
        factors[column] = 0
        rows = field.minus(rows, field.times(factors[:, None], rows[column][None, :]))
    return rows[:, size:]
