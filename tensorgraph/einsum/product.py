"""A product as pairwise contractions: dots merged, fixed indices sliced, one-hots gathered, shifts moved.

Inside a product an index is a number: the class of all wires that dots and diagonal tensors make one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tensorgraph.einsum.paths import walk
from tensorgraph.einsum.registers import Registers
from tensorgraph.einsum.sizes import product_of
from tensorgraph.einsum.steps import (
    Contract,
    Gather,
    Move,
    Number,
    OneHot,
    Previous,
    Register,
    Same,
    SameIndex,
    Scale,
    Select,
    Spell,
)
from tensorgraph.graph.scalar import ONE, Scalar


@dataclass(frozen=True)
class Operand:
    """A register and the index of each of its axes. With ``hot`` it is ids, a tensor one-hot along that index."""

    register: Register
    indices: tuple[int, ...]
    hot: int | None = None


@dataclass(frozen=True)
class Pieces:
    """A product, taken apart. ``caps`` are (index, place), ``shifts`` (row, column); ``free`` are the indices that
    leave, ``summed`` those that do not and are not dealt with yet."""

    operands: tuple[Operand, ...]
    free: tuple[int, ...]
    summed: frozenset[int]
    coefficient: Scalar = ONE
    caps: tuple[tuple[int, int], ...] = ()
    shifts: tuple[tuple[int, int], ...] = ()


@dataclass
class Work:
    """Where a product is written: registers, the dimension and name of each index, what is being defined."""

    registers: Registers
    dims: dict[int, str]
    names: dict[int, str]
    name: str = ""
    label: Callable[[], str] = field(default=str)

    def size(self, index: int) -> int:
        """The number of values of an index."""
        return self.registers.sizes[self.dims[index]]

    def wires(self, indices: tuple[int, ...]) -> list[str]:
        """The names of indices, for printing."""
        return [self.names[index] for index in indices]
