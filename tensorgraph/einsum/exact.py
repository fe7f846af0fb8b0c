"""The exact search: opt_einsum's dynamic programming over sets of operands, told here what each step really costs.

By itself it counts no additions, sums over lone indices for nothing, joins only what is summed over, and begins with a
bound that it has to raise many times. So it is given a cost of our own, and a bound that some order is known to keep.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

from tensorgraph.einsum.walk import Einsum, Indices, Path, holders, lone_indices, sums_first, without

OUTER_OPERANDS = 6
"""Up to here every order is tried, outer products too: 301 steps at most; one operand more has 966."""
MANY = 8
"""From here on a greedy path bounds the search: a third of a millisecond that saves many."""
MOST_LOOKS = 600_000
"""Indices that are looked at, three for each step of a chain, before the search gives up: about half a second. A chain
of 20 matrices has 4,000."""
FEW = 4
"""Up to here trying every order is quicker than finding out what could be left out."""

Way: TypeAlias = "int | tuple[int, ...]"
"""How opt_einsum writes an operand as it is, and one that is summed by itself first."""


class GaveUp(Exception):
    """There are too many steps to look at, or none keeps the bounds."""


def exact(one: Einsum) -> Path:
    """The path of the fewest FLOPs. Raises `GaveUp`.

    Of all orders of pairwise contractions, an operand's lone indices summed before or in its first one, up to
    `OUTER_OPERANDS` operands; of more operands, of all orders in which a step joins two parts that share an index.
    """
    places = holders(one)
    lone = lone_indices(one, places)
    if not lone:
        return _programmed(one, places, {}, _bound(one), _may_need_outer(one, places))
    left = without(one, lone)
    places = holders(left)
    outer = _may_need_outer(left, places)
    apart = [place for place in lone if not outer and not _joined(left.inputs[place], places)]
    if apart:
        sums, rest = sums_first(one, apart)
        return sums + exact(rest)
    return _programmed(left, places, _entries(one, lone), _bound(one), outer)


def _joined(indices: Indices, places: list[int]) -> bool:
    return any(places[index].bit_count() > 1 for index in indices)


def _programmed(one: Einsum, places: list[int], lone: Entries, bound: int, outer: bool) -> Path:
    """By dynamic programming. The product is without its ``lone`` indices."""
    from opt_einsum.paths import DynamicProgramming

    # An index of one operand is given as output, so that opt_einsum leaves it in place; `_cost` says what is summed.
    alone = [index for index, place in enumerate(places) if not place & (place - 1)]
    cost = _cost(one, places, lone, bound)
    search = DynamicProgramming(minimize=cost, cost_cap=bound, search_outer=outer)
    return [tuple(sorted(step)) for step in search(one.inputs, alone, dict(enumerate(one.sizes)))]


def _bound(one: Einsum) -> int:
    """What the product costs at most: as it is written, from the left; of many operands, as greedy orders it."""
    if len(one.inputs) < FEW or one.memory is not None:
        return 2 * len(one.inputs) * prod(one.sizes) * one.calls
    return _greedy_flops(one) if len(one.inputs) >= MANY else _written_flops(one) * one.calls


def _greedy_flops(one: Einsum) -> int:
    from opt_einsum.paths import greedy

    sums, left = sums_first(one, [*lone_indices(one, holders(one))])
    inputs = [frozenset(indices) for indices in left.inputs]
    steps = greedy(inputs, frozenset(left.output), dict(enumerate(left.sizes)))
    return one.flops(sums + [tuple(step) for step in steps])


def _written_flops(one: Einsum) -> int:
    last = {index: place for place, indices in enumerate(one.inputs) for index in indices}
    last.update(dict.fromkeys(one.output, len(one.inputs)))
    total, held = 0, set(one.inputs[0])
    for place, indices in enumerate(one.inputs[1:], 1):
        held.update(indices)
        flops = prod([one.sizes[index] for index in held])
        gone = [index for index in held if last[index] <= place]
        held.difference_update(gone)
        total += 2 * flops if gone else flops
    return total


def _may_need_outer(one: Einsum, places: list[int]) -> bool:
    """Whether an outer product may save anything, and can be tried.

    A ⊗ B before C costs less than (A C) B and (B C) A only where A and B have no indices but C's, and C has others
    (or where an index has more than two ends). In a chain or a ring of matrices that cannot be.
    """
    if len(one.inputs) <= FEW or len(one.inputs) > OUTER_OPERANDS:
        return len(one.inputs) <= FEW
    ends = [place.bit_count() for place in places]
    for index in one.output:
        ends[index] += 1
    matrices = all(len(indices) <= 2 for indices in one.inputs) and min(one.sizes, default=1) > 1
    plain = matrices and not one.constant and all(count == 2 for count in ends)
    return not (plain and _connected(places, len(one.inputs)))


def _connected(places: list[int], count: int) -> bool:
    reached, before = 1, 0
    while reached != before:
        before = reached
        for place in places:
            if place & reached:
                reached |= place
    return reached == (1 << count) - 1


@dataclass(frozen=True)
class _Entry:
    """An operand as a step may take it: so written, what summing it before costs, what its lone indices multiply by."""

    way: Way
    flops: int = 0
    factor: int = 1
    summed: bool = False


Entries: TypeAlias = "Mapping[int, tuple[_Entry, _Entry]]"


def _entries(one: Einsum, lone: Mapping[int, frozenset[int]]) -> Entries:
    """By its bit, each operand with lone indices: summed in the step, and before it."""
    found = {}
    for place, gone in lone.items():
        calls = 1 if one.constant and one.constant[place] else one.calls
        before = 2 * calls * prod([one.sizes[index] for index in set(one.inputs[place])])
        factor = prod([one.sizes[index] for index in gone])
        found[1 << place] = (_Entry(place, 0, factor, True), _Entry((place,), before))
    return found


def _cost(one: Einsum, places: list[int], lone: Entries, bound: int) -> Callable[..., None]:
    """What opt_einsum asks at each step: whether joining the sets ``s1`` and ``s2`` is the cheapest way to their union.

    It keeps in ``xn`` for each set its indices, cost and operands. ``shared`` are the indices of both, and ``lone`` the
    operands that may be summed first. Written for speed: this is where the time of a search goes.
    """
    whole, seen, memory = (1 << len(one.inputs)) - 1, 0, one.memory
    calls, weighted = one.calls, one.calls > 1
    ends = places.copy()
    for index in one.output:
        ends[index] |= 1 << len(one.inputs)
    varying = sum(1 << place for place, fixed in enumerate(one.constant) if not fixed) if one.constant else whole

    def compare(
        cost1: int, cost2: int, united: frozenset[int], sizes: Any, cap: int, s1: int, s2: int, xn: dict[int, Any],
        group: int, everything: int, inputs: Any, shared: frozenset[int], limit: Any, way1: Way, way2: Way,
    ) -> None:  # fmt: skip
        nonlocal seen
        seen += len(united)
        flops, both = 1, s1 | s2
        for index in united:
            flops *= sizes[index]
        if weighted and both & varying:
            flops *= calls
        cost = cost1 + cost2 + flops
        if seen > MOST_LOOKS or cap != bound:
            raise GaveUp
        if cost > cap:
            return
        old = xn.get(both)
        if old is not None and cost >= old[1]:
            return
        kept = united if old is None else old[0]
        if old is None:
            for index in shared:
                if not ends[index] & ~both:
                    kept = kept.difference((index,))
        if lone and (s1 in lone or s2 in lone):
            first, second = lone.get(s1) or (_Entry(way1),), lone.get(s2) or (_Entry(way2),)
            cost, way1, way2 = _cheapest(first, second, cost1 + cost2, flops, len(kept) != len(united))
        elif len(kept) != len(united):
            cost += flops
        if both != whole and old is None:
            entries = 1
            for index in kept:
                entries *= sizes[index]
            # Whatever comes next goes over all that is kept.
            if cost + entries > cap or (memory is not None and entries > memory):
                return
        if cost <= (cap if old is None else old[1] - 1):
            xn[both] = (kept, cost, (way1, way2))

    return compare


def _cheapest(
    first: Sequence[_Entry], second: Sequence[_Entry], cost: int, flops: int, summed: bool
) -> tuple[int, Way, Way]:
    """A step with operands that have lone indices; they are summed in it where that costs no more."""
    ways = [(_flops(one, other, flops, summed), (one.way, other.way)) for one in first for other in second]
    least, (way, other_way) = min(ways, key=lambda found: found[0])
    return cost + least, way, other_way


def _flops(one: _Entry, other: _Entry, flops: int, summed: bool) -> int:
    times = 2 if summed or one.summed or other.summed else 1
    return one.flops + other.flops + flops * one.factor * other.factor * times
