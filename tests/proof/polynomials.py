"""What a graph is, entry by entry, as polynomials of sympy in the entries of its tensors: an oracle from outside.

Nothing is shared with the evaluators: every index of every wire is gone through.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

from sympy import QQ
from sympy.polys.rings import ring

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Cap, Dot, Factor, Graph, Leg, Product, Shift, Sum, Tensor, Wire
from tensorgraph.graph.scalar import Scalar


@dataclass
class Polynomials:
    """A network at sizes: a symbol for every entry of the declared tensors named."""

    network: Network
    sizes: Mapping[str, int]
    names: Collection[str]
    symbols: dict[tuple[str, int], Any] = field(default_factory=dict)
    one: Any = None

    def __post_init__(self) -> None:
        dims = {name: [dim for leg in self.network[name].dims for dim in leg] for name in sorted(self.names)}
        sizes = {name: prod(self.sizes[dim] for dim in found) for name, found in dims.items()}
        names = [(name, entry) for name, size in sizes.items() for entry in range(size)]
        made, *symbols = ring([f"{name}_{entry}" for name, entry in names], QQ)
        self.symbols = dict(zip(names, symbols, strict=True))
        self.one = made.one

    def entries(self, graph: Graph) -> list[Any]:
        """The entries of a graph, in the order of its legs."""
        return [self._sum(graph.body, where) for where in self._indices(graph.wires)]

    def _indices(self, wires: tuple[Wire, ...]) -> list[dict[Wire, int]]:
        every = product(*(range(self.sizes[wire.dim]) for wire in wires))
        return [dict(zip(wires, index, strict=True)) for index in every]

    def _sum(self, node: Sum, where: Mapping[Wire, int]) -> Any:
        return _added(self.one, [self._product(term, where) for term in node.terms])

    def _product(self, term: Product, where: Mapping[Wire, int]) -> Any:
        found = []
        factors = sorted(term.factors, key=lambda factor: isinstance(factor, Sum))
        for inner in self._indices(term.summed):
            value = self.one
            for factor in factors:
                value *= self._factor(factor, {**where, **inner})
                if not value:
                    break
            found.append(value)
        return _added(self.one, found) * self._number(term.coefficient)

    def _number(self, scalar: Scalar) -> Any:
        value = QQ(scalar.rational.numerator, scalar.rational.denominator)
        for name, power in scalar.powers:
            value *= QQ(self.sizes[name]) ** int(power)
        return value

    def _factor(self, factor: Factor, where: Mapping[Wire, int]) -> Any:
        match factor:
            case Tensor():
                return self._tensor(factor, where)
            case Dot():
                return self.one * (len({self._index(leg, where) for leg in factor.legs}) == 1)
            case Cap():
                return self.one * (self._index(factor.leg, where) == factor.index % self._size(factor.leg))
            case Shift():
                return self.one * (self._index(factor.column, where) == self._index(factor.row, where) - 1)
            case Sum():
                return self._sum(factor, where)
        raise AssertionError(factor)

    def _tensor(self, tensor: Tensor, where: Mapping[Wire, int]) -> Any:
        definition = self.network.definitions.get(tensor.name)
        if definition is None:
            return self.symbols[tensor.name, self._index(tuple(w for leg in tensor.legs for w in leg), where)]
        inside = dict(zip(definition.graph.wires, (where[w] for leg in tensor.legs for w in leg), strict=True))
        return self._sum(definition.graph.body, inside)

    def _index(self, leg: Leg, where: Mapping[Wire, int]) -> int:
        found = 0
        for wire in leg:
            found = found * self.sizes[wire.dim] + where[wire]
        return found

    def _size(self, leg: Leg) -> int:
        return prod(self.sizes[wire.dim] for wire in leg)


def _added(one: Any, values: list[Any]) -> Any:
    """The sum of polynomials, in one go."""
    total = 0 * one
    for value in values:
        for monomial, number in value.items():
            total[monomial] = total.get(monomial, QQ(0)) + number
    total.strip_zero()
    return total
