"""What a placement decides before anything has a size: who stands beside, before and over whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from tensorgraph.diagram.layout.box import Side
from tensorgraph.diagram.layout.free.net import Net
from tensorgraph.diagram.scene import Point


class Flow(Enum):
    """How columns and rows become lengths."""

    LATTICE = "columns and rows as wide as what stands in them"
    RIGHT = "layers are columns, from left to right; within one, nodes stand as their wires wish"
    DOWN = "layers are rows, from top to bottom, likewise"
    ROUND = "places are in grid units, as far apart as the largest neighbours need"
    LOOSE = "places are points, drawn apart where labels need room"


@dataclass(frozen=True)
class Sketch:
    """``places`` has (column, row) for each node, rows downwards, and then for each point where a wire may bend.

    ``bends`` are such points on a link, by its number, from its start; ``leads`` those on an exit, from its node.
    ``ways`` is the side on which each exit leaves; those in ``slants`` end inside instead, in this direction.
    """

    places: tuple[Point, ...]
    flow: Flow = Flow.LATTICE
    bends: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    leads: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    ways: Mapping[int, Side] = field(default_factory=dict)
    slants: Mapping[int, Point] = field(default_factory=dict)


def towards(sketch: Sketch, net: Net, link: int, node: int) -> Point:
    """Where a link goes first from a node, in columns and rows from there."""
    start = net.links[link].start.node == node
    bends = sketch.bends.get(link, ())
    target = net.links[link].beyond(node)
    if bends:
        target = bends[0] if start else bends[-1]
    (x, y), (u, v) = sketch.places[node], sketch.places[target]
    return u - x, v - y


def side_of(direction: Point) -> Side:
    """The side of a node nearest a direction, upright where both are alike."""
    x, y = direction
    if abs(x) > abs(y) + 1e-9:
        return Side.RIGHT if x > 0 else Side.LEFT
    return Side.DOWN if y > 0 else Side.UP
