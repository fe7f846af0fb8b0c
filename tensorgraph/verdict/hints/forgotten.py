"""A factor, a bubble or a term that is missing, or one too many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from tensorgraph.einsum.uses import needed
from tensorgraph.graph.network import Declaration
from tensorgraph.graph.nodes import Apply, Factor, Graph, Leg, Product, Sum, Tensor, Unfold, Wire, free_wires
from tensorgraph.graph.rename import map_factor, map_sum
from tensorgraph.graph.walk import factors, products_in_order
from tensorgraph.ops import FUNCTIONS, Kind, reduces
from tensorgraph.rewrite import resolve
from tensorgraph.verdict.hints.repair import Place, Repair, Subject, ends, places, shown

APART = 1000
"""Added to the serials of a term's own wires where it is taken from the other side."""


def too_many(subject: Subject) -> Iterator[Repair]:
    """Each factor left out, each bubble opened, each term left out."""
    for place in places(subject.side):
        for at, factor in enumerate(place.term.factors):
            if isinstance(factor, Apply) and not reduces(factor.function) and factor.function != "reciprocal":
                yield Repair(place.with_factor(at, factor.body), f"without `{factor.name}`")
            elif len(place.term.factors) > 1 and isinstance(factor, Tensor | Apply):
                yield from _without(place, at, factor)
        if not place.alone:
            yield Repair(place.put(), f"without the term {_named(place.term)}")


def _named(term: Product) -> str:
    """A term by its first factor, or as the number it is."""
    return f"of `{shown(term.factors[0])}`" if term.factors else f"`{term.coefficient}`"


def _without(place: Place, at: int, factor: Factor) -> Iterator[Repair]:
    """The term without a factor, where no wire loses its other end; the wires of a matrix become one."""
    rest = place.term.factors[:at] + place.term.factors[at + 1 :]
    others = [wire for other in rest for wire in ends(other)]
    own = free_wires(factor)
    words = f"without `{shown(factor)}`"
    if all(others.count(wire) > (wire in place.term.summed) for wire in own):
        yield Repair(place.put(replace(place.term, factors=rest)), words)
    elif len(own) == 2 and own[0].dim == own[1].dim and set(own) & set(place.term.summed):
        gone = own[0] if own[0] in place.term.summed else own[1]
        kept = own[1] if gone == own[0] else own[0]
        if gone in others:
            yield Repair(place.put(_merged(replace(place.term, factors=rest), kept, gone)), words)


def _merged(term: Product, kept: Wire, gone: Wire) -> Product:
    joined = (map_factor(factor, lambda wire: (kept if wire == gone else wire,)) for factor in term.factors)
    return replace(term, factors=tuple(joined), summed=tuple(wire for wire in term.summed if wire != gone))


def missing(subject: Subject) -> Iterator[Repair]:
    """A bubble of the other side around a term, a vector of the other side on a wire, a term of the other side."""
    for place in places(subject.side):
        yield from _in_a_bubble(subject, place)
        yield from _with_vector(subject, place)
    yield from _with_term(subject)


def _in_a_bubble(subject: Subject, place: Place) -> Iterator[Repair]:
    here = _functions(subject.side)
    for bubble in _bubbles(subject):
        if bubble.function not in here and not bubble.axes and place.term.factors:
            inner = Apply(bubble.function, bubble.name, Sum((place.term,)), (), bubble.options)
            around = f"`{shown(place.term.factors[0])}`" if len(place.term.factors) == 1 else "the product"
            words = f"with `{bubble.name}` around {around}" + (f" inside of `{place.bubble}`" if place.bubble else "")
            yield Repair(place.put(Product((inner,))), words)
            for at, group in enumerate(place.term.factors):
                if isinstance(group, Sum):
                    yield Repair(
                        place.with_factor(at, replace(inner, body=group)), f"with `{bubble.name}` around `(…)`"
                    )


def _bubbles(subject: Subject) -> list[Apply]:
    """The elementwise functions of the other side and of what it is made of."""
    _, inside = needed(subject.network, [subject.other])
    graphs = [subject.other, *(subject.network.definitions[name].graph for name in inside)]
    found = {f.function: f for graph in graphs for f in factors(graph.body) if isinstance(f, Apply)}
    return [f for name, f in found.items() if name not in FUNCTIONS or FUNCTIONS[name].kind is Kind.ELEMENTWISE]


def _functions(graph: Graph) -> set[str]:
    return {factor.function for factor in factors(graph.body) if isinstance(factor, Apply)}


def _with_vector(subject: Subject, place: Place) -> Iterator[Repair]:
    """A declared vector that only the other side uses, on each wire of its dimension."""
    ours, theirs = (set(needed(subject.network, [graph])[0]) for graph in (subject.side, subject.other))
    for name, entry in subject.network.declarations.items():
        if name in theirs - ours and isinstance(entry, Declaration) and len(entry.dims) == 1:
            for wire in place.wires:
                if (wire.dim,) == entry.dims[0]:
                    vector = Tensor(name, ((wire,),))
                    graph = place.put(replace(place.term, factors=(*place.term.factors, vector)))
                    yield Repair(graph, f"with a factor `{shown(vector)}`")


def _with_term(subject: Subject) -> Iterator[Repair]:
    """A term of the other side, which is unfolded where it is a name."""
    for term in _terms(subject):
        own = _summed(term)
        (added,) = map_sum(Sum((term,)), partial(_apart, own)).terms
        for sign, words in (
            (added, "with the term"),
            (replace(added, coefficient=-added.coefficient), "with minus the term"),
        ):
            body = replace(subject.side.body, terms=(*subject.side.body.terms, sign))
            name = next((shown(f) for f in term.factors if isinstance(f, Tensor | Apply)), "")
            if name:
                yield Repair(replace(subject.side, body=body), f"{words} of `{name}`")


def _apart(own: set[Wire], wire: Wire) -> Leg:
    return (replace(wire, serial=wire.serial + APART) if wire in own else wire,)


def _terms(subject: Subject) -> tuple[Product, ...]:
    """The terms of the other side, of which there are several."""
    other = subject.other
    if len(other.body.terms) == 1:
        whole = Sum((Product((Unfold(other.body),)),))
        other = resolve(subject.network, replace(other, body=whole))
    only = other.body.terms[0].factors if len(other.body.terms) == 1 else ()
    body = only[0] if len(only) == 1 and isinstance(only[0], Sum) else other.body
    return body.terms if len(body.terms) > 1 else ()


def _summed(term: Product) -> set[Wire]:
    found = {wire for one in products_in_order(Sum((term,))) for wire in one.summed}
    applied = (f for f in factors(Sum((term,))) if isinstance(f, Apply) and reduces(f.function))
    return found | {wire for bubble in applied for leg in bubble.axes for wire in leg}
