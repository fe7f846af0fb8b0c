"""Law: `ones` on a wire with other ends changes nothing, and summed alone it is the size of the wire."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.graph.nodes import Apply, Dot, Factor, Graph, Product, Sum, Wire, free_wires
from tensorgraph.graph.scalar import Scalar
from tensorgraph.rewrite.terms import Setting, ends

Outward = tuple[Sum, tuple[Wire, ...]]
"""A sum without its `ones`, and the wires along which it is constant."""


def remove_ones(setting: Setting, graph: Graph) -> Graph:
    """No `ones` but on a wire that nothing else has, and there outside of groups and bubbles."""
    body, _ = _sum(graph.body, ())
    return graph if body == graph.body else replace(graph, body=body)


def _sum(node: Sum, axes: tuple[Wire, ...]) -> Outward:
    """A sum without `ones` on free wires, but for those on axes, which stay in every term."""
    terms = tuple(_product(term) for term in node.terms)
    free = set(free_wires(node))
    bare = replace(node, terms=tuple(_without_ones(term, free) for term in terms))
    lost = [wire for wire in free_wires(node) if wire not in set(free_wires(bare))]
    kept = tuple(Dot(((wire,),)) for wire in lost if wire in axes)
    bare = replace(bare, terms=tuple(replace(term, factors=(*term.factors, *kept)) for term in bare.terms))
    return bare, tuple(wire for wire in lost if wire not in axes)


def _without_ones(term: Product, wires: set[Wire]) -> Product:
    return replace(term, factors=tuple(factor for factor in term.factors if not _is_ones(factor, wires)))


def _is_ones(factor: Factor, wires: set[Wire]) -> bool:
    return isinstance(factor, Dot) and {wire for leg in factor.legs for wire in leg} <= wires and _one(factor)


def _one(dot: Dot) -> bool:
    """Whether all legs of a dot are one wire."""
    return len(set(dot.legs)) == 1 and len(dot.legs[0]) == 1


def _product(term: Product) -> Product:
    """A term with the inside of its bubbles and groups cleaned, and its own `ones` on summed wires removed."""
    factors: list[Factor] = []
    for factor in term.factors:
        factors += _outward(factor)
    term = replace(term, factors=tuple(factors))
    count = ends(replace(term, factors=tuple(f for f in factors if not (isinstance(f, Dot) and _one(f)))))
    loops = [wire for wire in term.summed if not count[wire]]
    bare = _without_ones(term, set(term.summed))
    size = bare.coefficient
    for wire in loops:
        size *= Scalar.name(wire.dim)
    return replace(bare, coefficient=size, summed=tuple(wire for wire in term.summed if wire not in loops))


def _outward(factor: Factor) -> tuple[Factor, ...]:
    match factor:
        case Sum():
            body, lost = _sum(factor, ())
            return (body, *(Dot(((wire,),)) for wire in lost))
        case Apply():
            body, lost = _sum(factor.body, tuple(wire for leg in factor.axes for wire in leg))
            return (replace(factor, body=body), *(Dot(((wire,),)) for wire in lost))
    return (factor,)
