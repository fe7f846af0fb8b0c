"""A node with its wires, names or coefficients replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Graph, Leg, Product, Shift, Sum, Tensor, Unfold, Wire


def map_wires(graph: Graph, wires: Callable[[Wire], Leg]) -> Graph:
    """Every wire replaced by one or, where it turns out thick, several.

    >>> i = Wire("i", "a")
    >>> map_wires(Graph(((i,),), Sum((Product((Dot(((i,),)),)),))), lambda w: (Wire("k", w.dim),)).legs
    ((Wire(name='k', dim='a', serial=0),),)
    """
    return Graph(_legs(graph.legs, wires), map_sum(graph.body, wires), _leg(graph.through, wires))


def map_sum(node: Sum, wires: Callable[[Wire], Leg]) -> Sum:
    """The same for a sum."""
    return replace(node, terms=tuple(_product(term, wires) for term in node.terms))


def map_tensors(node: Sum, change: Callable[[Tensor], Factor]) -> Sum:
    """Every tensor at every depth changed."""

    def changed(factor: Factor) -> Factor:
        match factor:
            case Tensor():
                return change(factor)
            case Apply() | Unfold():
                return replace(factor, body=map_tensors(factor.body, change))
            case Sum():
                return map_tensors(factor, change)
        return factor

    terms = (replace(term, factors=tuple(map(changed, term.factors))) for term in node.terms)
    return replace(node, terms=tuple(terms))


def map_factor(node: Factor, wires: Callable[[Wire], Leg]) -> Factor:
    """The same for a factor."""
    match node:
        case Tensor():
            return replace(node, legs=_legs(node.legs, wires), through=_leg(node.through, wires))
        case Dot():
            return replace(node, legs=_legs(node.legs, wires))
        case Cap():
            return replace(node, leg=_leg(node.leg, wires))
        case Shift():
            return replace(node, row=_leg(node.row, wires), column=_leg(node.column, wires))
        case Apply():
            return replace(node, body=map_sum(node.body, wires), axes=_legs(node.axes, wires))
        case Unfold():
            return replace(node, body=map_sum(node.body, wires))
        case Sum():
            return map_sum(node, wires)


def _product(node: Product, wires: Callable[[Wire], Leg]) -> Product:
    factors = tuple(map_factor(factor, wires) for factor in node.factors)
    return replace(node, factors=factors, summed=_leg(node.summed, wires))


def _legs(legs: tuple[Leg, ...], wires: Callable[[Wire], Leg]) -> tuple[Leg, ...]:
    return tuple(_leg(leg, wires) for leg in legs)


def _leg(leg: Leg, wires: Callable[[Wire], Leg]) -> Leg:
    return tuple(part for wire in leg for part in wires(wire))
