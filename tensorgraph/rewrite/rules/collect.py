"""Law: equal terms are one term with the sum of their coefficients, and a zero term is none."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from fractions import Fraction

from tensorgraph.graph.nodes import Apply, Factor, Graph, Product, Sum, Wire, free_wires
from tensorgraph.graph.scalar import Scalar
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite.isomorphism import Colours, Shape, same_shape, shape_of
from tensorgraph.rewrite.terms import Setting, map_bodies, with_wires

ZERO = Scalar.number(0)


def collect_terms(setting: Setting, graph: Graph) -> Graph:
    """Equal terms added, at every depth; zero terms dropped but for the last."""
    body = _sum(setting, graph.body)
    return graph if body == graph.body else replace(graph, body=body)


def _sum(setting: Setting, node: Sum) -> Sum:
    terms = [_zero_is_bare(map_bodies(term, lambda factor, body: _nested(setting, body))) for term in node.terms]
    if len(terms) > 1:
        terms = _added(setting, terms)
    kept = [term for term in terms if term.coefficient.rational or _infinite(term)] or [Product((), ZERO)]
    return replace(node, terms=tuple(kept))


def _nested(setting: Setting, node: Sum) -> Sum:
    return with_wires(_sum(setting, node), free_wires(node))


def _zero_is_bare(term: Product) -> Product:
    return Product((), ZERO) if not term.coefficient.rational and not _infinite(term) else term


def _added(setting: Setting, terms: list[Product]) -> list[Product]:
    """Terms with equal ones added to the first of them."""
    names: Mapping[Wire, Hashable] = {wire: wire for wire in free_wires(Sum(tuple(terms)))}
    colours = Colours()
    found: dict[Hashable, list[tuple[Shape, int]]] = {}
    result: list[Product] = []
    for term in terms:
        shape = shape_of(setting, _without_number(term), names, colours)
        alike = found.setdefault(shape.key, [])
        place = next((place for other, place in alike if same_shape(other, shape, colours)), None)
        if place is None or (_cancels(result[place], term) and _infinite(term)):
            alike.append((shape, len(result)))
            result.append(term)
        else:
            result[place] = _plus(result[place], term)
    return result


def _without_number(term: Product) -> Product:
    """A term with its rational factor left out."""
    return replace(term, coefficient=Scalar(Fraction(1), term.coefficient.powers), brace="")


def _plus(term: Product, other: Product) -> Product:
    """The first of two equal terms with both coefficients; where they cancel it stays, with zero, for the next."""
    total = term.coefficient.rational + other.coefficient.rational
    return replace(term, coefficient=Scalar(total, term.coefficient.powers or other.coefficient.powers))


def _cancels(term: Product, other: Product) -> bool:
    return term.coefficient.rational + other.coefficient.rational == 0


def _infinite(term: Product) -> bool:
    """Whether a mask puts minus infinity into a term, whose difference with itself is not a number."""
    return any(_masked(factor) for factor in term.factors)


def _masked(factor: Factor) -> bool:
    if isinstance(factor, Apply):
        bounded = factor.function in ("softmax", "exp")
        return not bounded and (factor.function == "causal" or any(map(_masked, factors(factor.body))))
    return isinstance(factor, Sum) and any(map(_infinite, factor.terms))
