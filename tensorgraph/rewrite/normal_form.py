"""Rules until none has anything to do."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.graph.nodes import Graph
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite.limits import Work
from tensorgraph.rewrite.proof import Step
from tensorgraph.rewrite.rules import NORMALISING, RULES
from tensorgraph.rewrite.terms import Setting


def normal_form(
    setting: Setting, graph: Graph, names: Sequence[str] = NORMALISING, work: Work | None = None
) -> tuple[Step, ...]:
    """The steps to a graph to which no rule of these applies; none where there is nothing to do.

    Rules are tried in the order given, and from the first again after each step. Raises `GaveUp` at a limit.
    """
    work = work or Work()
    steps: list[Step] = []
    work.add(size(graph))
    while step := _next(setting, graph, names):
        steps.append(step)
        graph = step.after
        work.add(size(graph))
    return tuple(steps)


def size(graph: Graph) -> int:
    """The factors of a graph at every depth."""
    return sum(1 for _ in factors(graph.body))


def _next(setting: Setting, graph: Graph, names: Sequence[str]) -> Step | None:
    for name in names:
        after = RULES[name].apply(setting, graph, ())
        if after is not graph:
            return Step(name, (), graph, after)
    return None
