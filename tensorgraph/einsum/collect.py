"""The factors of a product as operands with numbered indices: dots and groups of one term dissolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tensorgraph.einsum.operations import Part, Previous, Register
from tensorgraph.einsum.pieces import Operand, Pieces, Work
from tensorgraph.einsum.sizes import cap_index
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Product, Shift, Sum, Tensor, Wire, free_wires
from tensorgraph.graph.scalar import ONE, Scalar


@dataclass(frozen=True)
class Value:
    """A register and, for each axis, the wires it is for: several where they always have the same index.

    A wire of the graph that no axis has is one the value does not depend on.
    """

    register: Register
    axes: tuple[tuple[Wire, ...], ...]


@dataclass(frozen=True)
class Stored:
    """What a name stands for: like a value, with positions among the wires of its legs. ``hot`` are those of a one-hot
    leg, for which the register is ids."""

    register: Register
    axes: tuple[tuple[int, ...], ...]
    hot: tuple[int, ...] = ()


Scope: TypeAlias = dict[Wire, int]


@dataclass
class Collection:
    """A product being taken apart. ``stored`` says what a tensor is, ``inner`` the value of a bubble or group."""

    work: Work
    stored: Callable[[str], Stored]
    inner: Callable[[Apply | Sum], Value]
    operands: list[Operand] = field(default_factory=list)
    caps: list[tuple[int, int]] = field(default_factory=list)
    shifts: list[tuple[int, int]] = field(default_factory=list)
    summed: list[int] = field(default_factory=list)
    joined: dict[int, int] = field(default_factory=dict)
    coefficient: Scalar = ONE

    def pieces(self, term: Product) -> tuple[Pieces, Mapping[int, tuple[Wire, ...]]]:
        """The product, and the free wires of each index that leaves it."""
        wires = free_wires(term)
        scope = {wire: self._new(wire) for wire in wires}
        self._term(term, scope)
        leaving: dict[int, tuple[Wire, ...]] = {}
        for wire in wires:
            root = self._root(scope[wire])
            leaving[root] = (*leaving.get(root, ()), wire)
        tied = tuple(index for index, sharing in leaving.items() if len(sharing) > 1)
        return replace(self._resolved(tuple(leaving)), tied=tied), leaving

    def _resolved(self, free: tuple[int, ...]) -> Pieces:
        """The pieces once it is known which indices are one."""
        root = self._root
        hots = [None if operand.hot is None else root(operand.hot) for operand in self.operands]
        operands = tuple(
            Operand(operand.register, tuple(map(root, operand.indices)), hot)
            for operand, hot in zip(self.operands, hots, strict=True)
        )
        caps = tuple((root(index), place) for index, place in self.caps)
        shifts = tuple((root(row), root(column)) for row, column in self.shifts)
        summed = frozenset(map(root, self.summed)) - set(free)
        return Pieces(operands, free, summed, self.coefficient, caps, shifts)

    def _new(self, wire: Wire) -> int:
        index = len(self.work.dims)
        self.work.dims[index], self.work.names[index] = wire.dim, wire.name
        return index

    def _root(self, index: int) -> int:
        while index in self.joined:
            index = self.joined[index]
        return index

    def _join(self, indices: Iterable[int]) -> None:
        """All are one index from now on; the first names it."""
        first, *rest = map(self._root, indices)
        for other in rest:
            if self._root(other) != first:
                self.joined[other] = first

    def _term(self, term: Product, scope: Scope) -> None:
        inside = {wire: self._new(wire) for wire in term.summed}
        self.summed += inside.values()
        self.coefficient *= term.coefficient
        for factor in term.factors:
            self._factor(factor, {**scope, **inside}, term)

    def _factor(self, node: Factor, scope: Scope, term: Product) -> None:
        match node:
            case Tensor():
                self._tensor(node, scope)
            case Dot():
                for parts in zip(*node.legs, strict=True):
                    self._join(scope[wire] for wire in parts)
            case Cap():
                self._cap(node, scope, term)
            case Shift():
                self._shift(node, scope)
            case Sum(terms=(only,)):
                self._term(only, scope)
            case Apply() | Sum():
                value = self.inner(node)
                self._operand(value.register, [[scope[wire] for wire in axis] for axis in value.axes])
            case _:
                raise AssertionError(f"{type(node).__name__} is rewritten before anything is planned")

    def _operand(self, register: Register, axes: Iterable[list[int]], hot: int | None = None) -> None:
        groups = list(axes)
        for group in groups:
            self._join(group)
        self.operands.append(Operand(register, tuple(group[0] for group in groups), hot))

    def _tensor(self, node: Tensor, scope: Scope) -> None:
        stored = self.stored(node.name)
        indices = [scope[wire] for leg in node.legs for wire in leg] + [scope[wire] for wire in node.through]
        axes = [[indices[position] for position in axis] for axis in stored.axes]
        if not stored.hot:
            self._operand(stored.register, axes)
        elif len(stored.hot) == 1:
            self._operand(stored.register, axes, indices[stored.hot[0]])
        else:
            self._thick(stored, axes, [indices[position] for position in stored.hot])

    def _thick(self, stored: Stored, axes: list[list[int]], hot: list[int]) -> None:
        """A tensor one-hot along a thick leg is a product of tensors one-hot along its parts."""
        leg = tuple(self.work.dims[index] for index in hot)
        for part, index in enumerate(hot):
            ids = self.work.emit(Part(stored.register, leg, part), tuple(axis[0] for axis in axes))
            self._operand(ids.register, axes, index)

    def _cap(self, node: Cap, scope: Scope, term: Product) -> None:
        place = cap_index(node, self.work.registers.sizes, term)
        for wire in reversed(node.leg):
            size = self.work.registers.sizes[wire.dim]
            self.caps.append((scope[wire], place % size))
            place //= size

    def _shift(self, node: Shift, scope: Scope) -> None:
        row, column = ([scope[wire] for wire in leg] for leg in (node.row, node.column))
        if len(row) == len(column) == 1:
            self.shifts.append((row[0], column[0]))
        else:
            matrix = self.work.emit(Previous(tuple(wire.dim for wire in node.row)), (*row, *column))
            self.operands.append(matrix)
