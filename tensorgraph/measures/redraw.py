"""Random weights to compare with: of the same shapes and the same size, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tensorgraph.einsum.arrays import as_numpy
from tensorgraph.graph.network import Network


def redrawn(network: Network, values: Mapping[str, Any], seed: int, every: bool = False) -> dict[str, Any]:
    """The values with each parameter drawn anew: normal, with the tensor's root mean square as standard deviation.

    Inputs stay, unless ``every`` tensor is wanted; ids stay, and so does what has a law to obey. A tensor is the same
    whatever else is drawn.
    """
    return {name: _drawn(name, v, seed) if _free(network, name, every) else v for name, v in values.items()}


def _free(network: Network, name: str, every: bool) -> bool:
    """Whether a value may be any numbers: a tensor without properties, of parameters alone where not ``every``."""
    entry = network.definitions.get(name) or network.declarations.get(name)
    return entry is not None and (entry.constant or every) and not entry.properties


def _drawn(name: str, value: Any, seed: int) -> np.ndarray[Any, Any]:
    array = as_numpy(value).astype(np.float64)
    size = float(np.sqrt(np.mean(np.square(array))))
    drawn = np.asarray(np.random.default_rng([seed, *name.encode()]).standard_normal(array.shape))
    return drawn * size
