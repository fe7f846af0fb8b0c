"""The meaning of a graph modulo a prime, as `tensorgraph.einsum.reference` has it in floating point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from tensorgraph.einsum.sizes import cap_index, leg_size, product_of
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Graph, Leg, Product, Shift, Sum, Tensor, Wire, free_wires
from tensorgraph.verdict.exact.contract import ENTRY_WORK, Labelled, Work, aligned, contract, diagonal
from tensorgraph.verdict.exact.field import Field, Residues
from tensorgraph.verdict.exact.numbers import Numbers
from tensorgraph.verdict.exact.stop import Undecided


@dataclass(frozen=True)
class Point:
    """Where a graph is evaluated: sizes, coefficients, and the tensors known, by name; definitions are added."""

    work: Work
    numbers: Numbers
    found: dict[str, Residues] = field(default_factory=dict)

    @property
    def field(self) -> Field:
        """The numbers it is evaluated in."""
        return self.work.field

    @property
    def sizes(self) -> Mapping[str, int]:
        """Of each dimension."""
        return self.work.sizes


def evaluated(point: Point, graph: Graph) -> Residues:
    """An axis for each wire of the graph, the parts of a thick leg apart."""
    return aligned(point.work, _sum(point, graph.body), graph.wires)


def _sum(point: Point, node: Sum) -> Labelled:
    wires = free_wires(node)
    point.work.spend(ENTRY_WORK * product_of(point.work.shape(wires)) * len(node.terms))
    terms = (aligned(point.work, _product(point, term), wires) for term in node.terms)
    return wires, reduce(point.field.plus, terms) if node.terms else np.zeros((), np.uint64)


def _product(point: Point, term: Product) -> Labelled:
    operands = [value for factor in term.factors for value in _operands(point, factor, term)]
    wires, array = contract(point.work, operands, free_wires(term))
    lost = set(term.summed) - {wire for have, _ in operands for wire in have}
    scale = point.numbers.residue(term.coefficient) * product_of(point.sizes[wire.dim] for wire in lost)
    return wires, point.field.scaled(array, scale)


def _operands(point: Point, node: Factor, term: Product) -> list[Labelled]:
    """A factor as arrays to multiply; a copy dot as one identity for each neighbouring pair of its legs."""
    match node:
        case Tensor():
            return [_on(point, (*node.legs, *((wire,) for wire in node.through)), point.found[node.name])]
        case Dot() if len(node.legs) == 1:
            return [_on(point, node.legs, np.ones(leg_size(node.legs[0], point.sizes), np.uint64))]
        case Dot():
            return [_identity(point, pair, 0) for pair in zip(node.legs, node.legs[1:], strict=False)]
        case Shift():
            return [_identity(point, (node.row, node.column), -1)]
        case Cap():
            hot = np.zeros(leg_size(node.leg, point.sizes), np.uint64)
            hot[cap_index(node, point.sizes, term)] = 1
            return [_on(point, (node.leg,), hot)]
        case Apply():
            return [_apply(point, node)]
        case Sum():
            return [_sum(point, node)]
    raise Undecided("an expression that is not resolved")


def _on(point: Point, legs: tuple[Leg, ...], array: Residues) -> Labelled:
    wires = tuple(wire for leg in legs for wire in leg)
    return diagonal(wires, array.reshape(point.work.shape(wires)))


def _identity(point: Point, legs: tuple[Leg, ...], place: int) -> Labelled:
    point.work.shape([wire for leg in legs for wire in leg])
    return _on(point, legs, np.eye(leg_size(legs[0], point.sizes), k=place, dtype=np.uint64))


def _apply(point: Point, node: Apply) -> Labelled:
    wires, array = _sum(point, node.body)
    if node.function == "square":
        return wires, point.field.times(array, array)
    if node.function == "reciprocal":
        return wires, point.field.inverse(array)
    return _reduced(point, node, (wires, array))


def _reduced(point: Point, node: Apply, inside: Labelled) -> Labelled:
    """``sum``, and ``mean``, divided by the number of entries."""
    axes: list[Wire] = [wire for leg in node.axes for wire in leg]
    kept = tuple(wire for wire in inside[0] if wire not in axes)
    array = aligned(point.work, inside, (*kept, *axes))
    total = point.field.total(array, tuple(range(len(kept), len(kept) + len(axes))))
    count = product_of(point.sizes[wire.dim] for wire in axes)
    scale = pow(count, -1, point.field.prime) if node.function == "mean" else 1
    return kept, point.field.scaled(total, scale)
