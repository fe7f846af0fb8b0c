"""Two arrays beside each other: how far apart, where, and whether exchanged legs would mend it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = "np.ndarray[Any, Any]"

TOLERANCE = 1e-10
"""Largest error that still counts as equal, relative to the largest entry of any term: float64 rounding of a few
thousand operations stays below 1e-12, and a wrong factor or wire is far above."""

ROUNDING = 1e-14
"""What cancellation alone leaves of the largest intermediate result, a few dozen units in the last place: a sum that
should be zero is compared with what was added, not with the residue."""
TIE = 1e-9
"""Differences this near to the largest are as large: the first of them is shown, whatever a processor's last digits."""
BLOCK = 1_000_000
"""Entries that are looked at in one go: 8 MB, beside sides that may fill a quarter of the memory."""


@dataclass(frozen=True)
class Difference:
    """The largest difference between two sides: absolute, relative to ``scale`` (the largest entry of any term), and
    the entry where it is, with the value on each side."""

    error: float
    scale: float
    entry: tuple[int, ...]
    left: float
    right: float
    intermediate: float = 0.0
    """The largest entry of any intermediate result."""

    @property
    def relative(self) -> float:
        """The error in units of the largest entry; zero where all is zero."""
        return self.error / self.scale if self.scale else self.error

    @property
    def equal(self) -> bool:
        """Whether the sides are equal up to rounding."""
        return self.relative <= TOLERANCE or self.error <= ROUNDING * self.intermediate


def compare(left: Array, right: Array, terms: Sequence[Array], intermediate: float = 0.0) -> Difference:
    """Two sides of the same shape. Equal infinities are equal, an infinity on one side only is a difference."""
    with np.errstate(invalid="ignore"):
        distance = np.where(left == right, 0.0, np.abs(left - right))
    error = float(distance.max()) if distance.size else 0.0
    flat = int(np.argmax(distance >= error * (1 - TIE))) if distance.size else 0
    entry = tuple(int(index) for index in np.unravel_index(flat, distance.shape)) if distance.size else ()
    return Difference(
        error,
        max((largest(term) for term in terms), default=0.0),
        entry,
        float(left[entry]) if distance.size else 0.0,
        float(right[entry]) if distance.size else 0.0,
        intermediate,
    )


def exchanged(left: Array, right: Array, terms: Sequence[Array]) -> tuple[int, int] | None:
    """Two axes that, exchanged on the right, would make the sides equal."""
    for one, other in combinations(range(left.ndim), 2):
        if left.shape[one] == left.shape[other] and compare(left, right.swapaxes(one, other), terms).equal:
            return one, other
    return None


def relative_distance(left: Array, right: Array) -> float:
    """‖left − right‖ / ‖right‖ in the Frobenius norm; infinite where only the right is zero. Infinities that are equal
    count for nothing, one alone makes the distance infinite.

    >>> relative_distance(np.array([3.0, np.inf]), np.array([4.0, np.inf]))
    0.25
    """
    distance = norm = 0.0
    for ours, theirs in blocks(left, right):
        with np.errstate(invalid="ignore"):
            apart = np.where(ours == theirs, 0.0, ours - theirs)
        distance += float(np.vdot(apart, apart))
        norm += float(np.square(theirs, where=np.isfinite(theirs), out=np.zeros_like(theirs)).sum())
    if norm and np.isfinite(distance):
        return float(np.sqrt(distance / norm))
    return 0.0 if distance == 0 else float("inf")


def blocks(left: Array, right: Array) -> Iterator[tuple[Array, Array]]:
    """Both sides as matrices, some rows at a time: the last axis numbers the columns, all others the rows."""
    left, right = np.atleast_2d(left), np.atleast_2d(right)
    *outer, columns = left.shape
    rows, step = math.prod(outer), max(1, BLOCK // max(1, columns))
    for start in range(0, rows, step):
        here = np.unravel_index(np.arange(start, min(rows, start + step)), outer)
        yield left[here], right[here]


def has_nan(array: Array) -> bool:
    """Whether an entry is not a number."""
    return bool(np.isnan(array).any())


def largest(term: Array) -> float:
    """The largest finite entry of an array, regardless of sign; zero where there is none."""
    return float(np.abs(term).max(initial=0.0, where=np.isfinite(term)))
