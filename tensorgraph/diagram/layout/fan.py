"""Nodes with one leg each on one joint: straight wires from every node to it."""

from __future__ import annotations

import math
from dataclasses import replace

from tensorgraph.diagram.layout.box import Box, Port
from tensorgraph.diagram.scene import Anchor, Disc, Group, Item, Point


def aimed(box: Box, target: Point) -> Box:
    """A single node whose one wire leaves straight towards a point: from the rim of a circle, else from its side."""
    (port,) = box.ports
    start = next((rim for item in box.items if (rim := _rim(item, target))), port.at)
    items = tuple(_anchored(item, start) for item in box.items)
    return replace(box, items=items, ports=(Port(port.strand, port.side, (start,)),))


def _rim(item: Item, target: Point) -> Point | None:
    """Where the line from the middle of a round node to a point leaves it."""
    disc = item.parts[0] if isinstance(item, Group) and item.parts else None
    if not isinstance(disc, Disc):
        return None
    (x, y), away = disc.centre, math.dist(disc.centre, target)
    return x + disc.radius * (target[0] - x) / away, y + disc.radius * (target[1] - y) / away


def _anchored(item: Item, at: Point) -> Item:
    if isinstance(item, Group) and item.role == "tensor":
        return replace(item, anchors=tuple(Anchor(anchor.wire, at) for anchor in item.anchors))
    return item
