"""The nodes of a net as boxes, and the points at which their legs begin."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from tensorgraph.diagram.layout.box import Box, Port, Side, Strand, strand_name
from tensorgraph.diagram.layout.free.net import End, Net
from tensorgraph.diagram.layout.free.rim import rim
from tensorgraph.diagram.layout.free.sizes import Size
from tensorgraph.diagram.layout.pieces import dot, label_above, label_height, line
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.stop import Stop
from tensorgraph.diagram.look import look_of
from tensorgraph.diagram.scene import Anchor, Bounds, Disc, Group, Item, Point, Polygon, groups, moved, union
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Shift, Sum, Tensor

Boxed: TypeAlias = Callable[[Factor, Sequence[Side], Setting], Box]
"""Draws a factor with its ends leaving on the sides asked for, where it can."""
Alone: TypeAlias = Callable[[Sequence[Factor], Mapping[Strand, Side], Setting, Side | None], Box]
"""Draws a product, its outer wires leaving on the sides asked for, where they can; each once where there is a side."""

CROWD = 3
"""Legs on one level side from which they are spread along it, and do not all point to the middle of the node."""


@dataclass(frozen=True)
class Stand:
    """A node: its box around the origin, which is its middle, the port of each leg, and how far it reaches.

    ``outline`` is the shape at which straight wires to the middle end; None where they end at the ports. A ``point`` is
    a dot, at which wires end in the middle. ``held`` are legs whose side the author wishes: they keep their ports.
    """

    box: Box
    ports: tuple[Port | None, ...]
    size: Size
    outline: Disc | Polygon | None = None
    point: bool = False
    held: frozenset[int] = frozenset()

    def bounds(self, at: Point) -> Bounds:
        """The rectangle it takes up, its middle at a point."""
        size = self.size
        return Bounds(at[0] - size.left, at[1] - size.up, at[0] + size.right, at[1] + size.down)

    def begins(self, leg: int, at: Point, towards: Point, aside: Point = (0.0, 0.0)) -> tuple[Point, ...]:
        """The start of a wire from a leg of the node at a point: of a wire moved ``aside``, or its port's line."""
        x, y = at
        port = self.ports[leg]
        if self.point:
            return (at,)
        if self.radial(leg):
            assert self.outline is not None
            there = (towards[0] + aside[0] - x, towards[1] + aside[1] - y)
            u, v = rim(self.outline, aside, there)
            return ((u + x, v + y),)
        assert port is not None
        return tuple((u + x, v + y) for u, v in port.trail)

    def radial(self, leg: int) -> bool:
        """Whether the wire of a leg is straight to the middle of the node."""
        port = self.ports[leg]
        crowd = sum(other.side is port.side for other in self.ports if other) if port and port.side.vertical else 0
        return self.point or (self.outline is not None and crowd < CROWD and leg not in self.held)

    def side(self, leg: int) -> Side | None:
        """The side of a leg's port; None where the wire may go anywhere."""
        port = self.ports[leg]
        return None if self.radial(leg) or port is None else port.side


def stands(
    net: Net, factors: Sequence[Factor], sides: Sequence[Sequence[Side]], boxed: Boxed, alone: Alone, setting: Setting
) -> list[Stand]:
    """Every node drawn, its legs towards the ``sides``; ``alone`` draws a factor with a single end for each wire."""
    found = [_stand(net, node, factor, sides[node], boxed, alone, setting) for node, factor in enumerate(factors)]
    return found + [_dot(net.legs[hub], setting) for hub in range(net.factors, net.count)]


def _dot(strands: Sequence[Strand], setting: Setting) -> Stand:
    """A copy dot; with two legs a bare wire."""
    radius = setting.theme.dot
    items = (dot(strands[0], (0.0, 0.0), setting),) if len(strands) != 2 else ()
    size = Size(radius, radius, radius, radius)
    return Stand(Box(2 * radius, radius, radius, items), (None,) * len(strands), size, point=True)


