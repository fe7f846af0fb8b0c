"""The tree of a file, as written. Every node knows its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from tensorgraph.source import Source, Span


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


FactorTree: TypeAlias = Number | Reference | Group


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


# ---- statements -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DimStatement:
    """`dim a = 3`: one of the names of a statement."""

    name: Name
    size: int | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class TensorStatement:
    """`param W[a, b] { … }`: one of the names of a statement."""

    kind: str
    name: Name
    bracket: Bracket | None
    attributes: tuple[Attribute, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class ScalarStatement:
    """`scalar c = 1e-5`: one of the names of a statement."""

    name: Name
    value: Fraction | None
    attributes: tuple[Attribute, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class FunctionStatement:
    """`fn f`, `fn g[j]` or `fn σ = relu`: one of the names of a statement."""

    name: Name
    alias: Name | None
    bracket: Bracket | None
    attributes: tuple[Attribute, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class UseStatement:
    """`use "common.tg"`."""

    path: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Left:
    """A name being defined, with its legs."""

    name: Name
    superscripts: tuple[Name | Index, ...]
    bracket: Bracket | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Define:
    """`y[i] = …`; several on the left for a decomposition; `index` and `over` for one application per index."""

    left: tuple[Left, ...]
    attributes: tuple[Attribute, ...]
    body: SumTree
    index: Name | None
    over: Name | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Formal:
    """A parameter of a `def`: a tensor with brackets, else an index or a scalar."""

    name: Name
    bracket: Bracket | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Template:
    """A `def`."""

    name: Name
    formals: tuple[Formal, ...]
    bracket: Bracket | None
    attributes: tuple[Attribute, ...]
    body: SumTree
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class RelationTree:
    """A relation and the side after it."""

    sign: str
    side: SumTree
    within: Fraction | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Equation:
    """A side and the relations that follow it."""

    first: SumTree
    relations: tuple[RelationTree, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class PictureStatement:
    """A `show` (`drawn`) or a `check`."""

    drawn: bool
    name: Name
    bracket: Bracket | None
    given: tuple[Name, ...]
    attributes: tuple[Attribute, ...]
    equations: tuple[Equation, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class StyleStatement:
    """`style { … }`: defaults of the file."""

    attributes: tuple[Attribute, ...]
    span: Span = field(compare=False, repr=False)


Statement: TypeAlias = (
    DimStatement
    | TensorStatement
    | ScalarStatement
    | FunctionStatement
    | UseStatement
    | Define
    | Template
    | PictureStatement
    | StyleStatement
)


@dataclass(frozen=True)
class Program:
    """A file's statements in order."""

    source: Source
    statements: tuple[Statement, ...]
