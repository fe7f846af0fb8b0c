"""The outlines of nodes: circle and stadium, box, triangle, with corner mark and slash."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tensorgraph.diagram.layout.box import Side
from tensorgraph.diagram.layout.dashes import CORNER_SAVING, fitted_around
from tensorgraph.diagram.layout.split import End
from tensorgraph.diagram.look import Look
from tensorgraph.diagram.scene import Curve, Disc, Item, Point, Polygon
from tensorgraph.diagram.theme import Theme

SLASH_GAP = 0.5
"""Of the radius: where the slash of a diagonal stops, so that the name can be read."""


def body(look: Look, width: float, half: float, mirrored: bool, legs: Sequence[End], theme: Theme) -> tuple[Item, ...]:
    """The shape of a node whose left end is at the origin, its outline first."""
    fill, ink, stroke = look.paint.fill, theme.ink, theme.node_stroke
    corners = ((0.0, -half), (width, -half), (width, half), (0.0, half))
    if look.shape == "triangle":
        return (Polygon(_triangle(look, legs, width, half), (0.0,) * 3, fill, ink, stroke),)
    if look.dashed:
        return (Polygon(corners, (theme.corner,) * 4, fill), _dashes(width, half, theme))
    marked = (3 if mirrored else 2) if look.corner else None
    if look.shape == "circle" and marked is None and width <= 2 * half:
        outline: Item = Disc((width / 2, 0), half, fill, ink, stroke)
    else:
        round_ = half if look.shape == "circle" else theme.corner
        radii = tuple(1.0 if index == marked else round_ for index in range(4))
        outline = Polygon(corners, radii, fill, ink, stroke)
    marks = _corner_mark(marked, look, width, half, theme)
    return (outline, *marks, *_slash(look, width, half, theme))


def _dashes(width: float, half: float, theme: Theme) -> Curve:
    """An outline with gaps, from the middle of the top around, in whole dashes."""
    middle = width / 2
    points = ((middle, -half), (width, -half), (width, half), (0.0, half), (0.0, -half), (middle, -half))
    dash = fitted_around(theme.frame_dash, 2 * width + 4 * half - CORNER_SAVING * theme.corner)
    return Curve(points, theme.ink, theme.node_stroke, theme.corner, dash)


def _corner_mark(marked: int | None, look: Look, width: float, half: float, theme: Theme) -> tuple[Item, ...]:
    if marked is None:
        return ()
    x, inward = (0.0, 1) if marked == 3 else (width, -1)
    points = ((x, half), (x, half - theme.mark), (x + inward * theme.mark, half))
    return (Polygon(points, (1.0, 0.0, 0.0), look.paint.text),)


def _slash(look: Look, width: float, half: float, theme: Theme) -> tuple[Item, ...]:
    if not look.slash:
        return ()
    far, near = half / math.sqrt(2), SLASH_GAP * half / math.sqrt(2)
    x, ends = width / 2, ((-far, -near), (near, far))
    return tuple(Curve(((x + a, -a), (x + b, -b)), look.paint.text, theme.node_stroke) for a, b in ends)


def _tip_side(look: Look, legs: Sequence[End]) -> Side:
    if look.tip is not None and 0 <= look.tip < len(legs):
        return legs[look.tip][1]
    return Side.RIGHT


def _triangle(look: Look, legs: Sequence[End], width: float, half: float) -> tuple[Point, ...]:
    """Base on the large leg, tip on the small one."""
    tip = _tip_side(look, legs)
    right = ((0.0, -half), (width, 0.0), (0.0, half))
    if tip is Side.LEFT:
        return tuple((width - x, y) for x, y in right)
    if tip.vertical:
        up = ((0.0, half), (width / 2, -half), (width, half))
        return up if tip is Side.UP else tuple((x, -y) for x, y in up)
    return right


TOWARDS_BASE = 0.14
"""Of a triangle's length: how much nearer its base its middle is for the eye."""


def text_centre(look: Look, legs: Sequence[End], width: float, half: float) -> Point:
    """Where the name of a node stands: in the middle, in a triangle nearer the base."""
    if look.shape != "triangle":
        return width / 2, 0.0
    dx, dy = _tip_side(look, legs).value
    return width * (0.5 - dx * TOWARDS_BASE), -dy * 2 * half * TOWARDS_BASE


def inset(side: Side, at: Point, look: Look, legs: Sequence[End], width: float, half: float) -> float:
    """How far the outline of a node is inside its frame at a point of one of its sides."""
    x, y = at
    if look.shape == "triangle":
        return _triangle_inset(side, _tip_side(look, legs), x / width, (y + half) / (2 * half), width, half)
    along = min(x, width - x) if side.vertical else half - abs(y)
    if look.shape != "circle" or along >= half:
        return 0.0
    return half - math.sqrt(max(0.0, half**2 - (half - along) ** 2))


def _triangle_inset(side: Side, tip: Side, across: float, down: float, width: float, half: float) -> float:
    """The same for a triangle; the point as shares of its width and height."""
    share = {Side.LEFT: 1 - across, Side.RIGHT: across, Side.UP: 1 - down, Side.DOWN: down}[tip]
    if side is tip.opposite:
        return 0.0
    if side is tip:
        middle = abs(down - 0.5) if tip.vertical is False else abs(across - 0.5)
        return 2 * middle * (2 * half if tip.vertical else width)
    return share * (half if side.vertical else width / 2)
