"""Wires: straight where nothing is in the way, else by their bends, else around the corners of what is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise

from tensorgraph.diagram.geometry import straightened
from tensorgraph.diagram.layout.box import Side
from tensorgraph.diagram.layout.free.field import Field, crosses
from tensorgraph.diagram.layout.free.stand import length
from tensorgraph.diagram.scene import Bounds, Point
from tensorgraph.diagram.theme import Theme

TURNS = 5
"""Most corners that a wire is led around one after another; a wire that needs more is drawn as it is."""

STEPS = 60
"""Places beside what is in the way that are tried, half a wire's gap each."""
RATHER = 6
"""How many places farther a wire goes on one side before the other, so that those of a column keep together."""
LEAN = 0.6
"""How far ahead a wire goes for each point that it goes aside."""


def routed(path: Sequence[Point], field: Field, own: Set[int]) -> tuple[Point, ...]:
    """The shortest of the ways along a path that leave points out and go around what is ``field``, but ``own``."""
    found: list[Point] = [path[0]]
    index = 0
    while index < len(path) - 1:
        nexts = range(len(path) - 1, index, -1)
        far = next((k for k in nexts if not _in_way(path[index], path[k], field, own)), None)
        if far is None:
            far = index + 1
            found += _around(path[index], path[far], field, own, TURNS)[1:]
        else:
            found.append(path[far])
        index = far
    return straightened(found)


def _in_way(start: Point, stop: Point, field: Field, own: Set[int]) -> dict[int, Bounds]:
    return {k: bounds for k, bounds in field.blockers(start, stop).items() if k not in own}


def _around(start: Point, stop: Point, field: Field, own: Set[int], turns: int) -> tuple[Point, ...]:
    """Around the first thing in the way by one of its corners, and on from there."""
    blockers = _in_way(start, stop, field, own)
    if not blockers or not turns:
        return start, stop
    first = min(blockers, key=lambda k: _distance(start, blockers[k]))
    ways = [
        (start, *_around(corner, stop, field, own, turns - 1))
        for corner in _corners(start, stop, blockers[first])
        if not _in_way(start, corner, field, own)
    ]
    return min(ways, key=lambda way: (_blocked(way, field, own), length(way)), default=(start, stop))


def _blocked(way: Sequence[Point], field: Field, own: Set[int]) -> int:
    return sum(len(_in_way(a, b, field, own)) for a, b in pairwise(way))


def _distance(point: Point, bounds: Bounds) -> float:
    x, y = bounds.centre
    return abs(x - point[0]) + abs(y - point[1])


def _corners(start: Point, stop: Point, bounds: Bounds) -> list[Point]:
    """The two corners of a rectangle that are least out of the way."""
    left, right, top, bottom = bounds.left, bounds.right, bounds.top, bounds.bottom
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    seen = [corner for corner in corners if corner != start and not crosses(start, corner, bounds)]
    return sorted(seen, key=lambda corner: length((start, corner, stop)))[:2]


def is_clear(path: Sequence[Point], field: Field, own: Set[int]) -> bool:
    """Whether a line passes nothing but ``own``."""
    return not any(_in_way(a, b, field, own) for a, b in pairwise(path))


def is_straight(
    line: tuple[Point, Point], field: Field, own: Set[int], others: Sequence[Sequence[Point]], theme: Theme
) -> bool:
    """Whether an exit can go straight out, along no other."""
    return is_clear(line, field, own) and not any(_near(line, other, theme.clearance) for other in others)


def at_frame(point: Point, side: Side, frame: Bounds) -> Point:
    """Where a point comes to that goes straight to a side of a frame; itself where it is already outside."""
    x, y = point
    return {
        Side.LEFT: (min(frame.left, x), y),
        Side.RIGHT: (max(frame.right, x), y),
        Side.UP: (x, min(frame.top, y)),
        Side.DOWN: (x, max(frame.bottom, y)),
    }[side]


def escape(
    start: Point,
    side: Side,
    frame: Bounds,
    field: Field,
    own: Set[int],
    others: Sequence[Sequence[Point]],
    room: float,
    theme: Theme,
) -> tuple[Point, ...]:
    """From a point to a side of the frame: aside as far as is needed, and then straight, apart from ``others``.

    Where there is place it goes ``room`` aside, so that labels stand between.
    """
    found = [*_beside(start, side, frame, theme, room), *_beside(start, side, frame, theme, 0.0)]
    for way in found:
        if is_clear(way, field, own) and not any(_near(way[1:], other, theme.port_gap) for other in others):
            return way
    return routed((start, at_frame(start, side, frame)), field, own)


def _beside(start: Point, side: Side, frame: Bounds, theme: Theme, room: float) -> Iterator[tuple[Point, ...]]:
    """Ways to a side of the frame, at both sides of what is straight ahead, the nearest first, rather left or above."""
    dx, dy = side.value
    steps = [(step + RATHER * (sign > 0), sign * step) for step in range(1, STEPS) for sign in (-1, 1)]
    for _, step in sorted(steps):
        away = math.copysign(room, step) + step * theme.port_gap / 2
        ahead = max(theme.node, abs(away) * LEAN)
        bend = (start[0] + away * abs(dy) + dx * ahead, start[1] + away * abs(dx) + dy * ahead)
        yield start, bend, at_frame(bend, side, frame)


def _near(line: Sequence[Point], other: Sequence[Point], gap: float) -> bool:
    """Whether a straight line of an exit runs along that of another."""
    (x, y), (u, v) = line
    (a, b), (c, d) = other[-2:] if len(other) > 1 else (other[0], other[0])
    if x == u:
        return abs(x - a) < gap and abs(x - c) < gap and min(y, v) < max(b, d) and min(b, d) < max(y, v)
    return abs(y - b) < gap and abs(y - d) < gap and min(x, u) < max(a, c) and min(a, c) < max(x, u)


def obstacles(bounds: Mapping[int, Bounds], air: float) -> Field:
    """The field of all nodes, each with air around it."""
    field = Field()
    for owner, each in bounds.items():
        field.put(owner, each.grown(air))
    return field
