"""The values of a row in one trial."""

from __future__ import annotations

from dataclasses import dataclass

from tensorgraph.graph.network import Network, Picture, Row
from tensorgraph.graph.nodes import Graph, Sum
from tensorgraph.verdict.compare import Array, Difference, compare, exchanged, largest
from tensorgraph.verdict.trial import Trial


@dataclass(frozen=True)
class Tried:
    """For each side of a row the values of its terms; ``largest`` is the largest finite entry on the way to them."""

    trial: Trial
    terms: tuple[tuple[Array, ...], ...]
    largest: float

    def side(self, position: int) -> Array:
        """The value of a side."""
        total = self.terms[position][0]
        for term in self.terms[position][1:]:
            total = total + term
        return total

    def difference(self, position: int) -> Difference:
        """A side beside the next one."""
        return compare(self.side(position), self.side(position + 1), self._both(position), self.largest)

    def _both(self, position: int) -> tuple[Array, ...]:
        return self.terms[position] + self.terms[position + 1]


def tried_row(network: Network, picture: Picture, row: Row, trial: Trial) -> Tried:
    """All sides of a row, term by term, in one pass."""
    graphs = [Graph(side.legs, Sum((term,)), side.through) for side in row.sides for term in side.body.terms]
    seen: list[float] = []
    values = iter(trial.evaluate(network, graphs, picture.given, lambda found: seen.append(largest(found.numpy()))))
    terms = tuple(tuple(next(values) for _ in side.body.terms) for side in row.sides)
    return Tried(trial, terms, max(seen, default=0.0))


def exchanged_wires(sides: Tried, position: int) -> tuple[int, int] | None:
    """Two axes that, exchanged on one side, would make a side and the next one equal."""
    terms = sides.terms[position] + sides.terms[position + 1]
    return exchanged(sides.side(position), sides.side(position + 1), terms)
