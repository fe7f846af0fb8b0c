"""A circle, for rings, and for products in which everything is joined to everything: no layer would have two nodes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tensorgraph.diagram.layout.free.net import Net
from tensorgraph.diagram.layout.free.outlets import NEAR, outlets
from tensorgraph.diagram.layout.free.sketch import Flow, Sketch
from tensorgraph.diagram.scene import Point


def circle(net: Net, top: bool) -> Sketch:
    """Nodes on a circle in reading order, clockwise from the top left, neighbours a column apart; one that is joined to
    all others of a ring stands in its middle."""
    middle = _middle(net)
    rim = _along(net, middle)
    places: dict[int, Point] = {} if middle is None else {middle: (0.0, 0.0)}
    turn = 2 * math.pi / len(rim)
    radius = max(0.5 / math.sin(math.pi / len(rim)), 0.0 if middle is None else 1.0)
    start = -math.pi / 2 - (turn / 2 if len(rim) > 3 else 0.0)
    for k, node in enumerate(rim):
        places[node] = (radius * math.cos(start + k * turn), radius * math.sin(start + k * turn))
    found = tuple(places[node] for node in range(net.count))
    ways, slants = outlets(net, found, NEAR, top)
    return Sketch(found, Flow.ROUND, ways=ways, slants=slants)


def _middle(net: Net) -> int | None:
    """The last node without an outer wire that is joined to all others, where these form a ring."""
    for node in reversed(range(net.count)):
        others = [other for other in range(net.count) if other != node]
        joined = len(net.beside[node]) == len(others) and not net.leaving[node]
        if joined and all(len(net.beside[other]) == 3 for other in others):
            return node
    return None


def _along(net: Net, middle: int | None) -> Sequence[int]:
    """The nodes of the circle along the wires of a ring, in reading order where they form none."""
    nodes = [node for node in range(net.count) if node != middle]
    path = nodes[:1]
    while len(path) < len(nodes):
        ahead = [other for other in net.beside[path[-1]] if other not in (middle, *path)]
        if len(net.beside[path[-1]]) - (middle is not None) != 2 or not ahead:
            return nodes
        path.append(ahead[0])
    return path
