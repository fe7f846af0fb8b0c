"""How a rule meets a graph: term by term, the inside first, the free wires of every sum kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from tensorgraph.graph.network import Decomposition, Definition, Network, Property
from tensorgraph.graph.nodes import (
    Apply,
    Cap,
    Dot,
    Factor,
    Graph,
    Product,
    Shift,
    Sum,
    Tensor,
    Wire,
    free_wires,
    legs_of,
)
from tensorgraph.graph.rename import map_factor, map_sum
from tensorgraph.graph.walk import factors
from tensorgraph.ops import reduces
from tensorgraph.rewrite.inline import Fresh
from tensorgraph.rewrite.limits import MAX_TERMS


@dataclass(frozen=True)
class Setting:
    """What a rule may know: what names stand for, which definitions are frozen, the sizes of dimensions that the
    equation is about, and of which decompositions the factors are kept apart (by the names of the first ones)."""

    network: Network
    given: frozenset[str] = frozenset()
    written: tuple[tuple[str, int], ...] = ()
    apart: frozenset[str] = frozenset()
    most_terms: int = MAX_TERMS

    def laws(self, name: str) -> tuple[Property, ...]:
        """The properties that can be relied on: those of declarations, of frozen values and of what a decomposition
        makes. What another definition claims is checked and not assumed."""
        entry = self.network[name]
        if isinstance(entry, Definition) and not isinstance(entry.kept, Decomposition) and name not in self.given:
            return ()
        return entry.properties

    def opened(self, name: str) -> Definition | None:
        """The definition of a name that has an expression and is not frozen."""
        found = self.network.definitions.get(name)
        return found if found is not None and found.kept is None and name not in self.given else None


@dataclass(frozen=True)
class Around:
    """What a rule may know of the place where a term stands.

    ``outside`` are factors of the terms around it, each of which is zero wherever what it says does not hold: a fixed
    index there is known inside. Those on a wire that a bubble between acts along are left out. ``fresh`` gives new
    wires.
    """

    fresh: Fresh
    outside: tuple[Factor, ...] = ()

    def within(self, term: Product, factor: Apply | Sum) -> Around:
        """The same for the terms inside one factor of a term."""
        axes = {wire for leg in factor.axes for wire in leg} if isinstance(factor, Apply) else set()
        plain = tuple(other for other in term.factors if isinstance(other, Tensor | Cap | Shift))
        known = tuple(other for other in (*self.outside, *plain) if axes.isdisjoint(free_wires(other)))
        return replace(self, outside=known)


TermRule: TypeAlias = Callable[[Setting, Product, Around], "tuple[Product, ...] | None"]
"""A term as the terms that it equals; None where the rule has nothing to do."""


def on_terms(setting: Setting, graph: Graph, rule: TermRule) -> Graph:
    """A rule on every term at every depth until it has nothing to do; the same graph where it never had."""
    fresh = Fresh()
    fresh.seen(graph)
    top = Sum(_rewritten(setting, graph.body, rule, Around(fresh)), graph.body.span)
    return graph if top == graph.body else replace(graph, body=top)


def _rewritten(setting: Setting, node: Sum, rule: TermRule, around: Around) -> tuple[Product, ...]:
    done: list[Product] = []
    waiting = [_inside(setting, term, rule, around) for term in reversed(node.terms)]
    while waiting:
        term = waiting.pop()
        changed = rule(setting, term, around)
        if changed is None:
            done.append(term)
        else:
            waiting += reversed(changed)
    return tuple(done)


def _inside(setting: Setting, term: Product, rule: TermRule, around: Around) -> Product:
    """A term with the rule used inside its bubbles and groups, which keep their free wires."""

    def changed(factor: Factor, body: Sum) -> Sum:
        assert isinstance(factor, Apply | Sum)
        result = replace(body, terms=_rewritten(setting, body, rule, around.within(term, factor)))
        return with_wires(result, free_wires(body))

    return map_bodies(term, changed)


def map_bodies(term: Product, change: Callable[[Factor, Sum], Sum]) -> Product:
    """A term with the inside of its bubbles and groups changed."""

    def changed(factor: Factor) -> Factor:
        match factor:
            case Apply():
                return replace(factor, body=change(factor, factor.body))
            case Sum():
                return change(factor, factor)
        return factor

    return replace(term, factors=tuple(map(changed, term.factors)))


def with_wires(node: Sum, wires: Collection[Wire]) -> Sum:
    """A sum that has these wires, by a `ones` in every term where none has it.

    >>> i = Wire("i", "a")
    >>> free_wires(with_wires(Sum((Product(()),)), [i])) == (i,)
    True
    """
    present = set(free_wires(node))
    missing = tuple(Dot(((wire,),)) for wire in dict.fromkeys(wires) if wire not in present)
    if not missing:
        return node
    return replace(node, terms=tuple(replace(term, factors=(*term.factors, *missing)) for term in node.terms))


def broadcast(node: Sum, term: Product) -> Product:
    """A term of a group by itself, with a `ones` for each wire of the group that it lacks."""
    present = set(free_wires(term))
    ones = tuple(Dot(((wire,),)) for wire in free_wires(node) if wire not in present)
    return replace(term, factors=(*term.factors, *ones))


def spliced(term: Product, position: int, inner: Product) -> Product:
    """A term with the factor at a position replaced by a product."""
    before, after = term.factors[:position], term.factors[position + 1 :]
    return replace(
        term,
        factors=(*before, *inner.factors, *after),
        coefficient=term.coefficient * inner.coefficient,
        summed=(*term.summed, *inner.summed),
    )


def ends(term: Product) -> Counter[Wire]:
    """How many legs in a term are on each wire; a bubble or group counts once."""
    return Counter(wire for factor in term.factors for leg in legs_of(factor) for wire in leg)


def renamed(term: Product, names: dict[Wire, Wire]) -> Product:
    """A term with wires of its factors replaced; those that it sums are left to the caller."""
    moved = tuple(map_factor(factor, lambda wire: (names.get(wire, wire),)) for factor in term.factors)
    return replace(term, factors=moved)


def renewed(term: Product, fresh: Fresh) -> Product:
    """A term with every wire that it sums, at any depth, a new one."""
    names = {wire: fresh.wire(wire) for wire in dict.fromkeys(bound(term))}
    body = map_sum(Sum((term,)), lambda wire: (names.get(wire, wire),))
    return body.terms[0]


def bound(term: Product) -> Iterator[Wire]:
    """The wires that are summed in a term, or kept by a reduction, at any depth."""
    yield from term.summed
    for factor in factors(Sum((term,))):
        if isinstance(factor, Apply) and reduces(factor.function):
            yield from (wire for leg in factor.axes for wire in leg)
        body = factor.body if isinstance(factor, Apply) else factor
        if isinstance(body, Sum):
            yield from (wire for inner in body.terms for wire in inner.summed)


def without(term: Product, *positions: int) -> tuple[Factor, ...]:
    """The factors of a term but those at some positions."""
    return tuple(factor for place, factor in enumerate(term.factors) if place not in positions)


def tensors(term: Product) -> Iterator[tuple[int, Tensor]]:
    """The tensors among the factors of a term, each with its position."""
    return ((place, factor) for place, factor in enumerate(term.factors) if isinstance(factor, Tensor))


def joined(legs: tuple[tuple[Wire, ...], ...]) -> tuple[Factor, ...]:
    """The identity between legs, part by part."""
    return tuple(Dot(tuple((wire,) for wire in parts)) for parts in zip(*legs, strict=True))


def ones_for(old: Product, new: Product) -> Product:
    """The new term with a `ones` for each wire that the old one had free, or that it sums, and that no factor has."""
    present = {wire for factor in new.factors for wire in free_wires(factor)}
    missing = (wire for wire in dict.fromkeys((*free_wires(old), *new.summed)) if wire not in present)
    ones = tuple(Dot(((wire,),)) for wire in missing)
    return replace(new, factors=(*new.factors, *ones)) if ones else new
