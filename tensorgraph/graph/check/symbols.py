"""What a name can stand for while a file is checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from tensorgraph.graph.check.types import Shape
from tensorgraph.graph.nodes import Wire
from tensorgraph.graph.scalar import Scalar
from tensorgraph.source import Span
from tensorgraph.syntax import tree as t

LEG_WORDS = ("ones", "id", "copy", "shift")
"""Built-in tensors."""
REWRITES = ("unfold", "expand")
"""Built-in operations on expressions."""
DECOMPOSITIONS = {"svd": 3, "qr": 2, "eigh": 2, "eigvals": 1}
"""Built-in decompositions and how many tensors each defines."""
BUILT_IN = (*LEG_WORDS, *REWRITES, *DECOMPOSITIONS)
"""Names with a meaning of their own, beside the functions."""


@dataclass(frozen=True)
class DimSymbol:
    """A dimension."""

    name: str
    size: int | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class TensorSymbol:
    """A declared tensor."""

    statement: t.TensorStatement

    @property
    def span(self) -> Span:
        """Where the name is declared."""
        return self.statement.name.span


@dataclass(frozen=True)
class ScalarSymbol:
    """A declared scalar."""

    statement: t.ScalarStatement

    @property
    def span(self) -> Span:
        """Where the name is declared."""
        return self.statement.name.span


@dataclass(frozen=True)
class FunctionSymbol:
    """A built-in function (``target``), an opaque one (no target), or another name of a built-in."""

    name: str
    target: str | None
    along_axis: bool = False
    statement: t.FunctionStatement | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class DefinitionSymbol:
    """A name on the left of a definition."""

    define: t.Define
    left: t.Left

    @property
    def span(self) -> Span:
        """Where the name is declared."""
        return self.left.name.span


@dataclass(frozen=True)
class TemplateSymbol:
    """A ``def``; ``indices`` are its formals that stand for an index (`tensorgraph.graph.check.formals`)."""

    template: t.Template
    indices: frozenset[str] = frozenset()

    @property
    def span(self) -> Span:
        """Where the name is declared."""
        return self.template.name.span


@dataclass(frozen=True)
class Argument:
    """A tensor that a formal stands for: its name in the network, the legs already taken (superscripts) and their
    shapes, the wires carried through, the shapes of the legs left."""

    target: str
    taken: tuple[Wire | int, ...]
    through: tuple[Wire, ...]
    shapes: tuple[Shape, ...]
    taken_shapes: tuple[Shape, ...] = ()


@dataclass(frozen=True)
class IndexArgument:
    """A wire or a number that an index formal stands for."""

    value: Wire | int


@dataclass(frozen=True)
class ScalarArgument:
    """A number that a scalar formal, or a dimension of a formal, stands for."""

    value: Scalar


Local: TypeAlias = Argument | IndexArgument | ScalarArgument
Symbol: TypeAlias = DimSymbol | TensorSymbol | ScalarSymbol | FunctionSymbol | DefinitionSymbol | TemplateSymbol | Local


def decomposition_of(define: t.Define) -> t.Reference | None:
    """The application of a decomposition that a definition consists of, if it does."""
    alone = len(define.body.terms) == 1 and len(define.body.terms[0].operands) == 1
    first = define.body.terms[0].operands[0].factor if alone else None
    is_one = isinstance(first, t.Reference) and first.name.text in DECOMPOSITIONS and first.arguments is not None
    return first if is_one and isinstance(first, t.Reference) else None


def is_computed(symbol: Symbol) -> bool:
    """Whether a name is defined otherwise than by an expression: by a decomposition, or once per index."""
    return isinstance(symbol, DefinitionSymbol) and (
        symbol.define.index is not None or decomposition_of(symbol.define) is not None
    )


def kind_in_words(symbol: Symbol) -> str:
    """What a symbol is, for a message."""
    match symbol:
        case DimSymbol():
            return "a dimension"
        case TensorSymbol() | Argument():
            return "a tensor"
        case ScalarSymbol() | ScalarArgument():
            return "a scalar"
        case FunctionSymbol():
            return "a function"
        case DefinitionSymbol():
            return "a definition"
        case TemplateSymbol():
            return "a `def`"
        case IndexArgument():
            return "an index"
