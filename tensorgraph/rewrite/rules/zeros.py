"""Law: a function of zero is a number that its table entry knows."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.graph.nodes import Apply, Factor, Graph, Product
from tensorgraph.graph.scalar import Scalar
from tensorgraph.ops import FUNCTIONS
from tensorgraph.rewrite.terms import Around, Setting, on_terms, ones_for, without


def evaluate_at_zero(setting: Setting, graph: Graph) -> Graph:
    """Every elementwise function of zero as the number that it is."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    for place, factor in enumerate(term.factors):
        value = _at_zero(factor)
        if value is not None:
            scaled = replace(term, factors=without(term, place), coefficient=term.coefficient * value)
            return (ones_for(term, scaled),)
    return None


def _at_zero(factor: Factor) -> Scalar | None:
    if not isinstance(factor, Apply) or any(term.coefficient.rational for term in factor.body.terms):
        return None
    entry = FUNCTIONS.get(factor.function)
    return None if entry is None or entry.at_zero is None else Scalar.number(entry.at_zero)
