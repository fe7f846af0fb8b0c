"""Steps tried on values: every frame has to be equal to the one before it, where both show the same thing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import groupby, pairwise

from tensorgraph.graph.nodes import Cap, Graph, Leg
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite.proof import Step
from tensorgraph.steps.frame import Frame, Steps
from tensorgraph.verdict.steps import step_differences
from tensorgraph.verdict.trial import random_trials


def checked(steps: Steps, sizes: Mapping[str, int], given: Collection[str] = (), seed: int = 0) -> tuple[bool, ...]:
    """Whether each frame but the first is equal to the one before, on random values.

    The tensors that steps make have the values of their own expressions, the definitions those of what the author
    wrote. ``sizes`` are kept for dimensions of which an index is fixed, and for those that a plan counts; all others
    are small primes.
    """
    network = replace(steps.network, pictures=())
    trial = random_trials(network, seed, _kept(steps, sizes))[0]
    found: list[bool] = []
    for _, group in groupby(steps.frames, key=_drawn):
        graphs = [_graph(frame) for frame in group]
        found += [True] * bool(found)
        pairs = [Step("", (), one, other) for one, other in pairwise(graphs)]
        found += [difference.equal for difference in step_differences(network, pairs, given, trial)]
    return tuple(found)


def _graph(frame: Frame) -> Graph:
    return frame.picture.rows[0].sides[0]


def _drawn(frame: Frame) -> tuple[str, tuple[Leg, ...]]:
    """What tells drawings of different things apart."""
    return frame.picture.name, _graph(frame).legs


def _kept(steps: Steps, sizes: Mapping[str, int]) -> dict[str, int]:
    bodies = [_graph(frame).body for frame in steps.frames]
    bodies += [definition.origin.body for definition in steps.network.definitions.values()]
    caps = [factor for body in bodies for factor in factors(body) if isinstance(factor, Cap)]
    kept = {wire.dim for cap in caps for wire in cap.leg}
    counted = {dim: int(dim) for dim in steps.network.dims if dim.isdigit()}
    return {dim: sizes[dim] for dim in sorted(kept) if dim in sizes} | counted
