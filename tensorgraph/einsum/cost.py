"""What a plan costs: FLOPs, sizes, memory, as polynomials in the named dimensions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tensorgraph.einsum.factors import decomposition_flops, outputs_entries
from tensorgraph.einsum.operations import (
    Add,
    Affine,
    Attend,
    Call,
    Contract,
    Decompose,
    Load,
    Norm,
    Register,
    Scale,
    Step,
)
from tensorgraph.einsum.paths import operations
from tensorgraph.einsum.polynomial import Polynomial
from tensorgraph.einsum.reads import is_view, operands


def contraction_flops(dims: Iterable[str], summed: bool, terms: int) -> Polynomial:
    """FLOPs of one contraction over indices of these dimensions, by opt_einsum's convention."""
    return Polynomial.of(dims, operations(summed, terms))


def step_flops(step: Step, steps: Sequence[Step]) -> Polynomial:
    """FLOPs of a step: of a contraction by opt_einsum's convention; one for each entry that is scaled or added, and
    one for each that a function is applied to. Moving entries costs none; a decomposition by
    `tensorgraph.einsum.factors.FLOPS`, at its first output."""
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
        case Decompose():
            return _decomposition(step.operation, step.register, steps)
        case Affine(operands=(left, right, _), inputs=(mine, theirs, _), output=output):
            product = Contract((left, right), (mine, theirs), output)
            return _contraction(product, steps) + Polynomial.of(step.dims)
        case Attend():
            return _attention(step.operation, steps)
        case Norm(gain=gain, bias=bias):
            return Polynomial.of(step.dims, 1 + (gain is not None) + (bias is not None))
        case _:
            return Polynomial()


def index_dims(operation: Contract | Affine | Attend, steps: Sequence[Step]) -> dict[int, str]:
    """The dimension of each index."""
    dims: dict[int, str] = {}
    for operand, indices in zip(operation.operands, operation.inputs, strict=True):
        dims.update(zip(indices, steps[operand].dims, strict=True))
    return dims


def _attention(operation: Attend, steps: Sequence[Step]) -> Polynomial:
    """Scores, their softmax, and the values weighted by it."""
    dims = index_dims(operation, steps)
    queries, keys, values = map(set, operation.inputs)
    pattern = (queries | keys) & {*operation.output, *operation.key}
    weighted = [dims[index] for index in pattern | values]
    scores = contraction_flops([dims[index] for index in queries | keys], pattern != queries | keys, 2)
    return scores + Polynomial.of(dims[index] for index in pattern) + contraction_flops(weighted, True, 2)


def _contraction(operation: Contract, steps: Sequence[Step]) -> Polynomial:
    dims = index_dims(operation, steps)
    if len(operation.operands) == 1 and set(dims) == set(operation.output):
        return Polynomial()
    return contraction_flops(dims.values(), len(operation.output) < len(dims), len(operation.operands))


def _decomposition(operation: Decompose, register: Register, steps: Sequence[Step]) -> Polynomial:
    """All of it at the first of its outputs."""
    if any(_is_of(other, operation) for other in steps[operation.operand : register]):
        return Polynomial()
    dims = steps[operation.operand].dims
    return decomposition_flops(operation, dims)


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
    alive = live_memory(steps, kept)
    moments = [_moment(step, registers, steps, sizes) for step, registers in zip(steps, alive, strict=True)]
    return max(moments, key=lambda total: total.value(sizes), default=Polynomial())


def _moment(step: Step, alive: Iterable[Register], steps: Sequence[Step], sizes: Mapping[str, int]) -> Polynomial:
    """The entries alive while a step runs; of a decomposition also all its outputs, whole, asked for or not."""
    held = Polynomial()
    operation = step.operation
    if isinstance(operation, Decompose):
        held = outputs_entries(operation, steps[operation.operand].dims)
        if sizes[operation.dims[0]] == Polynomial.of(operation.smaller).value(sizes):  # nothing is cut off and copied
            alive = [register for register in alive if not _is_of(steps[register], operation)]
    return sum((entries(steps[register]) for register in alive), held)


def _is_of(step: Step, operation: Decompose) -> bool:
    return isinstance(step.operation, Decompose) and step.operation.family == operation.family
