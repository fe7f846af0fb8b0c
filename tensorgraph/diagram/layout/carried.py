"""Wires that calls carry and nothing else ends: they stand above names, as those of `W^h` do, and are summed by a Σ."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from tensorgraph.diagram.layout.legs import Carrier, drawn_legs, inner, superscript_wires
from tensorgraph.graph.nodes import Apply, Factor, Graph, Sum, Tensor, Unfold, Wire


def with_carried_above(sides: Sequence[Graph]) -> list[Graph]:
    """The sides of an equation with such wires taken from the lines of their calls. A free wire is one of them where
    it stands above a name on some side.

    >>> h, i = Wire("h", "heads"), Wire("i", "context")
    >>> from tensorgraph.graph.nodes import Product
    >>> call = Tensor("f(W^h)", ((i,),), through=(h,))
    >>> side, = with_carried_above([Graph(((i,),), Sum((Product((call,), summed=(h,)),)))])
    >>> side.body.terms[0].factors[0].above == (h,)
    True
    """
    free = {wire.name for graph in sides for wire in superscript_wires(graph.body) & set(graph.wires)}
    return [_raised(graph, free) for graph in sides]


def _raised(graph: Graph, above: Set[str]) -> Graph:
    nodes = list(inner(graph.body))
    carried = {wire for node in nodes if isinstance(node, Tensor) for wire in node.through}
    lines = {wire for node in nodes for leg in _own_legs(node) for wire in leg}
    free = {wire for wire in graph.wires if wire.name not in above}
    raised = carried - lines - free
    return replace(graph, body=_sum(graph.body, raised)) if raised else graph


def _own_legs(node: Factor) -> tuple[tuple[Wire, ...], ...]:
    """The lines of a node but for those that it carries."""
    return drawn_legs(replace(node, through=()) if isinstance(node, Tensor) else node)


def _sum(node: Sum, raised: Set[Wire]) -> Sum:
    terms = (replace(term, factors=tuple(_factor(factor, raised) for factor in term.factors)) for term in node.terms)
    return replace(node, terms=tuple(terms))


def _factor(node: Factor, raised: Set[Wire]) -> Factor:
    match node:
        case Sum():
            return _sum(node, raised)
        case Apply() | Unfold():
            return replace(node, body=_sum(node.body, raised))
        case Tensor() if raised & set(node.through):
            kept = tuple(wire for wire in node.through if wire not in raised)
            above = tuple(wire for wire in node.through if wire in raised)
            return Carrier(node.name, node.legs, node.superscripts, kept, node.span, above)
        case _:
            return node
