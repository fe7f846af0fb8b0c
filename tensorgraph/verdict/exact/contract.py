"""A product of arrays modulo a prime, summed over wires, two arrays at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from tensorgraph.einsum.paths import Path, find_path
from tensorgraph.einsum.sizes import product_of
from tensorgraph.graph.nodes import Wire
from tensorgraph.verdict.exact.field import Field, Residues
from tensorgraph.verdict.exact.linear import product
from tensorgraph.verdict.exact.stop import Undecided

Labelled: TypeAlias = tuple[tuple[Wire, ...], Residues]
"""An array and the wire of each of its axes, all different."""

MOST_ENTRIES = 2**21
"""Of an array: 16 MB, and a dozen of them while two are multiplied."""
MOST_WORK = 2**31
"""Multiplications in all, some ten seconds."""
ENTRY_WORK = 16
"""How many multiplications of a contraction an entry of a result costs: they run in float64, it is put together."""

REMEMBERED = 1_000
"""Paths that are not searched again at the next point."""


@dataclass
class Work:
    """The field, the size of each dimension, and how many multiplications may still be done."""

    field: Field
    sizes: Mapping[str, int]
    left: int

    def shape(self, wires: Sequence[Wire]) -> tuple[int, ...]:
        """The size of each wire; Undecided where an array on them is too large."""
        shape = tuple(self.sizes[wire.dim] for wire in wires)
        if product_of(shape) > MOST_ENTRIES:
            raise Undecided("an array is too large")
        return shape

    def count(self, wires: Collection[Wire]) -> int:
        """The combinations of indices of different wires."""
        return product_of(self.sizes[wire.dim] for wire in wires)

    def spend(self, multiplications: int) -> None:
        """Take from what may still be done; Undecided where nothing is left."""
        self.left -= multiplications
        if self.left < 0:
            raise Undecided("too many multiplications")


def diagonal(wires: tuple[Wire, ...], array: Residues) -> Labelled:
    """An array on wires; one that several axes have becomes their diagonal."""
    for wire in dict.fromkeys(wires):
        while wires.count(wire) > 1:
            first, second = [axis for axis, other in enumerate(wires) if other == wire][:2]
            array = np.diagonal(array, axis1=first, axis2=second)
            wires = (*(other for axis, other in enumerate(wires) if axis not in (first, second)), wire)
    return wires, array


def aligned(work: Work, value: Labelled, wires: Sequence[Wire]) -> Residues:
    """The array with an axis for each of the wires, the same along those it lacks."""
    have, array = value
    array = array.transpose([have.index(wire) for wire in wires if wire in have])
    return np.broadcast_to(array[tuple(slice(None) if w in have else None for w in wires)], work.shape(wires))


def contract(work: Work, operands: Sequence[Labelled], kept: Collection[Wire]) -> Labelled:
    """The product of arrays, summed over every wire that is not kept."""
    if not operands:
        return (), np.ones((), np.uint64)
    number = {wire: place for place, wire in enumerate(dict.fromkeys(w for have, _ in operands for w in have))}
    indices = [tuple(number[wire] for wire in have) for have, _ in operands]
    output = tuple(number[wire] for wire in number if wire in kept)
    path = _path(tuple(indices), output, tuple(work.sizes[wire.dim] for wire in number))
    current = list(operands)
    for positions in path:
        taken = [current[position] for position in positions]
        current = [value for position, value in enumerate(current) if position not in positions]
        wanted = {*kept, *(wire for have, _ in current for wire in have)}
        result = taken[0]
        for other in taken[1:]:
            result = _pair(work, result, other, wanted)
        current.append(_lone(work, result, wanted))
    (result,) = current
    return result


@lru_cache(maxsize=REMEMBERED)
def _path(indices: tuple[tuple[int, ...], ...], output: tuple[int, ...], sizes: tuple[int, ...]) -> Path:
    return find_path(indices, output, dict(enumerate(sizes)))


def _lone(work: Work, value: Labelled, wanted: Collection[Wire]) -> Labelled:
    """Summed over the wires that nothing else wants."""
    wires, array = value
    axes = tuple(axis for axis, wire in enumerate(wires) if wire not in wanted)
    return tuple(wire for wire in wires if wire in wanted), work.field.total(array, axes) if axes else array


def _pair(work: Work, left: Labelled, right: Labelled, wanted: set[Wire]) -> Labelled:
    left = _lone(work, left, {*wanted, *right[0]})
    right = _lone(work, right, {*wanted, *left[0]})
    both = [wire for wire in left[0] if wire in right[0]]
    batch, inner = [w for w in both if w in wanted], [w for w in both if w not in wanted]
    ours, theirs = [w for w in left[0] if w not in both], [w for w in right[0] if w not in both]
    wires = (*batch, *ours, *theirs)
    shape = work.shape(wires)
    work.spend(work.count({*left[0], *right[0]}) + ENTRY_WORK * product_of(shape))
    if not inner:
        return wires, work.field.times(aligned(work, left, wires), aligned(work, right, wires))
    one = _matrix(work, left, batch, ours, inner)
    other = _matrix(work, right, batch, inner, theirs)
    return wires, product(work.field, one, other).reshape(shape)


def _matrix(work: Work, value: Labelled, *groups: list[Wire]) -> Residues:
    array = aligned(work, value, [wire for group in groups for wire in group])
    return array.reshape([product_of(work.shape(group)) for group in groups])
