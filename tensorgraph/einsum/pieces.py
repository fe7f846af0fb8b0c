"""A product taken apart. Inside a product an index is a number: the wires that dots and diagonals make one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from string import ascii_lowercase

from tensorgraph.einsum.operations import Contract, Operation, Previous, Register
from tensorgraph.einsum.registers import Registers
from tensorgraph.graph.scalar import ONE, Scalar

FIRST_FURTHER_LETTER = 0xC0
"""Beyond the alphabet an einsum string goes on with accented letters, as opt_einsum's do."""


@dataclass(frozen=True)
class Operand:
    """A register and the index of each of its axes. With ``hot`` it is ids: a tensor one-hot along that index."""

    register: Register
    indices: tuple[int, ...]
    hot: int | None = None

    def touches(self, index: int) -> bool:
        """Whether the tensor has a leg with this index."""
        return index in self.indices or index == self.hot


@dataclass(frozen=True)
class Pieces:
    """The operands of a product and what is still to be done to them.

    ``free`` are the indices that leave, ``summed`` the others, without those already summed. ``caps`` are (index,
    place) pairs, ``shifts`` (row, column) pairs of indices. ``tied`` are free indices that several wires share.
    """

    operands: tuple[Operand, ...]
    free: tuple[int, ...]
    summed: frozenset[int]
    coefficient: Scalar = ONE
    caps: tuple[tuple[int, int], ...] = ()
    shifts: tuple[tuple[int, int], ...] = ()
    tied: tuple[int, ...] = ()

    def without(self, index: int) -> Pieces:
        """The index is dealt with: nothing is left to sum."""
        return replace(self, summed=self.summed - {index})

    def zero(self) -> Pieces:
        """Nothing is left but the number zero."""
        return Pieces((), self.free, frozenset(), Scalar.number(0))


@dataclass(frozen=True)
class Work:
    """Where a product is written: the registers, the dimension and name of each index, what is being defined."""

    registers: Registers
    dims: dict[int, str]
    names: dict[int, str]
    name: str = ""

    def size(self, index: int) -> int:
        """The number of values of an index."""
        return self.registers.sizes[self.dims[index]]

    def emit(self, operation: Operation, indices: tuple[int, ...], hot: int | None = None, note: str = "") -> Operand:
        """An operation whose result has these indices."""
        wires = [self.names[index] for index in indices]
        return Operand(self.registers.emit(operation, wires, self.name, note), indices, hot)

    def einsum(self, operands: tuple[Operand, ...], output: tuple[int, ...]) -> Operand:
        """The contraction of one or two operands; nothing where one has its indices as wanted."""
        if len(operands) == 1 and operands[0].indices == output:
            return operands[0]
        number: dict[int, int] = {}
        inputs = tuple(tuple(number.setdefault(i, len(number)) for i in operand.indices) for operand in operands)
        registers = tuple(operand.register for operand in operands)
        contract = Contract(registers, inputs, tuple(number[i] for i in output))
        return self.emit(contract, output, note=self.einsum_text([o.indices for o in operands], output))

    def einsum_text(self, inputs: list[tuple[int, ...]], output: tuple[int, ...]) -> str:
        """The einsum string in the letters of the wires, or in alphabetical order where these are not letters."""
        met = list(dict.fromkeys(index for indices in inputs for index in indices))
        names = [self.names[index] for index in met]
        readable = len(set(names)) == len(names) and all(len(name) == 1 for name in names)
        letter = dict(zip(met, names if readable else map(_letter, range(len(met))), strict=True))
        texts = ["".join(letter[index] for index in indices) for indices in (*inputs, output)]
        return ",".join(texts[:-1]) + "->" + texts[-1]

    def diagonal(self, operand: Operand) -> Operand:
        """Each index once."""
        return replace(self.einsum((operand,), tuple(dict.fromkeys(operand.indices))), hot=operand.hot)

    def shift_matrix(self, row: int, column: int) -> Operand:
        """A shift as a matrix."""
        return self.emit(Previous((self.dims[row],)), (row, column))


def _letter(place: int) -> str:
    further = place - len(ascii_lowercase)
    return ascii_lowercase[place] if further < 0 else chr(FIRST_FURTHER_LETTER + further)
