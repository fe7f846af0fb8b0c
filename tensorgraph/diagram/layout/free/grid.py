"""Grids: ladders, projected entangled pairs, and two of these over each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tensorgraph.diagram.layout.box import Side
from tensorgraph.diagram.layout.free.lattice import Place, as_read, lattice
from tensorgraph.diagram.layout.free.net import Net
from tensorgraph.diagram.layout.free.outlets import SLANTS
from tensorgraph.diagram.layout.free.sketch import Sketch
from tensorgraph.diagram.scene import Point

CUBE = 8
"""Nodes of two rows and columns in two layers, which can be drawn without a crossing."""
FREE_SIDES = (Side.DOWN, Side.UP, Side.LEFT, Side.RIGHT)
"""The order in which the sides of a grid take wires."""


def grid(net: Net, top: bool) -> Sketch | None:
    """The product as a grid of rows and columns, or two grids of one size over each other, with vectors at its rim.

    At the ``top`` a leg ends inside where its node has neighbours all around.
    """
    nodes = [node for node in range(net.count) if not net.is_vector(node)]
    if any(map(net.is_dot, nodes)):
        return None
    flat = lattice(net, nodes, 2)
    if flat is not None:
        return _with_rim(net, _flat(as_read(flat)), top)
    deep = lattice(net, nodes, 3)
    if deep is None or not any(max(place[axis] for place in deep.values()) == 1 for axis in range(3)):
        return None
    return _with_rim(net, _in_two_layers(as_read(deep)), top)


def _flat(places: Mapping[int, Place]) -> dict[int, Place]:
    return {node: (column, row) for node, (row, column) in places.items()}


def _in_two_layers(places: Mapping[int, Place]) -> dict[int, Place]:
    """The second layer behind the first, half a step down and to the right; that of a cube inside it."""
    if len(places) == CUBE:
        return {n: (c + 1, r + 1) if layer else (3 * c, 3 * r) for n, (layer, r, c) in places.items()}
    return {n: (2 * c + layer, 2 * r + layer) for n, (layer, r, c) in places.items()}


def _with_rim(net: Net, inner: Mapping[int, Place], top: bool) -> Sketch | None:
    """The vectors put on free sides of the grid, then the exits; None where a wire has no side left."""
    sides = {node: _free(node, inner) for node in inner}
    places: dict[int, Point] = {node: (float(column), float(row)) for node, (column, row) in inner.items()}
    for vector in (node for node in range(net.count) if node not in inner):
        (node,) = net.beside[vector]
        if node not in inner or not sides[node]:
            return None
        side = sides[node].pop(_sideways(sides[node]))
        places[vector] = (places[node][0] + side.value[0], places[node][1] + side.value[1])
    ways, slants = _exits(net, inner, sides, top)
    return Sketch(tuple(places[node] for node in range(net.count)), ways=ways, slants=slants)


def _sideways(sides: Sequence[Side]) -> int:
    """The place of a vector's side: left or right before above or below."""
    return next((k for k, side in enumerate(sides) if not side.vertical), 0)


def _free(node: int, places: Mapping[int, Place]) -> list[Side]:
    """The sides of a node towards which nothing stands, out to the rim."""
    column, row = places[node]
    columns, rows = zip(*places.values(), strict=True)
    rim = {
        Side.DOWN: row == max(rows),
        Side.UP: row == min(rows),
        Side.LEFT: column == min(columns),
        Side.RIGHT: column == max(columns),
    }
    return [side for side in FREE_SIDES if rim[side]]


def _exits(
    net: Net, inner: Mapping[int, Place], sides: Mapping[int, list[Side]], top: bool
) -> tuple[dict[int, Side], dict[int, Point]]:
    """The side or the slant of each exit: where some leg has no free side, all legs like it end in the grid."""
    caught = {_kind(net, way_out) for node in inner for way_out in net.leaving[node][len(sides[node]) :]}
    kinds = [_kind(net, way_out) for way_out in range(len(net.exits))]
    inside = [k for k, kind in enumerate(kinds) if top and kind in caught and not net.exits[k].sure]
    ways = {}
    for way_out, found in enumerate(net.exits):
        if way_out not in inside:
            free = [] if found.sure else sides.get(found.end.node, [])
            if top:
                ways[way_out] = free.pop(_wish(net, way_out, free, inner)) if free else found.side
            else:
                ways[way_out] = found.side if found.side in free or found.side.vertical else Side.UP
    ranks = {way_out: sum(other in inside for other in _before(net, way_out)) for way_out in inside}
    return ways, {way_out: SLANTS[rank % len(SLANTS)] for way_out, rank in ranks.items()}


def _kind(net: Net, way_out: int) -> tuple[str, ...]:
    """The dimension of a leg: physical legs have another than bonds."""
    return tuple(wire.dim for wire in net.exits[way_out].strand)


def _before(net: Net, way_out: int) -> Sequence[int]:
    """The exits of a node before one."""
    others = net.leaving[net.exits[way_out].end.node]
    return others[: others.index(way_out)]


def _wish(net: Net, way_out: int, free: Sequence[Side], inner: Mapping[int, Place]) -> int:
    """Which free side: down or up where the whole row leaves, left or right where the column does, else as asked."""
    node = net.exits[way_out].end.node
    lines = [[other for other in inner if inner[other][axis] == inner[node][axis]] for axis in (0, 1)]
    column, row = (all(net.leaving[other] for other in line) for line in lines)
    if column or row:
        upright = row and (not column or len(lines[1]) > len(lines[0]))
        along = [k for k, side in enumerate(free) if side.vertical is upright]
        if along:
            return along[0]
    return free.index(net.exits[way_out].side) if net.exits[way_out].side in free else 0
