"""A graph as networkx sees it, for graph algorithms. Besides it only `tensorgraph.cuts` imports networkx."""

from __future__ import annotations

from typing import Any

import networkx as nx

from tensorgraph.graph.nodes import Factor, Graph, Product, Sum, Tensor, legs_of


def view(graph: Graph) -> Any:
    """A bipartite ``networkx.MultiGraph``: a node for every factor and every wire, an edge for every leg.

    Factors are nodes ``("factor", path)`` with attributes ``kind`` and ``name``, where ``path`` is the position of the
    term and of the factor; wires are nodes ``("wire", wire)`` with ``dim`` and ``free``. Edges carry the leg's
    number. A bubble or group is one node with the wires that leave it.
    """
    result = nx.MultiGraph()
    for wire in graph.wires:
        result.add_node(("wire", wire), dim=wire.dim, free=True)
    for position, term in enumerate(graph.body.terms):
        _add_term(result, position, term)
    return result


def _add_term(result: Any, position: int, term: Product) -> None:
    for wire in term.summed:
        result.add_node(("wire", wire), dim=wire.dim, free=False)
    for place, factor in enumerate(term.factors):
        node = ("factor", (position, place))
        result.add_node(node, kind=type(factor).__name__, name=_name(factor))
        for number, leg in enumerate(legs_of(factor)):
            for wire in leg:
                result.add_edge(node, ("wire", wire), leg=number)


def _name(factor: Factor) -> str:
    if isinstance(factor, Tensor):
        return factor.name
    return "" if isinstance(factor, Sum) else getattr(factor, "function", "")
