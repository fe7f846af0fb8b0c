"""Which wires of a drawing are superscripts: those that the author wrote above the names of the tensors they are on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from tensorgraph.graph.nodes import Graph, Tensor, Wire
from tensorgraph.graph.rename import map_tensors
from tensorgraph.graph.walk import factors


def written_above(graphs: Iterable[Graph]) -> dict[str, int]:
    """How many legs of each tensor are superscripts, where all its uses agree."""
    found: dict[str, set[int]] = {}
    for graph in graphs:
        for factor in factors(graph.body):
            if isinstance(factor, Tensor):
                found.setdefault(factor.name, set()).add(factor.superscripts)
    return {name: uses.pop() for name, uses in found.items() if len(uses) == 1}


def flagged(graph: Graph, above: Mapping[str, int]) -> set[Wire]:
    """The wires on legs that were written above some name."""
    tensors = (factor for factor in factors(graph.body) if isinstance(factor, Tensor))
    return {wire for tensor in tensors for leg in tensor.legs[: above.get(tensor.name, 0)] for wire in leg}


def with_superscripts(graph: Graph, above: Mapping[str, int]) -> Graph:
    """A graph with the superscripts that ``above`` counts for each tensor, but for wires that are also on a tensor
    that cannot have them there."""
    tensors = [factor for factor in factors(graph.body) if isinstance(factor, Tensor)]
    wanted = flagged(graph, above)
    while refused := wanted & {wire for tensor in tensors for wire in _below(tensor, wanted)}:
        wanted -= refused
    body = map_tensors(graph.body, lambda tensor: replace(tensor, superscripts=leading(tensor, wanted)))
    return replace(graph, body=body)


def _below(tensor: Tensor, wanted: Collection[Wire]) -> list[Wire]:
    """The wires of a tensor that cannot be superscripts with these ones."""
    return [wire for leg in tensor.legs[leading(tensor, wanted) :] for wire in leg]


def leading(tensor: Tensor, wanted: Collection[Wire]) -> int:
    """How many legs from the first on are such wires."""
    for count, leg in enumerate(tensor.legs):
        if len(leg) != 1 or leg[0] not in wanted:
            return count
    return len(tensor.legs)
