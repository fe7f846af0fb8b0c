"""Going through a graph."""

from __future__ import annotations

from collections.abc import Iterator

from tensorgraph.graph.nodes import Apply, Factor, Graph, Product, Sum, Unfold, Wire, legs_of


def factors(node: Sum) -> Iterator[Factor]:
    """Every factor at every depth, outside before inside, in reading order."""
    for term in node.terms:
        for factor in term.factors:
            yield factor
            if isinstance(factor, (Apply, Unfold)):
                yield from factors(factor.body)
            elif isinstance(factor, Sum):
                yield from factors(factor)


def nesting(node: Sum) -> int:
    """How deep groups and bubbles are nested in an expression; 0 where there are none."""
    inner = [
        factor if isinstance(factor, Sum) else factor.body
        for term in node.terms
        for factor in term.factors
        if isinstance(factor, (Apply, Unfold, Sum))
    ]
    return 1 + max(nesting(body) for body in inner) if inner else 0


def products(node: Sum) -> Iterator[Product]:
    """Every term at every depth."""
    yield from node.terms
    for factor in factors(node):
        if isinstance(factor, (Apply, Unfold)):
            yield from factor.body.terms
        elif isinstance(factor, Sum):
            yield from factor.terms


def wires(graph: Graph) -> Iterator[Wire]:
    """Every wire of a graph, free or summed, each once."""
    seen = dict.fromkeys(graph.wires)
    for term in products(graph.body):
        seen |= dict.fromkeys(term.summed)
    for factor in factors(graph.body):
        if isinstance(factor, Apply):
            seen |= dict.fromkeys(wire for leg in factor.axes for wire in leg)
        seen |= dict.fromkeys(wire for leg in legs_of(factor) for wire in leg)
    yield from seen


def products_in_order(node: Sum) -> Iterator[Product]:
    """Every term at every depth, each before those inside it."""
    for term in node.terms:
        yield term
        for factor in term.factors:
            if isinstance(factor, (Apply, Unfold)):
                yield from products_in_order(factor.body)
            elif isinstance(factor, Sum):
                yield from products_in_order(factor)
