"""The steps of a plan while they are written: equal operations become one register."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tensorgraph.einsum.factors import part_axes
from tensorgraph.einsum.operations import (
    Add,
    Affine,
    Attend,
    Call,
    Contract,
    Decompose,
    Gather,
    Load,
    Mask,
    Move,
    Norm,
    Number,
    OneHot,
    Operation,
    Part,
    Previous,
    Register,
    Same,
    SameIndex,
    Scale,
    Select,
    Spell,
    Spread,
    Stack,
    Step,
)
from tensorgraph.einsum.paths import Einsum, Indices, Path, einsum_of, path_of
from tensorgraph.einsum.polynomial import Polynomial
from tensorgraph.einsum.reads import operands
from tensorgraph.einsum.walk import Searched
from tensorgraph.ops import reduces


@dataclass
class Registers:
    """The steps so far. ``emit`` returns the register of an equal operation where there is one.

    ``constant`` are those made of parameters and numbers only, which ``calls`` runs share.
    """

    sizes: Mapping[str, int]
    steps: list[Step] = field(default_factory=list)
    known: dict[Operation, Register] = field(default_factory=dict)
    products: dict[tuple[tuple[Register, ...], tuple[Indices, ...]], Polynomial] = field(default_factory=dict)
    calls: int = 1
    constant: set[Register] = field(default_factory=set)
    searched: dict[Einsum, Searched] = field(default_factory=dict)

    def emit(self, operation: Operation, wires: Sequence[str], name: str = "", note: str = "") -> Register:
        """The register that holds an operation's result; ``wires`` name its axes."""
        if operation not in self.known:
            register = self.known[operation] = len(self.steps)
            dims = self._dims(operation)
            assert len(dims) == len(wires), (operation, dims, wires)
            ids = self._is_ids(operation)
            if is_constant(operation, self.constant):
                self.constant.add(register)
            self.steps.append(Step(register, operation, dims, tuple(wires), name, ids, note))
        return self.known[operation]

    def dims(self, register: Register) -> tuple[str, ...]:
        """The dimension of each axis of a register."""
        return self.steps[register].dims

    def path(
        self, registers: Sequence[Register], inputs: tuple[Indices, ...], output: Indices, dims: Mapping[int, str]
    ) -> tuple[Einsum, Path]:
        """A product of registers, and its path."""
        sizes = {index: self.sizes[dim] for index, dim in dims.items()}
        one = einsum_of(inputs, output, sizes, [register in self.constant for register in registers], self.calls)
        return one, path_of(one)

    def label(self, register: Register) -> str:
        """What a register is called where a product is shown: a tensor, or what it belongs to."""
        operation = self.steps[register].operation
        return operation.name if isinstance(operation, Load) else self.steps[register].name

    def note(self, operands: tuple[Register, ...], inputs: tuple[Indices, ...], flops: Polynomial) -> None:
        """What a product would cost in one go; equal products are one."""
        self.products[operands, inputs] = flops

    def naive(self) -> Polynomial:
        """What all products would cost, each in one go."""
        return sum(self.products.values(), Polynomial())

    def _is_ids(self, operation: Operation) -> bool:
        match operation:
            case Load(hot=hot):
                return hot is not None
            case Part():
                return True
            case Contract(operands=(operand,)) | Select(operand=operand) | Gather(operand=operand):
                return self.steps[operand].ids
            case _:
                return False

    def _dims(self, operation: Operation) -> tuple[str, ...]:
        match operation:
            case Load(legs=legs, hot=hot):
                return tuple(dim for place, leg in enumerate(legs) if place != hot for dim in leg)
            case Contract() | Affine() | Attend():
                operands, inputs, output = operation.operands, operation.inputs, operation.output
                dims = [dim for operand in operands for dim in self.dims(operand)]
                of = dict(zip((index for indices in inputs for index in indices), dims, strict=True))
                return tuple(of[index] for index in output)
            case Number():
                return ()
            case Add(dims=dims) | Spread(dims=dims) | OneHot(dims=dims):
                return dims
            case Stack(operands=operands):
                return (str(len(operands)), *self.dims(operands[0]))
            case Scale(operand=operand) | Mask(operand=operand) | Move(operand=operand) | Norm(operand=operand):
                return self.dims(operand)
            case Call(function=function, operand=operand, axes=axes):
                gone = axes if reduces(function) else ()
                return tuple(dim for axis, dim in enumerate(self.dims(operand)) if axis not in gone)
            case Select(operand=operand, axis=axis):
                return self.dims(operand)[:axis] + self.dims(operand)[axis + 1 :]
            case Gather(operand=operand, ids=ids, axis=axis, shared=shared):
                gone = (axis, *(mine for mine, _ in shared))
                return self.dims(ids) + tuple(d for a, d in enumerate(self.dims(operand)) if a not in gone)
            case Same(left=left, right=right, shared=shared):
                gone = tuple(theirs for _, theirs in shared)
                return self.dims(left) + tuple(d for a, d in enumerate(self.dims(right)) if a not in gone)
            case SameIndex(ids=ids) | Part(ids=ids):
                return self.dims(ids)
            case Spell(ids=ids, dims=dims):
                return self.dims(ids) + dims
            case Previous(leg=leg):
                return leg + leg
            case Decompose():
                return self._decomposed(operation)

    def _decomposed(self, operation: Decompose) -> tuple[str, ...]:
        dims, first, last = self.dims(operation.operand), operation.batch, operation.batch + operation.rows
        return part_axes(operation.part, dims[:first], dims[first:last], dims[last:], operation.dims)


def is_constant(operation: Operation, constant: Collection[Register]) -> bool:
    """Whether an operation yields a parameter, or reads constant registers only."""
    return operation.constant if isinstance(operation, Load) else all(r in constant for r in operands(operation))
