"""A product that is no chain, from its factors to a box."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tensorgraph.diagram.layout.box import Box, Side
from tensorgraph.diagram.layout.ends import Ends
from tensorgraph.diagram.layout.free.apart import exits_apart, side_by_side
from tensorgraph.diagram.layout.free.boxing import boxed_net
from tensorgraph.diagram.layout.free.facing import facing
from tensorgraph.diagram.layout.free.graphviz import dotted
from tensorgraph.diagram.layout.free.hints import Wishes, hinted, wishes_of
from tensorgraph.diagram.layout.free.lettering import lettered, link_room, slant_gap, with_ends
from tensorgraph.diagram.layout.free.nearby import all_placed
from tensorgraph.diagram.layout.free.net import Net, net_of, part
from tensorgraph.diagram.layout.free.outlets import NEAR, outlets
from tensorgraph.diagram.layout.free.poor import is_chain
from tensorgraph.diagram.layout.free.sizes import Size, Task
from tensorgraph.diagram.layout.free.sketch import Flow, Sketch
from tensorgraph.diagram.layout.free.spaces import columns_of, spaced
from tensorgraph.diagram.layout.free.stand import Alone, Boxed, Stand, stands, strict_nodes
from tensorgraph.diagram.layout.free.structure import structure
from tensorgraph.diagram.layout.free.wires import Placed, wired
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.solve import SLACK
from tensorgraph.diagram.scene import Point
from tensorgraph.graph.nodes import Factor

STRETCHES = (1.0, 1.12, 1.25, 1.4, 1.6, 2.0, 2.5)
"""How much wider gaps are tried until every label has a place."""
SLOPES = (0.35, 0.7)
"""Of the height that a wire climbs between layers: the width it has for that. With the first it may have to go around
nodes, and looks better; with the second it passes between them."""
PLACED = 2
"""Nodes with a place from which it says something: the origin is no matter."""


@dataclass(frozen=True)
class Workshop:
    """What draws the parts of a product: ``boxed`` a factor, ``alone`` one with a single end for each wire."""

    factors: Sequence[Factor]
    boxed: Boxed
    alone: Alone
    setting: Setting

    def stands(self, net: Net, sides: Sequence[Sequence[Side]]) -> list[Stand]:
        """All nodes drawn, their legs towards the sides."""
        return stands(net, self.factors, sides, self.boxed, self.alone, self.setting)


def free_box(
    factors: Sequence[Factor], ends: Ends, boxed: Boxed, alone: Alone, setting: Setting, rails: Side | None
) -> Box | None:
    """A product that is no chain as a box; None for a chain.

    ``boxed`` draws a factor and ``alone`` one with a single end for each wire. Only where ``rails`` open to the left,
    which is at the top, may free ends be inside.
    """
    net = net_of(ends)
    if setting.layout in ("auto", "chain") and not setting.hints and is_chain(net):
        return None
    shop = Workshop(factors, boxed, alone, setting)
    parts = net.parts()
    if len(parts) == 1:
        net = replace(net, strict=strict_nodes(factors, setting))
        sketch = _sketch(net, ends, shop, rails is Side.LEFT)
        return _drawn(net, sketch, shop) if sketch else None
    apart = exits_apart(ends, parts)
    if not any(_is_free(part(ends, chosen, ways), chosen, shop) for chosen, ways in apart):
        return None
    boxes = [alone([factors[k] for k in chosen], ways, setting, rails) for chosen, ways in apart]
    return side_by_side(boxes, setting)


def _is_free(ends: Ends, chosen: Sequence[int], shop: Workshop) -> bool:
    """Whether a part of a product is no chain."""
    inner = replace(shop, factors=[shop.factors[k] for k in chosen])
    return _sketch(net_of(ends), ends, inner, True) is not None


def _sketch(net: Net, ends: Ends, shop: Workshop, top: bool) -> Sketch | None:
    """Where the nodes of a connected product stand: as the author says, as Graphviz does, or by its structure."""
    wishes = wishes_of(shop.factors, shop.setting)
    layout = shop.setting.layout
    if len(wishes.at) >= PLACED:
        return _by_hand(net, wishes, structure(net, ends, layout, top), shop, top)
    if layout == "dot" and net.count > 1:
        return _by_graphviz(net, shop, top) or structure(net, ends, "auto", top)
    return structure(net, ends, layout, top)


def _by_graphviz(net: Net, shop: Workshop, top: bool) -> Sketch | None:
    """As Graphviz puts nodes, and bends the wires between."""

    def placed(sizes: Sequence[Size]) -> Sketch | None:
        found = dotted(net, sizes, shop.setting.theme)
        if found is None:
            return None
        sketch = _loose(net, found.nodes, shop.setting, top)
        places, bends = list(sketch.places), {}
        for k, points in found.bends.items():
            bends[k] = tuple(range(len(places), len(places) + len(points)))
            places += points
        return replace(sketch, places=tuple(places), bends=bends)

    return _settled(net, shop, _first_sides(net), placed)


def _settled(
    net: Net, shop: Workshop, sides: Sequence[Sequence[Side]], placed: Callable[[Sequence[Size]], Sketch | None]
) -> Sketch | None:
    """A placement by the sizes of nodes, once more where these grow because their legs then point elsewhere."""
    sizes = _sizes(net, shop, sides)
    sketch = placed(sizes)
    if sketch is None:
        return None
    grown = [one.around(other) for one, other in zip(sizes, _sizes(net, shop, facing(net, sketch)), strict=True)]
    return sketch if grown == sizes else placed(grown)


def _by_hand(net: Net, wishes: Wishes, known: Sketch | None, shop: Workshop, top: bool) -> Sketch | None:
    """The author's places: the columns and rows of a grid or a star put there, or else every other node near them."""
    theme = shop.setting.theme
    lattice = known if known and known.flow is Flow.LATTICE and not wishes.align else None

    def placed(sizes: Sequence[Size]) -> Sketch:
        places = hinted(wishes, sizes, theme)
        if lattice:
            task = Task(net, lattice, sizes, _no_room, theme.gap, theme.gap, 0.0, theme)
            if points := _pinned(task, places):
                return replace(lattice, places=tuple(points), flow=Flow.LOOSE)
        columns = {node: other for node, (other, _) in wishes.align.items()}
        return _loose(net, all_placed(net, places, columns, sizes, theme), shop.setting, top)

    return _settled(net, shop, facing(net, lattice) if lattice else _first_sides(net), placed)


