"""A checked file: what each name stands for, and the pictures and equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from tensorgraph.graph.nodes import Graph, Wire, leg_name
from tensorgraph.graph.scalar import Scalar
from tensorgraph.source import Source, Span
from tensorgraph.weights.stored import Stored

Value: TypeAlias = "str | Scalar | bool | tuple[Value, ...]"
"""An attribute's value: text or a word, a number, a flag, a tuple of these."""


class Kind(Enum):
    """What sort of tensor a name is."""

    TENSOR = "tensor"
    PARAM = "param"
    INPUT = "input"
    HOLE = "hole"
    """What a `?` of an equation stands for."""


@dataclass(frozen=True)
class Property:
    """A law a tensor obeys: its name (onehot, isometry, permutation, symmetric, diagonal, pattern) and its leg.

    ``leg`` is a position among the tensor's legs, None where the law concerns the whole tensor.
    """

    name: str
    leg: int | None = None


@dataclass(frozen=True)
class Declaration:
    """A tensor given from outside. ``dims`` has a tuple of dimensions for each leg, more than one for a thick leg;
    ``leg_names`` the names of the legs (the dimension's name where none was written, ``(a b)`` for a thick one);
    ``stored`` is what `from:` and `as:` say of its values."""

    name: str
    kind: Kind
    dims: tuple[tuple[str, ...], ...]
    leg_names: tuple[str, ...]
    properties: tuple[Property, ...] = ()
    attributes: tuple[tuple[str, Value], ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)
    stored: Stored | None = None

    @property
    def constant(self) -> bool:
        """Whether it is a parameter, the same in every call."""
        return self.kind is Kind.PARAM


@dataclass(frozen=True)
class Decomposition:
    """``U[i, r] s[r] V[r, j] = svd(M[i, j])``, kept as written: which definition gets which part.

    ``rank`` is the most that the new dimension may be. `tensorgraph.graph.derived` says which wires are rows.
    """

    kind: str
    operand: Graph
    outputs: tuple[tuple[str, tuple[tuple[Wire, ...], ...]], ...]
    rank: int | None = None


@dataclass(frozen=True)
class Repetition:
    """``block(x_in, l)[i, m] for l in layer``, kept as written: one application, to the definition ``state``.

    ``state`` is ``x_in`` before the first application, and from then on what the last one made; ``index`` is a wire of
    ``graph`` that is none of its legs. `tensorgraph.graph.layers` writes it out.
    """

    graph: Graph
    index: str
    dim: str
    state: str


@dataclass(frozen=True)
class Definition:
    """A named expression. A call of a ``def`` is one too, under the text of the call, shared by equal calls.

    ``superscripts`` of its legs were written above the name on the left. ``constant`` says that it is made only of
    parameters. ``callee`` is the ``def`` of a call.
    """

    name: str
    graph: Graph
    properties: tuple[Property, ...] = ()
    attributes: tuple[tuple[str, Value], ...] = ()
    superscripts: int = 0
    constant: bool = False
    callee: str = ""
    kept: Decomposition | Repetition | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def origin(self) -> Graph:
        """What it is made from: its expression, or what is decomposed."""
        return self.kept.operand if isinstance(self.kept, Decomposition) else self.graph

    @property
    def dims(self) -> tuple[tuple[str, ...], ...]:
        """A tuple of dimensions for each leg; those carried through come last."""
        legs = self.graph.legs + tuple((wire,) for wire in self.graph.through)
        return tuple(tuple(wire.dim for wire in leg) for leg in legs)

    @property
    def leg_names(self) -> tuple[str, ...]:
        """A name for each leg, ``(i j)`` for a thick one."""
        legs = self.graph.legs + tuple((wire,) for wire in self.graph.through)
        return tuple(leg_name(leg) for leg in legs)


@dataclass(frozen=True)
class Relation:
    """``==``, ``!=`` or ``~=`` between two sides; only the last has ``within``, the largest distance, and ``top1``, the
    least share of rows whose largest entry is in one place on both sides."""

    sign: str
    within: Fraction | None = None
    top1: Fraction | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Row:
    """One row of a picture or one chain of equations: sides with the same free wires, a relation between neighbours.

    A side that is a bare number has no factors with wires, and is that number everywhere.
    """

    sides: tuple[Graph, ...]
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class Hint:
    """Where an author wants a tensor, by name.

    ``wish`` is at (``at`` is the place in grid units, y upwards), legs (``legs`` has left, right, up or down for each
    leg that is a line), above or below (the chain), or align (in one column with the tensor ``other``).
    """

    name: str
    wish: str
    at: tuple[float, float] | None = None
    legs: tuple[str, ...] = ()
    other: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Tint:
    """``group "virtual head" { color: red }: A2, A1``: a tinted ground, with words, behind these tensors, in every term
    that has them all."""

    text: str
    names: tuple[str, ...]
    color: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Brace:
    """``brace "OV circuit": W_V, W_O``: an underbrace with a text from the first to the last of these tensors, in every
    term that has them all."""

    text: str
    names: tuple[str, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Picture:
    """A ``show`` (``drawn``) or a ``check``; ``given`` are the definitions frozen; ``hints``, ``tints`` and ``braces``
    are its ``place``, ``group`` and ``brace`` clauses."""

    name: str
    rows: tuple[Row, ...]
    drawn: bool = True
    given: tuple[str, ...] = ()
    attributes: tuple[tuple[str, Value], ...] = ()
    hints: tuple[Hint, ...] = ()
    tints: tuple[Tint, ...] = ()
    braces: tuple[Brace, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class OpaqueFunction:
    """``fn f`` or ``fn g[j]``: given as a Python callable at run time. ``along_axis`` tells which."""

    name: str
    along_axis: bool = False
    attributes: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class ScalarDeclaration:
    """A number with a name; ``fit`` when it is chosen by least squares."""

    name: str
    value: Fraction | None = None
    fit: bool = False
    attributes: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class Network:
    """Everything a file says, checked. Mappings keep the order of the file; definitions come after what they use."""

    source: Source
    dims: Mapping[str, int | None]
    declarations: Mapping[str, Declaration]
    scalars: Mapping[str, ScalarDeclaration]
    functions: Mapping[str, OpaqueFunction]
    definitions: Mapping[str, Definition]
    pictures: tuple[Picture, ...]
    style: tuple[tuple[str, Value], ...] = ()
    hints: tuple[Hint, ...] = ()
    """What ``at`` and ``legs`` say where a tensor is declared or defined; a picture's own hints come before them."""
    holes: Mapping[str, Declaration] = field(default_factory=dict)
    """What each `?` of the equations is joined to. No tensor of the file: nothing computes with it."""

    def __getitem__(self, name: str) -> Declaration | Definition:
        """What a tensor name stands for."""
        return self.definitions.get(name) or self.declarations.get(name) or self.holes[name]

    def tensors(self) -> Iterator[Declaration | Definition]:
        """Every declaration and definition."""
        yield from self.declarations.values()
        yield from self.definitions.values()

    def __repr__(self) -> str:
        return f"<network of {self.source.name}>"
