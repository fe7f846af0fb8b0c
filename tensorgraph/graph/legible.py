"""A graph such that the scope rules of the language read the same wires from its text.

A wire that a product sums and that ends once gets a `ones`. One that a group uses twice, and that is summed or used
outside, enters the group through an `id`, unless its parentheses can be left out. What a bubble needs to say it can
say: `each`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Dot, Factor, Graph, Product, Sum, Tensor, Wire, free_wires, legs_of
from tensorgraph.graph.rename import map_sum
from tensorgraph.graph.walk import wires
from tensorgraph.ops import reduces

_CARRIED = r"(?:(?<=\^)|(?<=[(,] )|(?<=\()){0}(?=[,)^]|$)"
"""A wire in the text of a call: a superscript, or an argument by itself."""


def carried_in(name: str) -> Callable[[str], int]:
    """How often the text of a call has a wire.

    >>> carried_in("attn(x, W_Q^h, W_K^h)")("h")
    2
    """
    return lambda wire: len(re.findall(_CARRIED.format(re.escape(wire)), name))


def with_carried(name: str, names: dict[str, str]) -> str:
    """The text of a call with other wires.

    >>> with_carried("attn(x, W_Q^h, W_K^h)", {"h": "k"})
    'attn(x, W_Q^k, W_K^k)'
    """
    pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.sub(_CARRIED.format(f"(?:{pattern})"), lambda found: names[found[0]], name) if names else name


@dataclass
class Reading:
    """How often parts of a graph use wires, as the language counts, and the serials that new wires get."""

    network: Network
    last: dict[str, int]

    def fresh(self, wire: Wire) -> Wire:
        """A new wire like one."""
        self.last[wire.name] += 1
        return replace(wire, serial=self.last[wire.name])

    def uses(self, node: Factor | Product) -> Counter[Wire]:
        """The uses of wires that leave a node. Of a sum the most that a term makes."""
        match node:
            case Tensor():
                return self._of_tensor(node)
            case Product():
                return self._of_product(node)
            case Sum():
                found: Counter[Wire] = Counter()
                for term in node.terms:
                    found |= self.uses(term)
                return found
            case Apply():
                return self._of_bubble(node, ())
        return Counter(wire for leg in legs_of(node) for wire in leg)

    def _of_tensor(self, node: Tensor) -> Counter[Wire]:
        found = Counter(wire for leg in node.legs for wire in leg)
        for wire, inner in zip(node.through, self.inner(node), strict=True):
            found[wire] += max(1, carried_in(node.name)(inner.name))
        return found

    def inner(self, node: Tensor) -> tuple[Wire, ...]:
        """The wires a call carries, as its definition has them."""
        return self.network.definitions[node.name].graph.through if node.through else ()

    def _of_bubble(self, node: Apply, each: tuple[Wire, ...]) -> Counter[Wire]:
        found = self.uses(node.body)
        axes = [wire for leg in node.axes for wire in leg]
        found.update({wire: 1 - found[wire] for wire in (*axes, *each)})
        if reduces(node.function):
            found.subtract(axes)
        return +found

    def _of_product(self, node: Product) -> Counter[Wire]:
        found = self.in_term(node)
        return Counter({wire: count for wire, count in found.items() if wire not in node.summed})

    def in_term(self, node: Product) -> Counter[Wire]:
        """The uses of all factors together, the wires summed there too."""
        found: Counter[Wire] = Counter()
        for factor in node.factors:
            found.update(self._of_bubble(factor, self.each(node, factor)) if isinstance(factor, Apply)
                         else self.uses(factor))  # fmt: skip
        return found

    def each(self, term: Product, node: Apply) -> tuple[Wire, ...]:
        """The wires that a bubble must declare after a bar, because it uses them twice and they go on outside."""
        return self._leaving(term, node, self._of_bubble(node, ()))

    def _leaving(self, term: Product, node: Factor, uses: Counter[Wire]) -> tuple[Wire, ...]:
        outside = {wire for other in term.factors if other is not node for wire in free_wires(other)}
        twice = [wire for wire in free_wires(node) if uses[wire] > 1]
        return tuple(wire for wire in twice if wire in outside or wire in term.summed)

    def legible(self, node: Sum) -> Sum:
        """The expression with what the scope rules ask for."""
        return replace(node, terms=tuple(self._legible_term(term) for term in node.terms))

    def _legible_term(self, term: Product) -> Product:
        term = self._opened(term)
        term = replace(term, factors=tuple(self._legible_factor(factor) for factor in term.factors))
        term = replace(term, factors=tuple(self._legible_group(term, factor) for factor in term.factors))
        uses = self.in_term(term)
        ones = [Dot(((wire,),)) for wire in term.summed for _ in range(2 - uses[wire])]
        return replace(term, factors=(*term.factors, *ones))

    def _opened(self, term: Product) -> Product:
        """Without the parentheses of products that use a wire twice that goes on outside."""
        for node in term.factors:
            if isinstance(node, Sum) and self._can_open(node) and self._leaving(term, node, self.uses(node)):
                (inner,) = node.terms
                place = next(k for k, factor in enumerate(term.factors) if factor is node)
                factors = (*term.factors[:place], *inner.factors, *term.factors[place + 1 :])
                summed = (*term.summed, *inner.summed)
                coefficient = term.coefficient * inner.coefficient
                return self._opened(replace(term, factors=factors, summed=summed, coefficient=coefficient))
        return term

    def _can_open(self, node: Sum) -> bool:
        return len(node.terms) == 1 and not node.terms[0].brace

    def _legible_factor(self, node: Factor) -> Factor:
        if isinstance(node, Apply):
            return replace(node, body=self.legible(node.body))
        return self.legible(node) if isinstance(node, Sum) else node

    def _legible_group(self, term: Product, node: Factor) -> Factor:
        if not isinstance(node, Sum):
            return node
        for wire in self._leaving(term, node, self.uses(node)):
            node = replace(node, terms=tuple(self._entered(part, wire) for part in node.terms))
        return node

    def _entered(self, term: Product, wire: Wire) -> Product:
        """A term of a group with a wire that ends in an identity."""
        if wire not in free_wires(term):
            return term
        inner = self.fresh(wire)
        (changed,) = map_sum(Sum((term,)), lambda old: (inner if old == wire else old,)).terms
        factors = (*changed.factors, Dot(((wire,), (inner,))))
        return self._legible_term(replace(changed, factors=factors, summed=(*changed.summed, inner)))


def legible(network: Network, graph: Graph) -> tuple[Reading, Graph]:
    """A graph that reads as it is written, and how it is read."""
    last: dict[str, int] = {}
    for wire in wires(graph):
        last[wire.name] = max(last.get(wire.name, 0), wire.serial)
    reading = Reading(network, last)
    return reading, replace(graph, body=reading.legible(graph.body))
