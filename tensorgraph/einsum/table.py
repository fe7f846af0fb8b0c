"""A plan as text, a row for each step, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tensorgraph.einsum.cost import step_flops
from tensorgraph.einsum.operations import Call, Contract, Decompose, Gather, Load, Mask, Move, Norm, Scale, Select, Step
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.polynomial import Polynomial
from tensorgraph.einsum.reads import is_view, operands

ITEM_BYTES = 4
"""Bytes of an entry in the printed totals: float32, torch's default."""

IDS_BYTES = 8
"""Bytes of an id, an int64."""

HEADINGS = ("step", "result", "shape", "operation", "of", "einsum", "FLOPs", "in dimensions")
RIGHT = (0, 6)
"""The columns set flush right: numbers."""

LONGEST_SUM = 4
"""Terms of a polynomial that are printed; the rest is an ellipsis, because a longer line says less."""


def table(plan: Plan) -> str:
    """The plan for reading: inputs, a row for each step, totals in numbers and in the named dimensions."""
    names = register_names(plan)
    rows = [HEADINGS, *(_row(place, step, plan, names) for place, step in enumerate(_computing(plan), 1))]
    return "\n".join([_title(plan), "", *_columns(rows), "", *_totals(plan)])


def as_json(plan: Plan) -> dict[str, Any]:
    """The plan as data: sizes, inputs, steps and totals, each number with its polynomial."""
    names = register_names(plan)
    return {
        "sizes": dict(plan.sizes),
        "inputs": [
            {"name": load.name, "dims": [list(leg) for leg in load.legs], "onehot_leg": load.hot}
            for load in plan.inputs
        ],
        "steps": [_step_json(step, plan, names) for step in _computing(plan)],
        "outputs": {output.name: names[output.register] for output in plan.outputs},
        "flops": _count(plan.flops, plan),
        "naive_flops": _count(plan.naive, plan),
        "largest_intermediate_entries": _count(plan.largest, plan),
        "peak_entries": _count(plan.peak, plan),
        "peak_bytes_float32": plan.peak.value(plan.sizes) * ITEM_BYTES,
        "input_bytes_float32": input_bytes(plan, ITEM_BYTES),
        "in_blocks": [
            {
                "results": [names[register] for register in sorted(stream.indices)],
                "wire": stream.wire,
                "size": stream.size,
                "block": stream.block,
            }
            for stream in plan.streams
        ],
    }


def register_names(plan: Plan) -> list[str]:
    """A name for each register: a tensor's, a definition's, or the definition's with a number for what it needs."""
    names = [step.operation.name if isinstance(step.operation, Load) else "" for step in plan.steps]
    for output in plan.definitions + plan.outputs:
        names[output.register] = names[output.register] or output.name
    counts: dict[str, int] = {}
    for step in plan.steps:
        if not names[step.register]:
            counts[step.name] = counts.get(step.name, 0) + 1
            names[step.register] = f"{step.name}.{counts[step.name]}"
    return names


def input_bytes(plan: Plan, item: int) -> int:
    """Bytes of all inputs, ids being int64."""
    loads = [step for step in plan.steps if isinstance(step.operation, Load)]
    return sum(Polynomial.of(step.dims).value(plan.sizes) * (IDS_BYTES if step.ids else item) for step in loads)


def amount(number: int, unit: str = "") -> str:
    """A count in three digits.

    >>> amount(940), amount(12_345_678, "B"), amount(10**19)
    ('940', '12.3 MB', '1.00e+19')
    """
    if number < 1000:
        return f"{number} {unit}".strip()
    for power, prefix in enumerate("kMGTP", 1):
        # 999,950 and more would round to 1000 of a prefix and is said with the next one.
        if number < 999.5 * 1000**power:
            return f"{_three_digits(number / 1000**power)} {prefix}{unit}"
    return f"{number:.2e} {unit}".strip()


def _three_digits(number: float) -> str:
    return f"{number:.2f}" if number < 9.995 else f"{number:.1f}" if number < 99.95 else f"{number:.0f}"


def _computing(plan: Plan) -> list[Step]:
    return [step for step in plan.steps if not isinstance(step.operation, Load)]


def _title(plan: Plan) -> str:
    made = ", ".join(f"{output.name}[{', '.join(plan.steps[output.register].wires)}]" for output in plan.outputs)
    used = dict.fromkeys(dim for step in plan.steps for dim in step.dims)
    sizes = ", ".join(f"{dim} = {plan.sizes[dim]}" for dim in plan.sizes if dim in used and not dim.isdigit())
    return made + (f"    ({sizes})" if sizes else "")


def _row(place: int, step: Step, plan: Plan, names: list[str]) -> tuple[str, ...]:
    flops = step_flops(step, plan.steps)
    return (
        str(place),
        f"{names[step.register]}[{', '.join(step.wires)}]",
        " × ".join(str(plan.sizes[dim]) for dim in step.dims),
        operation_text(step, plan),
        ", ".join(names[register] for register in operands(step.operation)),
        step.note,
        amount(flops.value(plan.sizes)),
        brief(flops, plan) if flops.terms else "",
    )


