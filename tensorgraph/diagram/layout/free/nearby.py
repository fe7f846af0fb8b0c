"""Nodes without a place of their own, put one by one near those that have one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tensorgraph.diagram.layout.free.field import crosses
from tensorgraph.diagram.layout.free.net import End, Link, Net
from tensorgraph.diagram.layout.free.sizes import Size
from tensorgraph.diagram.scene import Bounds, Point
from tensorgraph.diagram.theme import Theme

REACHES = (2, 4, 8, 16)
"""How many grid units around the middle of its neighbours a node looks for a place, one after another."""
UNDER = 40.0
"""What a wire under a node costs, in squares of a grid unit: more than going around it."""
CROSSED = 3.0
"""What two wires that cross cost."""
ASKEW = 1.0
"""What a wire costs that is neither level nor upright."""
TURNED = 8.0
"""What it costs when a leg does not point to its neighbour that should: the most is twice this for each end."""
BACKWARDS = 0.3
"""What it costs to stand to the left of what was written before."""


@dataclass
class _Board:
    """The places taken so far."""

    net: Net
    sizes: Sequence[Size]
    columns: Mapping[int, int]
    theme: Theme
    taken: dict[int, Point]

    @property
    def unit(self) -> float:
        """Points of a grid unit."""
        return self.theme.node + self.theme.gap


def all_placed(
    net: Net, found: Mapping[int, Point], columns: Mapping[int, int], sizes: Sequence[Size], theme: Theme
) -> list[Point]:
    """Places for all nodes: those known, and for each other, the most joined first, the best free one near its
    neighbours. ``columns`` names a node in whose column another should stand."""
    board = _Board(net, sizes, columns, theme, dict(found))
    while len(board.taken) < net.count:
        node = _next(board)
        board.taken[node] = _best(board, node)
    return [board.taken[node] for node in range(net.count)]


def _next(board: _Board) -> int:
    """The node with the most neighbours in place, the first read of these."""
    left = (node for node in range(board.net.count) if node not in board.taken)
    return min(left, key=lambda node: (-sum(other in board.taken for other in board.net.beside[node]), node))


def _best(board: _Board, node: int) -> Point:
    near = [board.taken[other] for other in board.net.beside[node] if other in board.taken]
    for reach in REACHES:
        free = [place for place in _choices(board, node, near, reach) if _is_free(board, node, place)]
        if free:
            return min(free, key=lambda place: _cost(board, node, place))
    return max(x for x, _ in board.taken.values()) + board.sizes[node].left + board.unit * len(board.taken), 0.0


def _choices(board: _Board, node: int, near: Sequence[Point], reach: int) -> Iterator[Point]:
    """The middle of the neighbours, and the grid points around it; in the column that is wished."""
    unit, (ox, oy) = board.unit, next(iter(board.taken.values()))
    x, y = _middle(near) if near else (max(x for x, _ in board.taken.values()) + unit, oy)
    column = board.taken.get(board.columns.get(node, -1))
    if len(near) > 1 and not column:
        yield x, y
    across, along = round((x - ox) / unit), round((y - oy) / unit)
    for row in range(along - reach, along + reach + 1):
        for place in range(across - reach, across + reach + 1) if not column else (0,):
            yield (ox + place * unit if not column else column[0]), oy + row * unit


def _middle(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _bounds(size: Size, at: Point) -> Bounds:
    return Bounds(at[0] - size.left, at[1] - size.up, at[0] + size.right, at[1] + size.down)


def _is_free(board: _Board, node: int, place: Point) -> bool:
    own = _bounds(board.sizes[node], place).grown(2 * board.theme.clearance)
    return not any(own.meets(_bounds(board.sizes[other], at)) for other, at in board.taken.items())


def _cost(board: _Board, node: int, place: Point) -> float:
    """How far a place is from the node's neighbours, and what is in the way."""
    taken, beside = board.taken, [other for other in board.net.beside[node] if other in board.taken]
    own = _bounds(board.sizes[node], place).grown(board.theme.clearance)
    lines = [(taken[a], taken[b]) for a, b in (link.nodes for link in board.net.links) if a in taken and b in taken]
    cost = UNDER * sum(crosses(a, b, own) for a, b in lines)
    for other in beside:
        x, y = place[0] - taken[other][0], place[1] - taken[other][1]
        cost += (x * x + y * y) / board.unit**2 + (ASKEW if min(abs(x), abs(y)) > 1 else 0.0)
        cost += 0.0 if (x > 1) is (node > other) and abs(x) > 1 else BACKWARDS / 2 if abs(x) <= 1 else BACKWARDS
        between = [_bounds(board.sizes[k], at) for k, at in taken.items() if k != other]
        cost += UNDER * sum(crosses(place, taken[other], bounds.grown(board.theme.clearance)) for bounds in between)
        cost += CROSSED * sum(_cross(place, taken[other], a, b) for a, b in lines)
    return cost + TURNED * sum(_turned(board, link.start, link.stop, place) for link in _links(board, node))


def _links(board: _Board, node: int) -> list[Link]:
    """The links of a node to those in place."""
    links = [board.net.links[k] for k in board.net.at[node]]
    return [link for link in links if link.beyond(node) in board.taken]


def _turned(board: _Board, start: End, stop: End, place: Point) -> float:
    """How far, from 0 to 4, a link leaves its nodes from the sides that the author wishes for its legs."""
    at = {end.node: board.taken.get(end.node, place) for end in (start, stop)}
    found = 0.0
    for one, other in ((start, stop), (stop, start)):
        side = board.net.held.get(one)
        if side:
            (x, y), (u, v) = at[one.node], at[other.node]
            ahead = (u - x) * side.value[0] + (v - y) * side.value[1]
            found += 1 - ahead / (math.hypot(u - x, v - y) or 1.0)
    return found


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two lines without a common end cross."""
    if math.dist(b, c) < 1 or math.dist(b, d) < 1:
        return False
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
