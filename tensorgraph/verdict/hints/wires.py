"""A leg on the wrong wire: two factors' wires exchanged, or one leg joined to another wire of its dimension."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from tensorgraph.graph.nodes import Apply, Dot, Factor, Product, Shift, Sum, Tensor, Wire
from tensorgraph.graph.rename import map_factor
from tensorgraph.verdict.hints.repair import Place, Repair, Subject, ends, places, shown


def wires(subject: Subject) -> Iterator[Repair]:
    """Each two legs of different factors exchanged, then each leg moved."""
    for place in places(subject.side):
        tips = list(_tips(place.term))
        for one, two in combinations(tips, 2):
            if one.factor != two.factor and one.wire != two.wire and one.wire.dim == two.wire.dim:
                yield from _exchanged(place, one, two)
    for place in places(subject.side):
        yield from _moved(place)


@dataclass(frozen=True)
class _Tip:
    """A leg that is one wire: of which factor of the term, which leg (None: a wire of a bubble or group)."""

    factor: int
    leg: int | None
    wire: Wire


def _tips(term: Product) -> Iterator[_Tip]:
    for at, factor in enumerate(term.factors):
        if isinstance(factor, Tensor | Dot):
            yield from (_Tip(at, k, leg[0]) for k, leg in enumerate(factor.legs) if len(leg) == 1)
        elif isinstance(factor, Apply | Sum):
            yield from (_Tip(at, None, wire) for wire in ends(factor))


def _joined(factor: Factor, leg: int | None, old: Wire, new: Wire) -> Factor | None:
    """A factor with a leg on another wire; None where it has that wire and would lose an axis."""
    if isinstance(factor, Tensor | Dot) and leg is not None:
        return replace(factor, legs=(*factor.legs[:leg], (new,), *factor.legs[leg + 1 :]))
    if new in ends(factor) or isinstance(factor, Shift):
        return None
    return map_factor(factor, lambda wire: (new if wire == old else wire,))


def _exchanged(place: Place, one: _Tip, two: _Tip) -> Iterator[Repair]:
    factors = list(place.term.factors)
    first = _joined(factors[one.factor], one.leg, one.wire, two.wire)
    second = _joined(factors[two.factor], two.leg, two.wire, one.wire)
    if first is None or second is None:
        return
    old = f"`{shown(factors[one.factor])}` and `{shown(factors[two.factor])}`"
    factors[one.factor], factors[two.factor] = first, second
    graph = place.put(replace(place.term, factors=tuple(factors)))
    if _are_written(first, second):
        yield Repair(graph, f"with `{shown(first)}` and `{shown(second)}` for {old}")
    else:
        yield Repair(graph, f"with `{one.wire.name}` and `{two.wire.name}` exchanged between {old}")


def _moved(place: Place) -> Iterator[Repair]:
    count = Counter(wire for factor in place.term.factors for wire in ends(factor))
    for tip in _tips(place.term):
        left = count[tip.wire] - 1
        if left < 1 or (tip.wire in place.term.summed and left < 2):
            continue
        for new in place.wires:
            old = place.term.factors[tip.factor]
            if new == tip.wire or new.dim != tip.wire.dim or (isinstance(old, Dot) and new in ends(old)):
                continue
            factor = _joined(old, tip.leg, tip.wire, new)
            if factor is not None:
                words = (
                    f"`{shown(factor)}` for `{shown(old)}`"
                    if _are_written(factor)
                    else f"`{new.name}` in `{shown(old)}`"
                )
                yield Repair(place.with_factor(tip.factor, factor), f"with {words}")


def _are_written(*factors: Factor) -> bool:
    """Whether what is shown of factors has their wires."""
    return not any(isinstance(factor, Apply | Sum) for factor in factors)
