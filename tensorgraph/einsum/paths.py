"""The order of pairwise contractions: an exact search, and where that is too long the best of a table of searches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from tensorgraph.einsum.exact import GaveUp, exact
from tensorgraph.einsum.grouped import constant_groups, grouped
from tensorgraph.einsum.searches import SEARCHES, trials_in
from tensorgraph.einsum.walk import (
    Einsum,
    Indices,
    Path,
    holders,
    lone_indices,
    operations,
    path_flops,
    sums_first,
    walk,
)

__all__ = ["Einsum", "Indices", "Path", "einsum_of", "find_path", "operations", "path_flops", "path_of", "walk"]

EXACT_OPERANDS = 20
"""Up to here the search is exact, if it ends (`tensorgraph.einsum.exact.MOST_LOOKS`)."""
SECONDS = 0.1
"""For searches beyond that, where no other time is given. They are counted in trials, and never stopped by a clock."""
REMEMBERED = 4_096
"""Products whose paths are not searched again."""


def find_path(
    inputs: Sequence[Indices],
    output: Indices,
    sizes: Mapping[int, int],
    constant: Sequence[bool] = (),
    calls: int = 1,
    memory: int | None = None,
    seconds: float = SECONDS,
) -> Path:
    """The path of the fewest FLOPs.

    Up to 20 operands the search is exact (`tensorgraph.einsum.exact.exact` says of which orders); of more, and where
    that gave up, it is the best that the searches of opt_einsum, and of cotengra where it is installed, have found.

    ``constant`` says which operands are parameters; a step of these only counts once in ``calls``. ``memory`` is the
    most entries of an intermediate; where no path keeps it, there is no limit. ``seconds`` are for what is not exact.

    >>> find_path([(0, 1), (1, 2), (2, 3)], (0, 3), {0: 2, 1: 9, 2: 9, 3: 9})
    [(0, 1), (0, 1)]
    >>> find_path([(0, 1), (1, 2), (2, 3)], (0, 3), {0: 2, 1: 9, 2: 2, 3: 9}, (False, True, True), calls=100)
    [(0, 1), (0, 1)]
    """
    return path_of(einsum_of(inputs, output, sizes, constant, calls, memory), seconds)


def path_of(one: Einsum, seconds: float = SECONDS) -> Path:
    """The same, of a product."""
    if len(one.inputs) == 1 or (len(one.inputs) == 2 and {*one.inputs[0]} ^ {*one.inputs[1]} <= {*one.output}):
        return [tuple(range(len(one.inputs)))]
    return list(found(one, seconds))


def einsum_of(
    inputs: Sequence[Indices],
    output: Indices,
    sizes: Mapping[int, int],
    constant: Sequence[bool] = (),
    calls: int = 1,
    memory: int | None = None,
) -> Einsum:
    """The product, written so that equal ones are equal."""
    number: dict[int, int] = {}
    renamed = tuple(
        [tuple([number.setdefault(index, len(number)) for index in dict.fromkeys(indices)]) for indices in inputs]
    )
    wanted = tuple([number[index] for index in dict.fromkeys(output)])
    one = Einsum(renamed, wanted, tuple([sizes[index] for index in number]), memory=memory)
    if calls > 1 and sum(constant) > 1 and not all(constant):
        weighted = replace(one, constant=tuple(map(bool, constant)), calls=calls)
        return weighted if constant_groups(weighted) else one
    return one


@lru_cache(maxsize=REMEMBERED)
def found(one: Einsum, seconds: float) -> tuple[tuple[int, ...], ...]:
    """The path of a product, searched once."""
    if len(one.inputs) <= EXACT_OPERANDS:
        try:
            return tuple(exact(one))
        except GaveUp:
            pass
    ways = [path for path in _searched(one, seconds) if fits(one, path)]
    if not ways:
        return found(replace(one, memory=None), seconds)
    best: Path = min(ways, key=one.flops)
    return tuple(best)


def fits(one: Einsum, path: Path) -> bool:
    """Whether no intermediate but the result is over the memory."""
    return one.memory is None or one.largest(path) <= max(one.memory, one.entries(frozenset(one.output)))


def _searched(one: Einsum, seconds: float) -> Iterator[Path]:
    """What each search has found: for the product as it is, with lone indices summed first, with constants first."""
    lone = [*lone_indices(one, holders(one))]
    for fit, search in SEARCHES.values():
        if fit(one):
            trials = trials_in(one, seconds)
            yield search(one, trials)
            if lone:
                sums, rest = sums_first(one, lone)
                yield sums + search(rest, trials)
    if one.constant:
        yield grouped(one, lambda part: list(found(part, seconds)))
