"""What is drawn on nodes: marked corners, the slash of a diagonal, the cross of a sum."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tensorgraph.diagram.formats.tikz.paths import at, path
from tensorgraph.diagram.formats.tikz.styles import Colour, Look, Motif, Statement, length
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Point, Polygon

INK = "#000000"
"""Of a shape that says no colour."""


def motifs(name: str, signs: Sequence[Curve | Polygon], box: Bounds, part: str) -> tuple[Motif, ...]:
    """The lines on a node in a box, from its middle, in the colour of a part of the picture: a cross, a slash."""
    lines = [sign for sign in signs if isinstance(sign, Curve)]
    if not lines:
        return ()
    x, y = box.centre
    strokes = [" -- ".join(f"+({length(a - x)},{length(y - b)})" for a, b in line.points) for line in lines]
    body = " ".join(["(path picture bounding box.center)", *strokes])
    return (Motif(f"{name}ed", Statement("draw", name, _line_look(lines[0], part), body)),)


def marks(name: str, signs: Sequence[Curve | Polygon], outline: Disc | Polygon) -> Iterator[Statement]:
    """The marked corners of a node, with its line around them, so that they are sharp where the node's are round."""
    for sign in signs:
        if isinstance(sign, Polygon):
            anchor, way = _corner(sign.points[0], outline.bounds, name)
            reach = max(math.dist(sign.points[0], point) for point in sign.points)
            shifts = f"xshift={length(-way[0] * reach)}", f"yshift={length(way[1] * reach)}"
            before, after = (f"([{shift}]{anchor})" for shift in shifts)
            yield _mark(sign, outline, f"{before} -- ({anchor}) -- {after}")


def drawn(signs: Sequence[Curve | Polygon], outline: Disc | Polygon) -> Iterator[Statement]:
    """What is drawn on a node, by points."""
    for sign in signs:
        if isinstance(sign, Polygon):
            yield _mark(sign, outline, " -- ".join(map(at, (sign.points[-1], *sign.points[:-1]))))
        else:
            yield Statement("draw", "slash", _line_look(sign, "text"), path(sign))


def _mark(sign: Polygon, outline: Disc | Polygon, body: str) -> Statement:
    """A corner filled, with two sides drawn as those of its node."""
    fill = Colour("text", sign.fill or INK)
    look = (("fill", fill), ("draw", Colour("ink", outline.stroke or INK)), ("line width", length(outline.width)))
    return Statement("draw", "mark", (*look, ("shape", f"rounded corners={length(max(sign.radii))}")), body)


def _corner(point: Point, box: Bounds, name: str) -> tuple[str, tuple[int, int]]:
    """The anchor of the nearest corner of a node, and its way from the middle."""
    right = 1 if point[0] > box.centre[0] else -1
    down = 1 if point[1] > box.centre[1] else -1
    return f"{name}.{'south' if down > 0 else 'north'} {'east' if right > 0 else 'west'}", (right, down)


def _line_look(line: Curve, part: str) -> Look:
    return ("draw", Colour(part, line.stroke)), ("line width", length(line.width))
