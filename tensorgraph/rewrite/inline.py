"""A name replaced by its definition, on the wires where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tensorgraph.graph.network import Definition
from tensorgraph.graph.nodes import Dot, Graph, Sum, Tensor, Wire, free_wires
from tensorgraph.graph.rename import map_sum
from tensorgraph.graph.walk import wires


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
    """The definition's expression on the tensor's wires, all others new. A wire that no term has gets a `ones`."""
    outside = [wire for leg in tensor.legs for wire in leg] + list(tensor.through)
    renamed = dict(zip(definition.graph.wires, outside, strict=True))

    def wire(old: Wire) -> tuple[Wire, ...]:
        if old not in renamed:
            renamed[old] = fresh.wire(old)
        return (renamed[old],)

    body = map_sum(definition.graph.body, wire)
    present = free_wires(body)
    ones = tuple(Dot(((new,),)) for new in dict.fromkeys(outside) if new not in present)
    return replace(body, terms=tuple(replace(term, factors=(*term.factors, *ones)) for term in body.terms))
