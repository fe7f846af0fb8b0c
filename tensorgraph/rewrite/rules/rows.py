"""Law: the rows of an attention pattern sum to one, and so does a softmax along its axes."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.graph.nodes import Apply, Factor, Graph, Product, Tensor, Wire
from tensorgraph.rewrite.terms import Around, Setting, ends, on_terms, ones_for, without


def sum_rows(setting: Setting, graph: Graph) -> Graph:
    """Every pattern or softmax that is summed along its rows alone, removed."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    count = ends(term)
    for place, factor in enumerate(term.factors):
        row = _row(setting, factor)
        if row and len(set(row)) == len(row) and all(wire in term.summed and count[wire] == 1 for wire in row):
            summed = tuple(wire for wire in term.summed if wire not in row)
            return (ones_for(term, replace(term, factors=without(term, place), summed=summed)),)
    return None


def _row(setting: Setting, factor: Factor) -> tuple[Wire, ...]:
    """The wires along which a factor sums to one."""
    if isinstance(factor, Apply) and factor.function == "softmax":
        return tuple(wire for leg in factor.axes for wire in leg)
    if isinstance(factor, Tensor) and any(law.name == "pattern" for law in setting.laws(factor.name)):
        return factor.legs[-1]
    return ()
