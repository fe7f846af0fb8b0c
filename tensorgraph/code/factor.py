"""A factor of a contraction: a view, and which index each of its dimensions is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tensorgraph.code.lines import Array
from tensorgraph.code.views import View
from tensorgraph.einsum.paths import Indices


@dataclass(frozen=True)
class Factor:
    """A view and the index of each of its dimensions."""

    view: View
    indices: Indices

    def groups(self, *indices: Sequence[int]) -> list[list[int]]:
        """The dimensions of groups of indices."""
        return [[self.indices.index(index) for index in group] for group in indices]

    def by_memory(self, indices: Sequence[int]) -> tuple[int, ...]:
        """These indices, the slowest first."""
        return tuple(sorted(indices, key=lambda index: -self.view.strides[self.indices.index(index)]))

    def size(self, index: int) -> int:
        """The number of values of an index."""
        return self.view.shape[self.indices.index(index)]


def factor_of(array: Array, indices: Indices) -> Factor:
    """An array whose axes have these indices."""
    return Factor(array.view, tuple(indices[axis] for axis in array.axes))


def with_diagonals(factor: Factor) -> Factor:
    """Equal indices made one dimension, the last."""
    view, indices = factor.view, factor.indices
    for index in dict.fromkeys(indices):
        while indices.count(index) > 1:
            first, second = [dim for dim, other in enumerate(indices) if other == index][:2]
            view = view.diagonal(first, second)
            indices = (*(other for dim, other in enumerate(indices) if dim not in (first, second)), index)
    return Factor(view, indices)
