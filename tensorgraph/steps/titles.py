"""What a row of a plan does, in words: a title with mathematics between dollars, and lines with its cost and size."""

from __future__ import annotations

from collections.abc import Callable

from tensorgraph.diagram.names import scalar_latex
from tensorgraph.einsum.cost import step_flops
from tensorgraph.einsum.operations import (
    Add,
    Affine,
    Attend,
    Call,
    Contract,
    Decompose,
    Gather,
    Mask,
    Move,
    Norm,
    Operation,
    Register,
    Scale,
    Select,
    Spell,
    Spread,
    Stack,
    Step,
)
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.reads import is_view, operands
from tensorgraph.einsum.table import ITEM_BYTES, VERBS, amount, brief, input_bytes

Latex = Callable[[Register], str]


def title(step: Step, plan: Plan, latex: Latex) -> str:
    """What a step does.

    Tensors are between dollars, as `contract $x$ and $W_Q$`.
    """
    names = [f"${latex(register)}$" for register in operands(step.operation)]
    return _title(step.operation, step, plan, names)


def _title(operation: Operation, step: Step, plan: Plan, names: list[str]) -> str:
    match operation:
        case Contract(operands=parts) if len(parts) > 1:
            return f"contract {listed(names)}"
        case Contract(inputs=(indices,)) if len(set(indices)) < len(indices):
            return f"{'sum' if len(operation.output) < len(set(indices)) else 'take'} the diagonal of {names[0]}"
        case Contract():
            gone = [w for w in plan.steps[operation.operands[0]].wires if w not in step.wires]
            return f"lay out {names[0]} anew" if is_view(operation) else f"sum {names[0]} over {listed(gone)}"
        case Attend():
            return f"attention of {listed(names)}"
        case Affine():
            return f"contract {listed(names[:2])}, add {names[2]}"
        case Add():
            return f"add {listed(names)}"
        case Call(function=function, operand=operand, axes=axes):
            along = listed([plan.steps[operand].wires[axis] for axis in axes])
            return f"{function} of {names[0]}" + (f" over {along}" if along else "")
        case Mask():
            return f"mask {names[0]}, so that no query sees a later key"
        case Norm(function=function, axes=axes, gain=gain, bias=bias):
            along = listed([step.wires[axis] for axis in axes])
            scaled = f", times {names[1]}" if gain is not None else ""
            return f"{function} of {names[0]} over {along}{scaled}" + (
                f", plus {names[-1]}" if bias is not None else ""
            )
        case Scale(coefficient=coefficient):
            sign = "-" if coefficient.rational < 0 else ""
            return f"{names[0]} times ${sign}{scalar_latex(coefficient)}$"
        case Select(operand=operand, axis=axis, index=index):
            return f"take {plan.steps[operand].wires[axis]} = {index} of {names[0]}"
        case Move(operand=operand, axis=axis, by=by):
            return f"move {names[0]} by one place {'up' if by > 0 else 'down'} along {plan.steps[operand].wires[axis]}"
        case Gather():
            return f"look up {names[1]} in {names[0]}"
        case Decompose(kind=kind, part=part):
            return f"{kind} of {names[0]}: its {part}"
        case Stack():
            return f"stack {listed(names)}"
        case Spread():
            return f"spread {names[0]} over [{', '.join(step.wires)}]"
        case Spell():
            return f"write {names[0]} as one-hot rows"
    return " ".join([VERBS[type(operation).__name__], *([f"of {listed(names)}"] if names else [])])


def listed(names: list[str]) -> str:
    """Names as a reader lists them.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def words(step: Step, plan: Plan) -> tuple[str, ...]:
    """The einsum string, the FLOPs and the size of a step, in numbers and in named dimensions."""
    flops = step_flops(step, plan.steps)
    lines = [step.note] if step.note else []
    if flops.terms:
        lines.append(f"{brief(flops, plan)} = {amount(flops.value(plan.sizes))} FLOPs")
    return (*lines, _size(step, plan))


def _size(step: Step, plan: Plan) -> str:
    if not step.dims:
        return "a number"
    shape = [plan.sizes[dim] for dim in step.dims]
    entries = 1
    for size in shape:
        entries *= size
    return f"{' × '.join(step.dims)} = {' × '.join(map(str, shape))}, {_entries(entries)}"


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{amount(count)} entries"


def totals(plan: Plan) -> tuple[str, ...]:
    """What all steps cost together."""
    flops, naive = plan.flops.value(plan.sizes), plan.naive.value(plan.sizes)
    fewer = f", {amount(naive // flops)} times fewer than in one go" if flops and naive >= 2 * flops else ""
    peak = amount(plan.peak.value(plan.sizes) * ITEM_BYTES, "B")
    inputs = amount(input_bytes(plan, ITEM_BYTES), "B")
    cost = f"{brief(plan.flops, plan)} = {amount(flops)} FLOPs" if flops else "no FLOPs"
    return (
        f"in all {cost}{fewer}",
        f"largest intermediate {brief(plan.largest, plan)} = {_entries(plan.largest.value(plan.sizes))}",
        f"peak memory {peak} in float32, and {inputs} of inputs",
    )
