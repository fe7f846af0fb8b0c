"""Law: roots, reciprocals, absolute values and signs of two factors, multiplied, are those of the product. (Of roots
this holds where both are real, as every equation is meant where both its sides are.)"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from tensorgraph.graph.nodes import Apply, Graph, Product, Sum
from tensorgraph.rewrite.terms import Around, Setting, on_terms, without

MULTIPLICATIVE = ("sqrt", "reciprocal", "abs", "sign")
"""Functions with f(a) f(b) = f(a b)."""


def merge_bubbles(setting: Setting, graph: Graph) -> Graph:
    """Every product of two such bubbles as one."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    found = [(place, factor) for place, factor in enumerate(term.factors) if isinstance(factor, Apply)]
    for (one, first), (other, second) in combinations(found, 2):
        if first.function == second.function and first.function in MULTIPLICATIVE:
            both = replace(first, body=Sum((Product((first.body, second.body)),)))
            return (replace(term, factors=(*without(term, one, other), both)),)
    return None
