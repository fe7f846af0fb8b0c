"""Names for the wires of a graph, so that wires which are seen together have different ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from string import ascii_lowercase

from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Graph, Leg, Product, Shift, Sum, Tensor, Wire, legs_of
from tensorgraph.graph.walk import factors, products
from tensorgraph.ops import reduces

_NAME = re.compile(r"[^\W\d][\w\u0300-\u036f]*'*")
PRIMES = 3
"""Most primes behind a name before another letter is taken."""


def whole_legs(graph: Graph) -> set[Leg]:
    """The thick legs written with one name, `p` for (p:0 p:1): nothing has one part without the others."""
    found = {leg for leg in _every_leg(graph) if _could_be_whole(leg)}
    legs = list(_every_leg(graph))
    together = [set(term.summed) for term in products(graph.body)]
    return {
        leg
        for leg in found
        if all(other == leg or not set(other) & set(leg) for other in legs)
        and all(set(leg) <= summed or not set(leg) & summed for summed in together)
    }


def _could_be_whole(leg: Leg) -> bool:
    names = [wire.name.partition(":") for wire in leg]
    return len(leg) > 1 and [name[1:] for name in names] == [(":", str(k)) for k in range(len(leg))] and (
        len({name[0] for name in names}) == 1
    )  # fmt: skip


def _every_leg(graph: Graph) -> Iterator[Leg]:
    yield from graph.legs
    yield from ((wire,) for wire in graph.through)
    for factor in factors(graph.body):
        if isinstance(factor, Apply):
            yield from factor.axes
        elif isinstance(factor, (Tensor, Dot, Cap, Shift)):
            yield from legs_of(factor)


@dataclass
class Lettering:
    """The names given so far; those of ``hidden`` wires are never written."""

    whole: set[Leg]
    hidden: set[Wire]
    names: dict[Wire, str] = field(default_factory=dict)

    def letter(self, graph: Graph, taken: Iterable[str]) -> None:
        """Name every wire of a graph, none of them ``taken``."""
        seen = set(taken)
        seen |= self._name(graph.wires, seen)
        self._sum(graph.body, frozenset(seen))

    def _sum(self, node: Sum, seen: frozenset[str]) -> set[str]:
        """Terms do not see each other's wires; the names within are returned, because uses are counted by name."""
        return {name for term in node.terms for name in self._term(term, seen)}

    def _term(self, term: Product, seen: frozenset[str]) -> set[str]:
        mine = self._name(term.summed, seen)
        for factor in term.factors:
            mine |= self._factor(factor, seen | mine)
        return mine

    def _factor(self, node: Factor, seen: frozenset[str]) -> set[str]:
        if isinstance(node, Sum):
            return self._sum(node, seen)
        if not isinstance(node, Apply):
            return set()
        axes = [wire for leg in node.axes for wire in leg] if reduces(node.function) else []
        own = self._name(axes, seen)
        return own | self._sum(node.body, seen | own)

    def _name(self, wires: Iterable[Wire], seen: Iterable[str]) -> set[str]:
        """Name wires apart from all that is seen; a whole thick leg has one name."""
        taken = set(seen)
        mine: set[str] = set()
        for wire in wires:
            if wire in self.hidden or wire in self.names:
                continue
            name = next(name for name in _candidates(wire.name) if name not in taken)
            leg = next((leg for leg in self.whole if wire in leg), (wire,))
            self.names |= dict.fromkeys(leg, name)
            taken.add(name)
            mine.add(name)
        return mine


def _candidates(name: str) -> Iterator[str]:
    """The wire's own name, with primes, other letters, numbers."""
    base = name.partition(":")[0]
    if not _NAME.fullmatch(base):
        base = "i"
    yield from (base + "'" * primes for primes in range(PRIMES + 1))
    yield from ascii_lowercase
    yield from (f"{base.rstrip(chr(39))}_{number}" for number in count(1))
