"""Grids and stars in which the author gives some nodes a place: their columns and rows go there, the others between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from tensorgraph.diagram.layout.free.isotonic import isotonic
from tensorgraph.diagram.layout.solve import Constraint, Contradiction, positions

FIRM = 1e9
"""How much more a place counts that the author gives than one that is between."""


def pinned(count: int, constraints: Sequence[Constraint], pins: Mapping[int, float]) -> list[float] | None:
    """Positions of columns: those with a pin there, and the others evenly between; None where that cannot be.

    Pins are from a common origin, so that one alone says nothing.
    """
    if len(pins) < 2:
        return positions(count, constraints)
    first = min(pins)
    equal = [(first, column, at - pins[first]) for column, at in pins.items() if column != first]
    try:
        positions(count, [*constraints, *equal, *((b, a, -gap) for a, b, gap in equal)])
    except Contradiction:
        return None
    gaps = dict.fromkeys(pairwise(range(count)), 0.0)
    for a, b, gap in constraints:
        gaps[a, b] = max(gaps.get((a, b), 0.0), gap)
    least = positions(count, constraints)
    wishes = [_between(column, least, pins) for column in range(count)]
    weights = [FIRM if column in pins else 1.0 for column in range(count)]
    return isotonic(wishes, weights, [gaps[k, k + 1] for k in range(count - 1)])


def _between(column: int, least: Sequence[float], pins: Mapping[int, float]) -> float:
    """In proportion between the pins before and after; outside of all, as near as it may be."""
    before = max((pin for pin in pins if pin <= column), default=None)
    after = min((pin for pin in pins if pin >= column), default=None)
    if before is None or after is None:
        near = after if before is None else before
        assert near is not None
        return pins[near] + least[column] - least[near]
    if before == after:
        return pins[column]
    share = (least[column] - least[before]) / ((least[after] - least[before]) or 1.0)
    return pins[before] + share * (pins[after] - pins[before])
