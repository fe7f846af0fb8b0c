"""A path walked step by step, and what it costs.

Costs are FLOPs as opt_einsum counts them: the product of the sizes of all indices of a step, twice where one is summed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from tensorgraph.einsum.sizes import product_of

Indices: TypeAlias = tuple[int, ...]
Path: TypeAlias = list[tuple[int, ...]]
"""Positions contracted at each step; they are removed, the result is appended at the end."""
Step: TypeAlias = tuple[tuple[int, ...], frozenset[int], frozenset[int]]
"""The positions, all indices, and those that the result keeps."""


@dataclass(frozen=True)
class Einsum:
    """A product whose order is asked for; ``sizes[k]`` is that of index k, and indices appear in the order 0, 1, ….

    ``constant`` says which operands are parameters, or is empty: what is made of them only is computed once in
    ``calls``. ``memory`` is the most entries of an intermediate.
    """

    inputs: tuple[Indices, ...]
    output: Indices
    sizes: tuple[int, ...]
    constant: tuple[bool, ...] = ()
    calls: int = 1
    memory: int | None = None

    @property
    def weights(self) -> tuple[int, int]:
        """How often a step runs, and one of constants only."""
        return self.calls, 1

    def steps(self, path: Path) -> Iterator[Step]:
        """A path of this product, step by step."""
        return walk(path, [frozenset(indices) for indices in self.inputs], frozenset(self.output))

    def flops(self, path: Path) -> int:
        """FLOPs of a path in all ``calls``."""
        sizes, constant = dict(enumerate(self.sizes)), list(self.constant or [False] * len(self.inputs))
        total = 0
        for positions, united, kept in self.steps(path):
            fixed = all(constant[place] for place in positions)
            constant = [is_so for place, is_so in enumerate(constant) if place not in positions] + [fixed]
            total += _step_flops(positions, united, kept, sizes) * self.weights[fixed]
        return total

    def largest(self, path: Path) -> int:
        """Entries of the largest intermediate, the result among them."""
        return max((self.entries(kept) for _, _, kept in self.steps(path)), default=1)

    def entries(self, indices: frozenset[int]) -> int:
        """Entries of an array on these indices."""
        return product_of(self.sizes[index] for index in indices)


@dataclass(frozen=True)
class Searched:
    """A product of three or more factors as a reader knows it: what it is for, its factors, its einsum string."""

    name: str
    factors: tuple[str, ...]
    text: str
    einsum: Einsum


def numbered(one: Einsum) -> Einsum:
    """The product with its indices numbered as they appear, each once in an operand, and no others."""
    number: dict[int, int] = {}
    inputs = tuple(
        tuple(number.setdefault(index, len(number)) for index in dict.fromkeys(indices)) for indices in one.inputs
    )
    output = tuple(number[index] for index in dict.fromkeys(one.output))
    return replace(one, inputs=inputs, output=output, sizes=tuple(one.sizes[index] for index in number))


def without(one: Einsum, gone: Mapping[int, frozenset[int]]) -> Einsum:
    """The product after operands have been summed over indices that only they have."""
    inputs = (tuple(i for i in indices if i not in gone.get(p, ())) for p, indices in enumerate(one.inputs))
    return numbered(replace(one, inputs=tuple(inputs)))


def holders(one: Einsum) -> list[int]:
    """For each index the set of operands that have it, a bit each."""
    found = [0] * len(one.sizes)
    for place, indices in enumerate(one.inputs):
        for index in indices:
            found[index] |= 1 << place
    return found


def lone_indices(one: Einsum, places: Sequence[int]) -> dict[int, frozenset[int]]:
    """For each operand that has any, the indices to be summed that no other operand has; ``places`` are `holders`."""
    found: dict[int, frozenset[int]] = {}
    for index, held in enumerate(places):
        if not held & (held - 1) and index not in one.output:
            place = held.bit_length() - 1
            found[place] = found.get(place, frozenset()) | {index}
    return found


def sums_first(one: Einsum, places: Sequence[int]) -> tuple[Path, Einsum]:
    """The sums of some operands over their lone indices, and the product that is left: its operands are the others in
    their order, then these."""
    lone = lone_indices(one, holders(one))
    left = without(one, {place: lone[place] for place in places})
    # A sum goes to the end, so that the places after it move down by one.
    sums: Path = [(place - before,) for before, place in enumerate(places)]
    order = [place for place in range(len(one.inputs)) if place not in places] + list(places)
    constant = tuple(left.constant[place] for place in order) if left.constant else ()
    return sums, numbered(replace(left, inputs=tuple(left.inputs[place] for place in order), constant=constant))


def operations(summed: bool, terms: int) -> int:
    """FLOPs for each combination of indices: a product for each further term, an addition where any index is summed.

    opt_einsum's convention (`opt_einsum.helpers.flop_count`): copying one term counts as one.
    """
    return max(1, terms - 1) + summed


def walk(path: Path, inputs: Sequence[frozenset[int]], output: frozenset[int]) -> Iterator[Step]:
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
    return sum(_step_flops(positions, united, kept, sizes) for positions, united, kept in walk(path, inputs, output))


def _step_flops(
    positions: tuple[int, ...], united: frozenset[int], kept: frozenset[int], sizes: Mapping[int, int]
) -> int:
    return product_of(sizes[index] for index in united) * operations(united != kept, len(positions))
