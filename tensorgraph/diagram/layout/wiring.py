"""Which wire of a product goes where, before anything has a size.

Reading order is drawing order: factors stand in a row as written, neighbours that share a wire are linked on the axis,
the outer wires leave at the ends, vectors on somebody else's wire hang below, and every other wire takes a lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from tensorgraph.diagram.layout.box import Side, Strand
from tensorgraph.diagram.layout.ends import Ends
from tensorgraph.diagram.layout.hanging import carrier, hanging_from
from tensorgraph.diagram.layout.spine import spine


@dataclass(frozen=True)
class Wiring:
    """The decisions. ``row`` are factors on the axis in drawing order; ``links`` the strand between each and the next;
    ``left`` and ``right`` what leaves on the axis; ``dotted`` the factors that hang from a dot on an axis strand;
    ``under`` those that hang straight from a factor; ``ways`` up or down for every strand that takes a lane."""

    ends: Ends
    row: tuple[int, ...]
    links: tuple[Strand | None, ...]
    left: Strand | None
    right: Strand | None
    dotted: Mapping[Strand, tuple[int, ...]]
    under: Mapping[int, tuple[int, ...]]
    ways: Mapping[Strand, Side]
    loops: tuple[Strand, ...] = ()
    """Closed traces: from the left of the first factor to the right of the last."""

    @cached_property
    def places(self) -> dict[int, int]:
        """Where in the row each of its factors is."""
        return {factor: place for place, factor in enumerate(self.row)}

    def at(self, strand: Strand) -> list[int]:
        """The places in the row a strand ends at."""
        return [self.places[f] for f in self.ends.factors(strand) if f in self.places]

    def sides(self, factor: int) -> tuple[Side, ...]:
        """The side for each end of a factor."""
        return tuple(self._side(factor, index) for index in range(len(self.ends.of[factor])))

    def _side(self, factor: int, index: int) -> Side:
        strand = self.ends.of[factor][index]
        place = self.places.get(factor)
        if place is None:
            return Side.DOWN if len(self.ends.of[factor]) > 1 and self.ends.ribbed(strand) else Side.UP
        first = index == self.ends.of[factor].index(strand)
        if strand in self.loops:
            return Side.LEFT if place == 0 and (first or len(self.row) > 1) else Side.RIGHT
        if (place and self.links[place - 1] == strand) or (strand == self.left and place == 0):
            return Side.LEFT
        if (place < len(self.links) and self.links[place] == strand) or (
            strand == self.right and place == len(self.row) - 1
        ):
            return Side.RIGHT
        return self._beside(strand, place) or self.ways.get(strand, Side.DOWN)

    def _beside(self, strand: Strand, place: int) -> Side | None:
        """The side of an outer strand that leaves next to another: parts of a thick wire."""
        side = self.ends.outside.get(strand)
        if (side is Side.LEFT and self.left and place == 0) or (
            side is Side.RIGHT and self.right and place == len(self.row) - 1
        ):
            return side if len(self.ends.factors(strand)) == 1 else None
        return None


def wiring(ends: Ends) -> Wiring:
    """The decisions for a product: in reading order; reversed where that is straighter; else along its spine, when only
    that lets outer strands leave where they should."""
    forward = _settled(ends, tuple(range(len(ends.of))))
    if _bent(forward) == (0, 0):
        return forward
    best = min(forward, _settled(ends, tuple(reversed(range(len(ends.of))))), key=_bent)
    order = spine(ends) if _misses(best) else None
    return min(best, _settled(ends, order), key=_misses) if order else best


def _bent(plan: Wiring) -> tuple[int, int]:
    """How far a plan is from a straight chain: outer strands that miss the axis, then what hangs from a node."""
    return _misses(plan), sum(map(len, plan.under.values()))


def _misses(plan: Wiring) -> int:
    """How many outer strands wanted the axis and did not get it."""
    wanted = [(s, side) for s, side in plan.ends.outside.items() if not side.vertical]
    return sum((plan.left if side is Side.LEFT else plan.right) != strand for strand, side in wanted)


def _settled(ends: Ends, order: tuple[int, ...]) -> Wiring:
    """Try with all hanging that may; those whose strand found no place on the axis go back to the row, until all have
    one: each turn has fewer that hang."""
    hanging = hanging_from(ends, order)
    while True:
        plan = _placed(ends, order, hanging)
        axis = {*plan.links, plan.left, plan.right}
        kept = {f: s for f, s in hanging.items() if s in axis or carrier(ends, f, s, hanging) is not None}
        if len(kept) == len(hanging):
            return plan
        hanging = kept


def _placed(ends: Ends, order: Sequence[int], hanging: Mapping[int, Strand]) -> Wiring:
    row = tuple(f for f in order if f not in hanging)
    under: dict[int, tuple[int, ...]] = {}
    dotted: dict[Strand, tuple[int, ...]] = {}
    for factor, strand in hanging.items():
        above = carrier(ends, factor, strand, hanging)
        if above is not None:
            under[above] = (*under.get(above, ()), factor)
        else:
            dotted[strand] = (*dotted.get(strand, ()), factor)
    plan = Wiring(ends, row, (), None, None, dotted, under, {})
    hung = set(hanging.values())
    links = tuple(_link(plan, place, hung) for place in range(len(row) - 1))
    plan = replace(plan, links=links, left=_exit(plan, Side.LEFT, 0), right=_exit(plan, Side.RIGHT, len(row) - 1))
    plan = replace(plan, loops=_loops(plan))
    return replace(plan, ways=_ways(plan))


def _link(plan: Wiring, place: int, hung: Set[Strand]) -> Strand | None:
    """The wire on the axis between two neighbours: of those they share alone, the one the left writes last."""
    strands = plan.ends.of[plan.row[place]]
    shared = [s for s in strands if s not in plan.ends.outside and sorted(plan.at(s)) == [place, place + 1]]
    direct = [s for s in shared if s in hung] or shared
    return direct[-1] if direct else None


def _exit(plan: Wiring, side: Side, place: int) -> Strand | None:
    """The outer strand that leaves on the axis at an end of the row."""
    wanted = (strand for strand, way in plan.ends.outside.items() if way is side)
    return next((strand for strand in wanted if plan.at(strand) == [place]), None)


def _loops(plan: Wiring) -> tuple[Strand, ...]:
    """The strand, if any, that closes the row into a trace."""
    last = len(plan.row) - 1
    if plan.left or plan.right:
        return ()
    links = set(plan.links)
    for strand in plan.ends.strands():
        inside = strand not in plan.ends.outside and strand not in links
        if inside and sorted(plan.at(strand)) == [0, last] and strand not in plan.dotted:
            return (strand,)
    return ()


def _ways(plan: Wiring) -> dict[Strand, Side]:
    """Up or down for the strands that take a lane: up, unless another is in the way there and none below."""
    axis = {*plan.links, plan.left, plan.right, *plan.loops}
    hung = {strand for factors in plan.under.values() for factor in factors for strand in plan.ends.of[factor]}
    ways: dict[Strand, Side] = {}
    for strand in plan.ends.strands():
        places = plan.at(strand)
        if strand in axis or not places:
            continue
        wanted = plan.ends.outside.get(strand)
        if wanted is Side.DOWN and not any(plan.row[p] in plan.under for p in places):
            ways[strand] = Side.DOWN
        elif wanted is not None:
            ways[strand] = Side.UP
        elif strand not in hung:
            ways[strand] = _way(plan, places, ways)
    return ways


def _way(plan: Wiring, places: Sequence[int], ways: Mapping[Strand, Side]) -> Side:
    def blocked(side: Side) -> bool:
        others = (s for s, way in ways.items() if way is side)
        return any(_in_the_way(places, plan.at(other)) for other in others)

    hung = any(plan.row[place] in plan.under for place in places)
    return Side.DOWN if blocked(Side.UP) and not blocked(Side.DOWN) and not hung else Side.UP


def _in_the_way(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two lanes share a factor or would cross."""
    a, b, c, d = min(one), max(one), min(other), max(other)
    return bool(set(one) & set(other)) or a < c < b < d or c < a < d < b
