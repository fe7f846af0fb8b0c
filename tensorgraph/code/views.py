"""Torch expressions whose shape and strides are known while code is written, so that what would copy is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from tensorgraph.einsum.sizes import product_of

Groups: TypeAlias = "Sequence[Sequence[int]]"
"""Which dimensions of a view become one, in their new order; an empty group is a dimension of size one."""

VARIABLE = "⟨{}⟩"
"""How a variable stands in a text until it has its name."""


@dataclass(frozen=True)
class View:
    """An expression for a tensor: its text, shape and strides (in entries), and the variable whose memory it has.

    ``constant`` says that it depends on no input. ``whole`` is the variable's own shape, in the order of memory, where
    the view has all its entries, each once: then the text is at most two calls, one to a shape and one that permutes.
    ``order`` are the variable's dimensions in that order where it is another.
    ``sure`` says that torch always makes it contiguous: an input might not be, nor what is made entry by entry.
    """

    text: str
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    variable: int
    constant: bool = False
    whole: tuple[int, ...] | None = None
    sure: bool = False
    order: tuple[int, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether the text is only the variable."""
        return self.text == VARIABLE.format(self.variable)

    @property
    def entries(self) -> int:
        """How many there are."""
        return product_of(self.shape)

    def permuted(self, order: Sequence[int]) -> View:
        """The dimensions in another order."""
        order = tuple(order)
        if order == tuple(range(len(self.shape))):
            return self
        shape, strides = tuple(self.shape[d] for d in order), tuple(self.strides[d] for d in order)
        call = _permutation(order)
        back = call.startswith((".t()", ".transpose")) and self.text.endswith(call)  # the same twice is nothing
        text = self.text.removesuffix(call) if back else self.text + call
        return replace(self, text=text, shape=shape, strides=strides).short()

    def short(self) -> View:
        """The same in as few calls as can be."""
        if self.whole is None:
            return self
        order = by_stride(self)
        shape = tuple(self.shape[dim] for dim in order)
        long = zip(shape, (self.strides[dim] for dim in order), contiguous(shape), strict=True)
        if any(size != 1 and stride != wanted for size, stride, wanted in long):
            return replace(self, whole=None)
        back, held = tuple(order.index(dim) for dim in range(len(order))), self.order or tuple(range(len(self.whole)))
        text = VARIABLE.format(self.variable)
        if shape == self.whole:
            return replace(self, text=text + _permutation(tuple(held[place] for place in back)))
        sizes = ", ".join(map(str, shape)) or "()"
        text += f"{_permutation(held)}.{'view' if self.sure else 'reshape'}({sizes})"
        return replace(self, text=text + _permutation(back))

    def select(self, dim: int, index: int) -> View:
        """One index of a dimension, which goes."""
        text = f"{self.text}[{':, ' * dim}{index}]"
        return replace(self, text=text, shape=without(self.shape, dim), strides=without(self.strides, dim), whole=None)

    def squeezed(self, dim: int) -> View:
        """Without a dimension of size one."""
        text = f"{self.text}[{':, ' * dim}0]"
        if dim == 0 and self.text.endswith("[0]"):
            text = f"{self.text[:-1]}, 0]"
        return replace(self, text=text, shape=without(self.shape, dim), strides=without(self.strides, dim))

    def narrow(self, dim: int, start: int, length: int) -> View:
        """Some indices of a dimension."""
        shape = (*self.shape[:dim], length, *self.shape[dim + 1 :])
        return replace(self, text=f"{self.text}[{':, ' * dim}{start}:{start + length}]", shape=shape, whole=None)

    def diagonal(self, first: int, second: int) -> View:
        """Two dimensions as one, the last."""
        low, high = sorted((first, second))
        shape = (*without(without(self.shape, high), low), min(self.shape[first], self.shape[second]))
        strides = (*without(without(self.strides, high), low), self.strides[first] + self.strides[second])
        dims = "" if (low, high) == (0, 1) else f"dim1={low}, dim2={high}"
        return replace(self, text=f"{self.text}.diagonal({dims})", shape=shape, strides=strides, whole=None)

    def placed(self, dims: Sequence[int | None]) -> View:
        """The dimensions in an order, of size one where None stands."""
        present = [dim for dim in dims if dim is not None]
        made = self.permuted(present)
        if len(present) == len(dims):
            return made
        marks = ["None" if dim is None else ":" for dim in dims]
        shape, strides = [], []
        places = iter(range(len(present)))
        for dim in dims:
            place = None if dim is None else next(places)
            shape.append(1 if place is None else made.shape[place])
            strides.append(0 if place is None else made.strides[place])
        text = f"{made.text}[{', '.join(marks)}]"
        return replace(made, text=text, shape=tuple(shape), strides=tuple(strides), whole=None)

    def expanded(self, shape: Sequence[int]) -> View:
        """Dimensions of size one repeated, without copying."""
        shape = tuple(shape)
        if shape == self.shape:
            return self
        sizes = zip(self.shape, shape, self.strides, strict=True)
        strides = tuple(0 if old != new else stride for old, new, stride in sizes)
        text = f"{self.text}.expand({', '.join(map(str, shape))})"
        return replace(self, text=text, shape=shape, strides=strides, whole=None)

    def fuses(self, groups: Groups) -> bool:
        """Whether groups of dimensions become one each without copying."""
        return all(self._fused_stride(group) is not None for group in groups)

    def fused(self, groups: Groups) -> View:
        """Each group of dimensions as one; a copy in C order where `fuses` says no."""
        order = [dim for group in groups for dim in group]
        moved = self.permuted(order)
        shape = tuple(product_of(self.shape[dim] for dim in group) for group in groups)
        if shape == moved.shape:
            return moved
        text = f"{moved.text}.reshape({', '.join(map(str, shape)) or '()'})"
        if not self.fuses(groups):
            return replace(moved, text=text, shape=shape, strides=contiguous(shape), whole=None)
        strides = [self._fused_stride(group) or 0 for group in groups]
        for place in reversed(range(len(shape))):
            if shape[place] == 1:  # its stride says nothing: as if it stood in memory where it stands here
                strides[place] = strides[place + 1] * shape[place + 1] if place + 1 < len(shape) else 1
        return replace(moved, text=text, shape=shape, strides=tuple(strides)).short()

    def split(self, shape: Sequence[int]) -> View:
        """The dimensions of a contiguous tensor split to a shape."""
        shape = tuple(shape)
        if shape == self.shape:
            return self
        text = f"{self.text}.reshape({', '.join(map(str, shape)) or '()'})"
        return replace(self, text=text, shape=shape, strides=contiguous(shape)).short()

    def _fused_stride(self, group: Sequence[int]) -> int | None:
        """The stride of dimensions as one, None where there is none."""
        dims = [dim for dim in group if self.shape[dim] != 1]
        if any(self.strides[a] != self.strides[b] * self.shape[b] for a, b in pairwise(dims)):
            return None
        return self.strides[dims[-1]] if dims else 0


def contiguous(shape: Sequence[int]) -> tuple[int, ...]:
    """The strides of a new tensor.

    >>> contiguous((2, 3, 4))
    (12, 4, 1)
    """
    return tuple(product_of(shape[place + 1 :]) for place in range(len(shape)))


def without(values: Sequence[int], place: int) -> tuple[int, ...]:
    """All but one."""
    return (*values[:place], *values[place + 1 :])


def by_stride(view: View) -> list[int]:
    """The dimensions in the order of memory, the slowest first."""
    return sorted(range(len(view.shape)), key=lambda dim: -view.strides[dim])


def _permutation(order: tuple[int, ...]) -> str:
    """The shortest call, none where nothing moves."""
    moved = [place for place, dim in enumerate(order) if place != dim]
    if not moved:
        return ""
    if len(order) == 2:
        return ".t()"
    if len(moved) == 2:
        return f".transpose({moved[0]}, {moved[1]})"
    return f".permute({', '.join(map(str, order))})"


def variables_in(text: str) -> Iterator[int]:
    """The variables of a text."""
    for piece in text.split("⟨")[1:]:
        yield int(piece.partition("⟩")[0])
