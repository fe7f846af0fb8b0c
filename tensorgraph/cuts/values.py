"""The values of an operator's nodes: tensors as they are given, bubbles and sums computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch

from tensorgraph.code.run import execute
from tensorgraph.cuts.operator import Node, Operator, Wires
from tensorgraph.cuts.pieces import Piece, require_beside
from tensorgraph.diagnostics import mistake
from tensorgraph.einsum.arrays import FLOATS
from tensorgraph.einsum.binding import Bound, bind, bind_values
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.memory import default_memory
from tensorgraph.einsum.plan import Plan
from tensorgraph.graph.network import Definition
from tensorgraph.graph.nodes import Graph, Product, Sum, Tensor, free_wires

COEFFICIENT = "coefficient"
"""The piece without wires that holds an operator's number."""
UNBOUNDED = 2**62
"""A limit for what is measured afterwards."""


def pieces_of(
    operator: Operator, values: Mapping[str, Any], sizes: Mapping[str, int] | None, memory: int | None
) -> tuple[tuple[Piece, ...], dict[str, int]]:
    """A piece for each node, then the coefficient where there is one, and the sizes of all dimensions.

    Raises what `tensorgraph.einsum.binding.bind` does, and `memory` where a bubble or a sum is larger than may be.
    """
    bound = _bound(operator, values, sizes or {})
    require_beside(operator.name, bound.plan, FLOATS[bound.dtype], default_memory() if memory is None else memory)
    with torch.no_grad():
        made = execute(bound.plan, bound.values, bound.scalars, bound.functions, bound.dtype, bound.device)
    known = dict(bound.plan.sizes)
    pieces = [
        _piece(operator, node, made[str(n)]) if node.hot is None else _ids(operator, node, values, known, bound.device)
        for n, node in enumerate(operator.nodes)
    ]
    if operator.coefficient.is_one and any(piece.hot is None for piece in pieces):
        return tuple(pieces), known
    return (*pieces, Piece(COEFFICIENT, made[COEFFICIENT], ())), known


def _bound(operator: Operator, values: Mapping[str, Any], sizes: Mapping[str, int]) -> Bound:
    """The values checked, and a plan for the nodes."""
    network = operator.network
    if operator.name not in network.definitions:
        target = Definition(operator.name, operator.graph)
        network = replace(network, definitions={**network.definitions, operator.name: target})
    given = tuple(name for name in values if name in operator.network.definitions)
    graphs = {str(n): _alone(node) for n, node in enumerate(operator.nodes) if node.hot is None}
    graphs[COEFFICIENT] = Graph((), Sum((Product((), operator.coefficient),)))

    def plan_of(targets: tuple[str, ...], found: Mapping[str, int]) -> Plan:
        return make_plan(network, graphs, found, given)

    names = () if operator.name in given else (operator.name,)
    return bind(network, names, given, values, sizes, None, None, UNBOUNDED, plan_of)


def _piece(operator: Operator, node: Node, value: torch.Tensor) -> Piece:
    """A node with its value; one that was computed here is looked at, as given ones were."""
    if not isinstance(node.factor, Tensor) or node.factor.name in operator.network.definitions:
        require_finite(node.factor.name if isinstance(node.factor, Tensor) else operator.name, value)
    return Piece(_name(node), value.detach(), node.wires)


def require_finite(name: str, value: torch.Tensor) -> None:
    """Raise `not-finite` where what was computed overflowed or is no number."""
    if not bool(torch.isfinite(value).all()):
        hint = "no norm, singular value or eigenvalue is defined"
        raise mistake("not-finite", f"`{name}` has entries that are not finite", None, hint)


def _alone(node: Node) -> Graph:
    """A node by itself, an axis for each of its own wires."""
    return Graph(tuple((wire,) for wire in free_wires(node.factor)), Sum((Product((node.factor,)),)))


def _name(node: Node) -> str:
    return node.factor.name if isinstance(node.factor, Tensor) else type(node.factor).__name__.lower()


def _ids(operator: Operator, node: Node, values: Mapping[str, Any], sizes: Mapping[str, int], device: str) -> Piece:
    name = _name(node)
    ids = torch.as_tensor(bind_values(operator.network, {name: values[name]}, sizes)[name])
    assert node.hot is not None
    wires: Wires = node.wires[: node.hot] + node.wires[node.hot + 1 :]
    ids = ids.to(device=device, dtype=torch.int64).reshape([sizes[wire.dim] for wire in wires])
    return Piece(name, ids, wires, node.wires[node.hot])
