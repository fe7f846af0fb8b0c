"""Law: the identity on a thick wire is the identity on each of its parts."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.graph.nodes import Dot, Factor, Graph, Product
from tensorgraph.rewrite.terms import Around, Setting, joined, on_terms


def split_thick_dots(setting: Setting, graph: Graph) -> Graph:
    """Every copy dot on thick wires as a dot for each part."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    if not any(isinstance(factor, Dot) and len(factor.legs[0]) != 1 for factor in term.factors):
        return None
    return (replace(term, factors=tuple(part for factor in term.factors for part in _split(factor))),)


def _split(factor: Factor) -> tuple[Factor, ...]:
    return joined(factor.legs) if isinstance(factor, Dot) else (factor,)
