"""Which function writes which operation."""

from __future__ import annotations

from collections.abc import Callable

from tensorgraph.code import arithmetic, attention, contraction, decompositions, functions, lookups
from tensorgraph.code.lines import Array
from tensorgraph.code.writer import Writer
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
    OneHot,
    Part,
    Previous,
    Same,
    SameIndex,
    Scale,
    Select,
    Spell,
    Spread,
    Stack,
    Step,
)

EMIT: dict[type, Callable[[Writer, Step], Array]] = {
    Add: arithmetic.add,
    Affine: contraction.affine,
    Attend: attention.attend,
    Call: functions.call,
    Contract: contraction.contract,
    Decompose: decompositions.decompose,
    Gather: lookups.gather,
    Mask: functions.mask,
    Move: lookups.move,
    Norm: functions.norm,
    Number: arithmetic.number,
    OneHot: lookups.one_hot,
    Part: lookups.part,
    Previous: lookups.previous,
    Same: lookups.same,
    SameIndex: lookups.same_index,
    Scale: arithmetic.scale,
    Select: lookups.select,
    Spell: lookups.spell,
    Spread: arithmetic.spread,
    Stack: arithmetic.stack,
}
"""Loads are the parameters of the code; every other operation of `tensorgraph.einsum.operations` is here."""
