"""Law: (a + b) c = a c + b c, and Σ (a + b) = Σ a + Σ b."""

from __future__ import annotations

from itertools import product as choices
from math import prod

from tensorgraph.graph.nodes import Apply, Graph, Product, Sum
from tensorgraph.rewrite.terms import Around, Setting, broadcast, on_terms, renewed, spliced


def distribute(setting: Setting, graph: Graph) -> Graph:
    """Every product of groups multiplied out, at every depth, where the terms stay under the setting's limit."""
    return graph if count_terms(graph.body) > setting.most_terms else on_terms(setting, graph, _term)


def count_terms(node: Sum) -> int:
    """How many terms an expression has at every depth when its products are multiplied out."""
    return sum(sum(_count(term)) for term in node.terms)


def _count(term: Product) -> tuple[int, int]:
    """The terms that a term becomes, and those inside the bubbles of all of them."""
    bubbles = sum(count_terms(factor.body) for factor in term.factors if isinstance(factor, Apply))
    groups = [[_count(part) for part in factor.terms] for factor in term.factors if isinstance(factor, Sum)]
    made = prod(sum(count for count, _ in group) for group in groups)
    inside = sum(below for group in groups for _, below in group)
    return made, (bubbles + inside) * max(made, 1)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    places = [p for p, factor in enumerate(term.factors) if isinstance(factor, Sum) and len(factor.terms) > 1]
    if not places:
        return None
    groups = [_parts(term, place) for place in places]
    return tuple(renewed(_chosen(term, places, choice), around.fresh) for choice in choices(*groups))


def _parts(term: Product, place: int) -> tuple[Product, ...]:
    group = term.factors[place]
    assert isinstance(group, Sum)
    return tuple(broadcast(group, part) for part in group.terms)


def _chosen(term: Product, places: list[int], choice: tuple[Product, ...]) -> Product:
    for place, part in sorted(zip(places, choice, strict=True), key=lambda pair: -pair[0]):
        term = spliced(term, place, part)
    return term
