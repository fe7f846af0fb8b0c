"""What graphs use: tensors, definitions in their order, dimensions, scalars, functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Graph, Tensor, legs_of
from tensorgraph.graph.scalar import Scalar
from tensorgraph.graph.walk import products
from tensorgraph.ops import FUNCTIONS


def tensor_names(graph: Graph) -> list[str]:
    """The tensors and definitions a graph names, each once."""
    found = (factor.name for term in products(graph.body) for factor in term.factors if isinstance(factor, Tensor))
    return list(dict.fromkeys(found))


def needed(network: Network, graphs: Iterable[Graph], given: Collection[str] = ()) -> tuple[list[str], list[str]]:
    """The values that graphs need from outside, and the definitions they are made from, each in the order of the file.

    A definition in ``given`` comes from outside.
    """
    outside: set[str] = set()
    inside: set[str] = set()
    waiting = [name for graph in graphs for name in tensor_names(graph)]
    while waiting:
        name = waiting.pop()
        if name in outside or name in inside:
            continue
        if name in given or name not in network.definitions:
            outside.add(name)
        else:
            inside.add(name)
            waiting += tensor_names(network.definitions[name].origin)
    order = [entry.name for entry in network.tensors()]
    return [name for name in order if name in outside], [name for name in order if name in inside]


def scalars_in(graph: Graph) -> Iterator[Scalar]:
    """Every coefficient and option."""
    for term in products(graph.body):
        yield term.coefficient
        yield from (value for f in term.factors if isinstance(f, Apply) for _, value in f.options)


def dims_in(network: Network, graph: Graph) -> Iterator[str]:
    """Every dimension whose size the graph needs."""
    yield from (wire.dim for wire in graph.wires)
    for term in products(graph.body):
        yield from (wire.dim for wire in term.summed)
        yield from (wire.dim for factor in term.factors for leg in legs_of(factor) for wire in leg)
    yield from (name for scalar in scalars_in(graph) for name, _ in scalar.powers if name in network.dims)


def opaque_functions(graph: Graph) -> list[str]:
    """The functions a graph takes from outside, each once."""
    calls = (factor.function for term in products(graph.body) for factor in term.factors if isinstance(factor, Apply))
    return list(dict.fromkeys(name for name in calls if name not in FUNCTIONS))
