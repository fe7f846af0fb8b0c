"""Law: x [A | B] = [x A | x B]: projections of one tensor by constants of one shape are one product, and slices of it.

Queries, keys and values are so. The constants, and their biases, are stacked: that copies them, once for all calls, and
so it is done for a plan that runs often and for constants that are not large; and where products or attention read
the slices, because what is done entry by entry takes 1.1 times as long on rows that are apart. Where the constants are
all the slices of one tensor nothing is copied, and one call is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from tensorgraph.einsum.operations import Affine, Attend, Contract, Register, Select, Stack, Step
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.reads import operands
from tensorgraph.einsum.sizes import product_of
from tensorgraph.passes.orders import Indices, Order, affine, contraction, einsum_text, reordered
from tensorgraph.passes.rebuild import RETURNED, Rebuild, kept, rebuilt, uses

PAYS_FROM = 16
"""Calls from which a stack of constants pays: copying an entry once takes as long as two to twelve calls gain by it,
for 1,024 to 256 rows, measured on two cores."""
LARGEST = 2**17
"""Entries of a constant up to which it pays: three products of 64 × 64 take 1.08 times as long as their stack's, of
256 × 256 1.04 times; of 512 × 512 only 0.95 times, because rows that are further apart make attention slower, measured
on a CPU."""

Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True)
class Projection:
    """A step that projects ``source`` by the constant ``weight`` and adds the constant ``bias``, if any.

    The source's axes are the indices 0, 1, …. The weight's axes, put in the ``order``, are ``shared`` ones and then
    new ones, numbered on. ``added`` are the indices of the bias, ``output`` those of the result.
    """

    register: Register
    source: Register
    weight: Register
    order: Order
    shared: Indices
    width: int
    output: Indices
    bias: Register | None = None
    bias_order: Order = ()
    added: Indices = ()


def project(plan: Plan) -> Plan:
    """The plan with such projections done together."""
    groups: dict[Key, list[Projection]] = {}
    for step in plan.steps:
        found = _projection(step, plan)
        if found is not None:
            groups.setdefault(_key(found, plan), []).append(found)
    ordered = [_in_order(group, plan) for group in groups.values() if len(group) > 1]
    readers = uses(plan)
    chosen = [group for group in ordered if _pays(group, plan, readers)]
    member = {one.register: (group, place) for group in chosen for place, one in enumerate(group)}
    made: dict[Register, Register] = {}

    def rule(step: Step, new: Rebuild) -> Register | None:
        if step.register not in member:
            return None
        group, place = member[step.register]
        if group[0].register not in made:
            made[group[0].register] = _together(group, new)
        return _slice(group, place, made[group[0].register], step, new)

    return rebuilt(plan, rule)


# What can be done together


def _projection(step: Step, plan: Plan) -> Projection | None:
    operation = step.operation
    if not isinstance(operation, Contract | Affine) or len(operation.operands) == 1 or step.register in plan.constant:
        return None
    if any(len(set(indices)) < len(indices) for indices in operation.inputs):
        return None
    constant = [register in plan.constant for register in operation.operands]
    if sum(constant[:2]) != 1 or not all(constant[2:]):
        return None
    return _numbered(step.register, operation, constant.index(True))


def _numbered(register: Register, operation: Contract | Affine, place: int) -> Projection | None:
    """The projection whose weight is at a place, its indices numbered; None where an index of one operand alone is
    summed."""
    mine, theirs = operation.inputs[1 - place], operation.inputs[place]
    if not all(index in operation.output for index in set(mine) ^ set(theirs)):
        return None
    shared = sorted((index for index in theirs if index in mine), key=mine.index)
    new = [index for index in theirs if index not in mine]
    number = {index: count for count, index in enumerate((*mine, *new))}
    order = tuple(theirs.index(index) for index in (*shared, *new))
    source, weight = operation.operands[1 - place], operation.operands[place]
    found = Projection(
        register,
        source,
        weight,
        order,
        tuple(number[index] for index in shared),
        len(mine),
        tuple(number[index] for index in operation.output),
    )
    if isinstance(operation, Contract):
        return found
    added = operation.inputs[2]
    by_number = sorted(added, key=number.__getitem__)
    return replace(
        found,
        bias=operation.operands[2],
        bias_order=tuple(added.index(index) for index in by_number),
        added=tuple(number[index] for index in by_number),
    )


def _key(one: Projection, plan: Plan) -> Key:
    """The same for what can be done together."""
    dims = tuple(plan.steps[one.weight].dims[axis] for axis in one.order)
    return one.source, one.shared, one.width, dims, frozenset(one.output), one.bias is None, one.added


def _in_order(group: Sequence[Projection], plan: Plan) -> tuple[Projection, ...]:
    """As the slices of one tensor follow each other, if the weights are such."""
    return tuple(sorted(group, key=lambda one: _place(plan.steps[one.weight])))


def _place(step: Step) -> int:
    return step.operation.index if isinstance(step.operation, Select) else 0


def _pays(group: Sequence[Projection], plan: Plan, readers: Sequence[Sequence[Register]]) -> bool:
    """Whether constants are not copied at all; or are small, copied seldom enough, and their products read by rows."""
    weights = _sliced([one.weight for one in group], plan)
    if weights is not None and (group[0].bias is None or _sliced(_biases(group), plan) is not None):
        return True
    entries = product_of(plan.sizes[dim] for dim in plan.steps[group[0].weight].dims)
    by_rows = all(_reads_rows(reader, plan) for one in group for reader in readers[one.register])
    return plan.calls >= PAYS_FROM and entries <= LARGEST and by_rows


def _reads_rows(reader: Register, plan: Plan) -> bool:
    """Whether a step is attention or a product of matrices, which take rows that are apart."""
    if reader == RETURNED:
        return False
    operation = plan.steps[reader].operation
    if not isinstance(operation, Contract | Affine):
        return isinstance(operation, Attend)
    shared = set.intersection(*map(set, operation.inputs[:2]))
    return len(operation.operands) > 1 and not shared <= set(operation.output)


def _biases(group: Iterable[Projection]) -> list[Register]:
    return [one.bias for one in group if one.bias is not None]


def _sliced(registers: Sequence[Register], plan: Plan) -> Select | None:
    """The first of these slices, if they are all those of one tensor along one axis, in order."""
    slices = [plan.steps[register].operation for register in registers]
    first = slices[0]
    if not isinstance(first, Select):
        return None
    size = plan.sizes[plan.steps[first.operand].dims[first.axis]]
    return first if slices == [replace(first, index=index) for index in range(size)] else None


# How it is done


def _together(group: Sequence[Projection], new: Rebuild) -> Register:
    """All of them in one product, whose axes are `_made` with the stack's before those of the weights."""
    first, plan = group[0], new.plan
    step = replace(plan.steps[first.register], name=_product_name(group, plan))
    stack = first.width + len(first.order) - len(first.shared)
    weights = _stacked([(one.weight, _as(first.order, one.order)) for one in group], new)
    batch, rows, columns = _made(first)
    output = (*batch, *rows, stack, *columns)
    weight = dict(zip(first.order, (*first.shared, *columns), strict=True))
    inputs = (tuple(range(first.width)), (stack, *(weight[axis] for axis in range(len(weight)))))
    wire = dict(zip(first.output, step.wires, strict=True))
    wires = [wire.get(index, STACKED) for index in output]
    source = placed(first.source, new)
    if first.bias is None:
        product = contraction((source, weights), inputs, output)
        return new.emit(product, step, wires, einsum_text(product, step, new, wires))
    biases = [(one.bias, _as(first.bias_order, one.bias_order)) for one in group if one.bias is not None]
    added = (stack, *(first.added[first.bias_order.index(axis)] for axis in range(len(first.added))))
    whole = affine((source, weights, _stacked(biases, new)), (*inputs, added), output)
    return new.emit(whole, step, wires, einsum_text(whole, step, new, wires))


