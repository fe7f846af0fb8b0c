"""The tree of a file, as written. Every node knows its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from tensorgraph.source import Source, Span
from tensorgraph.syntax.expression_tree import (
    Attribute,
    Bracket,
    FactorTree,
    Group,
    Hole,
    Index,
    LegTree,
    Name,
    Number,
    Operand,
    Option,
    Part,
    Reference,
    SumTree,
    Term,
    Text,
    Thick,
    ValueTree,
    ValueTuple,
)

__all__ = [
    "Attribute",
    "Bracket",
    "Define",
    "DimStatement",
    "Equation",
    "FactorTree",
    "Formal",
    "FunctionStatement",
    "Group",
    "Hole",
    "Index",
    "Left",
    "LegTree",
    "Name",
    "Number",
    "Operand",
    "Option",
    "Part",
    "PictureStatement",
    "Place",
    "Program",
    "Reference",
    "RelationTree",
    "ScalarStatement",
    "Statement",
    "StyleStatement",
    "SumTree",
    "Target",
    "Template",
    "TensorStatement",
    "Term",
    "Text",
    "Thick",
    "TintTree",
    "UseStatement",
    "ValueTree",
    "ValueTuple",
    "Wish",
]


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
    """A relation and the side after it; `within` and `top1` are how close the sides are claimed to be."""

    sign: str
    side: SumTree
    within: Number | None
    top1: Number | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Equation:
    """A side and the relations that follow it."""

    first: SumTree
    relations: tuple[RelationTree, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Target:
    """A tensor of a picture, `A` or `A^1`."""

    name: Name
    superscripts: tuple[Name | Index, ...]
    span: Span = field(compare=False, repr=False)

    def __str__(self) -> str:
        return "^".join([self.name.text, *(s.text if isinstance(s, Name) else str(s.value) for s in self.superscripts)])


@dataclass(frozen=True)
class Wish:
    """`A: above`, `W: align V`, `T: legs "up right"` or, without a word, `x: (2, 0)`: where a tensor shall stand."""

    target: Target
    word: Name | None
    value: Target | Text | ValueTuple | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Place:
    """`place { … }`: wishes of one picture."""

    wishes: tuple[Wish, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class TintTree:
    """`group "…" { … }: A, B`: a tinted ground behind tensors; or `brace "…": A, B`, an underbrace under them.

    ``word`` is which of the two."""

    word: str
    text: Text | None
    attributes: tuple[Attribute, ...]
    targets: tuple[Target, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class PictureStatement:
    """A `show` (`drawn`) or a `check`; `clauses` are the hints of a `show`."""

    drawn: bool
    name: Name
    bracket: Bracket | None
    given: tuple[Name, ...]
    attributes: tuple[Attribute, ...]
    equations: tuple[Equation, ...]
    clauses: tuple[Place | TintTree, ...]
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
