"""In which drawing each row of a plan is shown: one of everything, or several where one would be too large to read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tensorgraph.einsum.operations import Decompose, Load, Register
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.reads import operands

MOST_TENSORS = 48
"""Most tensors of one drawing; a whole block of GPT-2 has 42."""

DEEPEST = 30
"""Most operations on operations of one drawing; a whole block of GPT-2 has 12."""


@dataclass(frozen=True)
class Scopes:
    """The registers that are drawn, and of every register the one in whose drawing its row is shown."""

    drawn: frozenset[Register]
    of: dict[Register, Register]


def scopes(plan: Plan) -> Scopes:
    """The result's drawing, those of what is decomposed and, where one would have too many tensors, those of
    definitions and steps on the way."""
    target = plan.outputs[0].register
    decomposed = {step.operation.operand for step in plan.steps if isinstance(step.operation, Decompose)}
    drawn = _apart(plan) | decomposed | {target}
    of: dict[Register, Register] = {}
    for register in sorted(drawn):
        for inside in _inside(plan, register, drawn):
            of.setdefault(inside, register)
    for step in plan.steps:  # what cancels
        of.setdefault(step.register, target)
    return Scopes(frozenset(drawn), of)


def _apart(plan: Plan) -> set[Register]:
    """The registers that stand as tensors from the beginning, so that no drawing is too large or too deep: definitions
    first."""
    named = {output.register for output in plan.definitions}
    size, depth, drawn = list[int](), list[int](), set[Register]()
    for step in plan.steps:
        is_tensor = isinstance(step.operation, Load | Decompose)
        read = () if is_tensor else operands(step.operation)
        while large := _too_much(read, size, depth, drawn):
            drawn.add(max(large, key=lambda register: (register in named, size[register], -register)))
        size.append(sum(1 if register in drawn else size[register] for register in read) or 1)
        depth.append(1 + max((depth[register] for register in read if register not in drawn), default=0))
    return drawn


def _too_much(
    read: Sequence[Register], size: Sequence[int], depth: Sequence[int], drawn: Collection[Register]
) -> list[Register]:
    """The operands of which one has to be drawn by itself, none where all may be drawn together."""
    whole = [register for register in read if register not in drawn]
    deep = [register for register in whole if depth[register] >= DEEPEST]
    tensors = sum(1 if register in drawn else size[register] for register in read)
    return deep or ([register for register in whole if size[register] > 1] if tensors > MOST_TENSORS else [])


def _inside(plan: Plan, register: Register, drawn: set[Register]) -> set[Register]:
    """The registers in one drawing."""
    found: set[Register] = set()
    waiting = [register]
    while waiting:
        here = waiting.pop()
        if here in found or (here in drawn and here != register):
            continue
        found.add(here)
        if not isinstance(plan.steps[here].operation, Decompose):
            waiting += operands(plan.steps[here].operation)
    return found
