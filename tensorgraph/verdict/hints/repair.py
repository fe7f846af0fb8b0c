"""A repair: a side of an equation with one thing changed, and in words what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import TypeAlias

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import (
    Apply,
    Cap,
    Dot,
    Factor,
    Graph,
    Leg,
    Product,
    Shift,
    Sum,
    Tensor,
    Wire,
    leg_name,
    legs_of,
)
from tensorgraph.graph.walk import wires


@dataclass(frozen=True)
class Subject:
    """The side that may be wrong and the one it should equal; ``ratio`` is what the first times it is the other, where
    that is one number."""

    network: Network
    side: Graph
    other: Graph
    ratio: Fraction | None = None


@dataclass(frozen=True)
class Repair:
    """The side as it might be; what was changed, to be read after "it holds"; the kind where it is not the table's."""

    graph: Graph
    words: str
    kind: str = ""


Kind: TypeAlias = Callable[[Subject], Iterator[Repair]]
"""The repairs of one kind of mistake, the likeliest first."""


@dataclass(frozen=True)
class Place:
    """A term at some depth of a side, and the side with other terms there; ``bubble`` is the function it stands in."""

    term: Product
    put: Callable[..., Graph]
    bubble: str
    whole: Sum
    """The sum whose term it is."""
    put_whole: Callable[[Sum], Graph]
    """The side with another sum in its place."""

    @property
    def alone(self) -> bool:
        """Whether it is the only term of its sum."""
        return len(self.whole.terms) == 1

    @property
    def others(self) -> tuple[Product, ...]:
        """The other terms of its sum."""
        return tuple(term for term in self.whole.terms if term is not self.term)

    @property
    def is_first(self) -> bool:
        """Whether it is the first term of its sum, so that each sum is looked at once."""
        return self.whole.terms[0] is self.term

    def with_factor(self, at: int, *factors: Factor) -> Graph:
        """The side with a factor of the term replaced by these."""
        return self.put(replace(self.term, factors=(*self.term.factors[:at], *factors, *self.term.factors[at + 1 :])))

    @property
    def wires(self) -> tuple[Wire, ...]:
        """The wires of the term, each once, in reading order."""
        return tuple(dict.fromkeys(wire for factor in self.term.factors for wire in ends(factor)))


def places(graph: Graph) -> Iterator[Place]:
    """Every term of a side, outside before inside."""
    yield from _places(graph.body, lambda body: replace(graph, body=body), "")


def _places(node: Sum, put: Callable[[Sum], Graph], bubble: str) -> Iterator[Place]:
    for at, term in enumerate(node.terms):
        before, after = node.terms[:at], node.terms[at + 1 :]

        def put_terms(
            *terms: Product, before: tuple[Product, ...] = before, after: tuple[Product, ...] = after
        ) -> Graph:
            return put(replace(node, terms=(*before, *terms, *after)))

        place = Place(term, put_terms, bubble, node, put)
        yield place
        for k, factor in enumerate(term.factors):
            if isinstance(factor, Sum):
                yield from _places(factor, partial(place.with_factor, k), bubble)
            elif isinstance(factor, Apply):
                yield from _places(factor.body, partial(_with_body, place, k, factor), factor.name)


def _with_body(place: Place, at: int, bubble: Apply, body: Sum) -> Graph:
    return place.with_factor(at, replace(bubble, body=body))


def ends(factor: Factor) -> tuple[Wire, ...]:
    """The wires of a factor, one on two legs twice."""
    return tuple(wire for leg in legs_of(factor) for wire in leg)


def fresh(graph: Graph, wire: Wire) -> Wire:
    """A wire like another that a side does not have yet."""
    return replace(wire, serial=1 + max(other.serial for other in wires(graph) if other.name == wire.name))


def term_name(term: Product) -> str:
    """A term by its first tensor, else its first factor, or as the number it is."""
    named = next((f for f in term.factors if isinstance(f, Tensor)), term.factors[0] if term.factors else None)
    return f"of `{shown(named)}`" if named is not None else f"`{term.coefficient}`"


def shown(factor: Factor) -> str:
    """A factor as it is written, what is inside of a bubble left out.

    >>> shown(Tensor("W", ((Wire("h", "a"),), (Wire("i", "a"), Wire("j", "b"))), superscripts=1))
    'W^h[(i j)]'
    """
    match factor:
        case Tensor():
            above = "".join(f"^{leg_name(leg)}" for leg in factor.legs[: factor.superscripts])
            return f"{factor.name}{above}{_brackets(factor.legs[factor.superscripts :])}"
        case Dot():
            return {1: "ones", 2: "id"}.get(len(factor.legs), "copy") + _brackets(factor.legs)
        case Shift():
            return f"shift{_brackets((factor.row, factor.column))}"
        case Cap():
            return f"id[{factor.index}, {leg_name(factor.leg)}]"
        case Apply(function="reciprocal"):
            return "1 / (…)"
        case Apply():
            return f"{factor.name}{_brackets(factor.axes)}(…)"
    return "(…)"


def listed(words: list[str]) -> str:
    """With commas and an and.

    >>> listed(["A", "B", "C"]), listed(["A"])
    ('A, B and C', 'A')
    """
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _brackets(legs: tuple[Leg, ...]) -> str:
    return f"[{', '.join(map(leg_name, legs))}]" if legs else ""
