"""The values of what is measured: computed from tensors by name, or given as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from tensorgraph.compiled import Compiled
from tensorgraph.cuts import Factored, factored
from tensorgraph.einsum.binding import bind_sizes, bind_values
from tensorgraph.graph.network import Network
from tensorgraph.measures.stochastic import require_pattern


@dataclass(frozen=True)
class Given:
    """Values by name, enough for what is asked, and sizes."""

    network: Network
    values: Mapping[str, Any]
    sizes: Mapping[str, int]


def computed(given: Given, network: Network, names: Sequence[str], memory: int | None = None) -> list[Tensor]:
    """The values of names in float64; those that are not given are computed, all in one pass."""
    wanted = [name for name in names if name not in given.values]
    known = tuple(name for name in given.values if name in network.definitions)
    made = {name: _as_given(given, name).double() for name in names if name in given.values}
    if wanted:
        function = Compiled(network, wanted[0], known)
        also = wanted[1:] or wanted
        made |= function(given.values, also=also, sizes=given.sizes, dtype="float64", memory=memory)
    return [made[name] for name in names]


def _as_given(given: Given, name: str) -> Tensor:
    """A value that is given, once it is found to be right, in its dtype."""
    value = {name: given.values[name]}
    checked = bind_values(given.network, value, bind_sizes(given.network, value, given.sizes))
    return torch.as_tensor(checked[name])


def pattern_of(given: Given, name: str, memory: int | None = None) -> Tensor:
    """A pattern: as it is given, or computed in float64. Raises `nan` where an entry is no number, and `property` where
    its rows are not those of a pattern."""
    value = _as_given(given, name) if name in given.values else computed(given, given.network, (name,), memory)[0]
    require_pattern(given.network[name], value)
    return value


def matrix_of(given: Given, name: str, memory: int | None = None) -> Factored:
    """A matrix by its factors, or, where it is given, as it is. Raises what `factored` does."""
    if name in given.values:
        (dense,) = computed(given, given.network, (name,), memory)
        return Factored.of(dense, given.network[name].leg_names[:-2])
    return factored(given.network, name, given.values, given.sizes, memory=memory)
