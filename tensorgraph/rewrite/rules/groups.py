"""Law: a group of one term is its product, and a sum in a sum is one sum."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.graph.nodes import Graph, Product, Sum
from tensorgraph.rewrite.terms import Around, Setting, broadcast, on_terms, spliced


def remove_groups(setting: Setting, graph: Graph) -> Graph:
    """Every group that needs no distributing, opened."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    for place, factor in enumerate(term.factors):
        if isinstance(factor, Sum) and len(factor.terms) == 1:
            return (spliced(term, place, factor.terms[0]),)
    only = term.factors[0] if len(term.factors) == 1 and not term.summed else None
    if not isinstance(only, Sum):
        return None
    parts = (broadcast(only, part) for part in only.terms)
    return tuple(replace(part, coefficient=term.coefficient * part.coefficient) for part in parts)
