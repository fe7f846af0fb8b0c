"""What leaves a part of a graph once its bundles are found: wires, and thick wires that stay whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tensorgraph.diagram.layout.box import Strand
from tensorgraph.diagram.layout.bundle import Bundle
from tensorgraph.diagram.layout.legs import drawn_legs
from tensorgraph.graph.nodes import Apply, Factor, Leg, Product, Sum, Unfold, Wire, legs_of
from tensorgraph.ops import reduces


def leaving(node: Factor | Product) -> tuple[Wire, ...]:
    """The wires that leave a node, each once, in reading order; of a bundle, its ends."""
    match node:
        case Bundle():
            inside, hidden = [wire for strand in node.ends for wire in strand], set()
        case Product():
            inside, hidden = [wire for factor in node.factors for wire in leaving(factor)], set(node.summed)
        case Sum():
            inside, hidden = [wire for term in node.terms for wire in leaving(term)], set()
        case Apply():
            inside = list(leaving(node.body))
            hidden = {wire for leg in node.axes for wire in leg} if reduces(node.function) else set()
        case Unfold():
            inside, hidden = list(leaving(node.body)), set()
        case _:
            inside, hidden = [wire for leg in legs_of(node) for wire in leg], set()
    return tuple(dict.fromkeys(wire for wire in inside if wire not in hidden))


def cables(node: Factor | Product, outside: Sequence[Leg]) -> dict[Wire, Strand]:
    """The thick wires whose parts are never apart, inside or outside."""
    legs = [*_legs(node), *outside]
    thick = dict.fromkeys(leg for leg in legs if len(leg) > 1)
    parts = {wire: leg for leg in thick for wire in leg}
    apart = {parts[wire] for leg in legs for wire in leg if wire in parts and parts[wire] != leg}
    apart |= {leg for leg in thick for wire in leg if parts[wire] != leg}
    return {wire: leg for leg in thick if leg not in apart for wire in leg}


def thick_legs(factor: Factor) -> list[Leg]:
    """The thick legs that leave a factor whole."""
    free = set(leaving(factor))
    return list(dict.fromkeys(leg for leg in _legs(factor) if len(leg) > 1 and free.issuperset(leg)))


def _legs(node: Factor | Product) -> Iterator[Leg]:
    """Every leg that is a line, in reading order; of a bundle, its ends."""
    match node:
        case Bundle():
            yield from node.ends
        case Product():
            for factor in node.factors:
                yield from _legs(factor)
        case Sum():
            for term in node.terms:
                yield from _legs(term)
        case Apply() | Unfold():
            yield from _legs(node.body)
        case _:
            yield from drawn_legs(node)
