"""The wires of a placed net: where each begins and ends, and the way between."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tensorgraph.diagram.layout.box import Side
from tensorgraph.diagram.layout.free.field import Field
from tensorgraph.diagram.layout.free.net import End, Net
from tensorgraph.diagram.layout.free.routes import at_frame, escape, is_clear, is_straight, obstacles, routed
from tensorgraph.diagram.layout.free.sketch import Flow, Sketch
from tensorgraph.diagram.layout.free.stand import Stand, parallel
from tensorgraph.diagram.scene import Bounds, Point, union
from tensorgraph.diagram.theme import Theme

TEXT = 1.3
"""Of the size of labels: between two level wires whose free ends have labels."""
SUNK = 1.0
"""Points by which a wire may reach into a node: its port is on the outline."""
FLAT = 3.0
"""How much farther ahead than aside the goal of a wire must be, for a straight line from a port."""


@dataclass(frozen=True)
class Placed:
    """Nodes in place: the point of each node and bend, and where the lines of links and exits run, by number.

    The line of an exit begins at its node and ends at the ``frame`` around all nodes. ``slants`` has where those begin
    that end inside.
    """

    points: Sequence[Point]
    frame: Bounds
    links: Mapping[int, tuple[Point, ...]]
    exits: Mapping[int, tuple[Point, ...]]
    slants: Mapping[int, Point]
    clear: bool
    """Whether no wire passes under a node."""


@dataclass(frozen=True)
class _Wiring:
    """What all wires share."""

    net: Net
    sketch: Sketch
    nodes: Sequence[Stand]
    points: Sequence[Point]
    frame: Bounds
    field: Field
    room: float
    theme: Theme


def wired(
    net: Net,
    sketch: Sketch,
    nodes: Sequence[Stand],
    sides: Sequence[Sequence[Side]],
    points: Sequence[Point],
    room: float,
    theme: Theme,
) -> Placed:
    """All lines between nodes in place, and from them to the frame; ``room`` is for labels beside upright wires."""
    bounds = {node: stand.bounds(points[node]) for node, stand in enumerate(nodes)}
    frame = union([*bounds.values(), *(Bounds(x, y, x, y) for x, y in points)])
    known = _Wiring(net, sketch, nodes, points, frame, obstacles(bounds, theme.clearance), room, theme)
    links = {k: _link_way(known, k) for k in range(len(net.links))}
    exits = _exit_ways(known)
    starts = _starts(known, sides, links, exits)
    links = {k: (*starts[net.links[k].start], *way[1:-1], *starts[net.links[k].stop][::-1]) for k, way in links.items()}
    exits = {k: (*starts[net.exits[k].end], *way[1:]) for k, way in exits.items()}
    slants = {k: _slant(known, k) for k in sketch.slants}
    return Placed(points, frame, links, exits, slants, _is_clear(known, bounds, links, exits))


def _is_clear(
    known: _Wiring,
    bounds: Mapping[int, Bounds],
    links: Mapping[int, tuple[Point, ...]],
    exits: Mapping[int, tuple[Point, ...]],
) -> bool:
    """Whether no wire passes under a node, its own among them where it does not end in the middle."""
    field = obstacles(bounds, -SUNK)
    ways = [(way, _crossable(known, known.net.links[k].start, known.net.links[k].stop)) for k, way in links.items()]
    ways += [(way, _crossable(known, known.net.exits[k].end)) for k, way in exits.items()]
    return all(is_clear(way, field, own) for way, own in ways)


def _link_way(known: _Wiring, k: int) -> tuple[Point, ...]:
    """From node to node: middles, or the free ends of ports, and the corners between."""
    link = known.net.links[k]
    bends = (known.points[bend] for bend in known.sketch.bends.get(k, ()))
    ends = [_free(known, end)[-1] for end in (link.start, link.stop)]
    return routed((ends[0], *bends, ends[1]), known.field, _crossable(known, link.start, link.stop))


def _exit_ways(known: _Wiring) -> dict[int, tuple[Point, ...]]:
    """From nodes to the frame: straight, by their bends, or beside what is in the way."""
    found: dict[int, tuple[Point, ...]] = {}
    for k, side in sorted(known.sketch.ways.items(), key=lambda way: _to_go(known, *way)):
        end = known.net.exits[k].end
        away = _fan(known, k, side)
        bends = tuple(known.points[bend] for bend in known.sketch.leads.get(k, ()))
        x, y = _free(known, end)[-1]
        start = (x + away[0], y + away[1])
        own = _crossable(known, end)
        straight = (start, at_frame(start, side, known.frame))
        last = at_frame((bends or (start,))[-1], side, known.frame)
        if is_straight(straight, known.field, own, list(found.values()), known.theme):
            found[k] = straight
        elif not bends:
            found[k] = escape(start, side, known.frame, known.field, own, list(found.values()), known.room, known.theme)
        else:
            found[k] = routed((start, *bends, last), known.field, own)
    return found


def _to_go(known: _Wiring, k: int, side: Side) -> float:
    """How far an exit is from the frame: the nearest go first, so that the others stay outside of them."""
    at = known.points[known.net.exits[k].end.node]
    return math.dist(at, at_frame(at, side, known.frame))


def _crossable(known: _Wiring, *ends: End) -> set[int]:
    """The nodes in whose middle a wire ends; one with ports is in the way of its own wires."""
    return {end.node for end in ends if known.nodes[end.node].side(end.leg) is None}


def _free(known: _Wiring, end: End) -> tuple[Point, ...]:
    """The middle of a node, or the line of a port out to where it is free of its node."""
    stand, at = known.nodes[end.node], known.points[end.node]
    side = stand.side(end.leg)
    if side is None:
        return (at,)
    trail = stand.begins(end.leg, at, at)
    (x, y), (dx, dy) = trail[-1], side.value
    edge, air = at_frame((x, y), side, stand.bounds(at)), known.theme.turn
    return (*trail, (edge[0] + dx * air, edge[1] + dy * air))


def _slant(known: _Wiring, k: int) -> Point:
    """Where a leg that ends inside leaves its node."""
    end, (dx, dy) = known.net.exits[k].end, known.sketch.slants[k]
    x, y = known.points[end.node]
    return known.nodes[end.node].begins(end.leg, (x, y), (x + dx, y + dy))[-1]


def _fan(known: _Wiring, k: int, side: Side) -> Point:
    """How far an exit is moved that is one of several straight ones on a side of a node."""
    end = known.net.exits[k].end
    others = [other for other in known.net.leaving[end.node] if known.sketch.ways.get(other) is side]
    if len(others) < 2 or known.nodes[end.node].side(end.leg) is not None or known.sketch.leads.get(k):
        return 0.0, 0.0
    gap = known.theme.port_gap if side.vertical else max(known.theme.port_gap, TEXT * known.theme.wire_label_size)
    away = (others.index(k) - (len(others) - 1) / 2) * gap
    return (away, 0.0) if side.vertical else (0.0, away)


def _starts(
    known: _Wiring,
    sides: Sequence[Sequence[Side]],
    links: Mapping[int, tuple[Point, ...]],
    exits: Mapping[int, tuple[Point, ...]],
) -> dict[End, tuple[Point, ...]]:
    """The line with which each leg begins; between layers the legs of a side in declared order."""
    found: dict[End, tuple[Point, ...]] = {}
    for k, way in links.items():
        link, aside = known.net.links[k], _aside(known, k) if len(way) == 2 else (0.0, 0.0)
        found[link.start] = _begin(known, link.start, way[1], aside)
        found[link.stop] = _begin(known, link.stop, way[-2], aside)
    for k, way in exits.items():
        end = known.net.exits[k].end
        x, y = known.points[end.node]
        aside = (way[0][0] - x, way[0][1] - y) if known.nodes[end.node].side(end.leg) is None else (0.0, 0.0)
        goal = way[1] if len(way) > 1 else _ahead(way[0], known.sketch.ways[k])
        found[end] = _begin(known, end, (goal[0] - aside[0], goal[1] - aside[1]), aside)
    return _in_order(known, sides, found) if known.sketch.flow in (Flow.RIGHT, Flow.DOWN) else found


def _ahead(point: Point, side: Side) -> Point:
    return point[0] + side.value[0], point[1] + side.value[1]


def _begin(known: _Wiring, end: End, towards: Point, aside: Point) -> tuple[Point, ...]:
    """The line from the outline of a node, or from its port, without the stub where the wire goes straight on."""
    stand, at = known.nodes[end.node], known.points[end.node]
    side = stand.side(end.leg)
    if side is None:
        return stand.begins(end.leg, at, towards, aside)
    first = _free(known, end)
    (x, y), (dx, dy) = first[-2], side.value
    ahead = (towards[0] - x) * dx + (towards[1] - y) * dy
    away = abs((towards[0] - x) * dy) + abs((towards[1] - y) * dx)
    return first[:-1] if ahead * FLAT > away else first


def _in_order(
    known: _Wiring, sides: Sequence[Sequence[Side]], starts: Mapping[End, tuple[Point, ...]]
) -> dict[End, tuple[Point, ...]]:
    """The starts on one side of a node given to its legs in their order, from the top or from the left.

    They may all stand the other way round, which is the mirror image of the node, and where no leg is elsewhere, begin
    with any, which is the node turned.
    """
    groups: dict[tuple[int, Side], list[End]] = {}
    for end in starts:
        stand = known.nodes[end.node]
        if stand.outline is not None and stand.radial(end.leg):
            groups.setdefault((end.node, sides[end.node][end.leg]), []).append(end)
    found = dict(starts)
    for (_, side), ends in groups.items():
        axis = 0 if side.vertical else 1
        drawn = sorted(ends, key=lambda end: (starts[end][-1][axis], end.leg))
        legs = sorted(ends, key=lambda end: end.leg)
        turns = range(len(legs) if len(legs) == len(known.net.legs[legs[0].node]) else 1)
        orders = [order[k:] + order[:k] for order in (legs, legs[::-1]) for k in turns]
        nearest = min(orders, key=lambda order: _unlike(order, drawn))
        found |= {end: starts[other] for end, other in zip(nearest, drawn, strict=True)}
    return found


def _unlike(order: Sequence[End], drawn: Sequence[End]) -> int:
    """How many pairs of legs would have to be exchanged."""
    places = [drawn.index(end) for end in order]
    return sum(a > b for a, b in combinations(places, 2))


def _aside(known: _Wiring, k: int) -> Point:
    """How far a link is moved that is one of several between two nodes."""
    pair = set(known.net.links[k].nodes)
    others = [index for index in known.net.at[min(pair)] if set(known.net.links[index].nodes) == pair]
    if len(others) < 2:
        return 0.0, 0.0
    a, b = known.net.links[k].nodes
    return parallel(len(others), others.index(k), known.points[a], known.points[b], known.theme.port_gap)
