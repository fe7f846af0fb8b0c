"""The invariants of a graph. They hold after checking and after every rewrite; a failure is a bug, not a user's mistake."""

from __future__ import annotations

from collections.abc import Iterator

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Factor, Graph, Product, Sum, Tensor, Unfold, Wire, free_wires
from tensorgraph.ops import FUNCTIONS, Kind, reduces


def verify(network: Network) -> list[str]:
    """What is wrong with a network, in words; empty when nothing is.

    Declared legs and the wires on them have the same dimensions; a wire is summed where it is used, in one place, and
    is not free there; nothing but free and summed wires occurs; an axis is a wire of the inside.
    """
    found = [words for definition in network.definitions.values() if definition.kept is None
             for words in verify_graph(network, definition.graph, definition.name)]
    for picture in network.pictures:
        for row in picture.rows:
            for side in row.sides:
                found += verify_graph(network, side, picture.name)
    return found


def verify_graph(network: Network, graph: Graph, name: str = "graph") -> list[str]:
    """The same for one graph."""
    return [f"{name}: {words}" for words in _sum(network, graph.body, set(graph.wires), set())]


def _sum(network: Network, node: Sum, free: set[Wire], bound: set[Wire]) -> Iterator[str]:
    for term in node.terms:
        yield from _product(network, term, free, bound)


def _product(network: Network, node: Product, free: set[Wire], bound: set[Wire]) -> Iterator[str]:
    inside = {wire for factor in node.factors for wire in free_wires(factor)}
    for wire in node.summed:
        if wire in free or wire in bound:
            yield f"{wire} is summed, and is a wire of the outside as well"
        if wire not in inside:
            yield f"{wire} is summed, and no factor has it"
        bound.add(wire)
    for wire in inside - free - set(node.summed):
        yield f"{wire} is neither free nor summed"
    for factor in node.factors:
        yield from _factor(network, factor, free | set(node.summed), bound)


def _factor(network: Network, node: Factor, free: set[Wire], bound: set[Wire]) -> Iterator[str]:
    match node:
        case Tensor():
            dims = tuple(tuple(wire.dim for wire in leg) for leg in (*node.legs, *((wire,) for wire in node.through)))
            if dims != network[node.name].dims:
                yield f"{node.name} has legs {network[node.name].dims}, and is joined to {dims}"
        case Apply():
            yield from _apply(network, node, free, bound)
        case Unfold():
            yield from _sum(network, node.body, free, bound)
        case Sum():
            yield from _sum(network, node, free, bound)


def _apply(network: Network, node: Apply, free: set[Wire], bound: set[Wire]) -> Iterator[str]:
    axes = {wire for leg in node.axes for wire in leg}
    if not axes <= set(free_wires(node.body)):
        yield f"an axis of {node.function} is no wire of its inside"
    entry = FUNCTIONS.get(node.function)
    if entry and entry.kind is Kind.MASK and len({tuple(w.dim for w in leg) for leg in node.axes}) != 1:
        yield f"the axes of {node.function} differ in dimension"
    kept = axes if reduces(node.function) else set()
    if kept & free:
        yield f"an axis of {node.function} is a wire of the outside as well"
    yield from _sum(network, node.body, free | kept, bound)


