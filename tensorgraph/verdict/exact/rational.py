"""Which equations are rational, and how large the polynomials of their values are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tensorgraph.einsum.sizes import product_of
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Factor, Graph, Product, Sum, Tensor, free_wires
from tensorgraph.graph.scalar import Scalar
from tensorgraph.graph.walk import factors
from tensorgraph.verdict.exact.bound import Bound, added
from tensorgraph.verdict.exact.stop import Undecided

RATIONAL = ("sum", "mean", "square", "reciprocal")
"""The functions whose value is a rational function of their argument's entries."""


def require_rational(network: Network, definitions: list[str], *graphs: Graph) -> None:
    """Raise Undecided unless everything is made by products, sums and the functions in `RATIONAL`."""
    for name in definitions:
        if network.definitions[name].kept is not None:
            raise Undecided(f"`{name}` is no expression")
    for graph in (*(network.definitions[name].graph for name in definitions), *graphs):
        for name in _functions(graph):
            if name not in RATIONAL:
                raise Undecided(f"`{name}` is not rational")


def _functions(graph: Graph) -> Iterator[str]:
    return (factor.function for factor in factors(graph.body) if isinstance(factor, Apply))


@dataclass
class Bounds:
    """The bound of every tensor, definitions being added; of a coefficient; and how many inverses were taken."""

    sizes: Mapping[str, int]
    coefficient: Callable[[Scalar], Bound]
    found: dict[str, Bound] = field(default_factory=dict)
    inverses: int = 0

    def of(self, node: Sum) -> Bound:
        """The bound of an expression's entries."""
        return added([self._product(term) for term in node.terms])

    def _product(self, term: Product) -> Bound:
        result = self.coefficient(term.coefficient)
        for factor in term.factors:
            result = result.times(self._factor(factor))
        return result.summed(product_of(self.sizes[wire.dim] for wire in term.summed))

    def _factor(self, node: Factor) -> Bound:
        match node:
            case Tensor():
                return self.found[node.name]
            case Sum():
                return self.of(node)
            case Apply():
                return self._apply(node)
        return Bound()

    def _apply(self, node: Apply) -> Bound:
        inside = self.of(node.body)
        if node.function == "square":
            return inside.times(inside)
        if node.function == "reciprocal":
            self.inverses += 1
            entries = product_of(self.sizes[wire.dim] for wire in free_wires(node))
            return inside.inverse(f"inverse {self.inverses}", entries)
        count = product_of(self.sizes[wire.dim] for leg in node.axes for wire in leg)
        mean = Bound(whole=float(count.bit_length())) if node.function == "mean" else Bound()
        return inside.summed(count).times(mean)