STACKED = "s"
"""The wire along which constants are stacked."""


def _as(first: Order, other: Order) -> Order:
    """The order in which other axes are as the first ones are."""
    return tuple(other[first.index(axis)] for axis in range(len(first)))


def _made(one: Projection) -> tuple[Indices, Indices, Indices]:
    """The indices of a product as it comes: those of both, the source's, the weight's."""
    batch = tuple(index for index in one.shared if index in one.output)
    rows = tuple(index for index in range(one.width) if index not in one.shared)
    return batch, rows, tuple(range(one.width, one.width + len(one.order) - len(one.shared)))


def _slice(group: Sequence[Projection], place: int, made: Register, step: Step, new: Rebuild) -> Register:
    """One projection of those done together."""
    batch, rows, columns = _made(group[place])
    have, wanted = (*batch, *rows, *columns), group[place].output
    wires = [step.wires[wanted.index(index)] for index in have]
    one = new.emit(Select(made, len(batch) + len(rows), place), replace(step, note=""), wires)
    return reordered(new, one, [have.index(index) for index in wanted], step)


def _stacked(parts: Sequence[tuple[Register, Order]], new: Rebuild) -> Register:
    """Constants along a new first axis: the tensor they are the slices of, or a stack of them."""
    plan = new.plan
    whole = _sliced([register for register, _ in parts], plan)
    if whole is not None and len({order for _, order in parts}) == 1:
        step = plan.steps[whole.operand]
        rest = [axis for axis in range(len(step.dims)) if axis != whole.axis]
        order = (whole.axis, *(rest[axis] for axis in parts[0][1]))
        like = replace(step, wires=tuple(step.wires[axis] for axis in order))
        return reordered(new, placed(whole.operand, new), order, like)
    steps = [plan.steps[register] for register, _ in parts]
    likes = [
        replace(step, wires=tuple(step.wires[axis] for axis in order))
        for step, (_, order) in zip(steps, parts, strict=True)
    ]
    registers = tuple(
        reordered(new, placed(register, new), order, like) for like, (register, order) in zip(likes, parts, strict=True)
    )
    return new.emit(Stack(registers), replace(likes[0], name=_joined(_words(steps))), (STACKED, *likes[0].wires))


def placed(register: Register, new: Rebuild) -> Register:
    """The new register of an old one, written now where it was not."""
    if register not in new.place:
        step = new.plan.steps[register]
        for operand in operands(step.operation):
            placed(operand, new)
        new.place[register] = kept(step, new)
    return new.place[register]


def _product_name(group: Sequence[Projection], plan: Plan) -> str:
    """What is read, and by which weights: ``x_QKV``."""
    (source,), weights = _words([plan.steps[group[0].source]]), _words(plan.steps[one.weight] for one in group)
    return f"{source}_{_joined(weights).removeprefix(_prefix(weights))}"


def _words(steps: Iterable[Step]) -> list[str]:
    """The names of what steps are or are calls of, each once."""
    return list(dict.fromkeys(step.name.partition("(")[0].partition("^")[0] for step in steps))


def _joined(words: Sequence[str]) -> str:
    """A name for several: ``W_QKV`` for W_Q, W_K and W_V."""
    prefix = _prefix(words)
    return prefix + ("" if prefix else "_").join(word.removeprefix(prefix) for word in words)


def _prefix(words: Sequence[str]) -> str:
    """How all begin, up to the first's last underscore, if more follows in each."""
    prefix = words[0][: words[0].rfind("_") + 1]
    return prefix if all(word.startswith(prefix) and word != prefix for word in words) else ""
