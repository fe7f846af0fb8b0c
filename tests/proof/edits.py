"""Every graph that differs from one in a single place: a term, a factor, a name or the end of a wire."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import count

from tensorgraph.graph.nodes import Apply, Factor, Graph, Leg, Product, Sum, Wire
from tensorgraph.graph.rename import map_factor


def with_term(graph: Graph, edit: Callable[[Product], Iterator[Product]]) -> Iterator[Graph]:
    """The graphs with one term, at any depth, edited."""
    for body in _sums(graph.body, edit, lambda factor: iter(())):
        yield replace(graph, body=body)


def with_factor(graph: Graph, edit: Callable[[Factor], Iterator[Factor]]) -> Iterator[Graph]:
    """The graphs with one factor, at any depth, edited."""
    for body in _sums(graph.body, lambda term: iter(()), edit):
        yield replace(graph, body=body)


TermEdit = Callable[[Product], Iterator[Product]]
FactorEdit = Callable[[Factor], Iterator[Factor]]


def _sums(node: Sum, term_edit: TermEdit, factor_edit: FactorEdit) -> Iterator[Sum]:
    for place, term in enumerate(node.terms):
        for new in (*term_edit(term), *_terms(term, term_edit, factor_edit)):
            yield replace(node, terms=(*node.terms[:place], new, *node.terms[place + 1 :]))


def _terms(term: Product, term_edit: TermEdit, factor_edit: FactorEdit) -> Iterator[Product]:
    for place, factor in enumerate(term.factors):
        for new in (*factor_edit(factor), *_inside(factor, term_edit, factor_edit)):
            yield replace(term, factors=(*term.factors[:place], new, *term.factors[place + 1 :]))


def _inside(factor: Factor, term_edit: TermEdit, factor_edit: FactorEdit) -> Iterator[Factor]:
    if isinstance(factor, Apply):
        for body in _sums(factor.body, term_edit, factor_edit):
            yield replace(factor, body=body)
    elif isinstance(factor, Sum):
        yield from _sums(factor, term_edit, factor_edit)


def leaves(graph: Graph) -> list[Factor]:
    """The tensors, dots, caps and shifts at any depth, in reading order."""
    found: list[Factor] = []
    _map_leaves(graph.body, lambda factor: found.append(factor) or factor)
    return found


def with_leaves(graph: Graph, new: Mapping[int, Factor]) -> Graph:
    """The graph with some leaves, by their place in `leaves`, replaced."""
    places = count()
    return replace(graph, body=_map_leaves(graph.body, lambda factor: new.get(next(places), factor)))


def _map_leaves(node: Sum, change: Callable[[Factor], Factor]) -> Sum:
    def of(factor: Factor) -> Factor:
        if isinstance(factor, Apply):
            return replace(factor, body=_map_leaves(factor.body, change))
        return _map_leaves(factor, change) if isinstance(factor, Sum) else change(factor)

    terms = (replace(term, factors=tuple(of(factor) for factor in term.factors)) for term in node.terms)
    return replace(node, terms=tuple(terms))


def ends(factor: Factor) -> list[Wire]:
    """The wire at each end of a leaf, in the order of its legs."""
    found: list[Wire] = []
    map_factor(factor, lambda wire: found.append(wire) or (wire,))
    return found


def with_ends(factor: Factor, new: Mapping[int, Wire]) -> Factor:
    """A leaf with some of its ends, by their place in `ends`, on other wires."""
    places = count()

    def of(wire: Wire) -> Leg:
        return (new.get(next(places), wire),)

    return map_factor(factor, of)


def exchanged(one: Wire, other: Wire) -> Callable[[Wire], Leg]:
    """Two wires for each other, for `map_factor`."""
    return lambda wire: ({one: other, other: one}.get(wire, wire),)
