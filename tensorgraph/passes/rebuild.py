"""A plan written anew: each step is kept, or replaced by what a law says is equal to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tensorgraph.einsum.operations import Load, Operation, Register, Stack, Step
from tensorgraph.einsum.plan import Output, Plan
from tensorgraph.einsum.reads import operands, with_operands
from tensorgraph.einsum.registers import Registers
from tensorgraph.passes.orders import permutation

Rule: TypeAlias = "Callable[[Step, Rebuild], Register | None]"
"""What to write instead of a step: the new register that holds its result, axis for axis; None to keep the step."""


@dataclass
class Rebuild:
    """A plan being written anew. ``plan`` is the old one, ``place`` the new register of each old one so far."""

    plan: Plan
    registers: Registers
    place: dict[Register, Register] = field(default_factory=dict)

    def emit(self, operation: Operation, like: Step, wires: Sequence[str] | None = None, note: str = "") -> Register:
        """The new register of an operation on new registers, named as an old step is."""
        if isinstance(operation, Stack):
            count = len(operation.operands)
            self.registers.sizes = {**self.registers.sizes, str(count): count}
        return self.registers.emit(operation, like.wires if wires is None else wires, like.name, note or like.note)


def rebuilt(plan: Plan, rule: Rule) -> Plan:
    """The plan with a rule applied to each step in order, and what nothing reads left out.

    A rule sees the old step, and writes with `Rebuild.emit` from `Rebuild.place`. Equal operations become one.
    """
    new = Rebuild(plan, Registers(dict(plan.sizes)))
    for step in plan.steps:
        made = rule(step, new)
        new.place[step.register] = kept(step, new) if made is None else made
    return pruned(plan, new)


def kept(step: Step, new: Rebuild) -> Register:
    """The same step on the new registers."""
    return new.emit(moved(step.operation, new.place), step)


def moved(operation: Operation, place: Mapping[Register, Register]) -> Operation:
    """The operation on other registers, itself where they are the same."""
    same = all(place[register] == register for register in operands(operation))
    return operation if same else with_operands(operation, place.__getitem__)


def pruned(plan: Plan, new: Rebuild) -> Plan:
    """The steps that the outputs need, in order, numbered from zero, and all inputs, which are looked at even where
    they cancel; a definition that is no longer made is dropped."""
    steps = new.registers.steps
    outputs = [replace(output, register=new.place[output.register]) for output in plan.outputs]
    definitions = [unviewed(replace(output, register=new.place[output.register]), steps) for output in plan.definitions]
    inputs = {step.register for step in steps if isinstance(step.operation, Load)}
    wanted = sorted({*needed_steps(steps, [output.register for output in outputs]), *inputs})
    number = {old: place for place, old in enumerate(wanted)}
    return replace(
        plan,
        steps=tuple(
            steps[old]
            if old == place
            else replace(steps[old], register=place, operation=moved(steps[old].operation, number))
            for old, place in number.items()
        ),
        outputs=tuple(replace(output, register=number[output.register]) for output in outputs),
        definitions=tuple(
            replace(output, register=number[output.register]) for output in definitions if output.register in number
        ),
        sizes=dict(new.registers.sizes),
    )


def unviewed(output: Output, steps: Sequence[Step]) -> Output:
    """The output read from what it is a view of, so that it can still be found where nothing reads the view."""
    operation = steps[output.register].operation
    order = permutation(operation)
    if order is None:
        return output
    axes = tuple(None if axis is None else order[axis] for axis in output.axes)
    return unviewed(replace(output, register=operands(operation)[0], axes=axes), steps)


def needed_steps(steps: Sequence[Step], registers: Sequence[Register]) -> list[Register]:
    """The registers that these are made of, and these, in order."""
    found: set[Register] = set()
    waiting = list(registers)
    while waiting:
        register = waiting.pop()
        if register not in found:
            found.add(register)
            waiting += operands(steps[register].operation)
    return sorted(found)


def uses(plan: Plan) -> list[list[Register]]:
    """For each register the steps that read it, once for each time; an output that is returned counts as -1."""
    found: list[list[Register]] = [[] for _ in plan.steps]
    for step in plan.steps:
        for register in operands(step.operation):
            found[register].append(step.register)
    for output in plan.outputs:
        found[output.register].append(RETURNED)
    return found


RETURNED = -1
"""Who reads an output: the caller."""
