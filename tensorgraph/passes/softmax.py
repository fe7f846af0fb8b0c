"""Law: exp(s_j) / Σ_k exp(s_k) = softmax_j(s), also where the division comes after the values are summed, and
exp(log_softmax_j(s)) = softmax_j(s).

Softmax does not overflow, and is what attention is made of. Both sums must be of the very same exponentials.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tensorgraph.einsum.operations import Call, Contract, Register, Scale, Step
from tensorgraph.einsum.plan import Plan
from tensorgraph.graph.scalar import Scalar
from tensorgraph.passes.orders import Indices, contraction
from tensorgraph.passes.rebuild import Rebuild, rebuilt
from tensorgraph.passes.tracing import Traced, is_positive, traced


@dataclass(frozen=True)
class Divided:
    """``coefficient`` times exponentials, divided by their sum along ``axes``, times ``values`` where there are any.

    ``indices`` are those of the exponentials, a negative one being summed with the values.
    """

    scores: Register
    indices: Indices
    axes: tuple[int, ...]
    coefficient: Scalar
    values: tuple[Register, Indices] | None = None


@dataclass(frozen=True)
class Inverse:
    """``coefficient`` over a sum of entries: the index of each axis of what is summed, a negative one along a sum."""

    terms: Traced
    coefficient: Scalar


def softmax(plan: Plan) -> Plan:
    """The plan with each softmax that is written out as one operation."""
    return rebuilt(plan, _written)


def _written(step: Step, new: Rebuild) -> Register | None:
    match step.operation:
        case Call(function="exp", operand=operand):
            return _exponential(operand, step, new)
        case Contract(operands=(left, right), inputs=(mine, theirs), output=output):
            for one, other in (((left, mine), (right, theirs)), ((right, theirs), (left, mine))):
                for found in _divisions(one, other, output, new.plan):
                    return _softmax(found, output, step, new)
    return None


def _exponential(operand: Register, step: Step, new: Rebuild) -> Register | None:
    """Of a logarithm of softmax, maybe seen through a view."""
    under = traced(new.plan, operand, tuple(range(len(step.dims))))
    below = None if under is None else under.operation(new.plan)
    if under is None or not isinstance(below, Call) or below.function != "log_softmax" or not under.coefficient.is_one:
        return None
    if len(under.indices) < len(step.dims):
        return None
    register = new.emit(Call("softmax", new.place[below.operand], below.axes), new.plan.steps[under.register])
    return _in_order(register, under.indices, tuple(range(len(step.dims))), step, new)


def _in_order(register: Register, indices: Indices, output: Indices, step: Step, new: Rebuild) -> Register:
    return register if indices == output else new.emit(contraction([register], [indices], output), step)


def _divisions(
    top: tuple[Register, Indices], bottom: tuple[Register, Indices], output: Indices, plan: Plan
) -> Iterable[Divided]:
    """The quotient that a product entry by entry is: exponentials, or their product with values, over their sum."""
    over, under = traced(plan, *top), _reciprocal(*bottom, plan)
    if over is None or under is None or {*over.indices} != {*output} or len({*over.indices}) < len(over.indices):
        return
    for exponentials, values in _exponentials(over, plan):
        call = exponentials.operation(plan)
        same = exponentials.register == under.terms.register
        if isinstance(call, Call) and call.function == "exp" and same:
            axes = _summed_axes(exponentials.indices, under.terms.indices)
            if axes:
                factor = over.coefficient * exponentials.coefficient * under.coefficient
                yield Divided(call.operand, exponentials.indices, axes, factor, values)


def _exponentials(over: Traced, plan: Plan) -> Iterable[tuple[Traced, tuple[Register, Indices] | None]]:
    """What is divided may be the exponentials themselves, or the product of either operand with the other one."""
    yield over, None
    product = over.operation(plan)
    if isinstance(product, Contract) and len(product.operands) == 2:
        names = dict(zip(product.output, over.indices, strict=True))
        sides = [
            (register, tuple(names.get(index, ~index) for index in indices))
            for register, indices in zip(product.operands, product.inputs, strict=True)
        ]
        for side, other in (sides, sides[::-1]):
            found = traced(plan, *side)
            if found is not None and len(found.indices) == len(side[1]) == len({*side[1]}):
                yield found, other


def _reciprocal(register: Register, indices: Indices, plan: Plan) -> Inverse | None:
    """One over a sum along some axes, maybe times a number."""
    outer = traced(plan, register, indices)
    call = None if outer is None else outer.operation(plan)
    if outer is None or not isinstance(call, Call) or call.function != "reciprocal":
        return None
    total = traced(plan, call.operand, outer.indices)
    if total is None:
        return None
    terms = _terms(total, plan)
    found = None if terms is None else traced(plan, *terms)
    if found is None:
        return None
    below = total.coefficient * found.coefficient
    return Inverse(found, outer.coefficient / below) if is_positive(below, plan) else None


def _terms(total: Traced, plan: Plan) -> tuple[Register, Indices] | None:
    """What is summed, with negative indices along what."""
    operation = total.operation(plan)
    match operation:
        case Contract(operands=(operand,), inputs=(indices,), output=output) if len({*indices}) == len(indices):
            names = dict(zip(output, total.indices, strict=True))
            return operand, tuple(names.get(index, ~index) for index in indices)
        case Call(function="sum", operand=operand, axes=axes):
            left = iter(total.indices)
            return operand, tuple(~a if a in axes else next(left) for a in range(len(plan.steps[operand].dims)))
        case _:
            return None


def _summed_axes(indices: Indices, summed: Indices) -> tuple[int, ...]:
    """The axes along which the sum is, where it has the exponentials' index along all others; else none."""
    axes = tuple(axis for axis, index in enumerate(summed) if index < 0)
    rest = all(a == b for axis, (a, b) in enumerate(zip(indices, summed, strict=True)) if axis not in axes)
    return axes if rest else ()


def _softmax(found: Divided, output: Indices, step: Step, new: Rebuild) -> Register:
    like = new.plan.steps[found.scores]
    register = new.emit(Call("softmax", new.place[found.scores], found.axes), like)
    if found.values is None:
        register = _in_order(register, found.indices, output, step, new)
    else:
        values, indices = found.values
        register = new.emit(contraction([register, new.place[values]], [found.indices, indices], output), step)
    return register if found.coefficient.is_one else new.emit(Scale(register, found.coefficient), step)
