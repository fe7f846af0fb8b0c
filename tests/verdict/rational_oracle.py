"""A second meaning of rational graphs: one entry at a time, in Python's integers, by the words of the language page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import numpy as np

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Graph, Leg, Product, Shift, Sum, Tensor, Wire
from tensorgraph.graph.scalar import Scalar


class Oracle:
    """Entries of graphs modulo a prime, from the entries of the declared tensors."""

    def __init__(self, network: Network, sizes: Mapping[str, int], prime: int, values: Mapping[str, np.ndarray],
                 roots: Mapping[str, int]) -> None:  # fmt: skip
        """``roots`` has a square root of each size and scalar."""
        self.network, self.sizes, self.prime, self.values, self.roots = network, sizes, prime, values, roots
        self.memory: dict[tuple[str, tuple[int, ...]], int] = {}

    def array(self, graph: Graph) -> np.ndarray:
        """Every entry, an axis for each wire."""
        shape = [self.sizes[wire.dim] for wire in graph.wires]
        found = [
            self.sum(graph.body, dict(zip(graph.wires, place, strict=True))) for place in product(*map(range, shape))
        ]
        return np.array(found, dtype=np.uint64).reshape(shape)

    def sum(self, node: Sum, at: dict[Wire, int]) -> int:
        return sum(self.term(term, at) for term in node.terms) % self.prime

    def term(self, term: Product, at: dict[Wire, int]) -> int:
        total = 0
        for place in product(*(range(self.sizes[wire.dim]) for wire in term.summed)):
            inside = {**at, **dict(zip(term.summed, place, strict=True))}
            found = 1
            for factor in term.factors:
                found = found * self.factor(factor, inside) % self.prime
                if not found:
                    break
            total += found
        return total * self.coefficient(term.coefficient) % self.prime

    def coefficient(self, scalar: Scalar) -> int:
        result = scalar.rational.numerator * pow(scalar.rational.denominator, -1, self.prime)
        for name, power in scalar.powers:
            assert (2 * power).denominator == 1
            result = result * pow(self.roots[name], int(2 * power), self.prime) % self.prime
        return result

    def index(self, leg: Leg, at: Mapping[Wire, int]) -> int:
        """Of a leg, the last part fastest."""
        result = 0
        for wire in leg:
            result = result * self.sizes[wire.dim] + at[wire]
        return result

    def factor(self, node: Factor, at: dict[Wire, int]) -> int:
        match node:
            case Tensor():
                return self.tensor(node, at)
            case Dot():
                return int(len({self.index(leg, at) for leg in node.legs}) == 1)
            case Shift():
                return int(self.index(node.column, at) == self.index(node.row, at) - 1)
            case Cap():
                size = int(np.prod([self.sizes[wire.dim] for wire in node.leg]))
                return int(self.index(node.leg, at) == node.index % size)
            case Sum():
                return self.sum(node, at)
            case Apply():
                return self.apply(node, at)
        raise AssertionError(node)

    def tensor(self, node: Tensor, at: dict[Wire, int]) -> int:
        legs = (*node.legs, *((wire,) for wire in node.through))
        if node.name not in self.network.definitions:
            return int(self.values[node.name][tuple(self.index(leg, at) for leg in legs)])
        wires = tuple(at[wire] for leg in legs for wire in leg)
        if (node.name, wires) not in self.memory:
            graph = self.network.definitions[node.name].graph
            self.memory[node.name, wires] = self.sum(graph.body, dict(zip(graph.wires, wires, strict=True)))
        return self.memory[node.name, wires]

    def apply(self, node: Apply, at: dict[Wire, int]) -> int:
        if node.function in ("square", "reciprocal"):
            return pow(self.sum(node.body, at), 2 if node.function == "square" else -1, self.prime)
        axes = [wire for leg in node.axes for wire in leg]
        places = list(product(*(range(self.sizes[wire.dim]) for wire in axes)))
        total = sum(self.sum(node.body, {**at, **dict(zip(axes, place, strict=True))}) for place in places)
        return total * (pow(len(places), -1, self.prime) if node.function == "mean" else 1) % self.prime


def made_rational(node: Sum) -> Sum:
    """Every function replaced by a rational one."""
    return replace(node, terms=tuple(replace(t, factors=tuple(map(_rational, t.factors))) for t in node.terms))


def _rational(node: Factor) -> Factor:
    if isinstance(node, Sum):
        return made_rational(node)
    if not isinstance(node, Apply):
        return node
    body = made_rational(node.body)
    if node.function in ("mean", "sum", "max"):
        return replace(node, function="sum" if node.function == "max" else node.function, body=body)
    return replace(node, function="reciprocal" if node.function == "sin" else "square", body=body, axes=(), options=())
