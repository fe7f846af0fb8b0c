"""A proof step by step: for people as lines, and as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tensorgraph.graph.network import Network
from tensorgraph.graph.notation import notation

if TYPE_CHECKING:
    from tensorgraph.rewrite.proof import Proof, Step
    from tensorgraph.verdict.compare import Difference
    from tensorgraph.verdict.steps import TriedSteps
    from tensorgraph.verdict.verdict import Verdict

AS_WRITTEN = "both sides are the same as they are written"
SAME = "both sides are now the same, up to the order of factors and terms and the names of summed wires"
SIDES = ("left", "right")
SIDE_WIDTH = max(map(len, SIDES)) + 2


def why_lines(verdict: Verdict, network: Network, seed: int, sizes: Mapping[str, int]) -> list[str]:
    """Each side, each step with its law and what it makes of the side, that they meet, and that each step was tried on
    random values; nothing without a proof.

    Lines carry no indent but their own.
    """
    if verdict.proof is None:
        return []
    if not verdict.proof.left and not verdict.proof.right:
        return [AS_WRITTEN]
    tried = _tried(network, verdict.proof, seed, sizes)
    data = _sides(verdict.proof, network, tried)
    return [line for side in SIDES for line in _side_lines(side, data[side])] + [SAME, _tried_line(tried)]


def _tried(network: Network, proof: Proof, seed: int, sizes: Mapping[str, int]) -> TriedSteps:
    from tensorgraph.verdict.steps import tried_steps

    return tried_steps(network, proof, seed, sizes)


def _tried_line(tried: TriedSteps) -> str:
    if not tried.equal:
        return (
            f"but on values ({tried.trial.words}) a step changes the result: a mistake in tensorgraph, please report it"
        )
    worst = f"apart by at most {tried.worst:.0e} of the largest entry" if tried.worst else "equal to the last bit"
    return f"each step was tried on random values ({tried.trial.words}): before and after it they are {worst}"


def _side_lines(side: str, data: dict[str, Any]) -> list[str]:
    indent = " " * SIDE_WIDTH
    lines = [f"{side.ljust(SIDE_WIDTH)}{data['start']}"]
    for step in data["steps"]:
        names = f" {', '.join(step['names'])}" if step["names"] else ""
        lines += [f"{indent}{step['rule']}{names}: {step['law']}", f"{indent}= {step['after']}"]
    return lines


def why_json(proof: Proof, network: Network, seed: int, sizes: Mapping[str, int]) -> dict[str, Any]:
    """For each side its text (None where neither side has a step), and of each step the rule, the names it opens, its
    law in words, the text after it, and how far it is apart from the text before on random values."""
    return _sides(proof, network, _tried(network, proof, seed, sizes))


def _sides(proof: Proof, network: Network, tried: TriedSteps) -> dict[str, Any]:
    left = _side(proof.left, proof.right, tried.left, network)
    return {"left": left, "right": _side(proof.right, proof.left, tried.right, network)}


def _side(
    steps: tuple[Step, ...], other: tuple[Step, ...], tried: tuple[Difference, ...], network: Network
) -> dict[str, Any]:
    found = [_step_json(step, difference, network) for step, difference in zip(steps, tried, strict=True)]
    return {"start": _start(steps, other, network), "steps": found}


def _start(steps: tuple[Step, ...], other: tuple[Step, ...], network: Network) -> str | None:
    """A side before its first step; one without steps is what the other ends as."""
    if steps:
        return notation(steps[0].before, network)
    return notation(other[-1].after, network) if other else None


def _step_json(step: Step, difference: Difference, network: Network) -> dict[str, Any]:
    return {
        "rule": step.rule,
        "names": list(step.names),
        "law": _law(step.rule),
        "after": notation(step.after, network),
        "error": difference.relative,
    }


def _law(rule: str) -> str:
    from tensorgraph.rewrite.rules import RULES

    return RULES[rule].law
