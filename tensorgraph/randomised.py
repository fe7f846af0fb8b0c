"""Random values for what was not given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tensorgraph.einsum.binding import bind_sizes
from tensorgraph.einsum.memory import require_value_memory
from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.sizes import require_sizes
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.derived import underived
from tensorgraph.graph.network import Network


def with_random(
    network: Network,
    names: Sequence[str],
    given: Collection[str],
    values: Mapping[str, Any],
    sizes: Mapping[str, int],
    seed: int,
    memory: int | None,
) -> dict[str, Any]:
    """The values and, at random, the tensors, scalars and functions that ``names`` need beside them.

    Random tensors obey their properties, at the sizes given, else those of the values, else the declared ones.
    """
    tensors = {name: value for name, value in values.items() if name in network.declarations or name in given}
    found = bind_sizes(network, tensors, sizes)
    outside, _ = needed(network, [network.definitions[name].origin for name in names], given)
    missing = [name for name in outside if name not in values]
    dims = (dim for name in missing for leg in network[name].dims for dim in leg)
    require_sizes(underived(network, dims, found), found)
    require_value_memory(network, missing, found, memory)
    return {
        **random_functions(network, seed),
        **random_scalars(network, seed),
        **random_values(network, missing, found, seed),
        **values,
    }
