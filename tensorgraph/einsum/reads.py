"""What an operation of a plan reads: registers, and numbers; and whether its result is a view of what it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

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
    Number,
    Operation,
    Part,
    Register,
    Same,
    SameIndex,
    Scale,
    Select,
    Spell,
    Spread,
    Stack,
)
from tensorgraph.graph.scalar import Scalar


def operands(operation: Operation) -> tuple[Register, ...]:
    """The registers an operation reads, in order."""
    match operation:
        case Contract() | Add() | Affine() | Attend() | Stack():
            return operation.operands
        case Norm():
            return tuple(r for r in (operation.operand, operation.gain, operation.bias) if r is not None)
        case Gather():
            return (operation.operand, operation.ids)
        case Same():
            return (operation.left, operation.right)
        case SameIndex() | Spell() | Part():
            return (operation.ids,)
        case Scale() | Spread() | Call() | Mask() | Select() | Move() | Decompose():
            return (operation.operand,)
        case _:
            return ()


def coefficients(operation: Operation) -> tuple[Scalar, ...]:
    """The numbers an operation needs."""
    match operation:
        case Number() | Scale():
            return (operation.coefficient,)
        case Add():
            return operation.coefficients
        case Call() | Norm():
            return tuple(value for _, value in operation.options)
        case Attend():
            return (operation.scale,)
        case _:
            return ()


def with_operands(operation: Operation, place: Callable[[Register], Register]) -> Operation:
    """The operation reading other registers: ``place`` says which one for each."""
    match operation:
        case Contract() | Add() | Stack():
            return replace(operation, operands=tuple(map(place, operation.operands)))
        case Affine(operands=(left, right, third)) | Attend(operands=(left, right, third)):
            return replace(operation, operands=(place(left), place(right), place(third)))
        case Norm(operand=operand, gain=gain, bias=bias):
            gain, bias = (None if r is None else place(r) for r in (gain, bias))
            return replace(operation, operand=place(operand), gain=gain, bias=bias)
        case Gather(operand=operand, ids=ids):
            return replace(operation, operand=place(operand), ids=place(ids))
        case Same(left=left, right=right):
            return replace(operation, left=place(left), right=place(right))
        case SameIndex() | Spell() | Part():
            return replace(operation, ids=place(operation.ids))
        case Scale() | Spread() | Call() | Mask() | Select() | Move() | Decompose():
            return replace(operation, operand=place(operation.operand))
        case _:
            return operation


def is_view(operation: Operation) -> bool:
    """Whether the result shares its operand's memory."""
    match operation:
        case Select():
            return True
        case Spread(axes=axes):
            kept = [axis for axis in axes if axis is not None]
            return len(kept) == len(set(kept))
        case Contract(inputs=(only,), output=output):
            return set(only) == set(output)
        case _:
            return False
