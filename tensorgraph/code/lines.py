"""What a function is made of while it is written: lines, the loops they are in, and what stands for a register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tensorgraph.code.views import View, by_stride, variables_in
from tensorgraph.einsum.operations import Axes

IDS_BYTES = 8
"""Bytes of an id: int64."""
BOOL_BYTES = 1
"""Bytes of a truth value."""
START, COUNT = "start", "count"
"""In a loop over blocks of a wire: the first index of the block, and how many it has."""


@dataclass(frozen=True)
class Array:
    """What a register is: a tensor expression, and the axis of the register that each of its dimensions is."""

    view: View
    axes: tuple[int, ...]

    def ordered(self) -> View:
        """The dimensions in the order of the register's axes."""
        return self.view.permuted([self.axes.index(axis) for axis in range(len(self.axes))])

    def along(self, axes: Sequence[int | None]) -> View:
        """The dimensions in the order of these axes, of size one where None stands."""
        return self.view.placed([None if axis is None else self.axes.index(axis) for axis in axes])

    def dim(self, axis: int) -> int:
        """The dimension that an axis is."""
        return self.axes.index(axis)

    def in_memory_order(self) -> Array:
        """The dimensions sorted by stride, so that what torch makes entry by entry from it is contiguous."""
        order = by_stride(self.view)
        return Array(self.view.permuted(order), tuple(self.axes[dim] for dim in order))


@dataclass(frozen=True)
class Loop:
    """Lines that run for each block of ``length`` indices of a wire: those from ``start`` on, ``block`` of them, in the
    last one those that are left. Loops of one function differ in ``number``."""

    number: int
    wire: str
    length: int
    block: int


@dataclass(frozen=True)
class Line:
    """One assignment, or with ``bare`` a call that changes the variable.

    ``made`` are the bytes of new memory, none where the result is a view of ``source``; ``beside`` those that the call
    takes and gives back. ``constant`` says that it depends on no input, ``loop`` in which one it is, ``part`` that it
    is made on the way to what ``name`` stands for.
    """

    variable: int
    text: str
    shape: tuple[int, ...]
    made: int
    beside: int = 0
    source: int | None = None
    constant: bool = False
    name: str = ""
    note: str = ""
    bare: bool = False
    loop: Loop | None = None
    part: bool = False

    @property
    def reads(self) -> tuple[int, ...]:
        """The variables in its text."""
        return tuple(dict.fromkeys(variables_in(self.text)))


@dataclass(frozen=True)
class Slices:
    """All slices of an axis, made in one call: the tuple, and how many they are."""

    view: View
    count: int


def number_text(number: float) -> str:
    """A float as Python."""
    return repr(float(number)) if abs(number) != float("inf") and number == number else f'float("{number}")'


def with_axes(view: View, axes: Sequence[int]) -> Array:
    """A view whose dimensions are these axes."""
    return Array(view, tuple(axes))


def repeated(axes: Axes) -> list[int]:
    """The axes that stand more than once."""
    present = [axis for axis in axes if axis is not None]
    return [axis for axis in dict.fromkeys(present) if present.count(axis) > 1]
