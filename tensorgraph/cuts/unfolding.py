"""A graph as one product of tensors: definitions unfolded where they are products, dots and bare wires dissolved.

What is no product (a bubble, a sum of several terms, a factor of a decomposition) stays one node of the product.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Cap, Dot, Factor, Graph, Product, Sum, Tensor, Wire
from tensorgraph.graph.rename import map_sum
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.rewrite.inline import Fresh, inlined

MOST_FACTORS = 500
"""Definitions are unfolded up to so many factors; networkx cuts such a network in about a second."""


@dataclass
class Flat:
    """A product being taken apart: its factors, each with the number of the written factor it comes from, the wires
    summed, and which wires dots have made one."""

    network: Network
    given: Collection[str]
    fresh: Fresh = field(default_factory=Fresh)
    factors: list[tuple[int, Factor]] = field(default_factory=list)
    summed: list[Wire] = field(default_factory=list)
    coefficient: Scalar = ONE
    joined: dict[Wire, Wire] = field(default_factory=dict)

    def root(self, wire: Wire) -> Wire:
        """The wire that stands for all that dots have made one with this one."""
        while wire in self.joined:
            wire = self.joined[wire]
        return wire

    def join(self, wires: Iterable[Wire]) -> None:
        """They are one wire from now on."""
        first, *rest = map(self.root, wires)
        self.joined |= {other: first for other in map(self.root, rest) if other != first}

    def own(self, wire: Wire) -> Wire:
        """A new wire like one."""
        return self.fresh.wire(wire)


def flattened(network: Network, graph: Graph, given: Collection[str]) -> Flat:
    """The graph as one product. Definitions in ``given`` stand for their values.

    A graph of several terms is a product of one node.
    """
    flat = Flat(network, given)
    flat.fresh.seen(graph)
    terms = graph.body.terms
    written: tuple[Factor, ...] = _taken(flat, terms[0]) if len(terms) == 1 else (graph.body,)
    waiting = list(enumerate(written))[::-1]
    while waiting:
        part, factor = waiting.pop()
        inside = _inside(flat, factor) if len(waiting) + len(flat.factors) < MOST_FACTORS else None
        if inside is not None:
            waiting += [(part, other) for other in _taken(flat, inside)[::-1]]
        elif isinstance(factor, Dot):
            _dissolve(flat, factor)
        else:
            flat.factors.append((part, factor))
    return flat


def _taken(flat: Flat, term: Product) -> tuple[Factor, ...]:
    """The factors of a term, all else noted."""
    flat.coefficient *= term.coefficient
    flat.summed += term.summed
    return term.factors


def _inside(flat: Flat, factor: Factor) -> Product | None:
    """What a factor is a product of, on wires of its own."""
    if isinstance(factor, Sum) and len(factor.terms) == 1:
        return _freshened(flat, factor).terms[0]
    definition = flat.network.definitions.get(factor.name) if isinstance(factor, Tensor) else None
    if not isinstance(factor, Tensor) or definition is None or definition.kept or factor.name in flat.given:
        return None
    return inlined(definition, factor, flat.fresh).terms[0] if len(definition.graph.body.terms) == 1 else None


def _freshened(flat: Flat, group: Sum) -> Sum:
    new = {wire: flat.own(wire) for wire in group.terms[0].summed}
    body = map_sum(replace(group, terms=(replace(group.terms[0], summed=()),)), lambda w: (new.get(w, w),))
    return replace(body, terms=(replace(body.terms[0], summed=tuple(new.values())),))


def _dissolve(flat: Flat, dot: Dot) -> None:
    for parts in zip(*dot.legs, strict=True):
        flat.join(parts)


def loose_caps(flat: Flat, free: Collection[Wire]) -> tuple[list[tuple[int, Factor]], list[Cap]]:
    """The factors that are nodes, and the caps that fix summed wires; one that meets a free wire is a node."""
    nodes: list[tuple[int, Factor]] = []
    caps: list[Cap] = []
    for part, factor in flat.factors:
        if isinstance(factor, Cap) and not any(flat.root(wire) in free for wire in factor.leg):
            caps.append(replace(factor, leg=tuple(map(flat.root, factor.leg))))
        else:
            nodes.append((part, factor))
    return nodes, caps
