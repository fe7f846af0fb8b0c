"""What stands on a slide, back to front: solids that can be moved, and runs of wire that hold to them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Generic, TypeAlias, TypeVar

from tensorgraph.diagram.scene import Anchor, Bounds, Curve, Disc, Group, Item, Point, Polygon, Text, union

T = TypeVar("T")

NEAR = 0.05
"""Points within which two places are one: far above rounding, far below a line's width."""


Shape: TypeAlias = Curve | Disc | Polygon | Text
"""A shape of a scene that is no group."""


@dataclass(frozen=True)
class Patch:
    """Cells of one colour as one shape: PowerPoint is slow with thousands."""

    polygons: tuple[Polygon, ...]
    fill: str | None
    stroke: None = None
    width: float = 0.0

    @property
    def bounds(self) -> Bounds:
        """Around all cells."""
        return union(polygon.bounds for polygon in self.polygons)


Leaf: TypeAlias = Shape | Patch
"""What is one shape on a slide."""

KNOTS = ("dot", "bar", "joint")
"""Roles of the solids on a wire, to whose middle it runs."""


@dataclass(frozen=True)
class Solid:
    """Shapes that move as one thing, the first of them the outline that wires hold to.

    ``number`` tells the solids of a scene apart; ``key`` is that of its group.
    """

    number: int
    role: str
    name: str
    about: str
    parts: tuple[Leaf, ...]
    anchors: tuple[Anchor, ...] = ()
    key: str = ""

    @property
    def outline(self) -> Leaf:
        """What wires hold to."""
        return self.parts[0]

    @cached_property
    def bounds(self) -> Bounds:
        """Around all parts."""
        return union(part.bounds for part in self.parts)


@dataclass(frozen=True)
class Run:
    """A line of a wire from one thing to the next; ``begin`` and ``end`` are the numbers of the solids it holds to."""

    curve: Curve
    name: str
    about: str
    key: str
    begin: int | None = None
    end: int | None = None

    @property
    def points(self) -> tuple[Point, ...]:
        """From end to end."""
        return self.curve.points


Thing: TypeAlias = Solid | Run


def close(a: Point, b: Point, reach: float = NEAR) -> bool:
    """Whether two places are one."""
    return math.dist(a, b) <= reach


class Spots(Generic[T]):
    """Things at places, found again within `NEAR`."""

    def __init__(self, placed: Iterable[tuple[Point, T]]) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Point, T]]] = {}
        for place, thing in placed:
            self._cells.setdefault(_cell(place), []).append((place, thing))

    def at(self, point: Point) -> list[T]:
        """What is there, in one order for all points that are close."""
        x, y = _cell(point)
        near = [self._cells.get((x + dx, y + dy), ()) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        return [thing for cell in near for place, thing in cell if close(place, point)]


def _cell(point: Point) -> tuple[int, int]:
    """The square of a point's size that a place is in."""
    return math.floor(point[0]), math.floor(point[1])


def upright(a: Point, b: Point) -> bool:
    """Whether b is straight above or below a."""
    return abs(a[0] - b[0]) <= NEAR


def level(a: Point, b: Point) -> bool:
    """Whether b is straight left or right of a."""
    return abs(a[1] - b[1]) <= NEAR


def square(leg: tuple[Point, Point]) -> bool:
    """Whether a straight line is level or upright."""
    return upright(*leg) or level(*leg)


def toward(start: Point, end: Point, length: float) -> Point:
    """The point at a distance from ``start`` on the way to ``end``."""
    whole = math.dist(start, end)
    share = length / whole if whole else 0.0
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def within(point: Point, points: Sequence[Point]) -> list[int]:
    """The segment of a line that has a point strictly between the line's ends, as the index of its first point; the
    first of two that meet there. None or one."""
    if close(point, points[0]) or close(point, points[-1]):
        return []
    return [index for index, (a, b) in enumerate(pairwise(points)) if _distance(point, a, b) <= NEAR][:1]


def _distance(point: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    share = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length if length else 0.0
    share = max(0.0, min(1.0, share))
    return math.dist(point, (a[0] + share * dx, a[1] + share * dy))


def leaves(items: Iterable[Item]) -> Iterator[Shape]:
    """The shapes in items, those of groups too; texts without ink are none."""
    for item in items:
        if isinstance(item, Group):
            yield from leaves(item.parts)
        elif not isinstance(item, Text) or item.outline.path:
            yield item
