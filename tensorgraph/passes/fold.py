"""Law: c (x W) = x (c W): a number is put on a constant, which is scaled once for all calls, and not on what is new at
every call.

The lowering puts it on the smallest array on the way, whatever that is made of. Inside an attention it costs nothing
anyway (`tensorgraph.passes.scales`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tensorgraph.einsum.operations import Affine, Contract, Register, Scale, Select, Step
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.reads import is_view, operands
from tensorgraph.einsum.sizes import product_of
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.passes.rebuild import Rebuild, moved, rebuilt, uses


def fold(plan: Plan) -> Plan:
    """The plan with each number on a constant factor of what it scales, where nothing else reads that.

    A definition on the way is then none: it cannot be returned beside the result.
    """
    readers = [len(some) for some in uses(plan)]
    ways = {step.register: way for step in plan.steps if (way := _way(step, plan, readers))}
    if not ways:
        return plan
    factors: dict[Register, Scalar] = {}
    for scaled, way in ways.items():
        operation = plan.steps[scaled].operation
        assert isinstance(operation, Scale)
        factors[way[0]] = factors.get(way[0], ONE) * operation.coefficient
    scaled_now = {register for way in ways.values() for register in way}
    honest = tuple(output for output in plan.definitions if output.register not in scaled_now)
    return rebuilt(replace(plan, definitions=honest), lambda step, new: _written(step, new, ways, factors))


def _way(step: Step, plan: Plan, readers: Sequence[int]) -> tuple[Register, ...]:
    """From the product that is to have a scale in its constant to what is scaled; empty where the number is none before
    it runs, or it would cost more."""
    operation = step.operation
    if not isinstance(operation, Scale) or step.register in plan.constant:
        return ()
    if any(name not in plan.sizes for name, _ in operation.coefficient.powers):
        return ()
    way = _from_product(operation.operand, plan, readers)
    entries = sum(_entries(register, plan) for place in way[:1] for register in _constants(place, plan))
    return way if entries < plan.calls * _entries(step.register, plan) else ()


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


def _from_product(register: Register, plan: Plan, readers: Sequence[int]) -> tuple[Register, ...]:
    """From the product with a constant that a register is, or is linear in, to it, along what only the next step reads;
    empty where there is none."""
    operation = plan.steps[register].operation
    if readers[register] != 1 or register in plan.constant:
        return ()
    if _constants(register, plan):
        return (register,)
    linear = isinstance(operation, Contract | Scale | Select) or is_view(operation)
    below = operands(operation) if linear else ()
    found = (_from_product(one, plan, readers) for one in below if below.count(one) == 1)
    return next(((*way, register) for way in found if way), ())


def _written(
    step: Step, new: Rebuild, ways: Mapping[Register, tuple[Register, ...]], factors: Mapping[Register, Scalar]
) -> Register | None:
    operation = step.operation
    if isinstance(operation, Scale) and step.register in ways:
        return new.place[operation.operand]
    if step.register not in factors:
        return None
    place = dict(new.place)
    for register in _constants(step.register, new.plan):
        scale = Scale(new.place[register], factors[step.register])
        place[register] = new.emit(scale, new.plan.steps[register])
    return new.emit(moved(operation, place), step)
