"""A batch of matrices as pieces joined by wires, parted by its minimum cut into a left, a middle and a right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import torch

from tensorgraph.cuts.minimum import Cut, Sides, cut_between, sides
from tensorgraph.cuts.pieces import Box, Contraction, Piece, Sizes, Wires, boxes, count_of
from tensorgraph.einsum.memory import default_memory
from tensorgraph.graph.nodes import Cap, Wire

LARGEST_BLOCK = 2**28
"""Bytes of what is made at once of a batch: more at once is no faster."""
COPIES = 3
"""A block, the copy that a decomposition works in, and what it returns."""


@dataclass(frozen=True, eq=False)
class Matrices:
    """Pieces with the wires that are the batch, the rows and the columns. ``caps`` fix others, ``loose`` are summed
    though no piece has them. ``memory`` are the bytes that may be used beside the pieces."""

    name: str
    pieces: tuple[Piece, ...]
    batch: Wires
    rows: Wires
    columns: Wires
    sizes: Sizes
    caps: tuple[Cap, ...] = ()
    loose: Wires = ()
    memory: int | None = None

    @cached_property
    def cut(self) -> Cut:
        """The minimum cut."""
        return cut_between([piece.every for piece in self.pieces], self.free, self.rows, self.columns, self.sizes)

    @cached_property
    def left(self) -> tuple[Piece, ...]:
        """The pieces on the rows' side of the near cut."""
        return tuple(self.pieces[place] for place in self._sides.left)

    @cached_property
    def middle(self) -> tuple[Piece, ...]:
        """The pieces between the cuts, and those that no row or column leads to."""
        return tuple(self.pieces[place] for place in self._sides.middle)

    @cached_property
    def right(self) -> tuple[Piece, ...]:
        """The pieces beyond the far cut."""
        return tuple(self.pieces[place] for place in self._sides.right)

    @cached_property
    def _sides(self) -> Sides:
        return sides([piece.every for piece in self.pieces], self.free, self.cut, self.rows, self.columns)

    @property
    def free(self) -> frozenset[Wire]:
        """The wires that no cut counts: batch and fixed ones."""
        return frozenset([*self.batch, *(wire for cap in self.caps for wire in cap.leg)])

    @property
    def dtype(self) -> torch.dtype:
        """What large contractions are made in: the dtype of the pieces."""
        return next((piece.value.dtype for piece in self.pieces if piece.hot is None), torch.float64)

    @property
    def limit(self) -> int:
        """The bytes that may be used beside the pieces."""
        return default_memory() if self.memory is None else self.memory

    def batch_of(self, pieces: Iterable[Piece]) -> Wires:
        """The batch wires that some pieces have."""
        touched = {wire for piece in pieces for wire in piece.every}
        return tuple(wire for wire in self.batch if wire in touched)

    def contraction(self, pieces: Iterable[Piece], output: Iterable[Wire], loose: Wires = ()) -> Contraction:
        """Pieces contracted to some wires."""
        return Contraction(tuple(pieces), tuple(output), self.sizes, self.caps, loose, self.name)

    def streamed(self, contraction: Contraction, wires: Wires) -> Iterator[Box]:
        """Boxes of some wires, in each of which a contraction makes at most `LARGEST_BLOCK` and fits the memory."""
        item = self.dtype.itemsize
        most = LARGEST_BLOCK // (item * count_of(set(contraction.output) - set(wires), contraction.sizes))
        most = max(1, min(most, count_of(wires, self.sizes)))
        while most > 1 and COPIES * item * contraction.entries(next(boxes(wires, self.sizes, most))) > self.limit:
            most //= 2
        return boxes(wires, self.sizes, most)
