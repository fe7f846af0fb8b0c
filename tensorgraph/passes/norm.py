"""Law: (x̂ ⊙ g) + b = layernorm(x, g, b), where x̂ is x normalised along some axes, and g and b have these axes only.

One kernel reads x once and writes the result once; three read and write five arrays of its size. rmsnorm alike, which
has no bias.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tensorgraph.einsum.operations import Add, Axes, Call, Contract, Norm, Register, Step
from tensorgraph.einsum.plan import Plan
from tensorgraph.passes.orders import Order, reordered
from tensorgraph.passes.rebuild import Rebuild, rebuilt, uses

NORMS = ("layernorm", "rmsnorm")
"""The functions that take a gain."""
BIASED = ("layernorm",)
"""Those that take a bias, too."""


@dataclass(frozen=True)
class Gained:
    """A norm times a gain, found in a plan: the call, the gain with the order in which its axes are those of the norm,
    and the axis of the call that each axis of the product is. The gain may be missing."""

    call: Call
    gain: Register | None
    order: Order
    axes: Order


def norm(plan: Plan) -> Plan:
    """The plan with each gain and bias of a norm applied by the norm itself, where nothing else reads it without."""
    readers = [len(some) for some in uses(plan)]
    return rebuilt(plan, lambda step, new: _written(step, new, readers))


def _written(step: Step, new: Rebuild, readers: Sequence[int]) -> Register | None:
    match step.operation:
        case Contract():
            found = _gained(step.operation, new.plan, readers)
            return None if found is None else _norm(found, None, (), found.axes, step, new)
        case Add():
            return _biased(step.operation, step, new, readers)
        case _:
            return None


def _gained(operation: Contract, plan: Plan, readers: Sequence[int]) -> Gained | None:
    """The product of a norm and its gain, in either order."""
    if len(operation.operands) != 2:
        return None
    for place in (0, 1):
        normed, gain = operation.operands[place], operation.operands[1 - place]
        indices, theirs = operation.inputs[place], operation.inputs[1 - place]
        call = plan.steps[normed].operation
        if not isinstance(call, Call) or call.function not in NORMS or readers[normed] != 1:
            continue
        along = [indices[axis] for axis in call.axes]
        if sorted(theirs) == sorted(along) and sorted(operation.output) == sorted(indices):
            axes = tuple(indices.index(index) for index in operation.output)
            return Gained(call, gain, tuple(theirs.index(index) for index in along), axes)
    return None


def _biased(operation: Add, step: Step, new: Rebuild, readers: Sequence[int]) -> Register | None:
    """A norm, with or without its gain, plus a bias."""
    if len(operation.operands) != 2 or not all(coefficient.is_one for coefficient in operation.coefficients):
        return None
    for place in (0, 1):
        normed, bias = operation.operands[place], operation.operands[1 - place]
        axes, theirs = operation.axes[place], operation.axes[1 - place]
        found = _normed(normed, new.plan, readers)
        if found is None or found.call.function not in BIASED or not _permutes(axes):
            continue
        back = tuple(found.axes[axis] for axis in axes if axis is not None)
        along = [theirs[back.index(axis)] for axis in found.call.axes]
        if all(axis is None or axis in along for axis in theirs) and _permutes(tuple(along)):
            return _norm(found, bias, tuple(a for a in along if a is not None), back, step, new)
    return None


def _normed(register: Register, plan: Plan, readers: Sequence[int]) -> Gained | None:
    """A norm that only this reads, with its gain or without."""
    operation = plan.steps[register].operation
    if readers[register] != 1:
        return None
    if isinstance(operation, Contract):
        return _gained(operation, plan, readers)
    if isinstance(operation, Call) and operation.function in NORMS:
        return Gained(operation, None, (), tuple(range(len(plan.steps[register].dims))))
    return None


def _permutes(axes: Axes) -> bool:
    return None not in axes and len(set(axes)) == len(axes)


def _norm(found: Gained, bias: Register | None, order: Order, back: Order, step: Step, new: Rebuild) -> Register:
    """The norm, with the axes of the step, ``back`` saying which axis of the norm each is."""
    call = found.call
    gain = None if found.gain is None else _in_order(found.gain, found.order, new)
    added = None if bias is None else _in_order(bias, order, new)
    wires = [step.wires[back.index(axis)] for axis in range(len(back))]
    operation = Norm(call.function, new.place[call.operand], gain, added, call.axes, call.options)
    return reordered(new, new.emit(operation, replace(step, note=""), wires), back, step)


def _in_order(register: Register, order: Order, new: Rebuild) -> Register:
    """A gain or bias with its axes as the norm has them."""
    like = new.plan.steps[register]
    wires = tuple(like.wires[axis] for axis in order)
    return reordered(new, new.place[register], order, replace(like, wires=wires))
