"""Fractions and roots put together from lines of mathematics that are set already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

from tensorgraph.diagram.scene import Bounds, Curve, Polygon, Text, moved, union

Shape: TypeAlias = Polygon | Text | Curve

AXIS = 0.258
"""Of the size: the height over the baseline of +, of the line of a fraction, of the middle of a tall parenthesis."""
BAR = 0.055
"""Of the size: how thick the line of a fraction or root is."""
AIR = 0.18
"""Of the size: from that line to what is over and under it."""
HOOK = ((0.0, -0.1), (0.14, -0.2), (0.34, 0.0), (0.62, 0.0))
"""Of the size: the sign of a root, over the baseline at its start, at its foot and at its top."""


@dataclass(frozen=True)
class SetLine:
    """Shapes with the baseline's start at the origin, how far they move on, and what they cover."""

    items: tuple[Shape, ...]
    width: float
    bounds: Bounds


def shifted(item: Shape, dx: float, dy: float = 0.0) -> Shape:
    """A shape elsewhere."""
    return cast("Shape", moved(item, dx, dy))


def fraction(parts: tuple[SetLine, ...], ink: str, size: float) -> SetLine:
    """One line over the other, each in the middle, the bar between them on the axis."""
    above, below = parts
    width, axis, air = max(above.width, below.width) + 2 * AIR * size, -AXIS * size, AIR * size
    over = [shifted(item, (width - above.width) / 2, axis - air - above.bounds.bottom) for item in above.items]
    under = [shifted(item, (width - below.width) / 2, axis + air - below.bounds.top) for item in below.items]
    bar = Curve(((0.0, axis), (width, axis)), ink, BAR * size)
    return _set((bar, *over, *under), width)


def root(parts: tuple[SetLine, ...], ink: str, size: float) -> SetLine:
    """The sign of a root, as high as what is under it."""
    (body,) = parts
    top, foot = body.bounds.top - AIR * size, body.bounds.bottom
    start, turn, low, high = ((x * size, y * size) for x, y in HOOK)
    width = high[0] + body.width + AIR * size
    sign = Curve((start, turn, (low[0], foot), (high[0], top), (width, top)), ink, BAR * size)
    return _set((sign, *(shifted(item, high[0] + AIR / 2 * size) for item in body.items)), width)


def _set(items: tuple[Shape, ...], width: float) -> SetLine:
    return SetLine(items, width, union(item.bounds for item in items))


BUILT: Mapping[str, Callable[[tuple[SetLine, ...], str, float], SetLine]] = {"frac": fraction, "sqrt": root}
"""What is put together here, by its command, from its arguments, in an ink and at a size."""
