"""Above or below the row, for the strands that take a lane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tensorgraph.diagram.layout.box import Side, Strand
from tensorgraph.diagram.layout.plan import Wiring


def lane_ways(plan: Wiring) -> dict[Strand, Side]:
    """Up or down for the strands that take a lane: as wished, else up, unless another is in the way there and none
    below."""
    axis = {*plan.links, plan.left, plan.right, *plan.loops}
    hung = {strand for factors in plan.under.values() for factor in factors for strand in plan.ends.of[factor]}
    ways: dict[Strand, Side] = {}
    for strand in plan.ends.strands():
        places = plan.at(strand)
        if strand in axis or not places:
            continue
        if strand in plan.ends.outside:
            ways[strand] = _outer(plan, places, plan.ends.outside[strand])
        elif strand not in hung:
            ways[strand] = _wished(plan, strand) or _way(plan, places, ways)
    return ways


def _outer(plan: Wiring, places: Sequence[int], wanted: Side) -> Side:
    """The way of an outer strand: not into what hangs from its factors."""
    way = wanted if wanted.vertical else Side.UP
    return way.opposite if _covered(plan, places, way) and not _covered(plan, places, way.opposite) else way


def _wished(plan: Wiring, strand: Strand) -> Side | None:
    wishes = (plan.ends.wish(factor, strand) for factor in plan.ends.factors(strand))
    return next((wish for wish in wishes if wish and wish.vertical), None)


def _way(plan: Wiring, places: Sequence[int], ways: Mapping[Strand, Side]) -> Side:
    def blocked(side: Side) -> bool:
        others = (s for s, way in ways.items() if way is side)
        return _covered(plan, places, side) or any(_in_the_way(places, plan.at(other)) for other in others)

    return Side.DOWN if blocked(Side.UP) and not blocked(Side.DOWN) else Side.UP


def _covered(plan: Wiring, places: Sequence[int], side: Side) -> bool:
    return any(plan.covered(place, side) for place in places)


def _in_the_way(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two lanes share a factor or would cross."""
    a, b, c, d = min(one), max(one), min(other), max(other)
    return bool(set(one) & set(other)) or a < c < b < d or c < a < d < b
