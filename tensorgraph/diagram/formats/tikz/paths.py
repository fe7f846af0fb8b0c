"""Points and lines of a scene as coordinates of TikZ."""

from __future__ import annotations

from tensorgraph.diagram.formats.tikz.styles import number
from tensorgraph.diagram.geometry import steps
from tensorgraph.diagram.scene import Curve, Point, Polygon


def at(point: Point) -> str:
    """A point as a coordinate.

    >>> at((1.0, 2.255))
    '(1,2.25)'
    """
    return f"({number(point[0])},{number(point[1])})"


def path(shape: Curve | Polygon) -> str:
    """A shape as a path with its corners drawn.

    >>> path(Polygon(((0, 0), (4, 0), (4, 4)), (0, 0, 0), "#000000"))
    '(0,0) -- (4,0) -- (4,4) -- cycle'
    """
    written, here = "", ""
    for name, numbers in steps(shape):
        points = [at((numbers[k], numbers[k + 1])) for k in range(0, len(numbers), 2)]
        written += _step(name, points, here)
        here = points[-1] if points else here
    return written


def _step(name: str, points: list[str], here: str) -> str:
    if name == "M":
        return points[0]
    if name == "Z":
        return " -- cycle"
    if name == "C" and points[:2] != [here, points[2]]:
        return f" .. controls {points[0]} and {points[1]} .. {points[2]}"
    return f" -- {points[-1]}"
