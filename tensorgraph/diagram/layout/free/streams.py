"""A product without a known shape as a sketch: layers, bends in wires that pass layers, and their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tensorgraph.diagram.layout.box import Side
from tensorgraph.diagram.layout.free.crossed import Block, Layers
from tensorgraph.diagram.layout.free.layers import as_read, flows_down, layered, sources
from tensorgraph.diagram.layout.free.net import Net
from tensorgraph.diagram.layout.free.order import ordered
from tensorgraph.diagram.layout.free.sketch import Flow, Sketch
from tensorgraph.diagram.layout.free.strings import pieces_of

BEND = 0.5
"""How bad a bend is beside a crossing, where some wires cross anyway."""


def streams(net: Net, lifted: Mapping[int, int], top: bool, root: int | None = None) -> Sketch:
    """Layers from where reading begins, to the right or down, or down from a ``root``.

    ``lifted`` are nodes that should stand first (-1) or last (1) in their layer. At the ``top`` all wires leave below
    where layers go down; else as they should. Of the layers by distance and those by reading
    order, those without a crossing are taken, else those with the fewest crossings and bends.
    """
    down = root is not None or flows_down(net)
    by_distance = layered(net, [root] if root is not None else sources(net, down))
    layerings = [by_distance] if root is not None or _starts_apart(net, down) else [by_distance, as_read(net)]
    found = [_stream(net, layer, lifted, top, down) for layer in layerings]
    return min(found, key=lambda each: (each[1] > 0, each[1] + BEND * len(each[0].places)))[0]


def _starts_apart(net: Net, down: bool) -> bool:
    """Whether the factor that is read first is not where layers begin."""
    return sources(net, down) != [0]


def _stream(net: Net, layer: Sequence[int], lifted: Mapping[int, int], top: bool, down: bool) -> tuple[Sketch, int]:
    """The sketch of given layers, and how many of its wires cross."""
    ways = _down(net, layer, top) if down else {k: way_out.side for k, way_out in enumerate(net.exits)}
    ways = _spread(net, layer, ways, down) if top else ways
    points = list(layer)
    bends = {k: _between(points, *link.nodes) for k, link in enumerate(net.links)}
    along = [(k, side in (Side.RIGHT, Side.DOWN)) for k, side in ways.items() if side.vertical is down]
    leads = {k: _out(points, net.exits[k].end.node, onwards, max(layer)) for k, onwards in along}
    rims = dict(lifted) | {net.exits[k].end.node: _rim(side) for k, side in ways.items() if side.vertical is not down}
    pieces = pieces_of(net, points, bends, leads)
    order, crossed = ordered(Layers(_blocks(net, points), pieces, rims))
    across = {point: float(place) for points_ in order for place, point in enumerate(points_)}
    places = [(float(points[point]), across[point]) for point in range(len(points))]
    turned = tuple((y, x) if down else (x, y) for x, y in places)
    return Sketch(turned, Flow.DOWN if down else Flow.RIGHT, bends, leads, ways), crossed


def _between(points: list[int], start: int, stop: int) -> tuple[int, ...]:
    """The bends of a wire, new points, one in each layer that it passes."""
    first, last = points[start], points[stop]
    step = 1 if first < last else -1
    return _new(points, range(first + step, last, step)) if first != last else ()


def _out(points: list[int], start: int, onwards: bool, last: int) -> tuple[int, ...]:
    """The bends of a wire that leaves beyond the last layer, or before the first."""
    first = points[start]
    return _new(points, range(first + 1, last + 1) if onwards else range(first - 1, -1, -1))


def _new(points: list[int], layers: range) -> tuple[int, ...]:
    points += layers
    return tuple(range(len(points) - len(layers), len(points)))


def _down(net: Net, layer: Sequence[int], top: bool) -> dict[int, Side]:
    """The side of each exit where layers are rows: below, but above for the first row where there are more."""
    ways = {}
    for k, way_out in enumerate(net.exits):
        upwards = layer[way_out.end.node] == 0 and max(layer) > 0
        ways[k] = way_out.side if way_out.sure or not top else Side.UP if upwards else Side.DOWN
    return ways


def _spread(net: Net, layer: Sequence[int], ways: Mapping[int, Side], down: bool) -> dict[int, Side]:
    """Of the exits that leave across the flow, a layer has one at each end, of the nodes met first and last, or
    as it should where there is but one; the others go along."""
    place = {node: rank for rank, node in enumerate(_met(net, layer))}
    loose = [k for k, side in ways.items() if side.vertical is not down and not net.exits[k].sure]
    found = dict(ways) | dict.fromkeys(loose, Side.DOWN if down else Side.RIGHT)
    for level in dict.fromkeys(layer[net.exits[k].end.node] for k in loose):
        here = sorted(
            (k for k in loose if layer[net.exits[k].end.node] == level), key=lambda k: (place[net.exits[k].end.node], k)
        )
        nodes = {net.exits[k].end.node for k in here}
        if len(nodes) > 1:
            found |= {here[0]: Side.LEFT, here[-1]: Side.RIGHT} if down else {here[0]: Side.UP, here[-1]: Side.DOWN}
        else:
            first = {ways[k]: k for k in reversed(here)}
            several = layer.count(level) > 1
            found |= {k: side for side, k in list(first.items())[-1 if several else 0 :]}
    return found


def _rim(side: Side) -> int:
    return -1 if side in (Side.UP, Side.LEFT) else 1


def _blocks(net: Net, layer: Sequence[int]) -> tuple[tuple[Block, ...], ...]:
    """The points of each layer: joined nodes as one block, in the order in which they are met along the wires."""
    met = _met(net, layer)
    found: list[list[Block]] = [[] for _ in range(max(layer) + 1)]
    for point in met:
        if not any(point in block for block in found[layer[point]]):
            found[layer[point]].append(_line(net, layer, point))
    for point in range(net.count, len(layer)):
        found[layer[point]].append((point,))
    return tuple(map(tuple, found))


def _met(net: Net, layer: Sequence[int]) -> list[int]:
    """The nodes, layer by layer, each after the first of its neighbours in reading order of legs."""
    start = min(range(net.count), key=lambda node: (layer[node], node))
    seen = dict.fromkeys([start])
    waiting = [start]
    for node in waiting:
        for other in net.beside[node]:
            if other not in seen:
                seen[other] = None
                waiting.append(other)
    return [*seen, *(node for node in range(net.count) if node not in seen)]


def _line(net: Net, layer: Sequence[int], node: int) -> Block:
    """The line of joined nodes in a layer that has this one, from its end that is read first."""
    among = {node: [o for o in net.beside[node] if layer[o] == layer[node]]}
    waiting = [node]
    for each in waiting:
        for other in among[each]:
            if other not in among:
                among[other] = [o for o in net.beside[other] if layer[o] == layer[node]]
                waiting.append(other)
    line = [min((n for n in among if len(among[n]) < 2), default=node)]
    while len(line) < len(among):
        line.append(next(other for other in among[line[-1]] if other not in line))
    return tuple(line)
