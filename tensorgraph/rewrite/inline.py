"""A name replaced by its definition, on the wires where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tensorgraph.graph.network import Definition
from tensorgraph.graph.nodes import Apply, Dot, Graph, Product, Sum, Tensor, Wire, free_wires
from tensorgraph.graph.rename import map_sum
from tensorgraph.graph.walk import factors, wires


@dataclass
class Fresh:
    """Serials that no wire of the result has yet, and how many factors were looked at."""

    last: dict[str, int] = field(default_factory=dict)
    visits: int = 0

    def seen(self, graph: Graph) -> None:
        """Keep away from the wires of a graph."""
        for wire in wires(graph):
            self.last[wire.name] = max(self.last.get(wire.name, -1), wire.serial)

    def wire(self, wire: Wire) -> Wire:
        """A new wire like one."""
        self.last[wire.name] = self.last.get(wire.name, -1) + 1
        return replace(wire, serial=self.last[wire.name])


def inlined(definition: Definition, tensor: Tensor, fresh: Fresh) -> Sum:
    """The definition's expression on the tensor's wires, all others new. A wire that no term has gets a `ones`, and one
    that two legs are on a dot, where the two must not be confused inside."""
    outside = [wire for leg in tensor.legs for wire in leg] + list(tensor.through)
    if len(set(outside)) < len(outside) and _has_axes(definition.graph.body):
        return _on_dots(definition, tensor, outside, fresh)
    renamed = dict(zip(definition.graph.wires, outside, strict=True))

    def wire(old: Wire) -> tuple[Wire, ...]:
        if old not in renamed:
            renamed[old] = fresh.wire(old)
        return (renamed[old],)

    body = map_sum(definition.graph.body, wire)
    present = free_wires(body)
    ones = tuple(Dot(((new,),)) for new in dict.fromkeys(outside) if new not in present)
    return replace(body, terms=tuple(replace(term, factors=(*term.factors, *ones)) for term in body.terms))


def _has_axes(body: Sum) -> bool:
    return any(isinstance(factor, Apply) and factor.axes for factor in factors(body))


def _on_dots(definition: Definition, tensor: Tensor, outside: list[Wire], fresh: Fresh) -> Sum:
    """A wire that several legs are on is another one for each leg, all joined by a dot; so that `A[i, i]` is the
    diagonal of `A[i, j] = softmax[j](S[i, j])`, and not a softmax of a diagonal."""
    new = [wire if wire not in outside[:place] else fresh.wire(wire) for place, wire in enumerate(outside)]
    parts = iter(new)
    legs = tuple(tuple(next(parts) for _ in leg) for leg in tensor.legs)
    through = tuple(parts)
    body = inlined(definition, replace(tensor, legs=legs, through=through), fresh)
    dots = tuple(Dot(((old,), (wire,))) for old, wire in zip(outside, new, strict=True) if old != wire)
    summed = tuple(wire for old, wire in zip(outside, new, strict=True) if old != wire)
    return Sum((Product((body, *dots), summed=summed),), body.span)
