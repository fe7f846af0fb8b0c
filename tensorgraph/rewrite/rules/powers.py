"""Law: `square(x)` is x times x, entry by entry."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.graph.nodes import Apply, Graph, Product, Sum
from tensorgraph.rewrite.terms import Around, Setting, on_terms, renewed, without


def multiply_squares(setting: Setting, graph: Graph) -> Graph:
    """Every `square` as a product of its inside with a copy of it."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    for place, factor in enumerate(term.factors):
        if isinstance(factor, Apply) and factor.function == "square":
            copy = Sum(tuple(renewed(part, around.fresh) for part in factor.body.terms))
            return (replace(term, factors=(*without(term, place), factor.body, copy)),)
    return None
