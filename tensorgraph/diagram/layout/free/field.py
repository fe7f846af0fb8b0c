"""What is in the way: rectangles and lines in a raster of cells, so that a question looks only near its place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from tensorgraph.diagram.scene import Bounds, Point

CELL = 48.0
"""Side of a raster cell in points: about a node and its gap, so that a cell holds few things."""


@dataclass
class Field:
    """Rectangles by the number of what they belong to, and pieces of lines with half their width."""

    rectangles: dict[tuple[int, int], list[tuple[int, Bounds]]] = field(default_factory=dict)
    lines: dict[tuple[int, int], list[tuple[Point, Point, float]]] = field(default_factory=dict)

    def put(self, owner: int, bounds: Bounds) -> None:
        """Something takes up a rectangle."""
        for cell in _cells(bounds):
            self.rectangles.setdefault(cell, []).append((owner, bounds))

    def draw(self, start: Point, stop: Point, half: float) -> None:
        """A line runs from a point to another."""
        for cell in _passed(start, stop):
            self.lines.setdefault(cell, []).append((start, stop, half))

    def blockers(self, start: Point, stop: Point) -> dict[int, Bounds]:
        """The rectangles that a line would pass, by their owner."""
        near = (each for cell in _passed(start, stop) for each in self.rectangles.get(cell, ()))
        return {owner: bounds for owner, bounds in near if crosses(start, stop, bounds)}

    def is_free(self, bounds: Bounds, air: float) -> bool:
        """Whether nothing is in a rectangle, nor nearer to it than ``air``."""
        grown = bounds.grown(air)
        for cell in _cells(grown):
            if any(grown.meets(other) for _, other in self.rectangles.get(cell, ())):
                return False
            if any(crosses(a, b, grown.grown(half)) for a, b, half in self.lines.get(cell, ())):
                return False
        return True


def _cells(bounds: Bounds) -> Iterator[tuple[int, int]]:
    for column in range(math.floor(bounds.left / CELL), math.floor(bounds.right / CELL) + 1):
        for row in range(math.floor(bounds.top / CELL), math.floor(bounds.bottom / CELL) + 1):
            yield column, row


def _passed(start: Point, stop: Point) -> Iterator[tuple[int, int]]:
    """The cells that a line passes."""
    (x, y), (u, v) = (start, stop) if start <= stop else (stop, start)
    for column in range(math.floor(x / CELL), math.floor(u / CELL) + 1):
        left, right = max(x, column * CELL), min(u, (column + 1) * CELL)
        ends = [y + (v - y) * (at - x) / (u - x) if u > x else end for at, end in ((left, y), (right, v))]
        for row in range(math.floor(min(ends) / CELL), math.floor(max(ends) / CELL) + 1):
            yield column, row


def crosses(a: Point, b: Point, box: Bounds) -> bool:
    """Whether a line meets the inside of a rectangle (Liang and Barsky's clipping)."""
    low, high = 0.0, 1.0
    for start, stop, least, most in ((a[0], b[0], box.left, box.right), (a[1], b[1], box.top, box.bottom)):
        step = stop - start
        if abs(step) < 1e-9:
            if not least < start < most:
                return False
            continue
        near, far = sorted(((least - start) / step, (most - start) / step))
        low, high = max(low, near), min(high, far)
    return low < high
