"""The wedge in which a thick wire opens into its parts."""

from __future__ import annotations

from tensorgraph.diagram.layout.box import Side, Strand, wire_group
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.scene import Group, Point, Polygon
from tensorgraph.diagram.theme import Theme

PITCH = 3.0
"""Wires apart: how far the parts of a thick wire leave its wedge from each other, in their strokes."""


def slot(index: int, count: int, theme: Theme) -> float:
    """How far from the middle of a wedge one of its parts leaves."""
    return (index - (count - 1) / 2) * PITCH * theme.wire_stroke


def wedge_length(theme: Theme) -> float:
    """From where the thick wire ends to where its parts leave."""
    return theme.junction


def wedge(strand: Strand, tip: Point, side: Side, setting: Setting) -> Group:
    """A thick wire that ends at ``tip`` opened towards a ``side``; part of the wire."""
    theme, (x, y), (dx, dy) = setting.theme, tip, side.value
    narrow = theme.thick_stroke / 2
    broad = slot(len(strand) - 1, len(strand), theme) + theme.wire_stroke / 2
    long = wedge_length(theme)
    outline = ((0.0, -narrow), (long, -broad), (long, broad), (0.0, narrow))
    points = tuple((x + dx * along - dy * across, y + dy * along + dx * across) for along, across in outline)
    return wire_group(strand, (Polygon(points, (0.0,) * 4, theme.ink),))
