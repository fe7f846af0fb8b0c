"""Wires fixed to numbers. Law: what has a leg on such a wire is its slice there.

Every tensor gets a wire of its own and a cap on it, so that it is cut before it is multiplied, not after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from tensorgraph.graph.nodes import Apply, Cap, Factor, Graph, Product, Sum, Unfold, Wire, legs_of
from tensorgraph.graph.rename import map_factor
from tensorgraph.graph.walk import wires


def with_fixed(graph: Graph, places: Mapping[Wire, int]) -> Graph:
    """The graph with these carried wires fixed.

    >>> from tensorgraph.graph.nodes import Tensor
    >>> from tensorgraph.graph.text import graph_text
    >>> l, i = Wire("l", "layer"), Wire("i", "n")
    >>> graph_text(with_fixed(Graph(((i,),), Sum((Product((Tensor("W", ((l,), (i,))),)),)), (l,)), {l: 3}))
    '[i] = (W[l.1, i] cap 3[l.1] sum l.1)'
    """
    fresh = count(1 + max((wire.serial for wire in wires(graph)), default=0))
    through = tuple(wire for wire in graph.through if wire not in places)
    return Graph(graph.legs, _sum(graph.body, places, fresh), through)


def _sum(node: Sum, places: Mapping[Wire, int], fresh: Iterator[int]) -> Sum:
    return replace(node, terms=tuple(_term(term, places, fresh) for term in node.terms))


def _term(term: Product, places: Mapping[Wire, int], fresh: Iterator[int]) -> Product:
    made: list[Factor] = []
    summed = list(term.summed)
    for factor in term.factors:
        new, caps = _factor(factor, places, fresh)
        made += [new, *caps]
        summed += [cap.leg[0] for cap in caps]
    return replace(term, factors=tuple(made), summed=tuple(summed))


def _factor(node: Factor, places: Mapping[Wire, int], fresh: Iterator[int]) -> tuple[Factor, list[Cap]]:
    """The factor, and a cap for each fixed wire that it still has."""
    if isinstance(node, Sum):
        return _sum(node, places, fresh), []
    if isinstance(node, Apply | Unfold):
        along = {wire for leg in node.axes for wire in leg} if isinstance(node, Apply) else set()
        kept = {wire: place for wire, place in places.items() if wire in along}
        inside = {wire: place for wire, place in places.items() if wire not in along}
        return _own(replace(node, body=_sum(node.body, inside, fresh)), kept, fresh)
    met = {wire for leg in legs_of(node) for wire in leg}
    return _own(node, {wire: place for wire, place in places.items() if wire in met}, fresh)


def _own(node: Factor, places: Mapping[Wire, int], fresh: Iterator[int]) -> tuple[Factor, list[Cap]]:
    """The factor on wires of its own, and what fixes them."""
    new = {wire: replace(wire, serial=next(fresh)) for wire in places}
    caps = [Cap(places[wire], (own,), getattr(node, "span", None)) for wire, own in new.items()]
    return map_factor(node, lambda wire: (new.get(wire, wire),)), caps
