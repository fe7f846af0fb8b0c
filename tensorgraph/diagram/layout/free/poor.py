"""When a chain is a poor drawing of a product."""

from __future__ import annotations

from itertools import combinations

from tensorgraph.diagram.layout.box import Side, Strand
from tensorgraph.diagram.layout.ends import Ends
from tensorgraph.diagram.layout.free.net import Net
from tensorgraph.diagram.layout.wiring import Wiring, wiring

LANES = 2
"""Lanes over and under a chain that a reader can still follow: one on either side, or one in the other."""


def is_chain(net: Net) -> bool:
    """Whether every wire has two ends and joins neighbours of the reading order; but one, which may close a trace."""
    far = sum(abs(link.start.node - link.stop.node) > 1 for link in net.links)
    return far < 2 and net.count == net.factors


def is_poor(ends: Ends) -> bool:
    """Whether a chain needs more than two lanes for wires with two ends, or two of them cross.

    Rails, which are wires with more ends, are how heads and batches are drawn; they do not count.
    """
    plan = wiring(ends)
    lanes = lanes_of(ends, plan)
    return len(lanes) + len(plan.loops) > LANES or any(_cross(plan, *pair) for pair in combinations(lanes, 2))


def has_lanes(ends: Ends) -> bool:
    """Whether a chain needs a lane for any wire with two ends."""
    return bool(lanes_of(ends, wiring(ends)))


def lanes_of(ends: Ends, plan: Wiring) -> list[Strand]:
    """The wires with two ends that a chain has no place for on its axis."""
    return [strand for strand in plan.ways if _is_plain(ends, plan, strand)]


def _is_plain(ends: Ends, plan: Wiring, strand: Strand) -> bool:
    places = plan.at(strand)
    return strand not in ends.outside and len(ends.factors(strand)) == 2 and len(set(places)) == 2


def _cross(plan: Wiring, one: Strand, other: Strand) -> bool:
    """Whether two lanes on one side of the chain cross."""
    (a, b), (c, d) = sorted(plan.at(one)), sorted(plan.at(other))
    same = plan.ways.get(one, Side.UP) is plan.ways.get(other, Side.UP)
    return same and (a < c < b < d or c < a < d < b)
