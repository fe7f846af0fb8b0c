"""Law: c (x W) = x (c W): a number is put on a constant, which is scaled once for all calls, and not on what is new at
every call.

The lowering puts it on the smallest array on the way, whatever that is made of. Inside an attention it costs nothing
anyway (`tensorgraph.passes.scales`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.sizes import product_of
from tensorgraph.einsum.steps import Affine, Contract, Register, Scale, Select, Step, is_view, operands
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.passes.rebuild import Rebuild, moved, rebuilt, uses


def fold(plan: Plan) -> Plan:
    """The plan with each number on a constant factor of what it scales, where nothing else reads that."""
    readers = [len(some) for some in uses(plan)]
    places = {step.register: place for step in plan.steps if (place := _place(step, plan, readers)) is not None}
    if not places:
        return plan
    factors: dict[Register, Scalar] = {}
    for scaled, place in places.items():
        operation = plan.steps[scaled].operation
        assert isinstance(operation, Scale)
        factors[place] = factors.get(place, ONE) * operation.coefficient
    return rebuilt(plan, lambda step, new: _written(step, new, places, factors))


def _place(step: Step, plan: Plan, readers: Sequence[int]) -> Register | None:
    """The product that is to have a scale in its constant; None where the number is none before it runs, or it would
    cost more."""
    operation = step.operation
    if not isinstance(operation, Scale) or step.register in plan.constant:
        return None
    if any(name not in plan.sizes for name, _ in operation.coefficient.powers):
        return None
    place = _product(operation.operand, plan, readers)
    if place is None:
        return None
    entries = sum(_entries(register, plan) for register in _constants(place, plan))
    return place if entries < plan.calls * _entries(step.register, plan) else None


def _entries(register: Register, plan: Plan) -> int:
    return product_of(plan.sizes[dim] for dim in plan.steps[register].dims)


def _constants(register: Register, plan: Plan) -> list[Register]:
    """The constant operands of a product: one factor, and what is added if anything; none where that is not so."""
    operation = plan.steps[register].operation
    if not isinstance(operation, Contract | Affine) or len(operation.operands) == 1:
        return []
    factors = [one for one in operation.operands[:2] if one in plan.constant]
    added = list(operation.operands[2:])
    return factors + added if len(factors) == 1 and all(one in plan.constant for one in added) else []


def _product(register: Register, plan: Plan, readers: Sequence[int]) -> Register | None:
    """The product with a constant that a register is, or is linear in: back along what only the next step reads."""
    operation = plan.steps[register].operation
    if readers[register] != 1 or register in plan.constant:
        return None
    if _constants(register, plan):
        return register
    linear = isinstance(operation, Contract | Scale | Select) or is_view(operation)
    below = operands(operation) if linear else ()
    found = (_product(one, plan, readers) for one in below if below.count(one) == 1)
    return next((place for place in found if place is not None), None)


def _written(
    step: Step, new: Rebuild, places: Mapping[Register, Register], factors: Mapping[Register, Scalar]
) -> Register | None:
    operation = step.operation
    if isinstance(operation, Scale) and step.register in places:
        return new.place[operation.operand]
    if step.register not in factors:
        return None
    place = dict(new.place)
    for register in _constants(step.register, new.plan):
        scale = Scale(new.place[register], factors[step.register])
        place[register] = new.emit(scale, new.plan.steps[register])
    return new.emit(moved(operation, place), step)
