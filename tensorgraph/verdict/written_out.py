"""The sizes that an equation is about where an `expand` writes a Σ out: it has a term for each index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tensorgraph.graph.network import Network, Picture
from tensorgraph.graph.nodes import Unfold
from tensorgraph.graph.walk import factors


def fixed_sizes(
    network: Network, picture: Picture, weights: Mapping[str, Any], sizes: Mapping[str, int]
) -> dict[str, int]:
    """The sizes asked for, and for each dimension that the picture writes out that of the values, else the declared
    one."""
    dims = written_out(network, picture)
    if not dims:
        return dict(sizes)
    declared = {name: size for name in dims if (size := network.dims[name]) is not None}
    return {**declared, **(_bound(network, weights, sizes, dims) if weights else {}), **sizes}


def written_out(network: Network, picture: Picture) -> tuple[str, ...]:
    """The dimensions that an `expand` of a picture names."""
    bodies = [side.body for row in picture.rows for side in row.sides]
    named = [
        name
        for body in bodies
        for factor in factors(body)
        if isinstance(factor, Unfold) and factor.kind == "expand"
        for name in factor.names
    ]
    return tuple(dict.fromkeys(name for name in named if name in network.dims))


def _bound(
    network: Network, weights: Mapping[str, Any], sizes: Mapping[str, int], dims: tuple[str, ...]
) -> dict[str, int]:
    from tensorgraph.einsum.binding import bind_sizes

    tensors = {name: value for name, value in weights.items() if name not in network.scalars}
    return {name: size for name, size in bind_sizes(network, tensors, sizes).items() if name in dims}
