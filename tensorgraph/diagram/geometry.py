"""Lines with rounded corners."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

from tensorgraph.diagram.scene import Curve, Point, Polygon

Step: TypeAlias = tuple[str, tuple[float, ...]]
"""A path command (M, L, C or Z) and its absolute coordinates."""

QUARTER = 0.5522847498
"""Control length of a cubic that draws a quarter circle of radius 1: 4/3 (√2 − 1)."""


def straightened(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without repeated points and points on a straight line between their neighbours."""
    kept: list[Point] = []
    for point in points:
        if kept and _close(kept[-1], point):
            continue
        while len(kept) > 1 and _between(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def steps(shape: Curve | Polygon) -> tuple[Step, ...]:
    """The path of a shape, its corners rounded."""
    if isinstance(shape, Polygon):
        return _closed(shape)
    if shape.bezier:
        rest = shape.points[1:]
        triples = [rest[i : i + 3] for i in range(0, len(rest), 3)]
        return ("M", shape.points[0]), *(("C", a + b + c) for a, b, c in triples)
    points = shape.points
    corners = [_corner(points[i - 1], points[i], points[i + 1], shape.radius) for i in range(1, len(points) - 1)]
    return ("M", points[0]), *(step for corner in corners for step in corner), ("L", points[-1])


def _closed(shape: Polygon) -> tuple[Step, ...]:
    count = len(shape.points)
    if not any(shape.radii):
        return ("M", shape.points[0]), *(("L", point) for point in shape.points[1:]), ("Z", ())
    corners = [
        _corner(shape.points[i - 1], shape.points[i], shape.points[(i + 1) % count], shape.radii[i])
        for i in range(count)
    ]
    flat = [step for corner in corners for step in corner]
    return ("M", flat[0][1]), *flat[1:], ("Z", ())


def _corner(before: Point, at: Point, after: Point, radius: float) -> list[Step]:
    """Line to where the corner begins, and the bend."""
    room = min(math.dist(before, at), math.dist(at, after)) / 2
    half = math.tan(_turn(before, at, after) / 2)
    reach = min(radius * half if half < 1e6 else 0.0, room) if radius else 0.0
    if not reach:
        return [("L", at)]
    start, end = _toward(at, before, reach), _toward(at, after, reach)
    pull = reach * _pull(_turn(before, at, after))
    return [("L", start), ("C", _toward(start, at, pull) + _toward(end, at, pull) + end)]


def _turn(before: Point, at: Point, after: Point) -> float:
    """The angle by which the direction changes, between 0 and π."""
    a = math.atan2(at[1] - before[1], at[0] - before[0])
    b = math.atan2(after[1] - at[1], after[0] - at[0])
    return abs((b - a + math.pi) % (2 * math.pi) - math.pi)


def _pull(turn: float) -> float:
    """Control length of the arc through ``turn``, in units of the tangent's length."""
    if turn < 1e-6:
        return 0.0
    return 4 / 3 * math.tan(turn / 4) / math.tan(turn / 2)


def _toward(start: Point, end: Point, length: float) -> Point:
    whole = math.dist(start, end)
    share = length / whole if whole else 0.0
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _close(a: Point, b: Point) -> bool:
    return math.dist(a, b) < 1e-6


def _between(a: Point, b: Point, c: Point) -> bool:
    cross = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
    return abs(cross) < 1e-6
