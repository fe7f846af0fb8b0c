"""What a plan costs: FLOPs, sizes, memory, as polynomials in the named dimensions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tensorgraph.einsum.paths import operations
from tensorgraph.einsum.polynomial import Polynomial
from tensorgraph.einsum.steps import Add, Call, Contract, Load, Register, Scale, Step, is_view, operands


def contraction_flops(dims: Iterable[str], summed: bool, terms: int) -> Polynomial:
    """FLOPs of one contraction over indices of these dimensions, by opt_einsum's convention."""
    return Polynomial.of(dims, operations(summed, terms))


def step_flops(step: Step, steps: Sequence[Step]) -> Polynomial:
    """FLOPs of a step: of a contraction by opt_einsum's convention; one for each entry that is scaled or added, and
    one for each that a function is applied to. Moving entries costs none."""
    match step.operation:
        case Contract():
            return _contraction(step.operation, steps)
        case Scale() | Call():
            return Polynomial.of(steps[step.operation.operand].dims)
        case Add():
            added = Polynomial.of(step.dims, len(step.operation.operands) - 1)
            scaled = [
                o
                for o, c in zip(step.operation.operands, step.operation.coefficients, strict=True)
                if c.powers or abs(c.rational) != 1
            ]
            return sum((Polynomial.of(steps[o].dims) for o in scaled), added)
        case _:
            return Polynomial()


def _contraction(operation: Contract, steps: Sequence[Step]) -> Polynomial:
    dims: dict[int, str] = {}
    for operand, indices in zip(operation.operands, operation.inputs, strict=True):
        dims.update(zip(indices, steps[operand].dims, strict=True))
    if len(operation.operands) == 1 and set(dims) == set(operation.output):
        return Polynomial()
    return contraction_flops(dims.values(), len(operation.output) < len(dims), len(operation.operands))


def entries(step: Step) -> Polynomial:
    """The entries of a step's result."""
    return Polynomial.of(step.dims)


def last_uses(steps: Sequence[Step], kept: Iterable[Register]) -> list[tuple[Register, ...]]:
    """For each step the registers that are read for the last time there, or never; ``kept`` are always alive."""
    last = {step.register: step.register for step in steps}
    for step in steps:
        last.update(dict.fromkeys(operands(step.operation), step.register))
    dead: list[list[Register]] = [[] for _ in steps]
    for register, place in last.items():
        if register not in set(kept):
            dead[place].append(register)
    return [tuple(registers) for registers in dead]


def live_memory(steps: Sequence[Step], kept: Iterable[Register]) -> list[tuple[Register, ...]]:
    """For each step the registers whose memory is alive while it runs: without inputs, a view being its operand's."""
    owner: dict[Register, Register] = {}
    for step in steps:
        owner[step.register] = owner[operands(step.operation)[0]] if is_view(step.operation) else step.register
    dead = last_uses(steps, kept)
    alive: list[Register] = []
    history = []
    for step, ended in zip(steps, dead, strict=True):
        alive.append(step.register)
        owners = dict.fromkeys(owner[register] for register in alive)
        history.append(tuple(o for o in owners if not isinstance(steps[o].operation, Load)))
        alive = [register for register in alive if register not in ended]
    return history


def peak(steps: Sequence[Step], kept: Iterable[Register], sizes: Mapping[str, int]) -> Polynomial:
    """The most entries alive at once."""
    moments = [sum((entries(steps[r]) for r in alive), Polynomial()) for alive in live_memory(steps, kept)]
    return max(moments, key=lambda total: total.value(sizes), default=Polynomial())
