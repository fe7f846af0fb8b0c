"""Outer wires that leave side by side: the parts of a thick leg, the ends of a bundle, the legs of bare dots."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from tensorgraph.diagram.layout.bundle import Bundle
from tensorgraph.diagram.layout.legs import drawn_legs, inner
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.graph.nodes import Apply, Dot, Factor, Graph, Product, Sum

Names = tuple[str, ...]
"""Names of wires."""


def together(graph: Graph, setting: Setting) -> Iterator[Names]:
    """The names of free wires that come from one thick leg or one bundle, in their order there."""
    free = {wire for wire in graph.wires if setting.strand(wire) == (wire,)}
    for factor in _factors(graph.body):
        legs = [leg for leg in drawn_legs(factor) if len(leg) > 1]
        if isinstance(factor, Bundle):
            legs.append(tuple(wire for leg in factor.loose for wire in leg))
        for leg in legs:
            names = tuple(wire.name for wire in leg if wire in free)
            if len(names) > 1:
                yield names


def _factors(node: Factor | Product) -> Iterator[Factor]:
    """Everything inside, in reading order, bundles too."""
    match node:
        case Product():
            for factor in node.factors:
                yield from _factors(factor)
        case Sum():
            yield node
            for term in node.terms:
                yield from _factors(term)
        case Apply():
            yield from _factors(node.body)
        case _:
            yield node


def bare(graph: Graph) -> bool:
    """Whether a graph is nothing but dots."""
    return all(isinstance(node, Dot) for node in inner(graph.body))


def gathered_ends(plain: Sequence[Names], groups: Collection[Names]) -> tuple[set[Names], set[Names]]:
    """Which legs leave left with the first, and which right with the last."""
    left: set[Names] = set()
    right: set[Names] = set()
    for group in groups:
        legs = {leg for leg in plain if set(leg) & set(group)}
        if len(legs) > 1 and plain[0] in legs:
            left |= legs
        elif len(legs) > 1 and plain[-1] in legs:
            right |= legs
    return left, right
