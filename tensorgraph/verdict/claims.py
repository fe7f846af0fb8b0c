"""The properties that definitions claim, each tried on the values of the equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tensorgraph.graph.derived import matrix
from tensorgraph.graph.network import Decomposition, Definition, Network
from tensorgraph.graph.nodes import leg_name
from tensorgraph.verdict.compare import compare
from tensorgraph.verdict.trial import Trial, given_trial, random_trials
from tensorgraph.verdict.verdict import FALSE, HOLDS, Verdict


def judge_properties(
    network: Network, weights: Mapping[str, Any], seed: int, sizes: Mapping[str, int]
) -> Iterator[Verdict]:
    """A verdict on each definition that declares properties; those a decomposition gives hold by construction. And one
    on each matrix that `eigh` reads and that is not symmetric."""
    for definition in network.definitions.values():
        kept = definition.kept
        read = isinstance(kept, Decomposition) and kept.kind == "eigh" and kept.outputs[0][0] == definition.name
        if read or (definition.properties and kept is None):
            trials = [given_trial(network, weights, seed, sizes)] if weights else random_trials(network, seed, sizes)
            if isinstance(kept, Decomposition):
                yield from _asymmetric(network, definition.name, kept, trials)
            else:
                yield _verdict(network, definition, trials)


def _asymmetric(network: Network, name: str, kept: Decomposition, trials: list[Trial]) -> Iterator[Verdict]:
    """False, where a trial finds what `eigh` reads other than its mirror."""
    shape = matrix(kept)
    ends = [place for place, leg in enumerate(kept.operand.legs) if {*leg} & {*shape.rows, *shape.columns}]
    for trial in trials:
        (value,) = trial.evaluate(network, [kept.operand], ())
        if not compare(value, value.swapaxes(*ends), (value,)).equal:
            text = "`eigh` reads a symmetric matrix"
            detail = f"fails with {trial.words}\nwhat it reads differs from its transpose"
            yield Verdict(name, FALSE, text, tuple(leg_name(leg) for leg in kept.operand.legs), detail)
            return


def _verdict(network: Network, definition: Definition, trials: list[Trial]) -> Verdict:
    from tensorgraph.einsum.properties import law_text, violations

    problems = []
    for trial in trials:
        (value,) = trial.evaluate(network, [definition.graph], ())
        problems += [(trial, problem) for problem in violations(definition, value)]
    laws = ", ".join(law_text(definition, law) for law in definition.properties)
    detail = f"fails with {problems[0][0].words}\n{problems[0][1].message}" if problems else f"{len(trials)} seeds"
    text = f"{definition.name} {{ {laws} }}"
    return Verdict(definition.name, FALSE if problems else HOLDS, text, definition.leg_names, detail)
