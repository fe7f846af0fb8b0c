"""Decides which wire of a product goes where, before anything has a size.

Reading order is drawing order: factors stand in a row as written, neighbours that share a wire are linked on the axis,
the outer wires leave at the ends, vectors on somebody else's wire hang below, and every other wire takes a lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from tensorgraph.diagram.layout.box import Side, Strand
from tensorgraph.diagram.layout.ends import Ends
from tensorgraph.diagram.layout.hanging import carrier, hanging_from
from tensorgraph.diagram.layout.plan import Wiring as Wiring
from tensorgraph.diagram.layout.spine import pulled, spine
from tensorgraph.diagram.layout.ways import lane_ways


def wiring(ends: Ends) -> Wiring:
    """The decisions for a product: in reading order; with vectors moved to its ends or reversed, where that is
    straighter; else along its spine, when only that lets outer strands leave where they should."""
    forward = tuple(range(len(ends.of)))
    plan = _settled(ends, forward)
    if _bent(plan) == (0, 0) and not any(any(wishes) for wishes in ends.wishes):
        return plan
    orders = [pulled(ends, forward), forward[::-1], pulled(ends, forward[::-1])]
    best = min([plan, *(_settled(ends, order) for order in orders)], key=lambda plan: (*_bent(plan), _detours(plan)))
    order = spine(ends) if _misses(best) else None
    return min(best, _settled(ends, order), key=_misses) if order else best


def _bent(plan: Wiring) -> tuple[int, int]:
    """How far a plan is from a straight chain: outer strands that miss the axis, what hangs from a node unasked."""
    hung = [factor for factors in plan.under.values() for factor in factors if not plan.ends.told(factor)]
    return _misses(plan), len(hung)


def _misses(plan: Wiring) -> int:
    """How many outer strands wanted the axis and did not get it."""
    ends = {Side.LEFT: (plan.left, [0]), Side.RIGHT: (plan.right, [len(plan.row) - 1])}
    wanted = [(strand, *ends[side]) for strand, side in plan.ends.outside.items() if not side.vertical]
    return sum(got != strand and (got is None or plan.at(strand) != place) for strand, got, place in wanted)


def _detours(plan: Wiring) -> int:
    """How many inner strands go through a lane because somebody's wish turns them away from the axis."""
    lanes = [strand for strand in plan.ways if strand not in plan.ends.outside]
    return sum(any(plan.ends.wish(f, strand) for f in plan.ends.factors(strand)) for strand in lanes)


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
    return replace(plan, ways=lane_ways(plan))


def _link(plan: Wiring, place: int, hung: Set[Strand]) -> Strand | None:
    """The wire on the axis between two neighbours: of those they share alone, the one the left writes last."""
    strands = plan.ends.of[plan.row[place]]
    shared = [s for s in strands if s not in plan.ends.outside and sorted(plan.at(s)) == [place, place + 1]]
    shared = [s for s in shared if plan.ends.faces(plan.row[place], plan.row[place + 1], s)]
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
        wished = any(plan.ends.wish(factor, strand) for factor in plan.ends.factors(strand))
        if inside and sorted(plan.at(strand)) == [0, last] and strand not in plan.dotted and not wished:
            return (strand,)
    return ()
