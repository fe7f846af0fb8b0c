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
MOST_STEPS = 100_000
"""Steps that are looked at before the search gives up: about 0.2 s. A chain of 20 has 1,330."""
FEW = 3
"""Operands of which trying outer products is quicker than finding out whether they are needed."""

Way: TypeAlias = "int | tuple[int, ...]"
"""How opt_einsum writes an operand as it is, and one that is summed by itself first."""


class GaveUp(Exception):
    """There are too many steps to look at, or none keeps the bounds."""


def exact(one: Einsum) -> Path:
    """The path of the fewest FLOPs. Raises `GaveUp`.

    Of all orders of pairwise contractions, an operand's lone indices summed before or in its first one, up to
    `OUTER_OPERANDS` operands; of more operands, of all orders in which a step joins two parts that share an index.
    """
    lone = lone_indices(one)
    left = without(one, lone) if lone else one
    places = holders(left)
    outer = _may_need_outer(left, places)
    apart = [] if outer else [place for place in lone if not _joined(left.inputs[place], places)]
    if apart:
        sums, rest = sums_first(one, apart)
        return sums + exact(rest)
    return _programmed(one, left, places, outer)


def _joined(indices: Indices, places: list[int]) -> bool:
    return any(places[index].bit_count() > 1 for index in indices)


def _programmed(one: Einsum, left: Einsum, places: list[int], outer: bool) -> Path:
    """By dynamic programming over what is ``left`` without lone indices."""
    from opt_einsum.paths import DynamicProgramming

    # An index of one operand stays opt_einsum's output, so that it leaves it in place; what is summed is said below.
    alone = [index for index, place in enumerate(places) if place.bit_count() == 1]
    bound = _bound(one)
    cost = _cost(left, places, _entries(one), bound)
    search = DynamicProgramming(minimize=cost, cost_cap=bound, search_outer=outer)
    return [tuple(sorted(step)) for step in search(left.inputs, alone, dict(enumerate(left.sizes)))]


def _bound(one: Einsum) -> int:
    """What the product costs at most: as it is written, from the left or from the right."""
    if one.memory is not None:
        return 2 * len(one.inputs) * prod(one.sizes) * one.calls
    return min(_folded(one, one.inputs), _folded(one, one.inputs[::-1])) * one.calls


def _folded(one: Einsum, inputs: tuple[Indices, ...]) -> int:
    last = {index: place for place, indices in enumerate(inputs) for index in indices}
    last.update(dict.fromkeys(one.output, len(inputs)))
    total, held = 0, set(inputs[0])
    for place, indices in enumerate(inputs[1:], 1):
        held.update(indices)
        kept = {index for index in held if last[index] > place}
        total += prod([one.sizes[index] for index in held]) * (2 if len(kept) < len(held) else 1)
        held = kept
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


def _entries(one: Einsum) -> dict[int, tuple[_Entry, _Entry]]:
    """By its bit, each operand with lone indices: summed in the step, and before it."""
    found = {}
    for place, gone in lone_indices(one).items():
        calls = 1 if one.constant and one.constant[place] else one.calls
        before = 2 * calls * prod([one.sizes[index] for index in set(one.inputs[place])])
        factor = prod([one.sizes[index] for index in gone])
        found[1 << place] = (_Entry(place, 0, factor, True), _Entry((place,), before))
    return found


def _cost(
    one: Einsum, places: list[int], lone: Mapping[int, tuple[_Entry, _Entry]], bound: int
) -> Callable[..., None]:
    """What opt_einsum asks at each step: whether joining the sets ``s1`` and ``s2`` is the cheapest way to their union.

    It keeps in ``xn`` for each set its indices, cost and operands. ``shared`` are the indices of both, and ``lone`` the
    operands that may be summed first.
    """
    whole, seen = (1 << len(one.inputs)) - 1, 0
    ends = [place | (index in one.output) << len(one.inputs) for index, place in enumerate(places)]
    size_of, calls, memory = one.sizes.__getitem__, one.calls, one.memory
    varying = sum(1 << place for place, fixed in enumerate(one.constant) if not fixed) if one.constant else whole

    def compare(
        cost1: int, cost2: int, united: frozenset[int], sizes: Any, cap: int, s1: int, s2: int, xn: dict[int, Any],
        group: int, everything: int, inputs: Any, shared: frozenset[int], limit: Any, way1: Way, way2: Way,
    ) -> None:  # fmt: skip
        nonlocal seen
        seen += 1
        if seen > MOST_STEPS or cap != bound:
            raise GaveUp
        both = s1 | s2
        flops = prod(map(size_of, united)) * (calls if both & varying else 1)
        cost = cost1 + cost2 + flops
        old = xn.get(both)
        if cost > cap or (old is not None and cost >= old[1]):
            return
        kept = old[0] if old is not None else _kept(united, shared, ends, both)
        summed = len(kept) != len(united)
        if s1 in lone or s2 in lone:
            first, second = lone.get(s1) or (_Entry(way1),), lone.get(s2) or (_Entry(way2),)
            cost, way1, way2 = _cheapest(first, second, cost1 + cost2, flops, summed)
        elif summed:
            cost += flops
        if old is not None:
            if cost >= old[1]:
                return
        elif both != whole:
            entries = prod(map(size_of, kept))
            # Whatever comes next goes over all that is kept.
            if cost + entries > cap or (memory is not None and entries > memory):
                return
        elif cost > cap:
            return
        xn[both] = (kept, cost, (way1, way2))

    return compare


def _kept(united: frozenset[int], shared: frozenset[int], ends: list[int], both: int) -> frozenset[int]:
    """The indices that have an end outside of a set of operands."""
    gone = [index for index in shared if not ends[index] & ~both]
    return united.difference(gone) if gone else united


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
