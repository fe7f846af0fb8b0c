"""Law: a Σ over a wire of known size is a term for each index."""

from __future__ import annotations

from tensorgraph.graph.nodes import Graph, Product
from tensorgraph.rewrite.fixing import fixed, sigmas
from tensorgraph.rewrite.rules.distribute import count_terms
from tensorgraph.rewrite.terms import Around, Setting, on_terms, renewed


def write_out_sums(setting: Setting, graph: Graph) -> Graph:
    """Every Σ over the dimensions that the equation writes out somewhere, where the terms stay under the limit."""
    sizes = dict(setting.written)
    largest = max(sizes.values(), default=0)
    return graph if count_terms(graph.body) * largest > setting.most_terms else on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    sizes = dict(setting.written)
    found = sigmas(term, sizes)
    if not found:
        return None
    places = range(sizes[found[0].dim])
    return tuple(renewed(fixed(term, {found[0]: place}, around.fresh), around.fresh) for place in places)
