"""Distances between what stands in the lines of a page, and the places that follow from them.

Everything has a key: a line ``("line", n)``, a sign ``("sign", *path)``, a block of stacked terms ``("block", …)``, a
factor or a term its path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from tensorgraph.diagram.layout.chunk import Chunk
from tensorgraph.diagram.layout.marks import Path, marks_of
from tensorgraph.diagram.layout.solve import Constraint, Contradiction, positions
from tensorgraph.graph.network import Hint

Key: TypeAlias = tuple[str | int, ...]

SLACK = 1e-6
"""Points of room that are none, from adding lengths in another order."""


@dataclass(frozen=True)
class Link:
    """``b`` at least ``gap`` to the right of ``a``; ``why``, where it is an author's hint, or in words where it keeps
    lines together."""

    a: Key
    b: Key
    gap: float
    why: Hint | str | None = None


@dataclass(frozen=True)
class Spot:
    """A point ``x`` to the right of what a key stands for."""

    key: Key
    x: float


class Contradictory(Exception):
    """Links that cannot all hold: those of a cycle."""

    def __init__(self, cycle: Sequence[Link]):
        self.cycle = tuple(cycle)
        super().__init__("contradictory links")


def together(a: Spot, b: Spot, why: Hint | str | None = None) -> list[Link]:
    """Two spots in one column."""
    return [Link(a.key, b.key, a.x - b.x, why), Link(b.key, a.key, b.x - a.x, why)]


def solved(links: Sequence[Link]) -> dict[Key, float]:
    """The leftmost place of everything that is linked; `Contradictory` where there is none."""
    numbers: dict[Key, int] = {}
    for link in links:
        numbers.setdefault(link.a, len(numbers))
        numbers.setdefault(link.b, len(numbers))
    try:
        xs = positions(len(numbers), [(numbers[link.a], numbers[link.b], link.gap) for link in links])
    except Contradiction as found:
        raise Contradictory([links[index] for index in found.cycle]) from None
    return dict(zip(numbers, xs, strict=True))


def drawn_right(links: Sequence[Link], found: Mapping[Key, float], loose: Set[Key]) -> dict[Key, float]:
    """The places with those of ``loose`` keys as far right as the others let them."""
    last = max(found.values(), default=0.0)
    numbers = {key: number for number, key in enumerate((key for key in found if key in loose), start=1)}
    before: list[Constraint] = []  # distances to the left of the last place, from what may not move, number 0
    for link in links:
        if link.a in loose:
            far = link.gap if link.b in loose else link.gap + last - found[link.b]
            before.append((numbers.get(link.b, 0), numbers[link.a], far))
    places = positions(len(numbers) + 1, before)
    return {**found, **{key: last - places[number] for key, number in numbers.items()}}


def sign_key(chunk: Chunk) -> Key:
    """Of the sign before a term."""
    return "sign", *chunk.path


def block_key(chunk: Chunk) -> Key:
    """Of the left edge of the block a term is in."""
    return "block", *chunk.block


def spots(chunk: Chunk) -> list[Spot]:
    """What can move in a term, from left to right, with its place in the box: factors that were marked, else its
    leftmost node, with which it moves as a whole."""
    found: dict[Path, float] = {}
    for mark in marks_of(chunk.box.items):
        if len(mark.path) > len(chunk.path):
            found.setdefault(mark.path, mark.x)
    inside = [Spot(path, x) for path, x in found.items()]
    return sorted(inside, key=lambda spot: (spot.x, spot.key)) or [Spot(chunk.path, chunk.first_node)]


def inner_links(chunk: Chunk) -> list[Link]:
    """Within a term: every factor at least as far from the one before as it is now; the first in a frame keeps its
    distance from the frame."""
    places = spots(chunk)
    at = {spot.key: spot.x for spot in places}
    links = [Link(a.key, b.key, b.x - a.x) for a, b in pairwise(places)]
    first: dict[Key, Spot] = {}
    for spot in places:
        frame = spot.key[:-1]
        if frame in at and frame not in first:
            first[frame] = spot
            links += together(Spot(frame, spot.x - at[frame]), Spot(spot.key, 0.0))
    return links


def rooms(chunks: Iterable[Chunk], found: Mapping[Key, float]) -> dict[Path, float]:
    """Points more before each factor than it has now."""
    wanted: dict[Path, float] = {}
    for chunk in chunks:
        for a, b in pairwise(spots(chunk)):
            more = found[b.key] - found[a.key] - (b.x - a.x)
            if more > SLACK:
                wanted[_path(b.key)] = more
    return wanted


def box_place(chunk: Chunk, found: Mapping[Key, float]) -> float:
    """Where the left edge of a term's box goes."""
    first = spots(chunk)[0]
    return found[first.key] - first.x


def _path(key: Key) -> Path:
    return tuple(part for part in key if isinstance(part, int))
