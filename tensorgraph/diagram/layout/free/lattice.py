"""Whether nodes form a lattice, found from distances alone and then verified wire by wire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, permutations, product
from typing import TypeAlias

from tensorgraph.diagram.layout.free.net import Net

Place: TypeAlias = tuple[int, ...]
"""Where a node is, from 0 along each axis."""


def lattice(net: Net, nodes: Sequence[int], axes: int) -> dict[int, Place] | None:
    """The place of each node of a lattice that has at least two nodes along each of ``axes``; None for anything else.

    Every corner's distance to a node is the sum of its coordinates, so the distances to a corner and to its neighbours
    at the ends of the edges that leave it say where each node is. That is then checked exactly.
    """
    inside = set(nodes)
    degree = {node: sum(other in inside for other in net.beside[node]) for node in nodes}
    corners = [node for node in nodes if degree[node] == axes]
    if len(nodes) < 2**axes or len(corners) != 2**axes:
        return None
    first, *others = corners
    far = {corner: _within(net, inside, corner) for corner in corners}
    if any(len(distances) < len(nodes) for distances in far.values()):
        return None
    for chosen in combinations(others, axes):
        places = _places(nodes, far[first], [far[corner] for corner in chosen], first)
        if places is not None and _is_lattice(net, places, axes):
            return places
    return None


def _within(net: Net, inside: set[int], source: int) -> dict[int, int]:
    found = {source: 0}
    waiting = [source]
    for node in waiting:
        for other in net.beside[node]:
            if other in inside and other not in found:
                found[other] = found[node] + 1
                waiting.append(other)
    return found


def _places(
    nodes: Sequence[int], near: dict[int, int], ends: Sequence[dict[int, int]], corner: int
) -> dict[int, Place] | None:
    """Coordinates from the distances to a corner and to the ``ends`` of its edges; None where one is not whole."""
    found: dict[int, Place] = {}
    for node in nodes:
        twice = [near[node] - far[node] + far[corner] for far in ends]
        if any(value % 2 or value < 0 for value in twice):
            return None
        found[node] = tuple(value // 2 for value in twice)
    return found


def _is_lattice(net: Net, places: dict[int, Place], axes: int) -> bool:
    sizes = [max(place[axis] for place in places.values()) + 1 for axis in range(axes)]
    taken = set(places.values())
    if len(taken) != len(places) or len(taken) != _area(sizes) or min(sizes) < 2:
        return False
    wanted = sum(_area(sizes) // size * (size - 1) for size in sizes)
    joined = {frozenset((node, other)) for node in places for other in net.beside[node] if other in places}
    return len(joined) == wanted and all(_step(*(places[node] for node in pair)) == 1 for pair in joined)


def _area(sizes: Sequence[int]) -> int:
    area = 1
    for size in sizes:
        area *= size
    return area


def _step(one: Place, other: Place) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def turned(places: dict[int, Place]) -> Iterator[dict[int, Place]]:
    """The lattice in each of its positions: axes exchanged and reversed."""
    axes = len(next(iter(places.values())))
    sizes = [max(place[axis] for place in places.values()) for axis in range(axes)]
    for order in permutations(range(axes)):
        for back in product((False, True), repeat=axes):
            yield {
                node: tuple(sizes[axis] - place[axis] if back[axis] else place[axis] for axis in order)
                for node, place in places.items()
            }


def as_read(places: dict[int, Place]) -> dict[int, Place]:
    """The position nearest to reading order: rows as written, the first factor top left, rather wide than high.

    Places are (row, column), or (layer, row, column) with two layers, the first in front.
    """
    return min((each for each in turned(places) if _has_layers(each)), key=_strangeness)


def _has_layers(places: dict[int, Place]) -> bool:
    return len(next(iter(places.values()))) == 2 or max(place[0] for place in places.values()) == 1


def _strangeness(places: dict[int, Place]) -> tuple[bool, bool, bool, int, list[Place]]:
    read = [places[node] for node in sorted(places)]
    drops = sum(b < a for a, b in pairwise(read))
    last = max(read)
    return drops > 0, any(read[0]), last[-2] > last[-1], drops, read
