"""Law: a softmax, its logarithm and a LayerNorm do not see what is the same along their axes; a softmax of what is all
the same is one over the size."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.graph.nodes import Apply, Dot, Factor, Graph, Product, Sum, Wire, free_wires
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.rewrite.terms import Around, Setting, on_terms, ones_for, with_wires, without

BLIND = ("softmax", "log_softmax", "layernorm")
"""Functions that do not change when a number is added to all entries along their axes."""


def drop_constants(setting: Setting, graph: Graph) -> Graph:
    """Every term that is the same along the axes of such a function, dropped; also below a mask."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    for place, factor in enumerate(term.factors):
        if isinstance(factor, Apply) and factor.function in BLIND:
            axes = tuple(wire for leg in factor.axes for wire in leg)
            body = _varying(factor.body, axes)
            if body is not None:
                changed = replace(factor, body=with_wires(body, axes))
                factors = (*term.factors[:place], changed, *term.factors[place + 1 :])
                return (ones_for(term, replace(term, factors=factors)),)
            if factor.function == "softmax" and set(axes).isdisjoint(_seen(factor.body)):
                scaled = replace(term, coefficient=term.coefficient * _one_over(axes), factors=without(term, place))
                return (ones_for(term, scaled),)
    return None


def _varying(body: Sum, axes: tuple[Wire, ...]) -> Sum | None:
    """A sum without the terms that have no axis, where there are both; of a mask alone, the mask of that."""
    only = body.terms[0].factors[0] if len(body.terms) == 1 and len(body.terms[0].factors) == 1 else None
    if isinstance(only, Apply) and only.function == "causal" and body.terms[0].coefficient == ONE:
        inside = _varying(only.body, axes)
        if inside is None:
            return None
        mask = replace(only, body=with_wires(inside, [wire for leg in only.axes for wire in leg]))
        return replace(body, terms=(replace(body.terms[0], factors=(mask,)),))
    kept = tuple(term for term in body.terms if set(_seen(Sum((term,)))) & set(axes))
    return replace(body, terms=kept) if kept and len(kept) < len(body.terms) else None


def _seen(body: Sum) -> set[Wire]:
    """The wires along which a sum changes: those that more than `ones` are on."""
    return {wire for term in body.terms for factor in term.factors for wire in _changing(factor)}


def _changing(factor: Factor) -> tuple[Wire, ...]:
    return () if isinstance(factor, Dot) and len(factor.legs) == 1 else free_wires(factor)


def _one_over(axes: tuple[Wire, ...]) -> Scalar:
    scale = ONE
    for wire in axes:
        scale /= Scalar.name(wire.dim)
    return scale
