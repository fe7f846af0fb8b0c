"""Which tensor and which wire of a graph is which of another one that is the same but for names and order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tensorgraph.graph.nodes import Graph, Sum, Tensor, Wire
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite.isomorphism import Colours, Shape, all_apart, shape_of
from tensorgraph.rewrite.limits import GaveUp
from tensorgraph.rewrite.terms import Setting


@dataclass(frozen=True)
class Correspondence:
    """The tensors of one graph by their places in reading order as those of another, and its wires as the other's."""

    tensors: Mapping[int, int]
    wires: Mapping[Wire, Wire]


def correspondence(setting: Setting, one: Graph, other: Graph) -> Correspondence | None:
    """How two graphs with the same legs correspond; None where they are not the same, or it takes too long to see."""
    if len(one.body.terms) != len(other.body.terms):
        return None
    try:
        return _found(setting, one, other)
    except GaveUp:
        return None


def _found(setting: Setting, one: Graph, other: Graph) -> Correspondence | None:
    colours = Colours()
    mine, theirs = (_terms(setting, graph, colours) for graph in (one, other))
    tensors: dict[int, int] = {}
    wires: dict[Wire, Wire] = {}
    for term in mine:
        paired = ((k, all_apart(term.shape, found.shape, colours)) for k, found in enumerate(theirs))
        place, pair = next(((k, pair) for k, pair in paired if pair is not None), (-1, None))
        if pair is None:
            return None
        found = theirs.pop(place)
        node = {colour: number for number, colour in enumerate(pair[1].colours)}
        to = [node[colour] for colour in pair[0].colours]
        tensors |= {term.tensors[k]: found.tensors[to[k]] for k in term.tensors}
        back = {number: wire for wire, number in found.shape.web.wires.items()}
        wires |= {wire: back[to[number]] for wire, number in term.shape.web.wires.items()}
    return Correspondence(tensors, wires)


@dataclass(frozen=True)
class _Term:
    """A term's shape, and of each node that is a tensor its place in the reading order of the whole graph."""

    shape: Shape
    tensors: Mapping[int, int]


def _terms(setting: Setting, graph: Graph, colours: Colours) -> list[_Term]:
    free = {wire: place for place, wire in enumerate(graph.wires)}
    found, before = [], 0
    for term in graph.body.terms:
        shape = shape_of(setting, term, free, colours)
        nodes = [node for node, label in enumerate(shape.web.labels) if label[0] == "tensor"]
        count = sum(isinstance(factor, Tensor) for factor in factors(Sum((term,))))
        assert count == len(nodes)  # a web has its tensors in reading order
        found.append(_Term(shape, {node: before + k for k, node in enumerate(nodes)}))
        before += count
    return found
