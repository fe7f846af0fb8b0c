"""What graphs would cost by themselves, every definition in them being there: for passes that compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tensorgraph.einsum.computable import require_computable
from tensorgraph.einsum.cost import entries, step_flops
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.operations import Load
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.reads import is_view
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.derived import with_derived
from tensorgraph.graph.layers import with_layers
from tensorgraph.graph.nodes import Graph
from tensorgraph.passes.common import common
from tensorgraph.passes.task import Task

WORTH = 0.99
"""What is written anew must cost less than this of what it was: for less, the names of the author stay."""
TRAFFIC = 16
"""An array's entry is written and read again in the time of so many FLOPs: some 100 GFLOP/s against 25 GB/s."""


def price(task: Task, graphs: Mapping[str, Graph]) -> float:
    """What graphs cost in one call, in FLOPs."""
    plan = make_plan(task.network, graphs, task.sizes, task.network.definitions, task.calls)
    return weighted(common(plan), task.calls)


def weighted(plan: Plan, calls: int) -> float:
    """FLOPs of a plan in one call, with the traffic of what it makes; constant steps count one part in ``calls``."""
    total = 0.0
    for step in plan.steps:
        cost = step_flops(step, plan.steps).value(plan.sizes)
        if not isinstance(step.operation, Load) and not is_view(step.operation):
            cost += TRAFFIC * entries(step).value(plan.sizes)
        total += cost / calls if step.register in plan.constant else cost
    return total


def prepared(task: Task) -> Task:
    """The task once it is known that it can be computed: all sizes there, layers written out.

    Raises what `make_plan` does.
    """
    if task.ready:
        return task
    graphs = task.targets.values()
    sizes = with_derived(task.network, task.sizes)
    outside, inside = needed(task.network, graphs, task.given)
    require_computable(task.network, list(graphs), outside, inside, sizes)
    return replace(task, network=with_layers(task.network, inside, sizes), sizes=sizes, ready=True)
