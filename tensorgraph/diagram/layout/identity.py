"""Identities inside a term: a bare wire, so one wire where the text has two."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from tensorgraph.diagram.layout.legs import superscript_wires
from tensorgraph.graph.nodes import Apply, Dot, Factor, Graph, Product, Sum, Unfold, Wire
from tensorgraph.graph.rename import map_factor


def without_identities(graph: Graph) -> Graph:
    """The graph with the two wires of each ``id`` made one, where one of them is summed beside it.

    >>> i, j, k = (Wire(name, "a") for name in "ijk")
    >>> from tensorgraph.graph.nodes import Tensor
    >>> term = Product((Dot(((i,), (j,))), Tensor("A", ((j,), (k,)))), summed=(j,))
    >>> without_identities(Graph(((i,), (k,)), Sum((term,)))).body.terms[0].factors == (Tensor("A", ((i,), (k,))),)
    True
    """
    return replace(graph, body=_sum(graph.body, superscript_wires(graph.body)))


def _sum(node: Sum, above: Set[Wire]) -> Sum:
    return replace(node, terms=tuple(_product(term, above) for term in node.terms))


def _factor(node: Factor, above: Set[Wire]) -> Factor:
    match node:
        case Sum():
            return _sum(node, above)
        case Apply() | Unfold():
            return replace(node, body=_sum(node.body, above))
        case _:
            return node


def _product(term: Product, above: Set[Wire]) -> Product:
    kept, renamed = _shortened(term, above)
    inner = tuple(_factor(factor, above) for factor in kept)
    if not renamed:
        return replace(term, factors=inner)
    factors = tuple(map_factor(factor, lambda wire: (_now(wire, renamed),)) for factor in inner)
    return replace(term, factors=factors, summed=tuple(wire for wire in term.summed if wire not in renamed))


def _shortened(term: Product, above: Set[Wire]) -> tuple[list[Factor], dict[Wire, Wire]]:
    """The factors that stay, and the wire that takes the place of each that goes."""
    kept: list[Factor] = []
    renamed: dict[Wire, Wire] = {}
    summed = set(term.summed)
    for factor in term.factors:
        ends = dict.fromkeys(_now(wire, renamed) for wire in _bare(factor, above))
        gone = next((wire for wire in reversed(ends) if wire in summed), None)
        if gone is None or len(ends) != 2:
            kept.append(factor)
        else:
            renamed[gone] = next(wire for wire in ends if wire != gone)
    return kept, renamed


def _bare(factor: Factor, above: Set[Wire]) -> tuple[Wire, ...]:
    """The two wires of an identity; none for anything else, and for wires that are superscripts or thick."""
    if not isinstance(factor, Dot) or len(factor.legs) != 2 or any(len(leg) != 1 for leg in factor.legs):
        return ()
    wires = tuple(leg[0] for leg in factor.legs)
    return () if above & set(wires) else wires


def _now(wire: Wire, renamed: dict[Wire, Wire]) -> Wire:
    while wire in renamed:
        wire = renamed[wire]
    return wire
