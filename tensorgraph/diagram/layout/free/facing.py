"""Towards which side each leg of each node points."""

from __future__ import annotations

from collections.abc import Mapping

from tensorgraph.diagram.layout.box import Side
from tensorgraph.diagram.layout.free.net import Net
from tensorgraph.diagram.layout.free.sketch import Flow, Sketch, side_of, towards
from tensorgraph.diagram.scene import Point


def facing(net: Net, sketch: Sketch) -> list[list[Side]]:
    """The side of each leg: as wished, else where its wire goes."""
    sides = [[Side.UP] * len(strands) for strands in net.legs]
    for k, link in enumerate(net.links):
        for end in (link.start, link.stop):
            sides[end.node][end.leg] = _side(sketch, towards(sketch, net, k, end.node))
    exits: Mapping[int, Side] = {k: side_of(slant) for k, slant in sketch.slants.items()} | dict(sketch.ways)
    for k, side in exits.items():
        sides[net.exits[k].end.node][net.exits[k].end.leg] = side
    for end, side in net.held.items():
        sides[end.node][end.leg] = side
    return sides


def _side(sketch: Sketch, direction: Point) -> Side:
    """Between layers, the side of the layer; else the nearest."""
    x, y = direction
    if sketch.flow is Flow.RIGHT and x:
        return Side.RIGHT if x > 0 else Side.LEFT
    if sketch.flow is Flow.DOWN and y:
        return Side.DOWN if y > 0 else Side.UP
    return side_of(direction)
