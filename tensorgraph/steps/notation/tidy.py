"""An expression made by steps as an author would write it: no needless dots, factors in reading order, superscripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from math import inf

from tensorgraph.graph.nodes import (
    Apply,
    Dot,
    Factor,
    Graph,
    Product,
    Sum,
    Tensor,
    Wire,
    free_wires,
    legs_of,
)
from tensorgraph.graph.rename import map_wires
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite.rules import RULES
from tensorgraph.rewrite.terms import Setting, map_bodies

BESIDE = 0.5
"""How far from its tensor something without a place of its own stands: nearer than the next tensor."""


# Dots


def plain(setting: Setting, graph: Graph) -> Graph:
    """A graph in which dots that touch are one, an identity is a wire, and a `ones` is where a wire would end in
    nothing."""
    graph = RULES["fuse dots"].apply(setting, graph, ())
    return replace(graph, body=_ended(graph.body))


def _ended(node: Sum) -> Sum:
    """The terms with a `ones` on each wire that needs it: not where another term has the wire."""
    terms = tuple(_term(term) for term in node.terms)
    for wire in free_wires(node) if len(terms) > 1 else ():
        dropped = tuple(_without_ones(term, wire) for term in terms)
        terms = dropped if any(wire in free_wires(term) for term in dropped) else terms
    return replace(node, terms=terms)


def _term(term: Product) -> Product:
    """A term with its insides done, and no `ones` on a wire that others hold."""
    term = map_bodies(term, lambda factor, body: _ended(body))
    rest = tuple(factor for factor in term.factors if not _is_ones(factor))
    ends = Counter(wire for factor in rest for leg in legs_of(factor) for wire in leg)
    ones = [wire for factor in term.factors if _is_ones(factor) for wire in factor_wires(factor)]
    summed = set(term.summed)
    kept: list[Wire] = []
    for wire in dict.fromkeys((*ones, *term.summed)):
        wanted = 2 if wire in summed else 1
        if ends[wire] == 0 and wire in summed:
            kept += [wire] * max(1, ones.count(wire))
        elif ends[wire] < wanted:
            kept.append(wire)
    return replace(term, factors=(*rest, *(Dot(((wire,),)) for wire in kept)))


def _without_ones(term: Product, wire: Wire) -> Product:
    """A term without the `ones` of a wire that leaves it."""
    kept = (factor for factor in term.factors if not (_is_ones(factor) and factor_wires(factor) == {wire}))
    return replace(term, factors=tuple(kept))


def _is_ones(factor: Factor) -> bool:
    return isinstance(factor, Dot) and len(factor.legs) == 1 and len(factor.legs[0]) == 1


def factor_wires(factor: Factor) -> set[Wire]:
    """The wires of a factor."""
    return {wire for leg in legs_of(factor) for wire in leg}


def closed(node: Sum) -> Sum:
    """An expression in which a summed wire with one end has a `ones` at the other, so that it can be seen."""
    return replace(node, terms=tuple(_closed(term) for term in node.terms))


def _closed(term: Product) -> Product:
    term = map_bodies(term, lambda factor, body: closed(body))
    ends = Counter(wire for factor in term.factors for leg in legs_of(factor) for wire in leg)
    open_ends = tuple(Dot(((wire,),)) for wire in term.summed if ends[wire] == 1)
    return replace(term, factors=(*term.factors, *open_ends))


# Reading order


def ordered(node: Sum, place: Callable[[Tensor], float]) -> Sum:
    """Terms and factors by the places of their tensors, at every depth; what has none stands beside what it is on."""
    terms = [_ordered_term(term, place) for term in node.terms]
    return replace(node, terms=tuple(sorted(terms, key=lambda term: _first(Sum((term,)), place))))


def _ordered_term(term: Product, place: Callable[[Tensor], float]) -> Product:
    term = map_bodies(term, lambda factor, body: ordered(body, place))
    keys = [_own(factor, place) for factor in term.factors]
    found = [_beside(term, number, keys) if key == inf else key for number, key in enumerate(keys)]
    order = sorted(range(len(term.factors)), key=lambda number: (found[number], number))
    return replace(term, factors=tuple(term.factors[number] for number in order))


def _own(factor: Factor, place: Callable[[Tensor], float]) -> float:
    match factor:
        case Tensor():
            return place(factor)
        case Apply():
            return _first(factor.body, place)
        case Sum():
            return _first(factor, place)
    return inf


def _first(node: Sum, place: Callable[[Tensor], float]) -> float:
    return min((place(factor) for factor in factors(node) if isinstance(factor, Tensor)), default=inf)


def _beside(term: Product, number: int, keys: list[float]) -> float:
    """The place of a dot, cap or shift: between its neighbours, or on the side of the leg that it ends."""
    wires = factor_wires(term.factors[number])
    near = [k for k, key in enumerate(keys) if key < inf and wires & factor_wires(term.factors[k])]
    if not near:
        return inf
    if len(near) > 1:
        return (min(keys[k] for k in near) + max(keys[k] for k in near)) / 2
    neighbour = term.factors[near[0]]
    lines = neighbour.legs[neighbour.superscripts :] if isinstance(neighbour, Tensor) else ()
    is_first = len(lines) > 1 and bool(wires & set(lines[0]))
    return keys[near[0]] + (-BESIDE if is_first else BESIDE)


# Names


def called(graph: Graph, wires: Mapping[Wire, Wire]) -> Graph:
    """A graph with some wires replaced."""
    return map_wires(graph, lambda wire: (wires.get(wire, wire),))