def operation_text(step: Step, plan: Plan) -> str:
    """What a step does, in a word or two."""
    match step.operation:
        case Call(function=function, operand=operand, axes=axes):
            wires = plan.steps[operand].wires
            return function + (f"[{', '.join(wires[axis] for axis in axes)}]" if axes else "")
        case Mask():
            return "causal mask"
        case Norm(function=function, axes=axes):
            return f"{function}[{', '.join(step.wires[axis] for axis in axes)}], gain and bias"
        case Scale(coefficient=coefficient):
            return f"times {coefficient}"
        case Select(operand=operand, axis=axis, index=index):
            return f"slice {plan.steps[operand].wires[axis]} = {index}"
        case Move(operand=operand, axis=axis, by=by):
            return f"move {plan.steps[operand].wires[axis]} by {by:+d}"
        case Gather(operand=operand, axis=axis):
            return f"look up {plan.steps[operand].wires[axis]}"
        case Decompose(kind=kind, part=part):
            return f"{kind}, {part}"
        case Contract(operands=parts):
            return "contract" if len(parts) > 1 else "view" if is_view(step.operation) else "sum"
        case other:
            return VERBS[type(other).__name__]


VERBS = {
    "Add": "add",
    "Affine": "contract and add",
    "Attend": "attention",
    "Number": "number",
    "OneHot": "one-hot vector",
    "Part": "split ids",
    "Previous": "shift matrix",
    "Same": "compare ids",
    "SameIndex": "compare ids",
    "Spell": "one-hot rows",
    "Spread": "spread",
    "Stack": "stack",
}
"""What the other operations are called."""


def brief(count: Polynomial, plan: Plan) -> str:
    """A polynomial with its largest terms first, those that matter."""
    terms = sorted(count.terms, key=lambda term: -Polynomial((term,)).value(plan.sizes))
    return f"{Polynomial(tuple(terms[:LONGEST_SUM]))}{' + …' * (len(terms) > LONGEST_SUM)}"


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    shown = [column for column, width in enumerate(widths) if any(row[column] for row in rows[1:])]
    lines = []
    for row in rows:
        cells = [row[c].rjust(widths[c]) if c in RIGHT else row[c].ljust(widths[c]) for c in shown]
        lines.append("  ".join(cells).rstrip())
    return [lines[0], "─" * max(map(len, lines)), *lines[1:]] if len(rows) > 1 else ["nothing to compute"]


def _totals(plan: Plan) -> list[str]:
    flops, naive = plan.flops.value(plan.sizes), plan.naive.value(plan.sizes)
    speedup = f", {amount(naive // flops)} times fewer than in one go" if flops and naive >= 2 * flops else ""
    peak = plan.peak.value(plan.sizes) * ITEM_BYTES
    inputs = amount(input_bytes(plan, ITEM_BYTES), "B")
    lines = [
        ("FLOPs", amount(flops) + speedup, plan.flops),
        ("largest intermediate", f"{amount(plan.largest.value(plan.sizes))} entries", plan.largest),
        ("peak memory", f"{amount(peak, 'B')} in float32, and {inputs} of inputs", plan.peak),
    ]
    width = max(len(text) for _, text, _ in lines)
    units = ("", "", " entries")
    rows = zip(lines, units, strict=True)
    found = [f"{head:<20}  {text:<{width}}  {brief(count, plan)}{unit}" for (head, text, count), unit in rows]
    return found if not plan.streams else [*found[:-1], *_in_blocks(plan, inputs)]


def _in_blocks(plan: Plan, inputs: str) -> list[str]:
    """Of a plan that does not fit whole: which steps run in blocks, and the memory that its code then takes."""
    from tensorgraph.code.memory import peak_of

    place = {step.register: number for number, step in enumerate(_computing(plan), 1)}
    lines = []
    for stream in plan.streams:
        steps = sorted(place[register] for register in stream.indices)
        some = f"steps {steps[0]} to {steps[-1]}" if len(steps) > 1 else f"step {steps[0]}"
        lines.append(f"{'in blocks':<20}  {some}, {stream.block} of {stream.size} {stream.wire} at once")
    peak = amount(peak_of(plan, "float32", "cpu").bytes, "B")
    return [*lines, f"{'peak memory':<20}  {peak} in float32, and {inputs} of inputs"]


def _count(count: Polynomial, plan: Plan) -> dict[str, Any]:
    return {"value": count.value(plan.sizes), "in_dimensions": str(count)}


def _step_json(step: Step, plan: Plan, names: list[str]) -> dict[str, Any]:
    dead = plan.last_uses[step.register]
    return {
        "result": names[step.register],
        "operation": operation_text(step, plan),
        "operands": [names[register] for register in operands(step.operation)],
        "einsum": step.note,
        "wires": list(step.wires),
        "dims": list(step.dims),
        "shape": [plan.sizes[dim] for dim in step.dims],
        "flops": _count(step_flops(step, plan.steps), plan),
        "frees": [names[register] for register in dead],
    }
