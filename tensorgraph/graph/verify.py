"""The invariants of a graph. They hold after checking and after every rewrite; a failure is a bug."""

from __future__ import annotations

from collections.abc import Iterator

from tensorgraph.graph.derived import matrix
from tensorgraph.graph.network import Decomposition, Definition, Network, Repetition
from tensorgraph.graph.nodes import (
    Apply,
    Dot,
    Factor,
    Graph,
    Leg,
    Product,
    Shift,
    Sum,
    Tensor,
    Unfold,
    Wire,
    free_wires,
)
from tensorgraph.ops import FUNCTIONS, Kind, reduces


def verify(network: Network) -> list[str]:
    """What is wrong with a network, in words; empty when nothing is.

    Every tensor has an entry, and every wire a dimension of the network. Declared legs and the wires on them have the
    same dimensions; a wire is summed where it is used, in one place, and is not free there; nothing but free and
    summed wires occurs; an axis is a wire of the inside; the legs of a dot, a shift and a mask have one dimension.
    """
    found = [words for definition in network.definitions.values() for words in _definition(network, definition)]
    for picture in network.pictures:
        for row in picture.rows:
            for side in row.sides:
                found += verify_graph(network, side, picture.name)
    return found


def verify_graph(network: Network, graph: Graph, name: str = "graph", extra: tuple[str, ...] = ()) -> list[str]:
    """The same for one graph; ``extra`` names wires that may occur though they are no legs."""
    free = list(graph.wires)
    found = [f"{wire} is free twice" for place, wire in enumerate(free) if wire in free[:place]]
    known = {wire for wire in free_wires(graph.body) if wire.name in extra}
    found += [f"{wire} has no dimension of the network" for wire in free if wire.dim not in network.dims]
    return [f"{name}: {words}" for words in [*found, *_sum(network, graph.body, {*free, *known}, set())]]


def _definition(network: Network, definition: Definition) -> list[str]:
    kept, name = definition.kept, definition.name
    match kept:
        case Decomposition():
            known = {*kept.operand.wires, matrix(kept).new}
            strange = [wire for wire in definition.graph.wires if wire not in known]
            found = verify_graph(network, kept.operand, name)
            return found + [f"{name}: {wire} is no wire of what is decomposed" for wire in strange]
        case Repetition():
            found = verify_graph(network, definition.graph, name, (kept.index,))
            return found + [f"{name}: {kept.state} is not in the network"] * (kept.state not in network.definitions)
    return verify_graph(network, definition.graph, name)


def _sum(network: Network, node: Sum, free: set[Wire], bound: set[Wire]) -> Iterator[str]:
    for term in node.terms:
        yield from _product(network, term, free, bound)


def _product(network: Network, node: Product, free: set[Wire], bound: set[Wire]) -> Iterator[str]:
    inside = dict.fromkeys(wire for factor in node.factors for wire in free_wires(factor))
    for wire in node.summed:
        if wire in free or wire in bound:
            yield f"{wire} is summed, and is a wire of the outside as well"
        if wire not in inside:
            yield f"{wire} is summed, and no factor has it"
        if wire.dim not in network.dims:
            yield f"{wire} has no dimension of the network"
        bound.add(wire)
    for wire in inside:
        if wire not in free and wire not in node.summed:
            yield f"{wire} is neither free nor summed"
    for factor in node.factors:
        yield from _factor(network, factor, free | set(node.summed), bound)


def _factor(network: Network, node: Factor, free: set[Wire], bound: set[Wire]) -> Iterator[str]:
    match node:
        case Tensor():
            yield from _tensor(network, node)
        case Dot():
            yield from _one_dimension("a dot", node.legs)
        case Shift():
            yield from _one_dimension("a shift", (node.row, node.column))
        case Apply():
            yield from _apply(network, node, free, bound)
        case Unfold():
            yield from _sum(network, node.body, free, bound)
        case Sum():
            yield from _sum(network, node, free, bound)


def _tensor(network: Network, node: Tensor) -> Iterator[str]:
    if not any(node.name in known for known in (network.definitions, network.declarations, network.holes)):
        yield f"{node.name} is not in the network"
        return
    legs = (*node.legs, *((wire,) for wire in node.through))
    dims = tuple(_dims(leg) for leg in legs)
    if dims != network[node.name].dims:
        yield f"{node.name} has legs {network[node.name].dims}, and is joined to {dims}"


def _one_dimension(words: str, legs: tuple[Leg, ...]) -> Iterator[str]:
    if len({_dims(leg) for leg in legs}) != 1:
        yield f"the legs of {words} differ in dimension"


def _dims(leg: Leg) -> tuple[str, ...]:
    return tuple(wire.dim for wire in leg)


def _apply(network: Network, node: Apply, free: set[Wire], bound: set[Wire]) -> Iterator[str]:
    axes = [wire for leg in node.axes for wire in leg]
    inside = free_wires(node.body)
    entry = FUNCTIONS.get(node.function)
    if entry is None and node.function not in network.functions:
        yield f"{node.function} is no function of the network"
    if any(wire not in inside for wire in axes):
        yield f"an axis of {node.function} is no wire of its inside"
    if len(set(axes)) != len(axes):
        yield f"an axis of {node.function} stands twice"
    if entry and entry.kind is Kind.MASK:
        yield from _one_dimension(node.function, node.axes)
    kept = set(axes) if reduces(node.function) else set()
    if kept & free:
        yield f"an axis of {node.function} is a wire of the outside as well"
    yield from _sum(network, node.body, free | kept, bound)
