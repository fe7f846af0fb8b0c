"""One wire cut where it meets something, so that each run of it is a connector between two things.

Wires are cut at dots, at bars and where they branch; what they branch at is a joint, a dot as wide as the line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tensorgraph.diagram.formats.pptx.join import joined
from tensorgraph.diagram.formats.pptx.things import Spots, close, level, square, upright, within
from tensorgraph.diagram.geometry import straightened
from tensorgraph.diagram.scene import Curve, Disc, Item, Point, Polygon

ROUND = math.inf
"""The radius of a bend that goes from end to end: a quarter of an ellipse, which is a native connector too."""


@dataclass(frozen=True)
class Parts:
    """A wire taken apart: its ``lines``, the ``knots`` on them (dots, and bars as slim boxes), and its junctions."""

    lines: tuple[Curve, ...]
    knots: tuple[Disc | Polygon, ...]
    junctions: tuple[Polygon, ...]


def taken_apart(items: Sequence[Item], legs: Sequence[Point]) -> Parts:
    """The shapes of a wire by what they are; ``legs`` is where it leaves nodes.

    A bar is a straight line that ends nowhere, and whose middle is on a longer line.
    """
    curves = [item for item in items if isinstance(item, Curve)]
    dots = [item for item in items if isinstance(item, Disc)]
    taken = [*legs, *(dot.centre for dot in dots)]
    bars = [curve for curve in curves if _is_bar(curve, curves, taken)]
    junctions = tuple(item for item in items if isinstance(item, Polygon))
    lines = tuple(curve for curve in curves if curve not in bars)
    return Parts(lines, (*dots, *map(_slim, bars)), junctions)


def cut(parts: Parts, held: Callable[[Point], bool]) -> list[Curve]:
    """The lines of one wire, cut at knots and at each other's ends, and joined where only two of them meet.

    ``held`` says whether something that the wire holds to is at a point.
    """
    cuts = [*(knot.bounds.centre for knot in parts.knots), *(point for line in parts.lines for point in _ends(line))]
    pieces = [piece for line in parts.lines if not line.bezier for piece in _split(line, cuts)]
    whole = joined(pieces, held)
    ends = Spots((point, line) for line in whole for point in _ends(line))

    def loose(point: Point) -> bool:
        return len(ends.at(point)) == 1 and not held(point)

    curved = [run for line in parts.lines if line.bezier for run in _quarters(line)]
    return [*curved, *(run for line in whole for run in _native(line, loose))]


def joints(runs: Sequence[Curve], held: Callable[[Point], bool]) -> list[Disc]:
    """A dot as wide as the line wherever runs meet and nothing else is, so that they have something to hold to."""
    ends = Spots((point, (k, end)) for k, run in enumerate(runs) for end, point in enumerate(_ends(run)))
    found: list[Disc] = []
    for k, run in enumerate(runs):
        for end, point in enumerate(_ends(run)):
            meeting = ends.at(point)
            if len(meeting) > 1 and meeting[0] == (k, end) and not held(point):
                found.append(Disc(point, run.width / 2, run.stroke))
    return found


def _ends(line: Curve) -> tuple[Point, Point]:
    return line.points[0], line.points[-1]


def _is_bar(curve: Curve, curves: Iterable[Curve], taken: Sequence[Point]) -> bool:
    if len(curve.points) != 2 or not square(curve.points):
        return False
    (a, b), middle = curve.points, _middle(curve.points)
    if any(close(point, place) for point in (a, middle, b) for place in taken):
        return False
    others = [other for other in curves if not other.bezier and _length(other) > _length(curve)]
    return any(_across(a, b, middle, other.points) for other in others)


def _across(a: Point, b: Point, middle: Point, points: Sequence[Point]) -> bool:
    """Whether the middle is on the line through ``points``, in it or at its end, where that runs the other way."""
    for c, d in pairwise(points):
        turned = (upright(a, b) and level(c, d)) or (level(a, b) and upright(c, d))
        if turned and (close(middle, c) or close(middle, d) or within(middle, (c, d))):
            return True
    return False


def _length(curve: Curve) -> float:
    return sum(math.dist(a, b) for a, b in pairwise(curve.points))


def _middle(leg: Sequence[Point]) -> Point:
    (ax, ay), (bx, by) = leg
    return (ax + bx) / 2, (ay + by) / 2


def _slim(bar: Curve) -> Polygon:
    """The bar as a box, which wires can hold to from both sides."""
    edges = bar.bounds.grown(-bar.width / 2)
    half = bar.width / 2
    dx, dy = (half, 0.0) if upright(*bar.points) else (0.0, half)
    left, right, top, bottom = edges.left - dx, edges.right + dx, edges.top - dy, edges.bottom + dy
    return Polygon(((left, top), (right, top), (right, bottom), (left, bottom)), (0.0,) * 4, bar.stroke)


def _split(line: Curve, cuts: Iterable[Point]) -> list[Curve]:
    """The line in pieces that have none of the points inside."""
    points, around = line.points, line.bounds
    near = [(x, y) for x, y in cuts if around.left <= x <= around.right and around.top <= y <= around.bottom]
    inside = {(index, math.dist(points[index], point), point) for point in near for index in within(point, points)}
    pieces: list[list[Point]] = [[points[0]]]
    done = 0
    for index, _, point in sorted(inside):
        pieces[-1] += points[done + 1 : index + 1]
        done = index
        if len(pieces[-1]) > 1 or not close(pieces[-1][0], point):
            pieces[-1].append(point)
            pieces.append([point])
    pieces[-1] += points[done + 1 :]
    return [replace(line, points=straightened(piece)) for piece in pieces]


def _native(line: Curve, loose: Callable[[Point], bool]) -> list[Curve]:
    """The line in pieces of one straight leg, or of a level and an upright one between two things.

    Connectors with more bends, or with a bend and a loose end, look different in each program.
    """
    points = line.points
    bends: list[Point] = []
    for a, b in pairwise(pairwise(points)):
        at_end = (a[0] == points[0] and loose(points[0])) or (b[1] == points[-1] and loose(points[-1]))
        if not square(a) or not square(b) or at_end:
            bends.append(a[1])
    inner = [leg for leg in pairwise(points[1:-1]) if not set(leg) & set(bends)]
    return _split(line, [*bends, *(_middle(leg) for leg in inner)])


def _quarters(line: Curve) -> list[Curve]:
    """A curve in pieces that are quarters of ellipses along the axes; whole, where that cannot be."""
    rest = line.points[1:]
    pieces = [(line.points[3 * k], *rest[3 * k : 3 * k + 3]) for k in range(len(rest) // 3)]
    corners = [_corner(*piece) for piece in pieces]
    if None in corners:
        return [line]
    return [
        replace(line, points=(piece[0], corner, piece[3]), radius=ROUND, bezier=False)
        for piece, corner in zip(pieces, corners, strict=True)
        if corner
    ]


def _corner(start: Point, first: Point, last: Point, end: Point) -> Point | None:
    """Where the tangents at the ends of a curve meet at a right angle; None where they do not."""
    if upright(start, first) and level(last, end):
        return start[0], end[1]
    if level(start, first) and upright(last, end):
        return end[0], start[1]
    return None
