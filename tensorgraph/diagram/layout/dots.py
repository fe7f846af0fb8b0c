"""Nodes without a name: copy dots, bare wires, the all-ones cap, and the bar that ends a wire."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagram.layout.box import Box, Port, Side
from tensorgraph.diagram.layout.pieces import bar, dot
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.splay import dot_legs
from tensorgraph.diagram.layout.stop import Stop
from tensorgraph.graph.nodes import Dot


def dot_box(factor: Dot, sides: Sequence[Side], setting: Setting) -> Box:
    """A dot with its legs; with two legs a bare wire, with one the all-ones cap."""
    strands = setting.strands(factor)
    wide = setting.theme.node if len(strands) == 2 else 2 * setting.theme.dot
    legs = dot_legs(sides, (wide / 2, 0.0), wide / 2)
    ports = tuple(Port(s, side, leg) for s, side, leg in zip(strands, sides, legs, strict=True))
    items = () if len(strands) == 2 else (dot(strands[0], (wide / 2, 0.0), setting),)
    return Box(wide, setting.theme.dot, setting.theme.dot, items, ports, simple=True)


def stop_box(stop: Stop, sides: Sequence[Side], setting: Setting) -> Box:
    """A bar across the end of a wire."""
    strand, half = setting.strands(stop)[0], setting.theme.bar / 2
    item = bar(strand, (0.0, 0.0), sides[0].vertical, setting.theme)
    return Box(0.0, half, half, (item,), (Port(strand, sides[0], ((0.0, 0.0),)),), simple=True)
