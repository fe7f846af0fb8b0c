"""Wires that should be one, a copy dot, and one that should be two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from tensorgraph.graph.nodes import Dot, Factor, Graph, Product, Sum, Tensor, Wire
from tensorgraph.graph.rename import map_factor
from tensorgraph.verdict.hints.repair import Place, Repair, Subject, ends, fresh, places, shown


def merged(subject: Subject) -> Iterator[Repair]:
    """Each summed wire made one with another of its dimension, then each two; what `ones` summed is no longer."""
    yield from _bare_wires(subject.side)
    once = list(_merged(_opened(subject.side)))
    yield from once
    for first in once:
        for second in _merged(first.graph):
            words = f"{first.words}, and {second.words.removeprefix('with ')}"
            yield Repair(second.graph, words, first.kind)


def _bare_wires(side: Graph) -> Iterator[Repair]:
    """Each vector on a free wire replaced by a bare wire to another free one: `id[r, q]` for `ones[q]`."""
    for place in places(side):
        for at, vector in reversed(list(enumerate(place.term.factors))):
            if len(ends(vector)) == 1 and isinstance(vector, Tensor | Dot):
                (wire,) = ends(vector)
                for other in place.wires:
                    if other != wire and other.dim == wire.dim and not {wire, other} & set(place.term.summed):
                        joined = Dot(((other,), (wire,)))
                        yield Repair(place.with_factor(at, joined), f"with `{shown(joined)}` for `{shown(vector)}`")


def _merged(side: Graph) -> Iterator[Repair]:
    for place in places(side):
        for gone in place.term.summed:
            for kept in place.wires:
                if kept != gone and kept.dim == gone.dim and not _again(place, kept, gone):
                    capped = all(Dot(((wire,),)) in place.term.factors for wire in (kept, gone))
                    kind = "summed too early" if capped else ""
                    yield Repair(_one_wire(place, kept, gone), _merged_words(place, kept, gone), kind)


def _again(place: Place, kept: Wire, gone: Wire) -> bool:
    """Of two summed wires the first stays, so that each pair is tried once."""
    return kept in place.term.summed and place.wires.index(kept) > place.wires.index(gone)


def _merged_words(place: Place, kept: Wire, gone: Wire) -> str:
    names = [factor for factor in place.term.factors if gone in ends(factor) and not isinstance(factor, Dot)]
    where = f" in `{shown(names[0])}`" if names else ""
    name = f"`{gone.name}`" if gone.name != kept.name else f"the other `{gone.name}`"
    return f"with {name}{where} the same wire as `{kept.name}`"


def _one_wire(place: Place, kept: Wire, gone: Wire) -> Graph:
    term = place.term
    joined = [map_factor(factor, lambda wire: (kept if wire == gone else wire,)) for factor in term.factors]
    lone: Factor = Dot(((kept,),))
    rest = [factor for factor in joined if factor != lone]
    enough = any(kept in ends(factor) for factor in rest)
    return place.put(
        replace(term, factors=tuple(rest if enough else joined), summed=tuple(w for w in term.summed if w != gone))
    )


def split(subject: Subject) -> Iterator[Repair]:
    """Each end of a copy dot, and each of a wire that joins two, summed by itself; four ends as two and two."""
    for place in places(subject.side):
        count = Counter(wire for factor in place.term.factors for wire in ends(factor))
        for at, factor in enumerate(place.term.factors):
            for k, leg in enumerate(factor.legs if isinstance(factor, Tensor) else ()):
                if len(leg) == 1 and count[leg[0]] > 1:
                    yield _on_its_own(subject.side, place, at, k, count[leg[0]])
    for place in places(subject.side):
        for wire in place.term.summed:
            yield from _two_of_it(subject.side, place, wire)


def _two_of_it(side: Graph, place: Place, wire: Wire) -> Iterator[Repair]:
    """A wire with four ends as two with two ends each; the first tensor that has it keeps it."""
    mine = [
        (at, k)
        for at, factor in enumerate(place.term.factors)
        if isinstance(factor, Tensor)
        for k, leg in enumerate(factor.legs)
        if leg == (wire,)
    ]
    if len(mine) != 4 or sum(ends(factor).count(wire) for factor in place.term.factors) != 4:
        return
    new = fresh(side, wire)
    for pair in combinations(mine[1:], 2):
        factors = list(place.term.factors)
        for at, k in pair:
            tensor = factors[at]
            assert isinstance(tensor, Tensor)
            factors[at] = replace(tensor, legs=(*tensor.legs[:k], (new,), *tensor.legs[k + 1 :]))
        names = " and ".join(f"`{shown(place.term.factors[at])}`" for at in dict.fromkeys(at for at, _ in pair))
        term = replace(place.term, factors=tuple(factors), summed=(*place.term.summed, new))
        yield Repair(place.put(term), f"with another wire than `{wire.name}` in {names}")


def _on_its_own(side: Graph, place: Place, at: int, k: int, count: int) -> Repair:
    term, tensor = place.term, place.term.factors[at]
    assert isinstance(tensor, Tensor)
    old = tensor.legs[k][0]
    new = fresh(side, old)
    other = replace(tensor, legs=(*tensor.legs[:k], (new,), *tensor.legs[k + 1 :]))
    factors = [*term.factors[:at], other, Dot(((new,),)), *term.factors[at + 1 :]]
    if count == 2 and old in term.summed:
        factors.append(Dot(((old,),)))
    graph = place.put(replace(term, factors=tuple(factors), summed=(*term.summed, new)))
    return Repair(graph, f"with `{old.name}` of `{shown(tensor)}` summed by itself")


def _opened(graph: Graph) -> Graph:
    """A side without groups of one term, whose wires are then summed beside all others."""
    return replace(graph, body=_opened_sum(graph.body))


def _opened_sum(node: Sum) -> Sum:
    return replace(node, terms=tuple(map(_opened_term, node.terms)))


def _opened_term(term: Product) -> Product:
    for at, factor in enumerate(term.factors):
        if isinstance(factor, Sum) and len(factor.terms) == 1:
            inner = factor.terms[0]
            factors = (*term.factors[:at], *inner.factors, *term.factors[at + 1 :])
            coefficient, summed = term.coefficient * inner.coefficient, (*term.summed, *inner.summed)
            return _opened_term(replace(term, factors=factors, coefficient=coefficient, summed=summed))
    return term
