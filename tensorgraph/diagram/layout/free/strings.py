"""The wires of a layered net in pieces from layer to layer, each with its place among the legs of its nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from tensorgraph.diagram.layout.free.crossed import Piece
from tensorgraph.diagram.layout.free.net import End, Net

MIRRORED = 3
"""Legs on one side from which their order says more than which way round a node is: two may be exchanged, which is the
node's mirror image."""


def pieces_of(
    net: Net, layer: Sequence[int], bends: Mapping[int, Sequence[int]], leads: Mapping[int, Sequence[int]]
) -> tuple[tuple[Piece, ...], ...]:
    """The pieces from each layer to the next; wires within a layer have none."""
    strings = [(link.start, bends[k], link.stop) for k, link in enumerate(net.links)]
    strings += [(net.exits[k].end, lead, None) for k, lead in leads.items()]  # type: ignore[misc]
    shares = _shares(net, layer, strings)
    found: list[list[Piece]] = [[] for _ in range(max(layer) + 1)]
    for start, between, stop in strings:
        path = [start.node, *between, *([stop.node] if stop else [])]
        ends = [shares.get(start, 0.5), *(0.5 for _ in between), shares.get(stop, 0.5) if stop else 0.5]
        for (a, leaves), (b, arrives) in pairwise(zip(path, ends, strict=False)):
            if layer[a] < layer[b]:
                found[layer[a]].append(Piece(a, b, leaves, arrives))
            elif layer[a] > layer[b]:
                found[layer[b]].append(Piece(b, a, arrives, leaves))
    return tuple(map(tuple, found))


def _shares(
    net: Net, layer: Sequence[int], strings: Sequence[tuple[End, Sequence[int], End | None]]
) -> dict[End, float]:
    """Where among the legs on its side each leg of a factor is, in declared order; nothing for less than three, and for
    all, which may begin with any, where a node is not strict."""
    sides: dict[tuple[int, bool], list[End]] = {}
    for start, between, stop in strings:
        path = [start.node, *between, *([stop.node] if stop else [])]
        ends = [(start, path[0], path[1])] if len(path) > 1 else []
        ends += [(stop, path[-1], path[-2])] if stop else []
        for end, own, other in ends:
            if not net.is_dot(end.node) and layer[own] != layer[other]:
                sides.setdefault((end.node, layer[other] > layer[own]), []).append(end)
    return {
        end: (rank + 1) / (len(ends) + 1)
        for ends in sides.values()
        if ends[0].node in net.strict or MIRRORED <= len(ends) < len(net.legs[ends[0].node])
        for rank, end in enumerate(sorted(ends, key=lambda end: end.leg))
    }
