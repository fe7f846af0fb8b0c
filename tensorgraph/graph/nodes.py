"""The graph: tensors, dots, caps, bubbles and sums, joined by wires.

Everything is frozen, compares by value and keeps the order in which it was written, because reading order is
drawing order. Scope is in the nesting: a product sums the wires it lists, a bubble or a group is a node whose inside
is a sum of products. What a name stands for is looked up in the network (`tensorgraph.graph.network`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.ops import reduces
from tensorgraph.source import Span


@dataclass(frozen=True)
class Wire:
    """An index. Two wires are the same when name, serial and dimension are.

    ``serial`` tells apart wires of one name (two terms that both sum j; copies made when a definition is unfolded).
    A wire with more than two ends is a copy dot.
    """

    name: str
    dim: str
    serial: int = 0

    def __str__(self) -> str:
        return self.name + (f".{self.serial}" if self.serial else "")


Leg: TypeAlias = tuple[Wire, ...]
"""What a tensor's leg is joined to: one wire, or the parts of a thick wire, the last fastest."""


@dataclass(frozen=True)
class Tensor:
    """A declared tensor or a definition, with its legs in declared order.

    The first ``superscripts`` legs are written above the name. ``through`` are wires that the arguments of a call
    carry into the definition; they are further legs, after the declared ones.
    """

    name: str
    legs: tuple[Leg, ...]
    superscripts: int = 0
    through: tuple[Wire, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Dot:
    """A copy dot: one where all its legs have the same index, else zero. Never a dense tensor.

    One leg: ones. Two: the bare wire (identity). Three and more: the dot.
    """

    legs: tuple[Leg, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Cap:
    """A fixed index on a leg: one at ``index`` (from the end when negative), zero elsewhere."""

    index: int
    leg: Leg
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Shift:
    """The previous-position matrix: one where column = row − 1."""

    row: Leg
    column: Leg
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Apply:
    """A bubble: the inside is contracted first, then the function is applied.

    ``function`` is a key of `tensorgraph.ops.FUNCTIONS` or the name of an opaque ``fn``; ``name`` is how it was
    written. ``axes`` are the wires it acts along (for ``causal``: query, key). A reducing function keeps its axes to
    itself. ``options`` are (name, value) pairs in alphabetical order.
    """

    function: str
    name: str
    body: Sum
    axes: tuple[Leg, ...] = ()
    options: tuple[tuple[str, Scalar], ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Unfold:
    """``unfold(e, names)`` as written; `tensorgraph.rewrite` replaces it by what it means."""

    body: Sum
    names: tuple[str, ...] = ()
    kind: str = "unfold"
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Choice:
    """What an expansion took: the term ``number`` (from 1) of the definition ``name``, with the text written under it;
    or, with ``index``, the ``number`` (from 0) of the wire ``name`` whose Σ is written out."""

    name: str
    number: int
    text: str = ""
    index: bool = False

    def __str__(self) -> str:
        return f"{self.name} = {self.number}" if self.index else f"{self.name}: term {self.number}"


@dataclass(frozen=True)
class Product:
    """A term: coefficient, factors in reading order, the wires summed here, the text of its underbrace.

    A term that lacks a free wire of its sum is broadcast along it. ``origin`` has the choices that made a term of an
    expansion, in reading order.
    """

    factors: tuple[Factor, ...]
    coefficient: Scalar = ONE
    summed: tuple[Wire, ...] = ()
    brace: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)
    origin: tuple[Choice, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Sum:
    """Terms added. As a factor of a product it is a group (parentheses)."""

    terms: tuple[Product, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


Factor: TypeAlias = Tensor | Dot | Cap | Shift | Apply | Unfold | Sum


@dataclass(frozen=True)
class Graph:
    """An expression with its free legs in order. A leg's name is its wire's, a thick one's those of its parts."""

    legs: tuple[Leg, ...]
    body: Sum
    through: tuple[Wire, ...] = ()

    @property
    def wires(self) -> tuple[Wire, ...]:
        """The free wires, those carried through last."""
        return tuple(wire for leg in self.legs for wire in leg) + self.through


def leg_name(leg: Leg) -> str:
    """A leg as a reader names it: the wire, `(i j)` for a thick one written in parts, `p` for one written whole.

    >>> leg_name((Wire("p:0", "a"), Wire("p:1", "b"))), leg_name((Wire("i", "a"), Wire("j", "b")))
    ('p', '(i j)')
    """
    names = [wire.name.partition(":")[0] for wire in leg]
    whole = len(leg) == 1 or (len(set(names)) == 1 and ":" in leg[0].name)
    return names[0] if whole else f"({' '.join(names)})"


def legs_of(factor: Factor) -> tuple[Leg, ...]:
    """The legs of a factor that leave it, in order; of a bubble or group, one leg for each wire that leaves."""
    match factor:
        case Tensor():
            return factor.legs + tuple((wire,) for wire in factor.through)
        case Dot():
            return factor.legs
        case Cap():
            return (factor.leg,)
        case Shift():
            return (factor.row, factor.column)
        case _:
            return tuple((wire,) for wire in free_wires(factor))


def free_wires(node: Factor | Product) -> tuple[Wire, ...]:
    """The wires that leave a node, each once, in reading order.

    >>> i, j = Wire("i", "a"), Wire("j", "b")
    >>> free_wires(Product((Tensor("A", ((i,), (j,))), Tensor("b", ((j,),))), summed=(j,)))
    (Wire(name='i', dim='a', serial=0),)
    """
    if isinstance(node, Tensor | Dot | Cap | Shift):
        return tuple(dict.fromkeys(wire for leg in legs_of(node) for wire in leg))
    found: tuple[Wire, ...] | None = vars(node).get(_FREE)
    if found is None:
        found = vars(node)[_FREE] = _free_wires(node)
    return found


_FREE = "free wires"
"""Where a node keeps the wires that leave it, once they are found: a rewrite asks for them again and again."""


def _free_wires(node: Apply | Unfold | Product | Sum) -> tuple[Wire, ...]:
    inside: dict[Wire, None] = {}
    parts = node.factors if isinstance(node, Product) else node.terms if isinstance(node, Sum) else (node.body,)
    for part in parts:  # a loop, because a generator would be one call deeper
        inside.update(dict.fromkeys(free_wires(part)))
    hidden = set(node.summed) if isinstance(node, Product) else set()
    if isinstance(node, Apply) and reduces(node.function):
        hidden = {wire for leg in node.axes for wire in leg}
    return tuple(wire for wire in inside if wire not in hidden)
