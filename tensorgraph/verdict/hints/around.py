"""A function that is put around too little or too much: `relu(x[i]) + c[i]` for `relu(x[i] + c[i])`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tensorgraph.graph.nodes import Apply, Product, Sum, Wire, free_wires
from tensorgraph.ops import reduces
from tensorgraph.verdict.hints.bubbles import axis_wires
from tensorgraph.verdict.hints.repair import Place, Repair, Subject, listed, places, shown, term_name

INTO = "added too late"
OUT = "added too early"


def around(subject: Subject) -> Iterator[Repair]:
    """Each term beside a bubble put into it, each term inside put beside it, each bubble put around more."""
    for place in places(subject.side):
        for at, bubble in enumerate(place.term.factors):
            if isinstance(bubble, Apply) and not reduces(bubble.function):
                yield from _terms_into(place, at, bubble)
                yield from _around_more(place, at, bubble)
                yield from _terms_out(place, at, bubble, bubble.body, bubble.name)
            elif isinstance(bubble, Sum):
                yield from _terms_out(place, at, bubble, bubble, "(…)")


def _terms_into(place: Place, at: int, bubble: Apply) -> Iterator[Repair]:
    for term in place.others:
        if set(free_wires(term)) <= set(free_wires(bubble)):
            larger = replace(bubble, body=replace(bubble.body, terms=(*bubble.body.terms, term)))
            rest = tuple(
                _with(place.term, at, larger) if other is place.term else other
                for other in place.whole.terms
                if other is not term
            )
            words = f"with the term {term_name(term)} inside of `{bubble.name}`"
            yield Repair(place.put_whole(replace(place.whole, terms=rest)), words, INTO)


def _terms_out(place: Place, at: int, holder: Apply | Sum, body: Sum, name: str) -> Iterator[Repair]:
    """Each term of a bubble or group of several added to the sum that it stands in."""
    for term in body.terms if len(body.terms) > 1 else ():
        kept = replace(body, terms=tuple(other for other in body.terms if other is not term))
        smaller = replace(holder, body=kept) if isinstance(holder, Apply) else kept
        opened = _with(place.term, at, smaller)
        left = {wire for factor in opened.factors for wire in free_wires(factor)}
        if set(free_wires(term)) <= set(free_wires(place.term)) and left >= {*place.term.summed, *_axes(holder)}:
            whole = tuple(new for old in place.whole.terms for new in ((opened, term) if old is place.term else (old,)))
            words = f"with the term {term_name(term)} outside of `{name}`"
            yield Repair(place.put_whole(replace(place.whole, terms=whole)), words, OUT)


def _around_more(place: Place, at: int, bubble: Apply) -> Iterator[Repair]:
    """The bubble taken away, and put around its term, and around the sum of it and all other terms."""
    opened = _with(place.term, at, bubble.body)
    if not axis_wires(bubble) <= set(free_wires(opened)):
        return
    beside = [f"`{shown(factor)}`" for k, factor in enumerate(place.term.factors) if k != at]
    if beside:
        words = f"with {listed(beside)} inside of `{bubble.name}`"
        yield Repair(place.put(_one(bubble, Sum((opened,)))), words)
    if place.others:
        terms = tuple(opened if term is place.term else term for term in place.whole.terms)
        more = [*beside, *(f"the term {term_name(term)}" for term in place.others)]
        words = f"with {listed(more)} inside of `{bubble.name}`"
        yield Repair(place.put_whole(Sum((_one(bubble, Sum(terms)),))), words)


def _axes(holder: Apply | Sum) -> set[Wire]:
    return axis_wires(holder) if isinstance(holder, Apply) else set()


def _one(bubble: Apply, inside: Sum) -> Product:
    return Product((replace(bubble, body=inside),))


def _with(term: Product, at: int, factor: Apply | Sum) -> Product:
    return replace(term, factors=(*term.factors[:at], factor, *term.factors[at + 1 :]))
