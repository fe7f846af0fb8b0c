"""Law: a number times a factor of a multilinear step is that number times its result; and scaled queries or keys are a
scaled attention, softmax_j(c (a q) k) = softmax_j(a c q k).

The lowering puts a coefficient on the smallest array on the way, such as W_Q. Inside an attention it costs nothing; but
only a positive one may be there (see `tensorgraph.passes.attention`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from tensorgraph.einsum.operations import (
    Add,
    Attend,
    Contract,
    Gather,
    Move,
    Operation,
    Register,
    Scale,
    Select,
    Spread,
    Step,
)
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.reads import with_operands
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.passes.rebuild import Rebuild, rebuilt, uses
from tensorgraph.passes.tracing import Readers, is_positive


@dataclass(frozen=True)
class Taken:
    """The coefficients that an attention takes over: for each attention its factor, where they stood, and what lacks
    them then."""

    factors: dict[Register, Scalar]
    places: frozenset[Register]
    bare: frozenset[Register]


def scales(plan: Plan) -> Plan:
    """The plan with each coefficient of queries and keys in the attention that reads them. A definition between the two
    is then none: it cannot be returned beside the result."""
    taken = _taken(plan, uses(plan))
    if not taken.places:
        return plan
    honest = tuple(output for output in plan.definitions if output.register not in taken.bare)
    return rebuilt(replace(plan, definitions=honest), lambda step, new: _written(step, new, taken))


def _taken(plan: Plan, readers: Readers) -> Taken:
    factors: dict[Register, Scalar] = {}
    places: set[Register] = set()
    bare: set[Register] = set()
    for step in plan.steps:
        if isinstance(step.operation, Attend):
            found = [p for operand in step.operation.operands[:2] for p in _places(operand, plan, readers)]
            places.update(found)
            bare.update(*(_above(operand, plan, readers, found) for operand in step.operation.operands[:2]))
            for place in found:
                factors[step.register] = factors.get(step.register, ONE) * _factor(plan.steps[place].operation)
    return Taken(factors, frozenset(places), frozenset(bare))


def _places(register: Register, plan: Plan, readers: Readers) -> list[Register]:
    """The coefficients of an array, back along multilinear steps that nothing else reads."""
    if len(readers[register]) != 1:
        return []
    operation = plan.steps[register].operation
    factor = _factor(operation)
    mine = [register] if is_positive(factor, plan) and not factor.is_one else []
    return mine + [place for operand in _factors(operation) for place in _places(operand, plan, readers)]


def _above(register: Register, plan: Plan, readers: Readers, places: Collection[Register]) -> set[Register]:
    """The same way back: the registers at these places and those made of them."""
    if len(readers[register]) != 1:
        return set()
    factors = _factors(plan.steps[register].operation)
    below: set[Register] = set().union(*(_above(operand, plan, readers, places) for operand in factors))
    return below | {register} if below or register in places else set()


def _factor(operation: Operation) -> Scalar:
    """The number that an operation multiplies by."""
    match operation:
        case Scale(coefficient=coefficient):
            return coefficient
        case Add(coefficients=(first, *others)) if all(other == first for other in others):
            return first
        case _:
            return ONE


def _factors(operation: Operation) -> tuple[Register, ...]:
    """The operands in which an operation is linear, one by one."""
    match operation:
        case Contract(operands=operands):
            return operands
        case Scale() | Spread() | Select() | Move() | Gather():
            return (operation.operand,)
        case _:
            return ()


def _written(step: Step, new: Rebuild, taken: Taken) -> Register | None:
    operation = with_operands(step.operation, new.place.__getitem__)
    match operation:
        case Scale(operand=operand) if step.register in taken.places:
            return operand
        case Add(coefficients=coefficients) if step.register in taken.places:
            return new.emit(replace(operation, coefficients=(ONE,) * len(coefficients)), step)
        case Attend(scale=scale) if step.register in taken.factors:
            return new.emit(replace(operation, scale=scale * taken.factors[step.register]), step)
        case _:
            return None
