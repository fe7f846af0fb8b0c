"""Minimum cuts: the wires of least product of sizes whose removal parts the rows from the columns.

Law: the rank of an operator is at most that product, because the operator is a sum of so many outer products. A wire is
a vertex whose capacity is the logarithm of its size, a tensor passes everything (max-flow min-cut: Ford and Fulkerson
1956; ranks of tensor networks: Cui, Freedman, Sattath, Stong, Minton 2016, who show that the bound need not be tight).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

from tensorgraph.cuts.operator import Operator
from tensorgraph.einsum.sizes import product_of, require_sizes
from tensorgraph.graph.derived import with_derived
from tensorgraph.graph.nodes import Wire

Wires = tuple[Wire, ...]

BITS = 40
"""Capacities are whole multiples of 2^-40 bits, so that sums and comparisons are exact."""


@dataclass(frozen=True)
class Cut:
    """A minimum cut: the ``wires`` of the one nearest to the rows, ``far`` of the one nearest to the columns, and
    ``rank``, the product of the sizes of its wires: no matrix of the operator has a larger rank."""

    wires: Wires
    far: Wires
    rank: int


@dataclass(frozen=True)
class Sides:
    """The places of the nodes on the rows' side of the near cut, between the cuts, and beyond the far one."""

    left: tuple[int, ...]
    middle: tuple[int, ...]
    right: tuple[int, ...]


def minimum_cut(operator: Operator, sizes: Mapping[str, int] | None = None) -> Cut:
    """The minimum cut of an operator between its rows and its columns; batch wires and fixed ones cost nothing.

    ``sizes`` are those of dimensions, which override the declared ones. Raises `unknown-size`, `bad-size`.

    >>> import tensorgraph as tg
    >>> from tensorgraph.cuts import operator
    >>> network = tg.loads('''
    ...     dim vocab = 50257, model = 768, head = 64
    ...     param E[vocab, model], V[model, head], O[head, model], U[model, vocab]
    ...     circuit[u, v] = E[u, m] V[m, d] O[d, n] U[n, v]
    ... ''').network
    >>> cut = minimum_cut(operator(network, "circuit"))
    >>> [wire.name for wire in cut.wires], cut.rank
    (['d'], 64)
    """
    network = operator.network
    declared = {name: size for name, size in network.dims.items() if size is not None}
    known = with_derived(network, {**declared, **(sizes or {})})
    wires = {wire for node in operator.nodes for wire in node.wires} | {*operator.rows, *operator.columns}
    require_sizes(sorted(wire.dim for wire in wires), known)
    nodes = [node.wires for node in operator.nodes]
    free = operator.fixed | set(operator.batch)
    return cut_between(nodes, free, operator.rows, operator.columns, {wire: known[wire.dim] for wire in wires})


def cut_between(
    nodes: Sequence[Wires], free: Collection[Wire], rows: Wires, columns: Wires, sizes: Mapping[Wire, int]
) -> Cut:
    """The minimum cut of tensors with these wires; those in ``free`` cost nothing."""
    order = [w for w in dict.fromkeys([*rows, *(w for node in nodes for w in node), *columns]) if w not in free]
    number = {wire: place for place, wire in enumerate(order)}
    flow = _flow_network(nodes, number, rows, columns, sizes)
    near = _crossing(flow.reverse(), _SINK, _SOURCE, order)
    far = _crossing(flow, _SOURCE, _SINK, order)
    return Cut(near, far, product_of(sizes[wire] for wire in near))


_SOURCE, _SINK = -1, -2
"""Nodes of the flow network; a wire has 2k and 2k + 1, where it is entered and left, and tensors the rest."""


def _flow_network(
    nodes: Sequence[Wires], number: Mapping[Wire, int], rows: Wires, columns: Wires, sizes: Mapping[Wire, int]
) -> Any:
    """Arcs without capacity let everything pass."""
    import networkx as nx

    flow = nx.DiGraph()
    flow.add_nodes_from([_SOURCE, _SINK])
    for wire, place in number.items():
        flow.add_edge(2 * place, 2 * place + 1, capacity=round(log2(sizes[wire]) * 2**BITS))
    flow.add_edges_from((_SOURCE, 2 * number[wire]) for wire in rows)
    flow.add_edges_from((2 * number[wire] + 1, _SINK) for wire in columns)
    for place, node in enumerate(nodes, 2 * len(number)):
        for wire in node:
            if wire in number:
                flow.add_edge(2 * number[wire] + 1, place)
                flow.add_edge(place, 2 * number[wire])
    return flow


def _crossing(flow: Any, start: int, end: int, order: Sequence[Wire]) -> Wires:
    """The wires of the minimum cut nearest to ``end``: networkx returns all that still reaches it on the other side."""
    import networkx as nx

    _, (_, beyond) = nx.minimum_cut(flow, start, end)
    return tuple(w for place, w in enumerate(order) if (2 * place in beyond) != (2 * place + 1 in beyond))


def sides(nodes: Sequence[Wires], free: Collection[Wire], cut: Cut, rows: Wires, columns: Wires) -> Sides:
    """What a cut parts: a node is on the rows' side where a path leads to it from there that crosses no cut wire."""
    left = _reached(nodes, {*free, *cut.wires}, rows)
    right = _reached(nodes, {*free, *cut.far}, columns)
    middle = tuple(place for place in range(len(nodes)) if place not in left and place not in right)
    return Sides(tuple(sorted(left)), middle, tuple(sorted(right)))


def _reached(nodes: Sequence[Wires], closed: Collection[Wire], start: Iterable[Wire]) -> set[int]:
    open_wires = {wire for wire in start if wire not in closed}
    found: set[int] = set()
    while True:
        new = {n for n, wires in enumerate(nodes) if n not in found and open_wires & set(wires)}
        if not new:
            return found
        found |= new
        open_wires |= {wire for place in new for wire in nodes[place] if wire not in closed}
