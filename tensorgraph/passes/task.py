"""What is to be compiled, before it is a plan: graphs in a network, their sizes, what is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tensorgraph.einsum.uses import needed
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Graph


@dataclass(frozen=True)
class Task:
    """Targets by name. ``given`` definitions are inputs; ``calls`` is how often it runs before a parameter changes;
    ``ready`` says that it can be computed and has its layers written out (`tensorgraph.passes.price.prepared`)."""

    network: Network
    targets: Mapping[str, Graph]
    sizes: Mapping[str, int]
    given: frozenset[str] = frozenset()
    calls: int = 1
    ready: bool = False


def with_graphs(task: Task, change: Callable[[Graph], Graph]) -> Task:
    """The task with every expression that it needs changed; what is decomposed stays, because its parts share it."""
    _, inside = needed(task.network, task.targets.values(), task.given)
    definitions = dict(task.network.definitions)
    for name in inside:
        if definitions[name].kept is None:
            definitions[name] = replace(definitions[name], graph=change(definitions[name].graph))
    targets = {key: change(graph) for key, graph in task.targets.items()}
    return replace(task, network=replace(task.network, definitions=definitions), targets=targets)
