"""A factor, a bubble or a term that is missing, or one too many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from tensorgraph.einsum.uses import needed, tensor_names
from tensorgraph.graph.network import Declaration
from tensorgraph.graph.nodes import Apply, Factor, Graph, Leg, Product, Sum, Tensor, Unfold, Wire, free_wires
from tensorgraph.graph.rename import map_factor, map_sum
from tensorgraph.graph.walk import factors, products_in_order
from tensorgraph.ops import FUNCTIONS, Kind, reduces
from tensorgraph.rewrite import resolve
from tensorgraph.verdict.hints.repair import Place, Repair, Subject, ends, places, shown, term_name

COMMONEST = "relu"
"""The function that is tried where the other side has none that is missing, too."""
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
            yield Repair(place.put(), f"without {_which(place)}")


def _which(place: Place) -> str:
    """A term of several: by its first tensor, and by its number, from 1, where another begins so too."""
    name = term_name(place.term)
    if any(term_name(other) == name for other in place.others):
        number = next(at for at, term in enumerate(place.whole.terms, 1) if term is place.term)
        return f"term {number}, one {name}"
    return f"the term {name}"


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
            if place.is_first and place.others:
                whole = Sum((Product((replace(inner, body=place.whole),)),))
                yield Repair(place.put_whole(whole), f"with `{bubble.name}` around the sum")
            for at, group in enumerate(place.term.factors):
                if isinstance(group, Sum):
                    yield Repair(
                        place.with_factor(at, replace(inner, body=group)), f"with `{bubble.name}` around `(…)`"
                    )


def _bubbles(subject: Subject) -> list[Apply]:
    """The elementwise functions of the other side and of what it is made of, and the commonest."""
    _, inside = needed(subject.network, [subject.other])
    graphs = [subject.other, *(subject.network.definitions[name].graph for name in inside)]
    found = {f.function: f for graph in graphs for f in factors(graph.body) if isinstance(f, Apply)}
    found.setdefault(COMMONEST, Apply(COMMONEST, COMMONEST, Sum(())))
    return [f for name, f in found.items() if name not in FUNCTIONS or FUNCTIONS[name].kind is Kind.ELEMENTWISE]


def _functions(graph: Graph) -> set[str]:
    return {factor.function for factor in factors(graph.body) if isinstance(factor, Apply)}


def _with_vector(subject: Subject, place: Place) -> Iterator[Repair]:
    """A vector, on each wire of its dimension: those that only the other side uses, then those that are computed."""
    for name, dim in _vectors(subject):
        for wire in place.wires:
            if wire.dim == dim:
                vector = Tensor(name, ((wire,),))
                graph = place.put(replace(place.term, factors=(*place.term.factors, vector)))
                yield Repair(
                    graph, f"with a factor `{shown(vector)}`" + (f" inside of `{place.bubble}`" if place.bubble else "")
                )


def _vectors(subject: Subject) -> Iterator[tuple[str, str]]:
    """Their names and dimensions."""
    ours, theirs = (set(needed(subject.network, [graph])[0]) for graph in (subject.side, subject.other))
    seen = {*tensor_names(subject.side), *tensor_names(subject.other)}
    for entry in subject.network.tensors():
        declared = isinstance(entry, Declaration)
        if (entry.name in theirs - ours if declared else entry.name not in seen) and [*map(len, entry.dims)] == [1]:
            yield entry.name, entry.dims[0][0]


def _with_term(subject: Subject) -> Iterator[Repair]:
    """A term of the other side, which is unfolded where it is a name, in the side and then in each sum inside of it."""
    terms = _terms(subject)
    for place in places(subject.side):
        if place.is_first:
            for term in terms:
                yield from _with_this(place, term)


def _with_this(place: Place, term: Product) -> Iterator[Repair]:
    name = next((shown(f) for f in term.factors if isinstance(f, Tensor | Apply)), "")
    if not name or not set(free_wires(term)) <= set(free_wires(place.whole)):
        return
    (added,) = map_sum(Sum((term,)), partial(_apart, _summed(term))).terms
    inside = f" inside of `{place.bubble}`" if place.bubble else ""
    for sign, words in ((added, "the term"), (replace(added, coefficient=-added.coefficient), "minus the term")):
        whole = replace(place.whole, terms=(*place.whole.terms, sign))
        yield Repair(place.put_whole(whole), f"with {words} of `{name}`{inside}")


def _apart(own: set[Wire], wire: Wire) -> Leg:
    return (replace(wire, serial=wire.serial + APART) if wire in own else wire,)


def _terms(subject: Subject) -> tuple[Product, ...]:
    """The terms of every sum of the other side, and of the other side unfolded."""
    whole = Sum((Product((Unfold(subject.other.body),)),))
    unfolded = resolve(subject.network, replace(subject.other, body=whole))
    return tuple(dict.fromkeys(p.term for side in (subject.other, unfolded) for p in places(side) if not p.alone))


def _summed(term: Product) -> set[Wire]:
    found = {wire for one in products_in_order(Sum((term,))) for wire in one.summed}
    applied = (f for f in factors(Sum((term,))) if isinstance(f, Apply) and reduces(f.function))
    return found | {wire for bubble in applied for leg in bubble.axes for wire in leg}
