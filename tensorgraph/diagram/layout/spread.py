"""Parentheses that change nothing: what is in them stands with what is around them."""

from __future__ import annotations

from dataclasses import replace

from tensorgraph.graph.nodes import Factor, Product, Sum, Wire
from tensorgraph.graph.scalar import ONE


def opened(term: Product) -> tuple[tuple[Factor, ...], tuple[Wire, ...]]:
    """The factors and summed wires, those of plain parentheses among them."""
    factors: list[Factor] = []
    summed = term.summed
    for factor in term.factors:
        match factor:
            case Sum(terms=(Product(coefficient=scale, brace="") as only,)) if scale == ONE:
                inside, more = opened(only)
                factors, summed = [*factors, *inside], summed + more
            case _:
                factors.append(factor)
    return tuple(factors), summed


def flat(node: Sum) -> Sum:
    """A sum with those terms spread that are sums in parentheses, so that all are branches of one ⊕."""
    return replace(node, terms=tuple(part for term in node.terms for part in _spread(term)))


def _spread(term: Product) -> tuple[Product, ...]:
    match term:
        case Product(factors=(Sum(terms=parts),), coefficient=scale, summed=(), brace="") if len(parts) > 1:
            scaled = (replace(part, coefficient=scale * part.coefficient) for part in parts)
            return tuple(found for part in scaled for found in _spread(part))
    return (term,)
