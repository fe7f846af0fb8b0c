"""A Σ written out: the term with its wire fixed to an index, a cap for each leg that was on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from tensorgraph.graph.nodes import Apply, Cap, Factor, Product, Sum, Wire, free_wires
from tensorgraph.graph.rename import map_factor
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite.inline import Fresh


def sigmas(term: Product, dims: Collection[str]) -> tuple[Wire, ...]:
    """The wires of some dimensions that a term sums; what a cap fixes is no Σ."""
    if not any(wire.dim in dims for wire in term.summed):
        return ()
    capped = {wire for factor in factors(Sum((term,))) if isinstance(factor, Cap) for wire in factor.leg}
    return tuple(wire for wire in term.summed if wire.dim in dims and wire not in capped)


def fixed(term: Product, numbers: Mapping[Wire, int], fresh: Fresh) -> Product:
    """A term that no longer sums some wires but has them fixed, as if the numbers stood in the brackets."""
    kept = replace(term, summed=tuple(wire for wire in term.summed if wire not in numbers))
    return _Fixing(numbers, fresh).term(kept)


@dataclass
class _Caps:
    """The caps that the legs of one factor need."""

    fixing: _Fixing
    made: list[Cap] = field(default_factory=list)

    def wire(self, wire: Wire) -> tuple[Wire, ...]:
        """A wire of its own for a leg on a fixed wire, called like one that was fixed by hand."""
        number = self.fixing.numbers.get(wire)
        return (wire,) if number is None else (self.cap(number, replace(wire, name=str(number))),)

    def cap(self, number: int, like: Wire) -> Wire:
        """A new wire with a cap."""
        new = self.fixing.fresh.wire(like)
        self.made.append(Cap(number, (new,)))
        return new


@dataclass(frozen=True)
class _Fixing:
    """The numbers of fixed wires, and wires that nothing has yet."""

    numbers: Mapping[Wire, int]
    fresh: Fresh

    def term(self, term: Product) -> Product:
        """A term with the caps beside what they fix."""
        found: list[Factor] = []
        summed = list(term.summed)
        for factor in term.factors:
            caps = _Caps(self)
            found += [self.factor(factor, caps), *caps.made]
            summed += [wire for cap in caps.made for wire in cap.leg]
        return replace(term, factors=tuple(found), summed=tuple(summed))

    def factor(self, factor: Factor, caps: _Caps) -> Factor:
        """A factor; a bubble that acts along a fixed wire has its cap outside."""
        if not any(wire in self.numbers for wire in free_wires(factor)):
            return factor
        match factor:
            case Apply():
                along = {wire for leg in factor.axes for wire in leg} & self.numbers.keys()
                if along or _acts_inside(factor.body, self.numbers):
                    return self.outside(factor, caps)
                return replace(factor, body=self.sum(factor.body))
            case Sum():
                return self.outside(factor, caps) if _acts_inside(factor, self.numbers) else self.sum(factor)
        return map_factor(factor, caps.wire)

    def outside(self, factor: Factor, caps: _Caps) -> Factor:
        """A part as a whole on wires of its own."""
        own = [wire for wire in free_wires(factor) if wire in self.numbers]
        known = {wire: caps.cap(self.numbers[wire], wire) for wire in own}
        return map_factor(factor, lambda wire: (known.get(wire, wire),))

    def sum(self, node: Sum) -> Sum:
        """The terms of a part."""
        return replace(node, terms=tuple(map(self.term, node.terms)))


def _acts_inside(node: Sum, numbers: Mapping[Wire, int]) -> bool:
    """Whether a function somewhere inside acts along a fixed wire."""
    bubbles = (factor for factor in factors(node) if isinstance(factor, Apply))
    return any(wire in numbers for bubble in bubbles for leg in bubble.axes for wire in leg)
