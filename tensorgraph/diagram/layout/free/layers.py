"""Layers for a product without a known shape: how far each node is from where reading begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tensorgraph.diagram.layout.box import Side
from tensorgraph.diagram.layout.free.net import Net
from tensorgraph.diagram.layout.free.trees import branches


def layered(net: Net, sources: Sequence[int]) -> list[int]:
    """The layer of each node, the sources in layer 0; every node can be reached from them.

    Nodes of one distance stand in one layer where their wires among themselves form lines, which are drawn upright;
    else they are spread over as many layers as keep joined nodes apart.
    """
    distances = net.distances(sources)
    found = [0] * net.count
    first = 0
    for distance in range(max(distances) + 1):
        nodes = [node for node in range(net.count) if distances[node] == distance]
        colours = _colours(net, nodes)
        for node, colour in colours.items():
            found[node] = first + colour
        first += max(colours.values()) + 1
    return found


def _colours(net: Net, nodes: Sequence[int]) -> dict[int, int]:
    """0 for nodes in lines; for others the first colour that no neighbour has, neighbours of coloured ones first."""
    inside = set(nodes)
    among = {node: [other for other in net.beside[node] if other in inside] for node in nodes}
    found: dict[int, int] = {}
    for group in _groups(among):
        if _is_line(group, among):
            found |= dict.fromkeys(group, 0)
            continue
        for node in group:
            taken = {found[other] for other in among[node] if other in found}
            found[node] = next(colour for colour in range(len(taken) + 1) if colour not in taken)
    return found


def _groups(among: Mapping[int, Sequence[int]]) -> list[list[int]]:
    """The joined nodes together, each after one of its neighbours."""
    groups: list[list[int]] = []
    seen: set[int] = set()
    for start in among:
        if start in seen:
            continue
        group = [start]
        seen.add(start)
        for node in group:
            group += [other for other in among[node] if other not in seen]
            seen.update(among[node])
        groups.append(group)
    return groups


def _is_line(group: Sequence[int], among: Mapping[int, Sequence[int]]) -> bool:
    """Whether nodes form a path without branches."""
    wires = sum(len(among[node]) for node in group) // 2
    return wires == len(group) - 1 and all(len(among[node]) <= 2 for node in group)


def as_read(net: Net) -> list[int]:
    """The layer of each node where every wire leads on in reading order: as few layers as that allows.

    A node goes on towards what comes after it, where that shortens more wires than it lengthens.
    """
    rank = _ranks(net)
    after = [[other for other in net.beside[node] if rank[other] > rank[node]] for node in range(net.count)]
    order = sorted(range(net.count), key=lambda node: rank[node])
    found = [0] * net.count
    for node in order:
        for other in after[node]:
            found[other] = max(found[other], found[node] + 1)
    for node in reversed(order):
        before = len(net.beside[node]) - len(after[node])
        if after[node] and len(after[node]) + len(net.leaving[node]) > before:
            found[node] = min(found[other] for other in after[node]) - 1
    least = min(found)
    return [layer - least for layer in found]


def _ranks(net: Net) -> list[float]:
    """The place of each node in reading order; a dot stands after the first node of its wire."""
    dots = [sorted(net.beside[dot])[0] + 0.5 for dot in range(net.factors, net.count)]
    return [*map(float, range(net.factors)), *dots]


def flows_down(net: Net) -> bool:
    """Whether layers are rows: where most wires that leave should leave upright, and more than two."""
    if not branches(net):
        return False
    upright = sum(way_out.side.vertical for way_out in net.exits)
    return upright > 2 or (upright == 2 and len(net.exits) == 4 and _one_each(net))


def _one_each(net: Net) -> bool:
    """Whether no node has two of the wires that leave."""
    return all(len(exits) < 2 for exits in net.leaving)


def sources(net: Net, down: bool) -> list[int]:
    """The nodes of the first layer. Of columns, those with a wire out to the left, else the first factor; of rows, the
    first factor, but the last where only the first has wires that leave, which should be below."""
    entering = [] if down else [way_out.end.node for way_out in net.exits if way_out.side is Side.LEFT]
    if entering:
        return list(dict.fromkeys(entering))
    last = net.factors - 1
    return [last] if down and net.leaving[0] and not net.leaving[last] else [0]
