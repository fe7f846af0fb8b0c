"""Wires that go side by side from one joint to another: a lens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tensorgraph.diagram.geometry import QUARTER
from tensorgraph.diagram.layout.box import Strand
from tensorgraph.diagram.layout.pieces import label_above, label_width, line, wire_width
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.scene import Curve, Group, Point

BULGE = 12.0
"""Points between neighbours at the widest: room for a label in the lens."""


def lens_width(strands: Sequence[Strand], setting: Setting) -> float:
    """From joint to joint: twice as wide as two arcs are high, or as the labels need."""
    theme = setting.theme
    label = max(label_width(strand, setting) for strand in strands) + 4 * theme.label_air
    return max(4 * BULGE, label)


def rise(index: int, count: int) -> float:
    """How far under the axis the middle of an arc is."""
    return (2 * index - (count - 1)) * BULGE


def arc(strand: Strand, start: Point, end: Point, drop: float, setting: Setting) -> list[Group]:
    """A wire bent like half an ellipse, ``drop`` under its ends at its middle, with its label."""
    middle = ((start[0] + end[0]) / 2, drop)
    labels = label_above(strand, middle, setting)
    wire = line(strand, (start, end), setting)
    if not drop:
        return [wire, *labels]
    points = (start, *_quarter(start, middle), *reversed((end, *_quarter(end, middle)[:2])))
    curve = Curve(points, setting.theme.ink, wire_width(strand, setting.theme), bezier=True)
    return [replace(wire, parts=(curve,)), *labels]


def _quarter(end: Point, middle: Point) -> tuple[Point, Point, Point]:
    """The two controls and the end of a quarter ellipse that leaves ``end`` upright."""
    (x, y), (u, v) = end, middle
    return (x, y + QUARTER * (v - y)), (u - QUARTER * (u - x), v), middle
