"""The shape of every tensor that takes part, and of the result: ``A  n × m  (4 × 5)``."""

from __future__ import annotations

from math import prod

from tensorgraph.graph.derived import with_derived
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Leg
from tensorgraph.views.line import Line
from tensorgraph.views.naming import result_name, tensors_of
from tensorgraph.views.pieces import row, words
from tensorgraph.views.statement import Statement
from tensorgraph.views.view import View

Dims = tuple[tuple[str, ...], ...]
GAP = "  "
"""Between a name, its dimensions and their sizes."""


def shape_lines(network: Network, statement: Statement) -> tuple[Line, ...]:
    """A line for each tensor in reading order, then for the result, which is the only one of a decomposition."""
    legs: tuple[Leg, ...] = (*statement.graph.legs, *((wire,) for wire in statement.graph.through))
    shapes: dict[str, Dims] = {tensor.name: network[tensor.name].dims for tensor in tensors_of(statement.graph.body)}
    shapes[result_name(network, statement)] = tuple(tuple(wire.dim for wire in leg) for leg in legs)
    sizes = with_derived(network, {dim: size for dim, size in network.dims.items() if size is not None})
    widest = max(map(len, shapes))
    return tuple(
        row(words("?" if name in network.holes else name, name), " " * (widest - len(name)), GAP, _shape(dims, sizes))
        for name, dims in shapes.items()
    )


def _shape(dims: Dims, sizes: dict[str, int]) -> str:
    """Dimensions by name, then their sizes where all are known; a number has none."""
    if not dims:
        return "number"
    named = " × ".join(leg[0] if len(leg) == 1 else f"({' '.join(leg)})" for leg in dims)
    if any(dim not in sizes for leg in dims for dim in leg):
        return named
    return f"{named}{GAP}({' × '.join(str(prod(sizes[dim] for dim in leg)) for leg in dims)})"


SHAPE = View("Shape", "words", shape_lines)
