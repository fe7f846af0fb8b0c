"""Wires as paths between nodes: by name where a wire meets a node straight at the middle of a side, else by points."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from tensorgraph.diagram.formats.tikz.nodes import NEARLY, Spot
from tensorgraph.diagram.formats.tikz.paths import at, path
from tensorgraph.diagram.formats.tikz.styles import Colour, Statement, length
from tensorgraph.diagram.scene import Curve, Point, Polygon, Scene, groups

THICK = 1.7
"""Times the thinnest line, from which a wire is a thick one."""


def wires(scene: Scene, spots: Sequence[Spot]) -> Iterator[Statement]:
    """The lines of all wires, and the bars in which thick ones split."""
    meeting = _meetings(spots)
    parts = [part for wire in groups(scene.parts, "wire") for part in wire.parts]
    thin = min((part.width for part in parts if isinstance(part, Curve)), default=0.0)
    for part in parts:
        if isinstance(part, Curve):
            yield _wire(part, "thick wire" if part.width > THICK * thin else "wire", meeting)
        elif isinstance(part, Polygon):
            yield Statement("fill", "junction", (("fill", Colour("ink", part.fill or "#000000")),), path(part))


def _wire(line: Curve, style: str, meeting: Mapping[Point, Sequence[Spot]]) -> Statement:
    look = (("draw", Colour("ink", line.stroke)), ("line width", length(line.width)))
    if line.bezier or not line.radius:
        return Statement("draw", style, (*look, ("shape", "sharp corners")), path(line))
    first, last = _end(line.points[0], line.points[1], meeting), _end(line.points[-1], line.points[-2], meeting)
    if not _is_rounded(line):
        middle = path(line).removeprefix(at(line.points[0])).removesuffix(at(line.points[-1]))
        return Statement("draw", style, (*look, ("shape", "sharp corners")), first + middle + last)
    body = " -- ".join([first, *map(at, line.points[1:-1]), last])
    return Statement("draw", style, (*look, ("shape", f"rounded corners={length(line.radius)}")), body)


def _is_rounded(line: Curve) -> bool:
    """Whether TikZ would round the corners as the scene does: right angles, and room for every bend."""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line.points)]
    right = all(abs(a * c + b * d) < NEARLY for (a, b), (c, d) in pairwise(steps))
    return len(steps) == 1 or (right and min(math.hypot(*step) for step in steps) >= 2 * line.radius)


def _end(point: Point, before: Point, meeting: Mapping[Point, Sequence[Spot]]) -> str:
    """The node, where TikZ would lead the line to this very point, else the point."""
    for spot in meeting.get(_rounded(point), ()):
        middle = spot.box.centre
        if any(abs(before[k] - middle[k]) < NEARLY and abs(point[k] - middle[k]) < NEARLY for k in (0, 1)):
            return f"({spot.name})"
    return at(point)


def _meetings(spots: Sequence[Spot]) -> dict[Point, list[Spot]]:
    """The nodes by their middles and the middles of their sides."""
    found: dict[Point, list[Spot]] = {}
    for spot in spots:
        (x, y), box = spot.box.centre, spot.box
        for point in ((x, y), (box.left, y), (box.right, y), (x, box.top), (x, box.bottom)):
            found.setdefault(_rounded(point), []).append(spot)
    return found


def _rounded(point: Point) -> Point:
    """To what is written, so that sums of lengths in another order are the same point."""
    return round(point[0], 2), round(point[1], 2)
