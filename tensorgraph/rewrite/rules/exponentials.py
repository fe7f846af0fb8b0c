"""Law: the exponential of a sum is the product of the exponentials, and it undoes the logarithm."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.graph.nodes import Apply, Graph, Product, Sum
from tensorgraph.rewrite.terms import Around, Setting, broadcast, on_terms, without


def multiply_exponentials(setting: Setting, graph: Graph) -> Graph:
    """Every exponential of a sum as a product."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    for place, factor in enumerate(term.factors):
        if isinstance(factor, Apply) and factor.function == "exp" and len(factor.body.terms) > 1:
            parts = (broadcast(factor.body, part) for part in factor.body.terms)
            powers = tuple(replace(factor, body=Sum((part,))) for part in parts)
            return (replace(term, factors=(*without(term, place), *powers)),)
    return None
