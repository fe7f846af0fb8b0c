"""Positions from distances: the least x with x[b] ≥ x[a] + gap for every constraint, by longest path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Constraint: TypeAlias = tuple[int, int, float]
"""(a, b, gap): b at least ``gap`` to the right of a; a negative gap lets b be that much to the left."""

SLACK = 1e-9
"""Points by which a sum of lengths may miss another that is the same."""


class Contradiction(ValueError):
    """Constraints that cannot all hold. ``cycle`` has their numbers, each from where the one before it leads."""

    def __init__(self, cycle: tuple[int, ...], points: Sequence[int]):
        self.cycle = cycle
        super().__init__("contradictory distances between points " + ", ".join(map(str, sorted(points))))


def positions(count: int, constraints: Sequence[Constraint]) -> list[float]:
    """The leftmost position of each of ``count`` points, none below 0.

    A cycle of positive length contradicts itself; that is a `Contradiction`. Where constraints form no cycle, the work
    is in proportion to their number.

    >>> positions(3, [(0, 1, 5.0), (1, 2, 5.0), (0, 2, 12.0)])
    [0.0, 5.0, 12.0]
    """
    leaving: list[list[int]] = [[] for _ in range(count)]
    for index, (a, _, _) in enumerate(constraints):
        leaving[a].append(index)
    found = [0.0] * count
    for part in _in_order(count, leaving, constraints):
        _settle(part, leaving, constraints, found)
    return found


def _settle(
    part: Sequence[int], leaving: Sequence[Sequence[int]], constraints: Sequence[Constraint], found: list[float]
) -> None:
    """Push what the points of a part lead to, until nothing in it moves (Bellman and Ford)."""
    inside = set(part)
    came: dict[int, int] = {}
    moving = list(part)
    while moving:
        pushed: dict[int, None] = {}
        for a in moving:
            for index in leaving[a]:
                _, b, gap = constraints[index]
                if found[b] < found[a] + gap - SLACK:
                    found[b] = found[a] + gap
                    if b in inside:
                        came[b] = index
                        pushed[b] = None
        if pushed:
            _refuse_cycle(came, constraints)
        moving = list(pushed)


def _refuse_cycle(came: dict[int, int], constraints: Sequence[Constraint]) -> None:
    """Contradiction where the constraints that pushed last lead back to where they began."""
    done: set[int] = set()
    for start in came:
        path: dict[int, None] = {}
        point: int | None = start
        while point is not None and point not in done and point not in path:
            path[point] = None
            point = constraints[came[point]][0] if point in came else None
        if point is not None and point in path:
            points = list(path)[list(path).index(point) :]
            raise Contradiction(tuple(came[p] for p in reversed(points)), points)
        done |= path.keys()


@dataclass
class _Search:
    """Tarjan's search for parts, without recursion: what each point leads to, and what is known so far.

    ``number`` is the order of finding, ``low`` the first point found that one leads back to, ``open`` what is in no
    part yet.
    """

    after: Sequence[Sequence[int]]
    number: dict[int, int] = field(default_factory=dict)
    low: dict[int, int] = field(default_factory=dict)
    open: dict[int, None] = field(default_factory=dict)
    parts: list[list[int]] = field(default_factory=list)

    def run(self, root: int) -> None:
        """Find all that a point leads to."""
        waiting = [] if root in self.number else [(root, 0)]
        while waiting:
            point, turn = waiting.pop()
            self._seen(point, turn)
            turn = self._next_new(point, turn)
            if turn < len(self.after[point]):
                waiting += [(point, turn + 1), (self.after[point][turn], 0)]
            elif self.low[point] == self.number[point]:
                self._close(point)

    def _seen(self, point: int, turn: int) -> None:
        """A new point, or one that we are back at from what it leads to by its turn before."""
        if turn:
            self.low[point] = min(self.low[point], self.low[self.after[point][turn - 1]])
        else:
            self.number[point] = self.low[point] = len(self.number)
            self.open[point] = None

    def _next_new(self, point: int, turn: int) -> int:
        """The turn, from one on, that leads to a new point."""
        after = self.after[point]
        while turn < len(after) and after[turn] in self.number:
            if after[turn] in self.open:
                self.low[point] = min(self.low[point], self.number[after[turn]])
            turn += 1
        return turn

    def _close(self, point: int) -> None:
        """The open points back to one are a part."""
        part: list[int] = []
        while not part or part[-1] != point:
            part.append(self.open.popitem()[0])
        self.parts.append(part[::-1])


def _in_order(count: int, leaving: Sequence[Sequence[int]], constraints: Sequence[Constraint]) -> list[list[int]]:
    """The points in parts, those of a cycle in one, each part after all that lead to it."""
    search = _Search([[constraints[index][1] for index in indices] for indices in leaving])
    for point in range(count):
        search.run(point)
    return search.parts[::-1]
