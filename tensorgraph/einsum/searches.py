"""The other searches, for products that are too large for the exact one: of opt_einsum and cotengra, and no own.

A search is counted in trials, not in seconds, so that equal products have equal paths on every machine.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, TypeAlias

from tensorgraph.einsum.walk import Einsum, Path

Search: TypeAlias = Callable[[Einsum, int], Path]
"""From a product and a number of trials to a path."""

TRIAL_SECONDS = 2e-5
"""Of a trial of a random search, for each axis of an operand, on a 2-core machine: it turns seconds into trials."""
MOST_TRIALS = 1024
"""More have not been seen to find anything."""
AUTO_OPERANDS = 14
"""Up to here opt_einsum's auto is another search than greedy."""
SUBTREE = 8
"""Operands of the parts of a tree that cotengra puts in their best order."""


def trials_in(one: Einsum, seconds: float) -> int:
    """How many trials of a random search such a time is for."""
    return max(1, min(MOST_TRIALS, int(seconds / (TRIAL_SECONDS * sum(map(len, one.inputs))))))


def _from_the_left(one: Einsum, _trials: int) -> Path:
    count = len(one.inputs)
    return [(0, 1), *((0, place) for place in range(count - 2, 0, -1))]


def _from_the_right(one: Einsum, _trials: int) -> Path:
    return [(place - 1, place) for place in range(len(one.inputs) - 1, 0, -1)]


def opt_einsum_search(name: str) -> Callable[[Einsum], Path]:
    """A search of opt_einsum, by its name there."""

    def search(one: Einsum) -> Path:
        from opt_einsum.paths import get_path_fn

        with _random_kept():
            return positions_of(get_path_fn(name)(*_question(one)))

    return search


def random_greedy(one: Einsum, trials: int) -> Path:
    """opt_einsum's, its seeds 0, 1, …."""
    from opt_einsum.path_random import RandomGreedy

    with _random_kept():
        return positions_of(RandomGreedy(max_repeats=trials)(*_question(one)))


def cotengra_greedy(one: Einsum, trials: int) -> Path:
    """cotengra's, the parts of its best tree then put in their best order."""
    from cotengra import RandomGreedyOptimizer

    sizes = dict(enumerate(one.sizes))
    search = RandomGreedyOptimizer(max_repeats=trials, seed=0, accel=False, parallel=False)
    tree = search.search(one.inputs, one.output, sizes)
    return positions_of(tree.subtree_reconfigure(subtree_size=SUBTREE).get_path())


def has_cotengra() -> bool:
    """Whether the optional extra ``paths`` is installed."""
    return find_spec("cotengra") is not None


def positions_of(steps: Any) -> Path:
    """A path as its positions, in order."""
    return [tuple(sorted(int(position) for position in positions)) for positions in steps]


def _question(one: Einsum) -> tuple[list[frozenset[int]], frozenset[int], dict[int, int]]:
    return [frozenset(indices) for indices in one.inputs], frozenset(one.output), dict(enumerate(one.sizes))


@contextmanager
def _random_kept() -> Iterator[None]:
    """opt_einsum seeds Python's own generator, which is the caller's."""
    state = random.getstate()
    try:
        yield
    finally:
        random.setstate(state)


def _untried(search: Callable[[Einsum], Path]) -> Search:
    """A search without trials."""
    return lambda one, trials: search(one)


SEARCHES: dict[str, tuple[Callable[[Einsum], bool], Search]] = {
    "as written": (lambda one: True, _from_the_left),
    "from the right": (lambda one: True, _from_the_right),
    "auto": (lambda one: len(one.inputs) <= AUTO_OPERANDS, _untried(opt_einsum_search("auto"))),
    "greedy": (lambda one: len(one.inputs) > AUTO_OPERANDS, _untried(opt_einsum_search("greedy"))),
    "random-greedy": (lambda one: True, random_greedy),
    "cotengra": (lambda one: has_cotengra(), cotengra_greedy),
}
"""Each search and which products it is for. The first of equally cheap paths is taken."""
