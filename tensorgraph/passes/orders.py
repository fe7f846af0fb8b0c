"""Axes in another order: views that only permute, and contractions whatever their indices are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, TypeAlias

from tensorgraph.einsum.operations import Affine, Attend, Axes, Contract, Operation, Register, Spread, Step

if TYPE_CHECKING:
    from tensorgraph.passes.rebuild import Rebuild

Order: TypeAlias = tuple[int, ...]
"""For each axis of a view, the axis of what it is a view of."""
Indices: TypeAlias = tuple[int, ...]


def permutation(operation: Operation) -> Order | None:
    """The order of a view that only permutes, None of anything else."""
    match operation:
        case Spread(axes=axes):
            order = tuple(axis for axis in axes if axis is not None)
            return order if len(set(order)) == len(axes) else None
        case Contract(inputs=(only,), output=output) if sorted(only) == sorted(set(output)):
            return tuple(only.index(index) for index in output)
        case _:
            return None


def behind(new: Rebuild, register: Register) -> tuple[Register, Order]:
    """What a register is a view of, and in which order; itself in its own where it is none."""
    step = new.registers.steps[register]
    order = permutation(step.operation)
    if order is None:
        return register, tuple(range(len(step.dims)))
    assert isinstance(step.operation, Spread | Contract)
    below = step.operation.operand if isinstance(step.operation, Spread) else step.operation.operands[0]
    under, inner = behind(new, below)
    return under, tuple(inner[axis] for axis in order)


def reordered(new: Rebuild, register: Register, order: Sequence[int], like: Step) -> Register:
    """The register with its axes in this order, as one view or as it is; its wires are called as those of a step."""
    under, inner = behind(new, register)
    order = tuple(inner[axis] for axis in order)
    if order == tuple(range(len(order))):
        return under
    view = Contract((under,), (tuple(range(len(order))),), order)
    return new.emit(view, like, note=einsum_text(view, like, new))


def numbered(inputs: Sequence[Indices], *others: Indices) -> tuple[tuple[Indices, ...], ...]:
    """Indices by order of appearance in ``inputs``; the ``others`` have no further ones.

    >>> numbered([(5, 3), (3, 7)], (7, 5))
    (((0, 1), (1, 2)), ((2, 0),))
    """
    number: dict[int, int] = {}
    renamed = tuple(tuple(number.setdefault(index, len(number)) for index in indices) for indices in inputs)
    return renamed, tuple(tuple(number[index] for index in indices) for indices in others)


def contraction(operands: Sequence[Register], inputs: Sequence[Indices], output: Indices) -> Contract:
    """A contraction, its indices called anything."""
    renamed, (result,) = numbered(inputs, output)
    return Contract(tuple(operands), renamed, result)


def affine(operands: tuple[Register, Register, Register], inputs: Sequence[Indices], output: Indices) -> Affine:
    """A contraction plus a third operand, the indices called anything."""
    (left, right, added), (result,) = numbered(inputs, output)
    return Affine(operands, (left, right, added), result)


def through(operation: Contract | Affine | Attend, new: Rebuild) -> Contract | Affine | Attend:
    """The same, reading what its operands are views of."""
    found = [behind(new, register) for register in operation.operands]
    if tuple(register for register, _ in found) == operation.operands:
        return operation
    inputs = tuple(
        tuple(indices[order.index(axis)] for axis in range(len(order)))
        for indices, (_, order) in zip(operation.inputs, found, strict=True)
    )
    others = (operation.query, operation.key) if isinstance(operation, Attend) else ()
    renamed, (output, *rest) = numbered(inputs, operation.output, *others)
    changes: dict[str, Any] = dict(zip(("query", "key"), rest, strict=False))
    changes |= {"operands": tuple(register for register, _ in found), "inputs": renamed, "output": output}
    return replace(operation, **changes)


def through_spread(axes: Axes, register: Register, new: Rebuild) -> tuple[Register, Axes]:
    """The axes of what a register is a view of, repeated or not."""
    register, order = behind(new, register)
    axes = tuple(None if axis is None else order[axis] for axis in axes)
    below = new.registers.steps[register].operation
    if not isinstance(below, Spread) or doubled(below.axes) or doubled(axes):
        return register, axes
    inner = tuple(None if axis is None else below.axes[axis] for axis in axes)
    return through_spread(inner, below.operand, new)


def doubled(axes: Axes) -> bool:
    """Whether an axis is laid on a diagonal."""
    present = [axis for axis in axes if axis is not None]
    return len(set(present)) < len(present)


def einsum_text(
    operation: Contract | Affine | Attend, step: Step, new: Rebuild, wires: Sequence[str] | None = None
) -> str:
    """The einsum string of what is written for a step, in the letters of the wires: the result's, those that the step's
    own string has, the operands'; the next free letter where these are not letters or not different."""
    names = dict(zip(operation.output, step.wires if wires is None else wires, strict=True))
    known = letters(step, new)
    for register, indices in zip(operation.operands, operation.inputs, strict=True):
        own = new.registers.steps[register].wires
        found = {index: known.get((register, axis), own[axis]) for axis, index in enumerate(indices)}
        names = {**found, **names}
    met = sorted(names)
    letter = _different([names[index] for index in met], met)
    texts = ["".join(letter[index] for index in indices) for indices in (*operation.inputs, operation.output)]
    plus = f" + {texts[2]}" if isinstance(operation, Affine) else ""
    factors = texts[: -2 if plus else -1]
    return ",".join(factors) + f"{plus}{' -> ' if plus else '->'}{texts[-1]}"


def _different(names: Sequence[str], indices: Sequence[int]) -> dict[int, str]:
    """A letter for each index: its name where that is one, and for the second index of a name the next free letter."""
    if len(names) > len(ascii_lowercase):
        return {index: f"{place}." for place, index in enumerate(indices)}
    found: dict[int, str] = {}
    for index, name in zip(indices, names, strict=True):
        start = ascii_lowercase.find(name) if len(name) == 1 else 0
        free = (name, *ascii_lowercase[max(start, 0) :], *ascii_lowercase)
        found[index] = next(word for word in free if len(word) == 1 and word not in found.values())
    return found


def letters(step: Step, new: Rebuild) -> dict[tuple[Register, int], str]:
    """What the step's einsum string calls each axis of what its operands are views of."""
    if not isinstance(step.operation, Contract | Affine | Attend):
        return {}
    words = step.note.partition("->")[0].replace(" ", "").replace("+", ",").split(",")
    found: dict[tuple[Register, int], str] = {}
    for register, word in zip(step.operation.operands, words, strict=False):
        if register not in new.place:
            return {}  # a step of another plan
        under, order = behind(new, new.place[register])
        found |= {(under, axis): letter for axis, letter in zip(order, word, strict=False)}
    return found
