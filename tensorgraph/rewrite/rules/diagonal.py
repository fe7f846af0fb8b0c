"""Law: a diagonal matrix is zero off its diagonal, so its two legs are one wire; what is diagonal and a permutation or
a pattern, or a pattern and a permutation, is the identity."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.graph.nodes import Factor, Graph, Product, Tensor
from tensorgraph.rewrite.terms import Around, Setting, joined, on_terms, ones_for, tensors, without

IDENTITIES = (
    {"diagonal", "permutation"},
    {"diagonal", "pattern"},
    {"permutation", "pattern"},
    {"symmetric", "pattern"},
)
"""Laws that only the identity obeys together."""


def join_diagonals(setting: Setting, graph: Graph) -> Graph:
    """Every diagonal matrix on one wire, with a dot."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    for place, tensor in tensors(term):
        laws = {law.name for law in setting.laws(tensor.name)}
        legs = tensor.legs[-2:]
        if any(pair <= laws for pair in IDENTITIES):
            return (ones_for(term, replace(term, factors=(*without(term, place), *joined(legs)))),)
        if "diagonal" in laws and legs[0] != legs[1]:
            return (replace(term, factors=(*without(term, place), *_on_one_wire(tensor))),)
    return None


def _on_one_wire(tensor: Tensor) -> tuple[Factor, ...]:
    first = tensor.legs[-2]
    return replace(tensor, legs=(*tensor.legs[:-2], first, first)), *joined(tensor.legs[-2:])
