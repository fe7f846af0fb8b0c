"""How many wires cross between layers, the legs of a node in their order."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

Block: TypeAlias = tuple[int, ...]
"""Points of a layer that stay together in their order, or in its reverse."""
Order: TypeAlias = Sequence[Sequence[Block]]
"""The blocks of each layer in order."""


@dataclass(frozen=True)
class Piece:
    """A piece of wire from a point to one in the next layer, and where among the legs on that side of each it ends:
    from 0 to 1, the same for all where their order does not matter."""

    start: int
    stop: int
    leaves: float = 0.5
    arrives: float = 0.5


@dataclass(frozen=True)
class Layers:
    """The blocks of each layer, the pieces of wire from each layer to the next, and the points that must come first
    (-1) or last (1)."""

    blocks: tuple[tuple[Block, ...], ...]
    pieces: tuple[tuple[Piece, ...], ...]
    rims: Mapping[int, int]

    def rim(self, block: Block) -> int:
        """Whether a block must come first or last."""
        return sum(self.rims.get(point, 0) for point in block)

    @cached_property
    def before(self) -> Mapping[int, list[tuple[int, float]]]:
        """The points in the layer before that each is joined to, with the place of the leg there."""
        found: dict[int, list[tuple[int, float]]] = {}
        for piece in (piece for pieces in self.pieces for piece in pieces):
            found.setdefault(piece.stop, []).append((piece.start, piece.leaves))
        return found

    @cached_property
    def after(self) -> Mapping[int, list[tuple[int, float]]]:
        """The same for the layer after."""
        found: dict[int, list[tuple[int, float]]] = {}
        for piece in (piece for pieces in self.pieces for piece in pieces):
            found.setdefault(piece.start, []).append((piece.stop, piece.arrives))
        return found


def crossings(layers: Layers, order: Order) -> int:
    """How many pairs of pieces cross in an order."""
    places = [{point: place for place, point in enumerate(p for block in blocks for p in block)} for blocks in order]
    found = 0
    for pieces, one, other in zip(layers.pieces, places, places[1:], strict=False):
        ends = sorted((one[p.start] + p.leaves, other[p.stop] + p.arrives) for p in pieces)
        found += _inversions([stop for _, stop in ends])
    return found


def _inversions(values: Sequence[float]) -> int:
    """How many pairs stand in falling order."""
    seen: list[float] = []
    found = 0
    for value in reversed(values):
        found += bisect_left(seen, value)
        insort(seen, value)
    return found
