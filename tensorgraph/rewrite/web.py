"""A term as a coloured graph of plain nodes, to be compared with another: what stands where, without names of wires.

Terms, factors and wires are nodes; an edge says which leg of a factor is on a wire, which factor is in a term, which
term is in a bubble or group, and where a wire is summed. Legs that a law exchanges have one label.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Leg, Product, Shift, Sum, Tensor, Wire
from tensorgraph.graph.walk import factors
from tensorgraph.ops import FUNCTIONS, Kind
from tensorgraph.rewrite.terms import Setting

Label: TypeAlias = "tuple[Hashable, ...]"


@dataclass
class Web:
    """The nodes' labels, and for each node its edges: label and other end; ``wires`` has the node of each wire."""

    labels: list[Label] = field(default_factory=list)
    edges: list[list[tuple[Label, int]]] = field(default_factory=list)
    wires: dict[Wire, int] = field(default_factory=dict)

    def node(self, *label: Hashable) -> int:
        """A new node."""
        self.labels.append(label)
        self.edges.append([])
        return len(self.labels) - 1

    def join(self, one: int, other: int, *label: Hashable) -> None:
        """A new edge, which both ends see differently."""
        self.edges[one].append((("to", *label), other))
        self.edges[other].append((("from", *label), one))


def web_of(setting: Setting, term: Product, free: Mapping[Wire, Hashable]) -> Web:
    """The web of a term. Each free wire is known by what it is in ``free``, its place or its name."""
    builder = _Builder(setting, free)
    builder.term(term, {})
    return builder.web


@dataclass
class _Builder:
    setting: Setting
    free: Mapping[Wire, Hashable]
    web: Web = field(default_factory=Web)

    def wire(self, wire: Wire) -> int:
        if wire not in self.web.wires:
            label = ("free", self.free[wire]) if wire in self.free else ("wire", wire.dim)
            self.web.wires[wire] = self.web.node(*label)
        return self.web.wires[wire]

    def term(self, term: Product, dots: Mapping[Wire, int]) -> int:
        """The node of a term; ``dots`` are the copy dots that wires of the outside are on."""
        made = self.web.node("term", term.coefficient)
        for wire in term.summed:
            self.web.join(made, self.wire(wire), "sum")
        on = dict(dots)
        for factor in term.factors:
            if isinstance(factor, Dot):
                self.web.join(made, self._dot(factor, on), "factor")
        for factor in term.factors:
            if not isinstance(factor, Dot):
                self.web.join(made, self._factor(factor, _unless_along(factor, on)), "factor")
        return made

    def _dot(self, dot: Dot, on: dict[Wire, int]) -> int:
        """A copy dot. The wires of one that is not thick are alike in its term, so all ends there are on the dot."""
        made = self.web.node("dot", len(dot.legs))
        for leg in dot.legs:
            self._leg(made, leg, {}, "leg")
            if len(leg) == 1 and len(dot.legs) > 1:
                on[leg[0]] = made
        return made

    def _factor(self, factor: Factor, on: Mapping[Wire, int]) -> int:
        match factor:
            case Tensor():
                return self._tensor(factor, on)
            case Cap():
                made = self.web.node("cap", factor.index)
                self._leg(made, factor.leg, on, "leg")
            case Shift():
                made = self.web.node("shift")
                self._leg(made, factor.row, on, "row")
                self._leg(made, factor.column, on, "column")
            case Apply():
                made = self._bubble(factor, on)
            case Sum():
                made = self.web.node("group")
                self._inside(made, factor, on)
            case _:
                raise AssertionError(factor)  # dots are made before, and nothing is left to unfold
        return made

    def _tensor(self, tensor: Tensor, on: Mapping[Wire, int]) -> int:
        made = self.web.node("tensor", tensor.name)
        symmetric = any(law.name == "symmetric" for law in self.setting.laws(tensor.name))
        last = len(tensor.legs) - 2 if symmetric else len(tensor.legs)
        for place, leg in enumerate(tensor.legs):
            self._leg(made, leg, on, min(place, last))
        for place, wire in enumerate(tensor.through):
            self._leg(made, (wire,), on, "through", place)
        return made

    def _bubble(self, bubble: Apply, on: Mapping[Wire, int]) -> int:
        made = self.web.node("bubble", bubble.function, *_options(bubble))
        entry = FUNCTIONS.get(bubble.function)
        alike = entry is not None and entry.kind is not Kind.MASK
        for place, leg in enumerate(bubble.axes):
            for part, wire in enumerate(leg):
                self.web.join(made, self._end(wire, on), "axis", *(() if alike else (place, part)))
        self._inside(made, bubble.body, on)
        return made

    def _inside(self, made: int, body: Sum, on: Mapping[Wire, int]) -> None:
        for term in body.terms:
            self.web.join(made, self.term(term, on), "inside")

    def _leg(self, node: int, leg: Leg, on: Mapping[Wire, int], *label: Hashable) -> None:
        for part, wire in enumerate(leg):
            self.web.join(node, self._end(wire, on), *label, part)

    def _end(self, wire: Wire, on: Mapping[Wire, int]) -> int:
        return on[wire] if wire in on else self.wire(wire)


def _unless_along(factor: Factor, on: Mapping[Wire, int]) -> Mapping[Wire, int]:
    """The dots whose wires are alike for a factor: not those with several wires in a bubble that acts along one."""
    if not on or isinstance(factor, Tensor):
        return on
    apart: set[int] = set()
    for inner in factors(Sum((Product((factor,)),))):
        if isinstance(inner, Apply):
            apart |= {on[wire] for leg in inner.axes for wire in leg if wire in on}
    return {wire: dot for wire, dot in on.items() if dot not in apart}


def _options(bubble: Apply) -> tuple[tuple[str, Hashable], ...]:
    """The options of a bubble, those not written too."""
    entry = FUNCTIONS.get(bubble.function)
    values: dict[str, Hashable] = {}
    for name, value in entry.options if entry is not None else ():
        values[name] = (value, ())
    for name, scalar in bubble.options:
        values[name] = (scalar.rational, scalar.powers)
    return tuple(sorted(values.items()))
