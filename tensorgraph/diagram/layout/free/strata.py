"""The lengths of layers, as columns: how high each point stands, and then how far apart the columns are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tensorgraph.diagram.layout.free.isotonic import isotonic
from tensorgraph.diagram.layout.free.sizes import BEND, Size, Task
from tensorgraph.diagram.layout.solve import positions
from tensorgraph.diagram.scene import Point

PASSES = 16
"""Centring passes over all layers; more moved no node of the tests by a point."""
LAST = 6
"""Of these the last, in which a point looks to both of its sides."""
STRAIGHT = 8.0
"""How much more a bend counts than a node when layers are centred: long wires are to be straight."""
IDLE = 0.1
"""How much a point counts that has no neighbour on the side looked at."""
NEARLY = 4.0
"""Points of height that look like a mistake."""
YIELDING = 1.0
"""Points by which a gap may be smaller for that: nobody sees it."""


@dataclass(frozen=True)
class Piece:
    """A straight piece of wire between two points, of a link by its number or of an exit (None)."""

    start: int
    stop: int
    link: int | None


def strata(task: Task) -> list[Point]:
    """The place in points of each node and bend; the columns of the sketch are its layers."""
    sizes = [*task.sizes, *(BEND for _ in task.sketch.places[len(task.sizes) :])]
    layer = [int(x) for x, _ in task.sketch.places]
    layers: list[list[int]] = [[] for _ in range(max(layer) + 1)]
    for point in sorted(range(len(layer)), key=lambda point: task.sketch.places[point][1]):
        layers[layer[point]].append(point)
    pieces = _pieces(task)
    high = _heights(task, layers, layer, pieces, sizes)
    across = _columns(task, layers, layer, pieces, sizes, high)
    return [(across[layer[point]], high[point]) for point in range(len(layer))]


def _pieces(task: Task) -> list[Piece]:
    found = []
    for index, link in enumerate(task.net.links):
        path = (link.start.node, *task.sketch.bends.get(index, ()), link.stop.node)
        found += [Piece(a, b, index) for a, b in pairwise(path)]
    for index, lead in task.sketch.leads.items():
        found += [Piece(a, b, None) for a, b in pairwise((task.net.exits[index].end.node, *lead))]
    return found


def _columns(
    task: Task,
    layers: Sequence[Sequence[int]],
    layer: Sequence[int],
    pieces: Sequence[Piece],
    sizes: Sequence[Size],
    high: Sequence[float],
) -> list[float]:
    """Where each layer stands: with room between for labels, and for wires that climb."""
    gaps = [task.across] * len(layers)
    for piece in pieces:
        before = min(layer[piece.start], layer[piece.stop])
        if layer[piece.start] != layer[piece.stop]:
            climb = task.slope * abs(high[piece.start] - high[piece.stop])
            label = task.room(piece.link)[0] if piece.link is not None else 0.0
            gaps[before] = max(gaps[before], label, climb)
    return positions(
        len(layers),
        [
            (k, k + 1, max(sizes[p].right for p in one) + max(sizes[p].left for p in other) + gaps[k])
            for k, (one, other) in enumerate(pairwise(layers))
        ],
    )


def _heights(
    task: Task,
    layers: Sequence[Sequence[int]],
    layer: Sequence[int],
    pieces: Sequence[Piece],
    sizes: Sequence[Size],
) -> list[float]:
    """The height of each point: as near to its neighbours as the order in its layer allows."""
    gaps = _gaps(task, layers, layer, pieces, sizes)
    beside = _beside(layer, pieces, task.net.count)
    high = [0.0] * len(layer)

    def stand(points: Sequence[int], wishes: Sequence[tuple[float, float]], between: Sequence[float]) -> None:
        found = isotonic([wish for wish, _ in wishes], [weight for _, weight in wishes], between)
        for point, value in zip(points, found, strict=True):
            high[point] = value

    for points, between in zip(layers, gaps, strict=True):
        stand(points, [(0.0, 1.0)] * len(points), between)
    for turn in range(PASSES):
        forwards = turn % 2 == 0
        for k in range(len(layers)) if forwards else reversed(range(len(layers))):
            looked = (k - 1, k + 1) if turn >= PASSES - LAST else (k - 1,) if forwards else (k + 1,)
            wishes = [_wish(looked, beside[point], layer, high, high[point]) for point in layers[k]]
            stand(layers[k], wishes, gaps[k])
    return _aligned(layers, layer, beside, gaps, high)


def _aligned(
    layers: Sequence[Sequence[int]],
    layer: Sequence[int],
    beside: Sequence[Sequence[tuple[int, float]]],
    gaps: Sequence[Sequence[float]],
    high: Sequence[float],
) -> list[float]:
    """With points that nearly are on the height of a neighbour put there, where their layer leaves room: first each on
    that of one in the layer before, then on that of one in the layer after."""
    found = list(high)
    for step, order in ((-1, range(len(layers))), (1, range(len(layers) - 1, -1, -1))):
        for k in order:
            for place, point in enumerate(layers[k]):
                near = [found[other] for other, _ in beside[point] if layer[other] == k + step]
                level = min(near, key=lambda value: abs(value - found[point]), default=math.inf)
                least, most = _free(layers[k], place, gaps[k], found)
                if abs(level - found[point]) < NEARLY and least - YIELDING <= level <= most + YIELDING:
                    found[point] = level
    return found


def _free(points: Sequence[int], place: int, gaps: Sequence[float], high: Sequence[float]) -> tuple[float, float]:
    """Between which heights a point may be moved."""
    least = high[points[place - 1]] + gaps[place - 1] if place else -math.inf
    most = high[points[place + 1]] - gaps[place] if place + 1 < len(points) else math.inf
    return least, most


def _beside(layer: Sequence[int], pieces: Sequence[Piece], nodes: int) -> list[list[tuple[int, float]]]:
    """The points joined to each in other layers, and how much each counts."""
    found: list[list[tuple[int, float]]] = [[] for _ in layer]
    for piece in pieces:
        if layer[piece.start] != layer[piece.stop]:
            straight = piece.link is None or min(piece.start, piece.stop) >= nodes
            found[piece.start].append((piece.stop, STRAIGHT if straight else 1.0))
            found[piece.stop].append((piece.start, STRAIGHT if straight else 1.0))
    return found


def _wish(
    looked: Sequence[int], beside: Sequence[tuple[int, float]], layer: Sequence[int], high: Sequence[float], own: float
) -> tuple[float, float]:
    """Where a point would like to be, level with its neighbours in one of some layers, that with the most, and how much
    that counts; in all of them where they have as many."""
    near = [[entry for entry in beside if layer[entry[0]] == k] for k in looked]
    most = max(map(len, near))
    chosen = [entry for entries in near if len(entries) == most for entry in entries]
    if not chosen:
        return own, IDLE
    whole = sum(weight for _, weight in chosen)
    return sum(weight * high[other] for other, weight in chosen) / whole, max(weight for _, weight in chosen)


def _gaps(
    task: Task,
    layers: Sequence[Sequence[int]],
    layer: Sequence[int],
    pieces: Sequence[Piece],
    sizes: Sequence[Size],
) -> list[list[float]]:
    """The least distance between each point of a layer and the next."""
    labels: Mapping[frozenset[int], float] = {
        frozenset((p.start, p.stop)): task.room(p.link)[1]
        for p in pieces
        if p.link is not None and layer[p.start] == layer[p.stop]
    }
    found = []
    for points in layers:
        between = []
        for a, b in pairwise(points):
            bends = max(a, b) >= task.net.count
            least = task.along * (task.theme.turn * 2 / task.theme.gap if bends else 1.0)
            between.append(sizes[a].down + sizes[b].up + max(least, labels.get(frozenset((a, b)), 0.0)))
        found.append(between)
    return found
