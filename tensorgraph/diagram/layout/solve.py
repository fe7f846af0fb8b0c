"""Positions from distances: the least x with x[b] ≥ x[a] + gap for every constraint, by longest path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

Constraint: TypeAlias = tuple[int, int, float]
"""(a, b, gap): b at least ``gap`` to the right of a."""


def positions(count: int, constraints: Sequence[Constraint]) -> list[float]:
    """The leftmost position of each of ``count`` points, the first at least 0.

    A cycle of positive length contradicts itself; that is a ValueError naming its points.

    >>> positions(3, [(0, 1, 5.0), (1, 2, 5.0), (0, 2, 12.0)])
    [0.0, 5.0, 12.0]
    """
    found = [0.0] * count
    came: list[int | None] = [None] * count
    for _ in range(count + 1):
        changed = None
        for a, b, gap in constraints:
            if found[b] < found[a] + gap - 1e-9:
                found[b], came[b], changed = found[a] + gap, a, b
        if changed is None:
            return found
    raise ValueError(_cycle(came, changed))


def _cycle(came: Sequence[int | None], start: int | None) -> str:
    seen: list[int] = []
    while start is not None and start not in seen:
        seen.append(start)
        start = came[start]
    return "contradictory distances between points " + ", ".join(map(str, sorted(seen)))
