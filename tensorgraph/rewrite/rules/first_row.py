"""Law: the first query of a pattern attends to the first key alone, because a pattern is lower triangular and its rows
sum to one."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.graph.nodes import Apply, Cap, Factor, Graph, Leg, Product, Tensor
from tensorgraph.rewrite.terms import Around, Setting, on_terms, ones_for


def read_first_rows(setting: Setting, graph: Graph) -> Graph:
    """Every pattern whose query is fixed to 0, as its key fixed to 0."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    first = {factor.leg for factor in (*around.outside, *term.factors) if isinstance(factor, Cap) and factor.index == 0}
    for place, factor in enumerate(term.factors):
        legs = _query_and_key(setting, factor)
        if legs is not None and legs[0] in first:
            factors = (*term.factors[:place], Cap(0, legs[1]), *term.factors[place + 1 :])
            return (ones_for(term, replace(term, factors=factors)),)
    return None


def _query_and_key(setting: Setting, factor: Factor) -> tuple[Leg, Leg] | None:
    """The legs of a pattern: of a tensor that is one, or of a softmax over the keys of a mask."""
    if isinstance(factor, Tensor) and any(law.name == "pattern" for law in setting.laws(factor.name)):
        return factor.legs[-2], factor.legs[-1]
    if not isinstance(factor, Apply) or factor.function != "softmax" or len(factor.body.terms) != 1:
        return None
    only = factor.body.terms[0]
    mask = only.factors[0] if len(only.factors) == 1 and only.coefficient.is_one else None
    if isinstance(mask, Apply) and mask.function == "causal" and mask.axes[1:] == factor.axes:
        return mask.axes[0], mask.axes[1]
    return None
