"""Tensors by axis: contractions as matrix products, spreading, diagonals. Nothing here knows of plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod

import torch
from torch import Tensor

from tensorgraph.einsum.paths import Indices
from tensorgraph.einsum.steps import Axes

RECIPES = 4096
"""Kinds of contraction remembered: a large model has a few dozen."""


def contract(operands: Sequence[tuple[Tensor, Indices]], output: Indices) -> Tensor:
    """One or two tensors, with the index of each axis, contracted to the indices of the output."""
    single = [_diagonals(value, indices) for value, indices in operands]
    if len(single) == 1:
        value, indices = _summed(*single[0], output)
        return value.permute([indices.index(index) for index in output])
    (left, mine), (right, theirs) = single
    left, mine = _summed(left, mine, output + theirs)
    right, theirs = _summed(right, theirs, output + mine)
    return _pair(left, mine, right, theirs, output)


def _diagonals(value: Tensor, indices: Indices) -> tuple[Tensor, Indices]:
    """Equal indices made one axis, the last."""
    for index in dict.fromkeys(indices):
        while indices.count(index) > 1:
            first, second = [axis for axis, other in enumerate(indices) if other == index][:2]
            value = torch.diagonal(value, dim1=first, dim2=second)
            indices = (*(other for axis, other in enumerate(indices) if axis not in (first, second)), index)
    return value, indices


def _summed(value: Tensor, indices: Indices, wanted: Indices) -> tuple[Tensor, Indices]:
    """Indices that nobody wants summed before anything is multiplied."""
    gone = [axis for axis, index in enumerate(indices) if index not in wanted]
    if not gone:
        return value, indices
    return value.sum(gone), tuple(index for index in indices if index in wanted)


@dataclass(frozen=True)
class _Recipe:
    """How two operands become matrices: the order of their axes, how many of these are batch, rows, summed, and where
    the axes of the product go. ``plain`` is one of each and no batch: two matrices as they are."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    batch: int
    rows: int
    inner: int
    result: tuple[int, ...]

    @property
    def plain(self) -> bool:
        return (self.batch, self.rows, self.inner, len(self.right)) == (0, 1, 1, 2)


@lru_cache(maxsize=RECIPES)
def _recipe(mine: Indices, theirs: Indices, output: Indices) -> _Recipe:
    inner = [i for i in mine if i in theirs and i not in output]
    batch = [i for i in output if i in mine and i in theirs]
    rows, columns = [i for i in mine if i not in theirs], [i for i in theirs if i not in mine]
    left = tuple(mine.index(index) for index in (*batch, *rows, *inner))
    right = tuple(theirs.index(index) for index in (*batch, *inner, *columns))
    made = [*batch, *rows, *columns]
    return _Recipe(left, right, len(batch), len(rows), len(inner), tuple(made.index(index) for index in output))


def _pair(left: Tensor, mine: Indices, right: Tensor, theirs: Indices, output: Indices) -> Tensor:
    """Two operands as one (batched) matrix product, or entry by entry where nothing is summed."""
    how = _recipe(mine, theirs, output)
    if not how.inner:
        return lined_up(left, mine, output) * lined_up(right, theirs, output)
    left, right = left.permute(how.left), right.permute(how.right)
    made = torch.mm(left, right) if how.plain else _matrices(left, right, how)
    return made if how.result == tuple(range(made.dim())) else made.permute(how.result)


def _matrices(left: Tensor, right: Tensor, how: _Recipe) -> Tensor:
    """Axes fused to matrices, their product, and the axes split again."""
    batch, rows = left.shape[: how.batch], left.shape[how.batch : how.batch + how.rows]
    inner, columns = left.shape[how.batch + how.rows :], right.shape[how.batch + how.inner :]
    one, two = prod(rows), prod(columns)
    lead = [prod(batch)] if batch else []
    made = torch.matmul(left.reshape([*lead, one, prod(inner)]), right.reshape([*lead, prod(inner), two]))
    return made.reshape([*batch, *rows, *columns])


def lined_up(value: Tensor, indices: Indices, output: Indices) -> Tensor:
    """Axes in the order of the output, of size one where there is none."""
    value = value.permute([indices.index(index) for index in output if index in indices])
    return value[tuple(slice(None) if index in indices else None for index in output)]


def spread(value: Tensor, axes: Axes, shape: tuple[int, ...]) -> Tensor:
    """Axes permuted and repeated as views; only a diagonal makes a new tensor."""
    if has_diagonal(axes):
        return onto_diagonal(value.new_zeros(shape), value, axes)
    present = [axis for axis in axes if axis is not None]
    return value.permute(present)[tuple(None if axis is None else slice(None) for axis in axes)].expand(shape)


def onto_diagonal(total: Tensor, value: Tensor, axes: Axes) -> Tensor:
    """A new tensor: the value added to the entries of ``total`` whose indices agree along axes of one operand axis."""
    result = total.clone()
    view, left = result, list(axes)
    while True:
        twice = [axis for axis in left if axis is not None and left.count(axis) > 1]
        if not twice:
            break
        first, second = [place for place, axis in enumerate(left) if axis == twice[0]][:2]
        view = torch.diagonal(view, dim1=first, dim2=second)
        left = [axis for place, axis in enumerate(left) if place not in (first, second)] + [twice[0]]
    view += spread(value, tuple(left), tuple(view.shape))
    return result


def has_diagonal(axes: Axes) -> bool:
    """Whether an axis of the operand is laid on two of the result."""
    present = [axis for axis in axes if axis is not None]
    return len(present) > len(set(present))


def place_along(value: Tensor, axes: tuple[int, ...]) -> Tensor:
    """The index along fused axes, the last fastest, laid out to broadcast with the value."""
    total = torch.zeros((), dtype=torch.int64, device=value.device)
    for axis in axes:
        steps = torch.arange(value.shape[axis], device=value.device)
        total = total * value.shape[axis] + steps.reshape([-1 if other == axis else 1 for other in range(value.dim())])
    return total
