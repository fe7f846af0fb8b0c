"""Two arrays beside each other: how far apart, where, and whether exchanged legs would mend it."""

from __future__ import annotations

from collections.abc import Sequence
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
    flat = int(np.argmax(distance)) if distance.size else 0
    entry = tuple(int(index) for index in np.unravel_index(flat, distance.shape)) if distance.size else ()
    return Difference(
        float(distance[entry]) if distance.size else 0.0,
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
    """‖left − right‖ / ‖right‖ in the Frobenius norm; infinite where only the right is zero."""
    norm = float(np.linalg.norm(right))
    distance = float(np.linalg.norm(left - right))
    if norm:
        return distance / norm
    return 0.0 if distance == 0 else float("inf")


def has_nan(array: Array) -> bool:
    """Whether an entry is not a number."""
    return bool(np.isnan(array).any())


def largest(term: Array) -> float:
    """The largest finite entry of an array, zero where there is none."""
    finite = np.abs(term[np.isfinite(term)])
    return float(finite.max()) if finite.size else 0.0
