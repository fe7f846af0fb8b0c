"""What a picture's graph says is joined: for each term drawn by itself, which tensors share a wire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tensorgraph.graph.network import Picture
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Graph, Leg, Product, Shift, Sum, Tensor, Unfold, Wire


def written_nets(picture: Picture) -> Counter[tuple[tuple[str, ...], bool]]:
    """The names of the tensors at each wire, a name for each leg that is drawn, and whether the wire is an outer one.

    Parts of a thick leg, and wires that a dot joins, hang together; superscripts are not drawn.
    """
    found: Counter[tuple[tuple[str, ...], bool]] = Counter()
    for row in picture.rows:
        for graph in row.sides:
            for term in graph.body.terms:
                found += _nets(term, graph)
    return found


def _nets(term: Product, graph: Graph) -> Counter[tuple[tuple[str, ...], bool]]:
    nodes = list(_nodes(term))
    above = {w for n in nodes if isinstance(n, Tensor) for leg in n.legs[: n.superscripts] for w in leg}
    above |= {w for n in _nodes(graph.body) if isinstance(n, Tensor) for leg in n.legs[: n.superscripts] for w in leg}
    parent: dict[Wire, Wire] = {}

    def top(wire: Wire) -> Wire:
        while parent.setdefault(wire, wire) != wire:
            wire = parent[wire]
        return wire

    names: list[tuple[str, Wire]] = []
    for node in nodes:
        legs = [leg for leg in _legs(node) if not set(leg) & above]
        together = [tuple(wire for leg in legs for wire in leg)] if isinstance(node, Dot) else legs
        for wires in together:
            for wire in wires[1:]:
                parent[top(wire)] = top(wires[0])
        names += [(_name(node), leg[0]) for leg in legs if not isinstance(node, Dot)]
    ends: dict[Wire, list[str]] = {}
    for name, wire in names:
        ends.setdefault(top(wire), []).append(name)
    outer = {top(wire) for wire in graph.wires}
    return Counter((tuple(sorted(found)), wire in outer) for wire, found in ends.items())


def _nodes(node: Factor | Product) -> Iterator[Tensor | Dot | Cap | Shift]:
    match node:
        case Product():
            for factor in node.factors:
                yield from _nodes(factor)
        case Sum():
            for term in node.terms:
                yield from _nodes(term)
        case Apply() | Unfold():
            yield from _nodes(node.body)
        case _:
            yield node


def _legs(node: Tensor | Dot | Cap | Shift) -> tuple[Leg, ...]:
    match node:
        case Tensor():
            return (*node.legs[node.superscripts :], *((wire,) for wire in node.through))
        case Dot():
            return node.legs
        case Cap():
            return (node.leg,)
        case Shift():
            return node.row, node.column


def _name(node: Tensor | Dot | Cap | Shift) -> str:
    match node:
        case Tensor():
            return node.name
        case Cap():
            return str(node.index)
        case Shift():
            return "shift"
        case _:
            return ""
