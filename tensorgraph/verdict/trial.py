"""The values an equation is tried on: random ones that obey the declared properties, or given ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from tensorgraph.code.run import execute
from tensorgraph.einsum.binding import bind_sizes, bind_values
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.memory import FLOAT64_BYTES, default_memory, require_memory
from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph
from tensorgraph.verdict.compare import Array
from tensorgraph.verdict.sizes import random_sizes

Watch: TypeAlias = Callable[[Any], None]
"""Sees each intermediate result, a torch tensor."""
TRIALS = 3
"""Seeds, each with other sizes."""
SHARE = 4
"""A random check uses at most this part of the memory that may be used, because sides and terms are held beside it."""


@dataclass(frozen=True)
class Trial:
    """Sizes, values by name (what is missing is random), scalars and functions."""

    seed: int
    sizes: Mapping[str, int]
    given: Mapping[str, Any]
    scalars: Mapping[str, float]
    functions: Mapping[str, Callable[..., Any]]

    @property
    def words(self) -> str:
        """The seed and the sizes, enough to try it again."""
        sizes = ", ".join(f"{name} = {size}" for name, size in self.sizes.items())
        return f"seed {self.seed}, {sizes}" if sizes else f"seed {self.seed}"

    def with_scalars(self, scalars: Mapping[str, float]) -> Trial:
        """The same with some scalars replaced."""
        return replace(self, scalars={**self.scalars, **scalars})

    def missing(self, network: Network, graphs: Sequence[Graph], frozen: Collection[str]) -> list[str]:
        """The tensors that graphs need and that are not given."""
        outside, _ = needed(network, graphs, {*frozen, *self.given})
        return [name for name in outside if name not in self.given]

    def evaluate(
        self, network: Network, graphs: Sequence[Graph], frozen: Collection[str], watch: Watch | None = None
    ) -> list[Array]:
        """The value of each graph in float64; ``frozen`` definitions have a random value of their own. ``watch`` sees
        every intermediate result."""
        given = {*frozen, *(name for name in self.given if name in network.definitions)}
        plan = make_plan(network, list(graphs), self.sizes, sorted(given))
        names = [load.name for load in plan.inputs]
        missing = [name for name in names if name not in self.given]
        limit = default_memory() // SHARE
        require_memory(plan, FLOAT64_BYTES, limit)
        values = random_values(network, missing, self.sizes, self.seed, limit)
        values |= {name: self.given[name] for name in names if name in self.given}
        results = execute(plan, values, self.scalars, self.functions, "float64", "cpu", watch=watch)
        return [result.numpy() for result in results.values()]


def random_trials(network: Network, seed: int, sizes: Mapping[str, int]) -> list[Trial]:
    """Three trials on random values; ``sizes`` are kept in each."""
    return [_trial(network, seed + k, random_sizes(network, k, sizes), {}) for k in range(TRIALS)]


def given_trial(network: Network, values: Mapping[str, Any], seed: int, sizes: Mapping[str, int]) -> Trial:
    """One trial on given values, at their sizes."""
    numbers = {name: float(value) for name, value in values.items() if name in network.scalars}
    tensors = {name: value for name, value in values.items() if name not in network.scalars}
    found = bind_sizes(network, tensors, sizes)
    return _trial(network, seed, found, bind_values(network, tensors, found)).with_scalars(numbers)


def _trial(network: Network, seed: int, sizes: Mapping[str, int], given: Mapping[str, Any]) -> Trial:
    return Trial(seed, sizes, given, random_scalars(network, seed), random_functions(network, seed))
