"""A plan in blocks, where it needs more memory than there is: no more of it than must be, in the fewest blocks.

Blocks cost no FLOPs more: what does not have the wire is made once, before the loop. So the best wire is the one that
takes the fewest blocks, because each block is a round of smaller calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TypeAlias

from tensorgraph.code.region import Region, region_from, with_stream
from tensorgraph.einsum.operations import Load
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.polynomial import Polynomial
from tensorgraph.einsum.reads import is_view

Need: TypeAlias = "Callable[[Plan], int]"
"""The bytes that a plan takes."""

SEEDS = 4
"""The largest results from which a region is grown."""

SMALLER = (1, 8, 64)
"""A result is large if it is no smaller than the one a region grows from by such a factor: the larger it is,
the more steps run in blocks."""

STREAMS = 4
"""Loops of one plan, at most."""

ROUND = 64
"""Blocks above it are multiples of it: matrix products like that."""


def streamed(plan: Plan, need: Need, limit: int) -> Plan:
    """The plan with as many loops as it takes to need no more than ``limit``, or the one that needs least."""
    while need(plan) > limit and len(plan.streams) < STREAMS:
        better = _best(plan, need, limit)
        if better is None:
            break
        plan = better
    return plan


def _best(plan: Plan, need: Need, limit: int) -> Plan | None:
    """One loop more: within the limit in the fewest blocks; else the one that leaves the least to be needed."""
    now = need(plan)
    found: list[tuple[tuple[int, int, int], Plan]] = []
    for region in islice(regions(plan), max(FEWEST, WRITTEN // len(plan.steps))):
        least = with_stream(plan, region, 1)
        floor = now if least is None else need(least)
        if floor < now:
            made = _in_largest_blocks(plan, region, need, max(limit, floor))
            stream = next(one for one in made.streams if one not in plan.streams)
            found.append(((max(limit, floor), stream.blocks, len(region.indices)), made))
    return min(found, key=lambda pair: pair[0])[1] if found else None


FEWEST, WRITTEN = 3, 4_000
"""Regions that are tried at least, and steps of them all: a region is written some ten times, a step takes 0.1 ms."""


def regions(plan: Plan) -> Iterator[Region]:
    """What could run in blocks, each once."""
    entries = [Polynomial.of(step.dims).value(plan.sizes) for step in plan.steps]
    taken = {register for stream in plan.streams for register in stream.indices}
    made = [s.register for s in plan.steps if not isinstance(s.operation, Load) and s.register not in taken]
    seeds = [register for register in made if not is_view(plan.steps[register].operation)]
    met = []
    for seed in sorted(seeds, key=lambda register: -entries[register])[:SEEDS]:
        for factor in SMALLER:
            large = {register for register in made if factor * entries[register] >= entries[seed]}
            for axis in range(len(plan.steps[seed].dims)):
                region = region_from(plan, seed, axis, large)
                if region is not None and region not in met and not taken.intersection(region.indices):
                    met.append(region)
                    yield region


def _in_largest_blocks(plan: Plan, region: Region, need: Need, limit: int) -> Plan:
    """The region in the largest blocks that need no more than ``limit``; some do."""
    made = with_stream(plan, region, 1)
    assert made is not None
    place = next(k for k, one in enumerate(made.streams) if one not in plan.streams and one.block == 1)
    low, high = 1, made.streams[place].size
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if need(_blocks(made, place, middle)) <= limit else (low, middle)
    return _blocks(made, place, low - low % ROUND if low > ROUND else low)


def _blocks(plan: Plan, place: int, block: int) -> Plan:
    """The plan with other blocks in one of its loops."""
    streams = [replace(one, block=block) if k == place else one for k, one in enumerate(plan.streams)]
    return replace(plan, streams=tuple(streams))
