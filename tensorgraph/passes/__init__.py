"""Passes: a task or a plan to an equal one that costs less. One law a file; the tables below say the order.

Passes over graphs come before any path is searched, passes over plans after. Each is checked against the reference on
random networks, and each is there for a row of the benchmark, which prints what is lost without it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from tensorgraph.einsum.lower import graphs_of, make_plan
from tensorgraph.einsum.plan import Plan
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph
from tensorgraph.passes.affine import affine
from tensorgraph.passes.attention import attention
from tensorgraph.passes.common import common
from tensorgraph.passes.factor import factor
from tensorgraph.passes.fold import fold
from tensorgraph.passes.inline import inline
from tensorgraph.passes.norm import norm
from tensorgraph.passes.project import project
from tensorgraph.passes.rolled import rolled
from tensorgraph.passes.scales import scales
from tensorgraph.passes.softmax import softmax
from tensorgraph.passes.task import Task
from tensorgraph.passes.views import views

GRAPH_PASSES: dict[str, Callable[[Task], Task]] = {"rolled": rolled, "factor": factor, "inline": inline}
"""Graphs to graphs, in order."""

PLAN_PASSES: dict[str, Callable[[Plan], Plan]] = {
    "common": common,
    "softmax": softmax,
    "attention": attention,
    "scales": scales,
    "norm": norm,
    "affine": affine,
    "fold": fold,
    "project": project,
    "views": views,
}
"""Plans to plans, in order."""


def compiled_plan(
    network: Network,
    targets: Sequence[str | Graph] | Mapping[str, Graph],
    sizes: Mapping[str, int],
    given: Collection[str] = (),
    calls: int = 1,
    off: Collection[str] = (),
) -> Plan:
    """The plan that runs: `tensorgraph.einsum.lower.make_plan` with every pass before and after it but those ``off``.

    ``calls`` is how often it will run before a parameter changes. Raises what `make_plan` does.
    """
    task = Task(network, graphs_of(network, targets), sizes, frozenset(given), calls)
    for name, graph_pass in GRAPH_PASSES.items():
        if name not in off:
            task = graph_pass(task)
    plan = make_plan(task.network, task.targets, task.sizes, task.given, task.calls)
    for name, plan_pass in PLAN_PASSES.items():
        if name not in off:
            plan = plan_pass(plan)
    return plan
