"""The tree of expressions, wires and attributes, as written. Every node knows its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from tensorgraph.source import Span


@dataclass(frozen=True)
class Name:
    """A word."""

    text: str
    span: Span = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.text


# ---- wires ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Index:
    """A fixed index, `0` or `-1`."""

    value: int
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Part:
    """A wire, with its dimension where one is stated (more than one word for a thick wire)."""

    name: Name
    dims: tuple[Name, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Thick:
    """Several wires as one leg, `(i j)`."""

    parts: tuple[Part, ...]
    span: Span = field(compare=False, repr=False)


LegTree: TypeAlias = Index | Part | Thick


@dataclass(frozen=True)
class Bracket:
    """`[a, b | c]`; `each` is what follows the bar, None without one."""

    legs: tuple[LegTree, ...]
    each: tuple[LegTree, ...] | None
    span: Span = field(compare=False, repr=False)


# ---- expressions ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Number:
    """A number, exact."""

    value: Fraction
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Option:
    """`eps: 1e-5` after the argument of a function."""

    name: Name
    value: Fraction
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Reference:
    """A name with superscripts and brackets; where it is applied, its arguments and the brackets after them."""

    name: Name
    superscripts: tuple[Name | Index, ...]
    bracket: Bracket | None
    arguments: tuple[SumTree | Option, ...] | None
    result: Bracket | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Group:
    """A parenthesised expression."""

    body: SumTree
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Hole:
    """A factor left open, `?`; without brackets its legs are what the equation leaves open."""

    bracket: Bracket | None
    span: Span = field(compare=False, repr=False)


FactorTree: TypeAlias = Number | Reference | Group | Hole


@dataclass(frozen=True)
class Operand:
    """A factor of a term, divided by where `/` precedes it."""

    factor: FactorTree
    divides: bool


@dataclass(frozen=True)
class Term:
    """A product, its sign and the text of its underbrace."""

    negative: bool
    operands: tuple[Operand, ...]
    brace: Name | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class SumTree:
    """Terms added."""

    terms: tuple[Term, ...]
    span: Span = field(compare=False, repr=False)


# ---- attributes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """A string in quotes, raw."""

    text: str
    span: Span = field(compare=False, repr=False)


ValueTree: TypeAlias = "Text | Name | Number | ValueTuple"


@dataclass(frozen=True)
class ValueTuple:
    """Values in parentheses."""

    items: tuple[ValueTree, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Attribute:
    """`name: value`, or a flag without one."""

    name: Name
    value: ValueTree | None
