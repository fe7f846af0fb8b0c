"""On which side the outer wires of nodes leave that stand where they were put."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from tensorgraph.diagram.layout.box import Side
from tensorgraph.diagram.layout.free.net import Net
from tensorgraph.diagram.scene import Point

SLANTS: tuple[Point, ...] = ((-1.0, 1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, -1.0))
"""Where a leg goes that has no free side: down left first, as lattices are drawn, a second one opposite."""
WISHED, ACROSS, BACK = 0.0, 2.0, 3.0
"""What it costs to leave on the side that was asked for, on one beside it, and on the opposite one."""
CROSSED = 4.0
"""What each wire costs that is crossed: more than another side."""
SHARED = 6.0
"""What it costs to leave along a wire of the same node."""
NEAR = 0.4
"""Grid units from the middle of a node within which no wire passes."""
CONE = 0.9
"""Cosine of the angle within which two wires of a node are hard to tell apart: 26 degrees."""


def outlets(net: Net, places: Sequence[Point], reach: float, top: bool) -> tuple[dict[int, Side], dict[int, Point]]:
    """The side of each exit, or at the ``top``, where no side is clear, the direction in which it ends inside.

    Below the top a wire leaves as it should, or up. ``reach`` is how near a wire may pass the middle of another node.
    """
    ways: dict[int, Side] = {}
    slants: dict[int, Point] = {}
    for k, way_out in enumerate(net.exits):
        costs = _costs(net, places, k, ways, reach)
        if not top:
            costs = {side: cost for side, cost in costs.items() if side in (way_out.side, Side.UP)}
        best = min(costs, key=lambda side: costs[side])
        if not math.isinf(costs[best]):
            ways[k] = best
        elif top and not way_out.sure:
            slants[k] = _slant(net, places, k, slants)
        else:
            ways[k] = way_out.side if way_out.side.vertical or way_out.sure else Side.UP
    return ways, slants


def _costs(net: Net, places: Sequence[Point], k: int, ways: Mapping[int, Side], reach: float) -> dict[Side, float]:
    """How bad each side is for an exit, the one that was asked for first."""
    way_out = net.exits[k]
    taken = [ways[other] for other in net.leaving[way_out.end.node] if other in ways]
    across = (Side.LEFT, Side.RIGHT) if way_out.side.vertical else (Side.DOWN, Side.UP)
    sides = (way_out.side,) if way_out.sure else (way_out.side, *across, way_out.side.opposite)
    return {side: _cost(net, places, way_out.end.node, side, way_out.side, taken, reach) for side in sides}


def _slant(net: Net, places: Sequence[Point], k: int, slants: Mapping[int, Point]) -> Point:
    """The direction that is farthest from the wires of the node and has no other exit."""
    node = net.exits[k].end.node
    used = [slants[other] for other in net.leaving[node] if other in slants]
    free = [slant for slant in SLANTS if slant not in used] or SLANTS
    return max(free, key=lambda slant: _air(net, places, node, slant))


def _cost(
    net: Net, places: Sequence[Point], node: int, side: Side, wanted: Side, taken: Sequence[Side], reach: float
) -> float:
    """How bad it is to leave on a side; infinite where a node is in the way."""
    dx, dy = side.value
    x, y = places[node]
    for other in range(net.count):
        u, v = places[other][0] - x, places[other][1] - y
        if u * dx + v * dy > 1e-9 and abs(u * dy - v * dx) < reach:
            return math.inf
    turned = WISHED if side is wanted else BACK if side is wanted.opposite else ACROSS
    links = [(places[link.start.node], places[link.stop.node], node in link.nodes) for link in net.links]
    crossed = sum(not own and _meets((x, y), (dx, dy), a, b) for a, b, own in links)
    shared = sum(_along((x, y), (dx, dy), places[other]) for other in net.beside[node]) + taken.count(side)
    return turned + CROSSED * crossed + SHARED * shared


def _meets(start: Point, ray: Point, a: Point, b: Point) -> bool:
    """Whether a ray along an axis crosses a line."""
    one, other = (_turn(start, ray, a), _turn(start, ray, b))
    if one * other >= 0:
        return False
    share = one / (one - other)
    at = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
    return (at[0] - start[0]) * ray[0] + (at[1] - start[1]) * ray[1] > 0


def _turn(start: Point, ray: Point, point: Point) -> float:
    return ray[0] * (point[1] - start[1]) - ray[1] * (point[0] - start[0])


def _along(start: Point, ray: Point, other: Point) -> bool:
    away = math.dist(start, other) or 1.0
    return ((other[0] - start[0]) * ray[0] + (other[1] - start[1]) * ray[1]) / away > CONE


def _air(net: Net, places: Sequence[Point], node: int, slant: Point) -> float:
    """How far, as a cosine turned round, the nearest neighbour is from a direction."""
    x, y = places[node]
    angles = []
    for other in net.beside[node]:
        u, v = places[other][0] - x, places[other][1] - y
        angles.append(-(u * slant[0] + v * slant[1]) / ((math.hypot(u, v) or 1.0) * math.sqrt(2)))
    return round(min(angles, default=1.0), 6)
