"""The order of pairwise contractions: a table of searches, the cheapest result taken.

Costs are FLOPs as opt_einsum counts them: the product of the sizes of all indices of a step, twice where one is summed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from tensorgraph.einsum.sizes import product_of

Indices: TypeAlias = tuple[int, ...]
Path: TypeAlias = list[tuple[int, ...]]
"""Positions contracted at each step; they are removed, the result is appended at the end."""
Search: TypeAlias = Callable[[list[frozenset[int]], frozenset[int], dict[int, int]], Path]

OPTIMAL_OPERANDS = 7
"""Up to here every order is tried, outer products too: about 20 ms at most."""
DP_OPERANDS = 20
"""Up to here dynamic programming is tried, if the network is sparse enough."""
DP_SUBNETWORKS = 12_000
"""Its time grows with the number of connected parts of the network: this many take about 0.2 s."""


def find_path(inputs: Sequence[Indices], output: Indices, sizes: Mapping[int, int]) -> Path:
    """The cheapest path that the searches fit for a network of this size have found.

    >>> find_path([(0, 1), (1, 2), (2, 3)], (0, 3), {0: 2, 1: 9, 2: 9, 3: 9})
    [(0, 1), (0, 1)]
    """
    if len(inputs) <= 2:
        return [tuple(range(len(inputs)))]
    sets, wanted, widths = [frozenset(indices) for indices in inputs], frozenset(output), dict(sizes)
    searches = [search for fits, search in SEARCHES.values() if fits(sets)]
    found = [way(search)(sets, wanted, widths) for search in searches for way in (_as_it_is, _lone_first)]
    return min(found, key=lambda path: path_flops(path, sets, wanted, sizes))


def operations(summed: bool, terms: int) -> int:
    """FLOPs for each combination of indices: a product for each further term, an addition where any index is summed.

    opt_einsum's convention (`opt_einsum.helpers.flop_count`): copying one term counts as one.
    """
    return max(1, terms - 1) + summed


def walk(
    path: Path, inputs: Sequence[frozenset[int]], output: frozenset[int]
) -> Iterator[tuple[tuple[int, ...], frozenset[int], frozenset[int]]]:
    """Each step of a path: the positions, all its indices, and those its result keeps."""
    current = list(inputs)
    for positions in path:
        taken = [current[position] for position in positions]
        current = [indices for position, indices in enumerate(current) if position not in positions]
        united = frozenset().union(*taken)
        kept = united & output.union(*current)
        current.append(kept)
        yield positions, united, kept


def path_flops(path: Path, inputs: Sequence[frozenset[int]], output: frozenset[int], sizes: Mapping[int, int]) -> int:
    """FLOPs of a whole path."""
    return sum(
        product_of(sizes[index] for index in united) * operations(united != kept, len(positions))
        for positions, united, kept in walk(path, inputs, output)
    )


def _as_it_is(search: Search) -> Search:
    return search


def _lone_first(search: Search) -> Search:
    """The search after each operand has been summed over the indices that only it has, which opt_einsum never tries."""

    def searched(inputs: list[frozenset[int]], output: frozenset[int], sizes: dict[int, int]) -> Path:
        count = Counter(index for indices in inputs for index in indices)
        kept = [frozenset(i for i in indices if count[i] > 1 or i in output) for indices in inputs]
        lone = [place for place, indices in enumerate(inputs) if kept[place] != indices]
        # A sum goes to the end, so that the places after it move down by one.
        sums: Path = [(place - before,) for before, place in enumerate(lone)]
        order = [kept[place] for place in range(len(inputs)) if place not in lone] + [kept[place] for place in lone]
        return sums + search(order, output, sizes)

    return searched


def _optimal(inputs: list[frozenset[int]], output: frozenset[int], sizes: dict[int, int]) -> Path:
    from opt_einsum.paths import optimal

    return _pairs(optimal(inputs, output, sizes))


def _dp(inputs: list[frozenset[int]], output: frozenset[int], sizes: dict[int, int]) -> Path:
    from opt_einsum.paths import DynamicProgramming

    return _pairs(DynamicProgramming(minimize="flops")(inputs, output, sizes))


def _auto(inputs: list[frozenset[int]], output: frozenset[int], sizes: dict[int, int]) -> Path:
    from opt_einsum.paths import auto

    return _pairs(auto(inputs, output, sizes))


def _pairs(path: Any) -> Path:
    return [tuple(sorted(int(position) for position in positions)) for positions in path]


def _sparse(inputs: list[frozenset[int]]) -> bool:
    """Whether a network has at most `DP_SUBNETWORKS` connected parts."""
    neighbours = [[other for other, theirs in enumerate(inputs) if mine & theirs] for mine in inputs]
    frontier = {frozenset([place]) for place in range(len(inputs))}
    count = 0
    while frontier:
        count += len(frontier)
        if count > DP_SUBNETWORKS:
            return False
        grown = (part | {other} for part in frontier for place in part for other in neighbours[place])
        frontier = set(grown) - frontier
    return True


SEARCHES: dict[str, tuple[Callable[[list[frozenset[int]]], bool], Search]] = {
    "optimal": (lambda inputs: len(inputs) <= OPTIMAL_OPERANDS, _optimal),
    "dp": (lambda inputs: len(inputs) <= DP_OPERANDS and _sparse(inputs), _dp),
    "auto": (lambda inputs: len(inputs) > OPTIMAL_OPERANDS, _auto),
}
"""Each search and which networks it is for. The first of equally cheap paths is taken."""