def _stand(
    net: Net, node: int, factor: Factor, sides: Sequence[Side], boxed: Boxed, alone: Alone, setting: Setting
) -> Stand:
    if isinstance(factor, Dot) and not isinstance(factor, Stop) and not any(node in loop.nodes for loop in net.loops):
        return _dot(setting.strands(factor), setting)
    if isinstance(factor, Sum) and any(term.brace for term in factor.terms):
        sides = [Side.RIGHT if side is Side.DOWN else side for side in sides]  # the words of a brace are below
    radial = isinstance(factor, Tensor | Shift) and node not in net.strict
    box = boxed(factor, _uncrowded(net, node, sides) if radial else sides, setting)
    if isinstance(factor, Apply | Sum) and len(box.ports) > len(net.legs[node]):
        box = alone([factor], dict(zip(net.legs[node], sides, strict=True)), setting, Side.RIGHT)
    outline = next(groups(box.items, "tensor")).parts[0] if box.simple and isinstance(factor, Tensor | Shift) else None
    middle = outline.bounds.centre[0] if outline else box.width / 2
    width = 2 * middle if outline is None else outline.bounds.width - setting.theme.node_stroke
    box = _looped(box, net, node, setting).moved(-middle)
    ports = _ports(net.legs[node], box)
    held = frozenset(end.leg for end in net.held if end.node == node)
    size = Size(width / 2, width / 2, box.height, box.depth) if outline else _reach(box, width / 2, setting)
    shape = moved(outline, -middle, 0.0) if outline and _is_round(outline) else None
    return Stand(box, ports, size, shape, held=held)  # type: ignore[arg-type]


def _reach(box: Box, half: float, setting: Setting) -> Size:
    """How far a larger part reaches, with what stands over its edges: the name of a bubble, a brace."""
    around = union(item.bounds.grown(-setting.theme.frame_stroke / 2) for item in box.items)
    return Size(
        max(half, -around.left), max(half, around.right), max(box.height, -around.top), max(box.depth, around.bottom)
    )


def strict_nodes(factors: Sequence[Factor], setting: Setting) -> frozenset[int]:
    """The factors whose wires end at ports and not where they come from: triangles, bubbles and groups."""
    return frozenset(
        node
        for node, factor in enumerate(factors)
        if not isinstance(factor, Shift | Dot | Cap) and _has_ports(factor, setting)
    )


def _has_ports(factor: Factor, setting: Setting) -> bool:
    if not isinstance(factor, Tensor):
        return True
    return look_of(setting.network[factor.name], factor.superscripts, setting.theme).shape == "triangle"


def _is_round(outline: Item) -> bool:
    """Whether straight wires may end anywhere on an outline: on a circle or a box, not on a triangle."""
    return isinstance(outline, Disc) or (isinstance(outline, Polygon) and len(outline.points) == 4)


def _uncrowded(net: Net, node: int, sides: Sequence[Side]) -> list[Side]:
    """The sides with fewer of the legs that are links above and below: straight wires do not need a wide node."""
    links = {end.leg for k in net.at[node] for end in (net.links[k].start, net.links[k].stop) if end.node == node}
    found = list(sides)
    for side in (Side.UP, Side.DOWN):
        here = [
            leg for leg in links if sides[leg] is side and 0 < leg < len(sides) - 1 and End(node, leg) not in net.held
        ]
        for leg in here if sides.count(side) >= CROWD else ():
            found[leg] = Side.RIGHT
    return found


def _ports(strands: Sequence[Strand], box: Box) -> tuple[Port | None, ...]:
    """The port of each leg, in order where legs are on one wire."""
    left = list(box.ports)
    found: list[Port | None] = []
    for strand in strands:
        port = next((port for port in left if port.strand == strand), None)
        found.append(port)
        if port:
            left.remove(port)
    return tuple(found)


def _looped(box: Box, net: Net, node: int, setting: Setting) -> Box:
    """With the wires that join two legs of the node over it, and their labels."""
    for loop in (loop for loop in net.loops if loop.start.node == node):
        one, other = box.ports_of(loop.strand)
        top = -box.height - setting.theme.side
        wire = line(loop.strand, (*one.trail, (one.at[0], top), (other.at[0], top), *other.trail[::-1]), setting)
        label = label_above(loop.strand, ((one.at[0] + other.at[0]) / 2, top), setting)
        box = replace(box, height=label_height(loop.strand, setting) - top, items=(wire, *box.items, *label))
    return box


def anchored(items: Sequence[Item], starts: Sequence[tuple[Strand, Point]]) -> tuple[Item, ...]:
    """The items of a single node, its anchors where its wires begin."""
    anchors = tuple(Anchor(strand_name(strand), at) for strand, at in starts)
    return tuple(
        replace(item, anchors=anchors) if isinstance(item, Group) and item.role == "tensor" else item for item in items
    )


def parallel(count: int, rank: int, start: Point, stop: Point, gap: float) -> Point:
    """How far aside a wire is that is one of several between two points, the first on the left or above."""
    whole = math.dist(start, stop) or 1.0
    x, y = (start[1] - stop[1]) / whole, (stop[0] - start[0]) / whole
    if (round(y, 6), x) < (0.0, 0.0):
        x, y = -x, -y
    away = (rank - (count - 1) / 2) * gap
    return x * away, y * away


def length(points: Sequence[Point]) -> float:
    """Of a line through points."""
    return sum(math.dist(a, b) for a, b in pairwise(points))
