"""What a register is made of, back along views and coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tensorgraph.einsum.operations import Contract, Operation, Register, Scale, Spread
from tensorgraph.einsum.plan import Plan
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.passes.orders import Indices, permutation

Readers = Sequence[Sequence[Register]]
"""Who reads each register, as `tensorgraph.passes.rebuild.uses` says."""


@dataclass(frozen=True)
class Traced:
    """``coefficient`` times a register, and the index of each axis of it: a broadcast index it lacks."""

    register: Register
    indices: Indices
    coefficient: Scalar = ONE

    def operation(self, plan: Plan) -> Operation:
        """What fills the register."""
        return plan.steps[self.register].operation


def traced(plan: Plan, register: Register, indices: Indices, readers: Readers | None = None) -> Traced | None:
    """What a register with these indices is a multiple and a view of, as far back as it goes.

    With ``readers`` None where a register on the way, the first or the last one has another reader.
    """
    coefficient = ONE
    while True:
        if readers is not None and len(readers[register]) != 1:
            return None
        operation = plan.steps[register].operation
        before = _before(operation, indices)
        if before is None:
            return Traced(register, indices, coefficient)
        if isinstance(operation, Scale):
            coefficient *= operation.coefficient
        register, indices = before


def _before(operation: Operation, indices: Indices) -> tuple[Register, Indices] | None:
    """The operand of a view or of a multiple, with its indices."""
    match operation:
        case Scale(operand=operand):
            return operand, indices
        case Spread(operand=operand, axes=axes):
            places = sorted((axis, index) for axis, index in zip(axes, indices, strict=True) if axis is not None)
            once = len({axis for axis, _ in places}) == len(places)
            return (operand, tuple(index for _, index in places)) if once else None
        case Contract(operands=(operand,)):
            order = permutation(operation)
            return None if order is None else (operand, tuple(indices[order.index(a)] for a in range(len(order))))
        case _:
            return None


def is_positive(coefficient: Scalar, plan: Plan) -> bool:
    """Whether a coefficient is greater than zero whatever is given: dimensions are, a scalar may be anything."""
    return sure(coefficient, plan) == coefficient


def sure(coefficient: Scalar, plan: Plan) -> Scalar:
    """The factor of a coefficient that is greater than zero whatever is given: without sign, zero and scalars."""
    dims = tuple((name, power) for name, power in coefficient.powers if name in plan.sizes)
    return Scalar(abs(coefficient.rational) or ONE.rational, dims)
