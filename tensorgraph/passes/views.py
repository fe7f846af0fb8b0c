"""An operand with its axes permuted is the operand with its indices permuted.

So a contraction, an affine one or an attention reads what stands behind a view, and the view goes where nothing else
reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.steps import Affine, Attend, Contract, Register, Step
from tensorgraph.passes.rebuild import Rebuild, rebuilt


def views(plan: Plan) -> Plan:
    """The plan with views read through."""
    return rebuilt(plan, _read_through)


def _read_through(step: Step, new: Rebuild) -> Register | None:
    operation = step.operation
    if not isinstance(operation, Contract | Affine | Attend):
        return None
    pairs = [_behind(new, r, indices) for r, indices in zip(operation.operands, operation.inputs, strict=True)]
    if all(register == old for (register, _), old in zip(pairs, operation.operands, strict=True)):
        return None
    number: dict[int, int] = {}
    inputs = tuple(tuple(number.setdefault(i, len(number)) for i in indices) for _, indices in pairs)
    registers = tuple(new.place[register] for register, _ in pairs)
    output = tuple(number[i] for i in operation.output)
    if isinstance(operation, Attend):
        query, key = (tuple(number[i] for i in some) for some in (operation.query, operation.key))
        changed = replace(operation, operands=registers, inputs=inputs, output=output, query=query, key=key)
        return new.emit(changed, step)
    note = _note(step.note, operation.inputs, [indices for _, indices in pairs])
    return new.emit(replace(operation, operands=registers, inputs=inputs, output=output), step, note=note)


def _note(text: str, before: Sequence[tuple[int, ...]], after: Sequence[tuple[int, ...]]) -> str:
    """The einsum string with the letters of each operand in their new order."""
    left, arrow, right = text.partition("->")
    words = left.split(",")
    if not arrow or [len(word) for word in words] != [len(indices) for indices in before]:
        return text
    letters = [dict(zip(indices, word, strict=True)) for indices, word in zip(before, words, strict=True)]
    moved = ("".join(letter[i] for i in indices) for letter, indices in zip(letters, after, strict=True))
    return f"{','.join(moved)}->{right}"


def _behind(new: Rebuild, register: Register, indices: tuple[int, ...]) -> tuple[Register, tuple[int, ...]]:
    """The register of the old plan that a view permutes, with the indices of its axes."""
    operation = new.plan.steps[register].operation
    while isinstance(operation, Contract) and _permutes(operation):
        index = dict(zip(operation.output, indices, strict=True))
        register, indices = operation.operands[0], tuple(index[i] for i in operation.inputs[0])
        operation = new.plan.steps[register].operation
    return register, indices


def _permutes(operation: Contract) -> bool:
    """Whether one operand's axes are put in another order, each once."""
    if len(operation.operands) != 1:
        return False
    (indices,) = operation.inputs
    return len(set(indices)) == len(indices) == len(operation.output) and set(indices) == set(operation.output)
