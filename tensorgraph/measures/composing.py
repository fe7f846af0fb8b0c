"""Composition scores of all pairs, beside those of random weights of the same shapes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from tensorgraph.cuts.composition import composition
from tensorgraph.graph.network import Network
from tensorgraph.measures.catalogue import Composed
from tensorgraph.measures.redraw import redrawn

SAMPLES = 50
"""Random scores at least, so that their standard deviation is known to a tenth; a draw has one for each pair."""


def composed(
    network: Network,
    name: str,
    values: Mapping[str, Any],
    sizes: Mapping[str, int] | None = None,
    seed: int = 0,
    memory: int | None = None,
) -> Composed:
    """‖A B‖ / (‖A‖ ‖B‖) of a definition that is a product of two operators, for every batch index, and the mean and
    standard deviation of that score where all they are made of is drawn anew, normal, of the same shapes.

    Two unrelated matrices share directions by accident, the more the fewer there are: only what is above that says
    something. Source of the score: Elhage et al. 2021, "A mathematical framework for transformer circuits". Raises what
    `tensorgraph.cuts.composition` does.
    """
    found = composition(network, name, values, sizes, memory=memory)
    scores = found.values.double()
    draws = max(1, math.ceil(SAMPLES / max(1, scores.numel())))
    random = torch.cat([_random(network, name, values, sizes, seed + k, memory) for k in range(draws)])
    mean, deviation = random.mean(), random.std(correction=1)
    return Composed(found.batch, scores, mean.expand_as(scores), deviation.expand_as(scores))


def _random(
    network: Network,
    name: str,
    values: Mapping[str, Any],
    sizes: Mapping[str, int] | None,
    seed: int,
    memory: int | None,
) -> Tensor:
    """The scores of all pairs of one draw."""
    drawn = redrawn(network, values, seed, every=True)
    return composition(network, name, drawn, sizes, memory=memory).values.double().flatten()
