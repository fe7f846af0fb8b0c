"""Sizes for random checks: small, pairwise distinct, in the order of the declared ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from math import ceil, prod

from tensorgraph.diagnostics import mistake
from tensorgraph.graph.derived import derived_dims, matrix, with_derived
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Cap, Graph
from tensorgraph.graph.walk import factors

LARGEST_INDEX = 10_000
"""Largest integer index of a random check; every size is above it."""
LARGEST_SIZE = 100_000
"""Largest size that an isometry may ask for; one that asks for more asks for ever more, as its sizes grow in turn."""
SMALLEST_PERMUTED = 7
"""Least size of what a permutation permutes: of three things, too many permutations are their own inverse."""
ROUNDS = 50
"""Most times an isometry may ask for a larger size before its properties are taken to contradict each other."""


def random_sizes(network: Network, trial: int, fixed: Mapping[str, int]) -> dict[str, int]:
    """A size for each dimension: primes, other ones in each trial; ``fixed`` sizes are kept.

    The primes are above every integer index, rise with the declared sizes and leave room for every isometry and above
    every rank. Dimensions without a size come last, in an order that gives isometries room. Sizes that a decomposition
    makes follow from the others.
    """
    derived = derived_dims(network)
    used = {dim for entry in network.tensors() for leg in entry.dims for dim in leg}
    key = {name: (name not in used, size is None, size or 0) for name, size in network.dims.items()}
    names = sorted((name for name in network.dims if name not in derived), key=key.__getitem__)
    floor = {name: _floor(network, name) for name in names}
    first = with_derived(network, {**_rising(names, floor, trial), **fixed})
    for _ in range(ROUNDS):
        sizes = with_derived(network, {**_rising(names, floor, trial), **fixed})
        short = _short_of_room(network, sizes)
        if short is None:
            return sizes
        name, needed = short
        if needed > LARGEST_SIZE:
            break
        if network.dims[name] is None and names[-1] != name:
            names.remove(name)
            names.append(name)
        else:
            floor[name] = needed
    return first


def _floor(network: Network, name: str) -> int:
    index = largest_index(network)
    if index > LARGEST_INDEX:
        message = f"the index {index} is too large to check on random values, whose sizes would be above it"
        raise mistake("index-range", message, hint=f"an index up to {LARGEST_INDEX}, or bind values with --weights")
    permuted = any(
        law.name == "permutation" and name in entry.dims[-1] for entry in network.tensors() for law in entry.properties
    )
    return max(index + 1, SMALLEST_PERMUTED if permuted else 0, _above_ranks(network, name))


def _above_ranks(network: Network, name: str) -> int:
    """The least size with which every truncation of a matrix with this dimension leaves something out."""
    least = 0
    for kept in derived_dims(network).values():
        for side in (matrix(kept).rows, matrix(kept).columns):
            if kept.rank is not None and name in (wire.dim for wire in side):
                least = max(least, ceil((kept.rank + 1) ** (1 / len(side))))
    return least


def largest_index(network: Network) -> int:
    """The largest size that an integer index asks for, less one: the index itself, or how far from the end it is."""
    graphs = [definition.graph for definition in network.definitions.values()]
    graphs += [side for picture in network.pictures for row in picture.rows for side in row.sides]
    return max((_reach(cap.index) for graph in graphs for cap in _caps(graph)), default=0)


def _reach(index: int) -> int:
    return index if index >= 0 else -index - 1


def _caps(graph: Graph) -> Iterator[Cap]:
    return (factor for factor in factors(graph.body) if isinstance(factor, Cap))


def _rising(names: list[str], floor: Mapping[str, int], trial: int) -> dict[str, int]:
    sizes: dict[str, int] = {}
    last = 1
    for position, name in enumerate(names):
        primes = (number for number in count(max(last + 1, floor[name])) if _is_prime(number))
        skipped = trial if position == 0 else 0
        last = next(prime for place, prime in enumerate(primes) if place == skipped)
        sizes[name] = last
    return sizes


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))


def _short_of_room(network: Network, sizes: Mapping[str, int]) -> tuple[str, int] | None:
    """A dimension that an isometry needs to be larger, and how large."""
    for entry in network.tensors():
        for law in entry.properties:
            if law.name != "isometry" or law.leg is None:
                continue
            inner = prod(sizes[dim] for dim in entry.dims[law.leg])
            others = [dim for place, dims in enumerate(entry.dims) if place != law.leg for dim in dims]
            outer = prod(sizes[dim] for dim in others)
            if outer < inner and others:
                widest = max(others, key=lambda dim: (sizes[dim], dim))
                return widest, -(-inner * sizes[widest] // outer)
    return None
