"""The steps of a proof tried on values: each graph beside the one before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tensorgraph.graph.network import Network
from tensorgraph.rewrite.proof import Proof, Step
from tensorgraph.verdict.compare import Difference, compare, largest
from tensorgraph.verdict.trial import Trial, random_trials


@dataclass(frozen=True)
class TriedSteps:
    """How far the two graphs of each step are apart in a trial; rounding, unless a rule is wrong."""

    trial: Trial
    left: tuple[Difference, ...]
    right: tuple[Difference, ...]

    @property
    def equal(self) -> bool:
        """Whether every step is."""
        return all(found.equal for found in (*self.left, *self.right))

    @property
    def worst(self) -> float:
        """The largest error, relative to the largest entry; zero where all is zero."""
        return max((found.relative for found in (*self.left, *self.right)), default=0.0)


def tried_steps(network: Network, proof: Proof, seed: int, sizes: Mapping[str, int]) -> TriedSteps:
    """All steps of a proof on random values that obey the properties; ``sizes`` are kept."""
    trial = random_trials(network, seed, sizes)[0]
    left, right = (step_differences(network, steps, proof.given, trial) for steps in (proof.left, proof.right))
    return TriedSteps(trial, left, right)


def step_differences(
    network: Network, steps: Sequence[Step], given: Collection[str], trial: Trial
) -> tuple[Difference, ...]:
    """Of each step, how far its two graphs are apart in a trial."""
    if not steps:
        return ()
    graphs = [steps[0].before, *(step.after for step in steps)]
    seen: list[float] = []
    values = trial.evaluate(network, graphs, given, lambda found: seen.append(largest(found.numpy())))
    on_the_way = max(seen, default=0.0)
    return tuple(compare(one, other, (one, other), on_the_way) for one, other in pairwise(values))
