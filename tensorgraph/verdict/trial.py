"""The values an equation is tried on: random ones that obey the declared properties, or given ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tensorgraph.einsum.binding import bind_sizes, bind_values
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.torch_backend import execute
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph
from tensorgraph.verdict.compare import Array
from tensorgraph.verdict.sizes import random_sizes

TRIALS = 3
"""Seeds, each with other sizes."""


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

    def evaluate(self, network: Network, graphs: Sequence[Graph], frozen: Collection[str]) -> list[Array]:
        """The value of each graph in float64; ``frozen`` definitions have a random value of their own."""
        given = {*frozen, *(name for name in self.given if name in network.definitions)}
        plan = make_plan(network, list(graphs), self.sizes, sorted(given))
        names = [load.name for load in plan.inputs]
        missing = [name for name in names if name not in self.given]
        values = random_values(network, missing, self.sizes, self.seed)
        values |= {name: self.given[name] for name in names if name in self.given}
        results = execute(plan, values, self.scalars, self.functions, "float64", "cpu")
        return [result.numpy() for result in results.values()]


def random_trials(network: Network, seed: int, sizes: Mapping[str, int]) -> list[Trial]:
    """Three trials on random values; ``sizes`` are kept in each."""
    return [_trial(network, seed + k, random_sizes(network, k, sizes), {}) for k in range(TRIALS)]


def given_trial(network: Network, values: Mapping[str, Any], seed: int, sizes: Mapping[str, int]) -> Trial:
    """One trial on given values, at their sizes."""
    found = bind_sizes(network, values, sizes)
    return _trial(network, seed, found, bind_values(network, values, found))


def _trial(network: Network, seed: int, sizes: Mapping[str, int], given: Mapping[str, Any]) -> Trial:
    return Trial(seed, sizes, given, random_scalars(network, seed), random_functions(network, seed))
