"""Summed inside of a bubble that should be summed outside, and the reverse: `relu(A[i, j] x[j])` for
`relu(A[i, j]) x[j]`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tensorgraph.graph.nodes import Apply, Factor, Product, Sum, Wire, free_wires
from tensorgraph.graph.scalar import ONE
from tensorgraph.ops import reduces
from tensorgraph.verdict.hints.repair import Place, Repair, Subject, ends, places, shown


def early(subject: Subject) -> Iterator[Repair]:
    """Each factor of a bubble put beside it, and a bubble around a sum put around each of its terms."""
    for place in places(subject.side):
        for at, bubble in enumerate(place.term.factors):
            if isinstance(bubble, Apply) and not reduces(bubble.function):
                yield from _outside(place, at, bubble)
                yield from _on_each_term(place, at, bubble)


def late(subject: Subject) -> Iterator[Repair]:
    """Each factor beside a bubble put into it, and bubbles of one function around terms put around their sum."""
    for place in places(subject.side):
        for at, bubble in enumerate(place.term.factors):
            if isinstance(bubble, Apply) and not reduces(bubble.function) and len(bubble.body.terms) == 1:
                yield from (_inside(place, at, bubble, k) for k in range(len(place.term.factors)) if k != at)
    yield from _around_the_sum(subject)


def _outside(place: Place, at: int, bubble: Apply) -> Iterator[Repair]:
    if len(bubble.body.terms) != 1:
        return
    term, inner = place.term, bubble.body.terms[0]
    for k, factor in enumerate(inner.factors):
        rest = inner.factors[:k] + inner.factors[k + 1 :]
        left = {wire for other in rest for wire in ends(other)}
        if not rest or not axis_wires(bubble) <= left:
            continue
        moved = tuple(wire for wire in inner.summed if wire in ends(factor))
        kept = tuple(wire for wire in inner.summed if wire not in moved)
        smaller = replace(bubble, body=Sum((replace(inner, factors=rest, summed=kept),)))
        factors = (*term.factors[:at], smaller, factor, *term.factors[at + 1 :])
        graph = place.put(replace(term, factors=factors, summed=(*term.summed, *moved)))
        yield Repair(graph, f"with `{shown(factor)}` outside of `{bubble.name}`", "" if moved else "inside of a bubble")


def _inside(place: Place, at: int, bubble: Apply, k: int) -> Repair:
    term, inner, factor = place.term, bubble.body.terms[0], place.term.factors[k]
    others = {wire for n, other in enumerate(term.factors) if n not in (at, k) for wire in ends(other)}
    axes = axis_wires(bubble)
    moved = tuple(w for w in term.summed if w in ends(factor) and w not in others and w not in axes)
    body = Sum((replace(inner, factors=(*inner.factors, factor), summed=(*inner.summed, *moved)),))
    factors = [replace(bubble, body=body) if n == at else other for n, other in enumerate(term.factors) if n != k]
    summed = tuple(wire for wire in term.summed if wire not in moved)
    graph = place.put(replace(term, factors=tuple(factors), summed=summed))
    return Repair(graph, f"with `{shown(factor)}` inside of `{bubble.name}`", "" if moved else "outside of a bubble")


def _on_each_term(place: Place, at: int, bubble: Apply) -> Iterator[Repair]:
    terms = bubble.body.terms
    every = axis_wires(bubble)
    if len(terms) < 2 or any(not every <= set(free_wires(term)) for term in terms):
        return
    group = Sum(tuple(Product((replace(bubble, body=Sum((term,))),)) for term in terms))
    yield Repair(place.with_factor(at, group), f"with `{bubble.name}` on each term by itself", "added too early")


def _around_the_sum(subject: Subject) -> Iterator[Repair]:
    """A side whose terms are each one bubble of one function."""
    body = subject.side.body
    bubbles = [_only(term) for term in body.terms]
    first = bubbles[0] if bubbles else None
    if first is None or len(bubbles) < 2:
        return
    if any(
        b is None or (b.function, b.axes, b.options) != (first.function, first.axes, first.options) for b in bubbles
    ):
        return
    inside = tuple(term for bubble in bubbles if bubble for term in bubble.body.terms)
    whole = Product((replace(first, body=Sum(inside)),))
    yield Repair(
        replace(subject.side, body=Sum((whole,))), f"with one `{first.name}` of the whole sum", "added too late"
    )


def _only(term: Product) -> Apply | None:
    only: Factor | None = term.factors[0] if len(term.factors) == 1 and term.coefficient == ONE else None
    return only if isinstance(only, Apply) and not term.summed else None


def axis_wires(bubble: Apply) -> set[Wire]:
    """The wires a bubble acts along."""
    return {wire for leg in bubble.axes for wire in leg}