def _pinned(task: Task, places: Mapping[int, Point]) -> list[Point] | None:
    """The points of a lattice with some nodes in their places; None where their columns or rows contradict that."""
    pins: list[dict[float, float]] = [{}, {}]
    for node, point in places.items():
        for axis in (0, 1):
            column = task.sketch.places[node][axis]
            if abs(pins[axis].setdefault(column, point[axis]) - point[axis]) > SLACK:
                return None
    columns, rows = columns_of(task, pins[0]), columns_of(task.turned, pins[1])
    return [(columns[x], rows[y]) for x, y in task.sketch.places] if columns and rows else None


def _no_room(link: int) -> tuple[float, float]:
    """Labels ask for nothing where places are given; everything is drawn apart instead."""
    return 0.0, 0.0


def _sizes(net: Net, shop: Workshop, sides: Sequence[Sequence[Side]]) -> list[Size]:
    return [stand.size for stand in shop.stands(net, sides)]


def _loose(net: Net, points: Sequence[Point], setting: Setting, top: bool) -> Sketch:
    unit = setting.theme.node + setting.theme.gap
    ways, slants = outlets(net, points, NEAR * unit, top)
    return Sketch(tuple(points), Flow.LOOSE, ways=ways, slants=slants)


def _first_sides(net: Net) -> list[list[Side]]:
    """Where legs point before anything has a place: as outer wires should, else as the text is read."""
    sides = [[Side.UP] * len(strands) for strands in net.legs]
    for link in net.links:
        for end in (link.start, link.stop):
            sides[end.node][end.leg] = Side.RIGHT if link.beyond(end.node) > end.node else Side.LEFT
    for way_out in net.exits:
        sides[way_out.end.node][way_out.end.leg] = way_out.side
    return sides


def _drawn(net: Net, sketch: Sketch, shop: Workshop) -> Box | None:
    """The box, its gaps as wide as they must be for wires to pass nodes and for every label to have a place; None where
    a chain is chosen after all, because a wire would pass under a node."""
    setting, sides = shop.setting, facing(net, sketch)
    nodes = shop.stands(net, sides)
    sizes = [with_ends(net, sketch, node, stand.size, setting) for node, stand in enumerate(nodes)]
    widest = max((link_room(net, k, setting)[0] for k in range(len(net.links))), default=0.0)

    def placed_with(stretch: float, slope: float) -> Placed:
        gap = setting.theme.gap * stretch
        along = max(gap, slant_gap(net, sketch, setting))
        task = Task(net, sketch, sizes, lambda k: link_room(net, k, setting), gap, along, slope, setting.theme)
        return wired(net, sketch, nodes, sides, spaced(task), widest, setting.theme)

    layered = sketch.flow in (Flow.RIGHT, Flow.DOWN)
    slope = next((slope for slope in SLOPES if not layered or placed_with(1.0, slope).clear), SLOPES[-1])
    for stretch in STRETCHES:
        placed = placed_with(stretch, slope)
        if not placed.clear and layered and setting.layout == "auto":
            return None
        labels, complete = lettered(net, sketch, nodes, placed, setting)
        if complete:
            break
    return boxed_net(net, sketch, nodes, placed, labels, setting)
