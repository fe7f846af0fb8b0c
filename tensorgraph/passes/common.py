"""Law: equal work is done once: a b = b a, and a result in another order of axes is a view of the one there is.

Views of views become one view, and what reads a view reads what it is a view of, so that equal work meets. Of two
operands of which one is constant, the constant one is the second: x W, and not Wᵀ xᵀ, whose rows would be columns.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from tensorgraph.einsum.operations import (
    Add,
    Affine,
    Attend,
    Call,
    Contract,
    Mask,
    Move,
    Register,
    Scale,
    Select,
    Spread,
    Step,
)
from tensorgraph.einsum.plan import Plan
from tensorgraph.ops import FUNCTIONS, reduces
from tensorgraph.passes.orders import (
    Indices,
    Order,
    behind,
    contraction,
    einsum_text,
    numbered,
    permutation,
    reordered,
    through,
    through_spread,
)
from tensorgraph.passes.rebuild import Rebuild, moved, rebuilt

Key: TypeAlias = "tuple[tuple[Register, ...], tuple[Indices, ...], Indices]"
"""A contraction whatever the order of its operands and of its result: operands, inputs, sorted output."""
Known: TypeAlias = "dict[Key, tuple[Register, Indices]]"
"""The register of each, and the order of its axes."""


def common(plan: Plan) -> Plan:
    """The plan with each contraction computed once, and permuting views only where a result is returned or a step
    needs its operand in order."""
    known: Known = {}
    return rebuilt(plan, lambda step, new: _written(step, new, known))


def _written(step: Step, new: Rebuild, known: Known) -> Register | None:
    operation = moved(step.operation, new.place)
    match operation:
        case Contract(operands=(_,)):
            return _single(operation, step, new)
        case Contract():
            return _pair(operation, step, new, known)
        case Affine():
            seen = through(operation, new)
            assert isinstance(seen, Affine)
            return new.emit(seen, step, note=einsum_text(seen, step, new))
        case Attend():
            seen = through(operation, new)
            assert isinstance(seen, Attend)
            return new.emit(seen, step, note=einsum_text(seen, step, new))
        case Spread():
            return _spread(operation, step, new)
        case Add():
            return _add(operation, step, new)
        case Select():
            return _select(operation, step, new)
        case Scale() | Mask() | Move() | Call():
            return _entries(operation, step, new)
        case _:
            return None


def _single(operation: Contract, step: Step, new: Rebuild) -> Register:
    """A view, a diagonal or a sum."""
    order = permutation(operation)
    if order is not None:
        return reordered(new, operation.operands[0], order, step)
    seen = through(operation, new)
    assert isinstance(seen, Contract)
    return new.emit(seen, step, note=einsum_text(seen, step, new))


def _pair(operation: Contract, step: Step, new: Rebuild, known: Known) -> Register:
    """A view of an equal contraction where there is one."""
    seen = _constant_last(through(operation, new), step, new)
    key, output = _key(seen)
    if key in known:
        register, there = known[key]
        return reordered(new, register, [there.index(index) for index in output], step)
    register = new.emit(seen, step, note=einsum_text(seen, step, new))
    known[key] = register, output
    return register


def _constant_last(operation: Contract | Affine | Attend, step: Step, new: Rebuild) -> Contract:
    assert isinstance(operation, Contract) and isinstance(step.operation, Contract)
    first, second = (register in new.plan.constant for register in step.operation.operands)
    if second or not first:
        return operation
    return contraction(operation.operands[::-1], operation.inputs[::-1], operation.output)


def _key(operation: Contract) -> tuple[Key, Indices]:
    """The contraction in one form, and the order in which it makes its result."""
    pairs = list(zip(operation.operands, operation.inputs, strict=True))
    ways = []
    for some in (pairs, pairs[::-1]):
        registers, inputs = zip(*some, strict=True)
        renamed, (output,) = numbered(inputs, operation.output)
        ways.append(((registers, renamed, tuple(sorted(output))), output))
    return min(ways)


def _spread(operation: Spread, step: Step, new: Rebuild) -> Register:
    register, axes = through_spread(operation.axes, operation.operand, new)
    spread = replace(operation, operand=register, axes=axes)
    order = permutation(spread)
    if order is not None:
        return reordered(new, register, order, step)
    return new.emit(spread, step)


def _add(operation: Add, step: Step, new: Rebuild) -> Register:
    terms = zip(operation.operands, operation.axes, strict=True)
    registers, axes = zip(*(through_spread(axes, register, new) for register, axes in terms), strict=True)
    return new.emit(replace(operation, operands=registers, axes=axes), step)


def _select(operation: Select, step: Step, new: Rebuild) -> Register:
    under, order = behind(new, operation.operand)
    axis = order[operation.axis]
    made = _like(new, replace(operation, operand=under, axis=axis), step, _without(order, axis))
    return reordered(new, made, _without(order, axis), step)


def _entries(operation: Scale | Mask | Move | Call, step: Step, new: Rebuild) -> Register:
    """What is done along some axes, or entry by entry, is done before the view is taken."""
    under, order = behind(new, operation.operand)
    if isinstance(operation, Call) and operation.function not in FUNCTIONS:
        return new.emit(operation, step)  # an opaque function may look at more than entries
    left, below = order, _below(operation, under, order)
    if isinstance(operation, Call) and reduces(operation.function):
        for axis in sorted((order[axis] for axis in operation.axes), reverse=True):
            left = _without(left, axis)
    made = _like(new, below, step, left)
    return reordered(new, made, left, step)


def _below(operation: Scale | Mask | Move | Call, under: Register, order: Order) -> Scale | Mask | Move | Call:
    """The same along the axes of what the operand is a view of."""
    match operation:
        case Scale():
            return replace(operation, operand=under)
        case Mask(query=query, key=key):
            return replace(operation, operand=under, query=_moved(query, order), key=_moved(key, order))
        case Move(axis=axis):
            return replace(operation, operand=under, axis=order[axis])
        case Call(axes=axes):
            return replace(operation, operand=under, axes=_moved(axes, order))


def _moved(axes: tuple[int, ...], order: Order) -> tuple[int, ...]:
    return tuple(order[axis] for axis in axes)


def _without(order: Order, axis: int) -> Order:
    """The order without an axis of what it is a view of."""
    return tuple(other - (other > axis) for other in order if other != axis)


def _like(new: Rebuild, operation: Select | Scale | Mask | Move | Call, step: Step, order: Order) -> Register:
    """The operation, of whose axes a step has this order."""
    return new.emit(operation, step, [step.wires[order.index(axis)] for axis in range(len(order))])
