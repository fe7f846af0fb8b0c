"""Tasks before and after graph passes: what is left of their names, what they cost, and whether they mean the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from tensorgraph.code.run import execute
from tensorgraph.einsum.lower import graphs_of, make_plan
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.sizes import numbers_of
from tensorgraph.einsum.uses import needed
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph
from tensorgraph.passes.common import common
from tensorgraph.passes.task import Task
from tests.passes.comparing import apart, network_of

Rewrite = Callable[[Task], Task]


def task_of(
    source: str | Network,
    targets: Sequence[str | Graph] | Mapping[str, Graph] = ("y",),
    calls: int = 1,
    given: Collection[str] = (),
) -> Task:
    """A file's task at the sizes it states."""
    network = network_of(source) if isinstance(source, str) else source
    sizes = {dim: size for dim, size in network.dims.items() if size}
    return Task(network, graphs_of(network, targets), sizes, frozenset(given), calls)


def rewritten(task: Task, passes: Sequence[Rewrite]) -> Task:
    """The task after passes."""
    for each in passes:
        task = each(task)
    return task


def names_left(task: Task) -> list[str]:
    """The definitions that a task still computes by their names."""
    return needed(task.network, task.targets.values(), task.given)[1]


def plan_of(task: Task) -> Plan:
    """Its plan, equal work done once."""
    return common(make_plan(task.network, task.targets, task.sizes, task.given, task.calls))


def flops(task: Task) -> int:
    """FLOPs of its plan."""
    return plan_of(task).flops.value(task.sizes)


def changed_by(before: Task, after: Task, seed: int = 0) -> float:
    """The largest difference between the values of two tasks, relative to the largest entry."""
    outside, _ = needed(before.network, before.targets.values(), before.given)
    values = random_values(before.network, outside, dict(before.sizes), seed)
    scalars, functions = random_scalars(before.network, seed), random_functions(before.network, seed)
    found, wanted = (
        execute(
            make_plan(task.network, task.targets, task.sizes, task.given, task.calls),
            values,
            numbers_of(task.network, task.sizes, scalars),
            functions,
            dtype="float64",
        )
        for task in (after, before)
    )
    return max(apart(found[key].numpy(), wanted[key].numpy()) for key in wanted)
