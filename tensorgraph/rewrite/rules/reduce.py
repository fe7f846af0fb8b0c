"""Law: `sum[j]` is a summed wire, and `mean[j]` is one over its size."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.graph.nodes import Apply, Dot, Graph, Product, Sum, Wire, free_wires
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.rewrite.inline import Fresh
from tensorgraph.rewrite.terms import Around, Setting, on_terms, renewed, without

REDUCTIONS = ("sum", "mean")
"""The functions that are contractions with `ones`."""


def contract_reductions(setting: Setting, graph: Graph) -> Graph:
    """Every `sum` and `mean` as a contraction."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    for place, factor in enumerate(term.factors):
        if isinstance(factor, Apply) and factor.function in REDUCTIONS:
            return (replace(term, factors=(*without(term, place), _contracted(factor, around.fresh))),)
    return None


def _contracted(bubble: Apply, fresh: Fresh) -> Sum:
    axes = tuple(wire for leg in bubble.axes for wire in leg)
    scale = ONE
    for wire in axes if bubble.function == "mean" else ():
        scale /= Scalar.name(wire.dim)
    return replace(bubble.body, terms=tuple(renewed(_over(term, axes, scale), fresh) for term in bubble.body.terms))


def _over(term: Product, axes: tuple[Wire, ...], scale: Scalar) -> Product:
    present = set(free_wires(term))
    ones = tuple(Dot(((wire,),)) for wire in axes if wire not in present)
    factors = (*term.factors, *ones)
    return replace(term, factors=factors, coefficient=term.coefficient * scale, summed=(*term.summed, *axes))
