"""Places for the labels of wires: near the middle of a piece, on either side, clear of everything."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tensorgraph.diagram.layout.box import Strand
from tensorgraph.diagram.layout.free.field import Field
from tensorgraph.diagram.layout.pieces import label_above, label_height, label_width
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.scene import Bounds, Group, Point

SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78)
"""Where along a piece of wire a label is tried, the middle first."""
AIRS = (2.5, 1.5)
"""Points between a label and anything else: at best almost as far as from its own wire, at least a stroke's width."""
SLIT = 0.1
"""Points more, so that a label never counts as touching its own wire."""


def placed_label(strand: Strand, path: Sequence[Point], half: float, field: Field, setting: Setting) -> Group | None:
    """The text of a wire at the first place that is free, which it then takes up; None where there is none.

    ``half`` is half the wire's width.
    """
    width, height = label_width(strand, setting), label_height(strand, setting) - setting.theme.label_lift
    lift = max(setting.theme.label_lift, half + AIRS[0] + SLIT)
    tried = [
        Bounds(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        for x, y in _places(path, width, height, lift)
    ]
    best = next((bounds for air in AIRS for bounds in tried if field.is_free(bounds, air)), None)
    if best is None:
        return None
    field.put(-1, best)
    (group,) = label_above(strand, (best.centre[0], best.bottom + setting.theme.label_lift), setting)
    return group


def _places(path: Sequence[Point], width: float, height: float, lift: float) -> Iterator[Point]:
    """Middles for a text, the middle of the longest piece first."""
    pieces = sorted(pairwise(path), key=lambda piece: -round(math.dist(*piece), 3))
    for share in SHARES:
        for start, stop in pieces:
            whole = math.dist(start, stop)
            if not whole:
                continue
            at = (start[0] + share * (stop[0] - start[0]), start[1] + share * (stop[1] - start[1]))
            for x, y in _sides((stop[0] - start[0]) / whole, (stop[1] - start[1]) / whole):
                away = abs(x) * width / 2 + abs(y) * height / 2 + lift
                yield at[0] + x * away, at[1] + y * away


def _sides(x: float, y: float) -> tuple[Point, Point]:
    """The directions across a line: above it first, or to the right where it is upright."""
    if abs(x) < 0.1:
        return (1.0, 0.0), (-1.0, 0.0)
    across = (y, -x) if x > 0 else (-y, x)
    return across, (-across[0], -across[1])
