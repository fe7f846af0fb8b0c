"""A graph as a short program: one contraction after the other, functions between them.

A spelling says how a contraction is written. With ``lines`` what is made on the way has a name and a line of its own,
else everything is one expression.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Graph, Product, Shift, Sum, Tensor, Wire, free_wires
from tensorgraph.graph.scalar import Scalar
from tensorgraph.ops import reduces
from tensorgraph.views.applied import axes_of, call
from tensorgraph.views.indices import Names
from tensorgraph.views.line import Line, text_of
from tensorgraph.views.numbers import number_text, scaled
from tensorgraph.views.pieces import row, words
from tensorgraph.views.prose import subscript
from tensorgraph.views.tidy import is_number
from tensorgraph.views.values import ATOM, PRODUCT, SUM, Sizes, Value, array, broadcast, constant

Wires = tuple[Wire, ...]
Contract = Callable[[Sequence[Value], Wires, Names], Value]
"""How operands become one value on these wires, given their names; all others are summed."""
STEP = "t_"
"""What is made on the way is called t_1, t_2, …"""
CONTRACTIONS = ("einsum(", " @ ")
"""What a text has that contracts."""
WIDEST = 52
"""Wires that one einsum of torch can tell apart."""


@dataclass
class Program:
    """The lines so far. ``words`` are the names of tensors, functions, scalars and dimensions."""

    network: Network
    words: Mapping[str, str]
    names: Names
    contract: Contract
    in_lines: bool
    bare: bool = False
    lines: list[Line] = field(default_factory=list)

    @property
    def sizes(self) -> Sizes:
        """The dimensions."""
        return Sizes(self.words)

    def graph(self, graph: Graph) -> Value:
        """The value of a graph, an axis for each leg."""
        wires = tuple(wire for wire in graph.wires if not is_number(wire))
        value = self.sum(graph.body, wires, wires)
        for axis, leg in enumerate(graph.legs):
            if len(leg) > 1:
                value = value.method(f".flatten({axis}, {axis + len(leg) - 1})", value.axes)
        return value

    def sum(self, node: Sum, order: Wires, needed: Wires = ()) -> Value:
        """Terms added, on those wires of ``order`` that they have, and on all that are ``needed``."""
        have = [open_wires(term) for term in node.terms]
        missing = tuple(wire for wire in needed if all(wire not in wires for wires in have))
        if not node.terms:
            return self.product(Product((), Scalar.number(0)), order, missing)
        axes = tuple(wire for wire in order if wire in missing or any(wire in wires for wires in have))
        values = [self.product(term, order, missing if place == 0 else ()) for place, term in enumerate(node.terms)]
        if len(values) == 1:
            return self._signed(node.terms[0], values[0])
        made: Line = ()
        for place, (term, value) in enumerate(zip(node.terms, values, strict=True)):
            negative = term.coefficient.rational < 0
            sign = (" - " if negative else " + ") if place else "-" * negative
            made = row(made, sign, broadcast(value, axes).factor())
        return Value(made, axes, SUM, plain_number=all(value.plain_number for value in values))

    def _signed(self, term: Product, value: Value) -> Value:
        if term.coefficient.rational >= 0:
            return value
        return replace(value, text=row("-", value.factor()), holds=SUM, named=False)

    def product(self, term: Product, order: Wires, missing: Wires) -> Value:
        """A term without its sign."""
        operands = [value for factor in term.factors for value in self.factor(factor, order)]
        met = {wire for value in operands for wire in value.axes}
        lone = tuple(wire for wire in (*term.summed, *missing) if wire not in met)
        operands += [constant(f"torch.ones({self.sizes.of(wire)})", [(wire,)], self.sizes) for wire in lone]
        axes = tuple(wire for wire in order if (wire in met or wire in lone) and wire not in term.summed)
        if not operands:
            return Value(scaled(term.coefficient, (), self.words), (), PRODUCT, plain_number=True)
        value = self.contracted(operands, axes)
        text = scaled(term.coefficient, value.factor(), self.words)
        return value if text == value.text else Value(text, value.axes, PRODUCT)

    def contracted(self, operands: list[Value], axes: Wires) -> Value:
        """Operands as one value; more wires than there are letters in several steps."""
        while len({wire for value in operands for wire in value.axes}) > WIDEST and len(operands) > 2:
            first, rest = operands[:2], operands[2:]
            outside = {wire for value in rest for wire in value.axes} | set(axes)
            kept = tuple(dict.fromkeys(w for value in first for w in value.axes if w in outside))
            operands = [self.step(self.contract(first, kept, self.names)), *rest]
        return self.contract(operands, axes, self.names)

    def step(self, value: Value) -> Value:
        """A value under a name, where there are lines."""
        if not self.in_lines or value.named:
            return value
        taken = set(self.words.values())
        fresh = (f"{STEP}{k}" for k in count(len(self.lines) + 1))
        name = next(one for one in fresh if one not in taken)
        self.lines.append(row(f"{name} = ", value.text))
        return Value(words(name), value.axes, ATOM, named=True)

    def factor(self, node: Factor, order: Wires) -> list[Value]:
        """What a factor multiplies; a copy dot of several wires is a chain of identities."""
        match node:
            case Tensor():
                legs = (*node.legs, *((wire,) for wire in node.through))
                return [array(words(self.words[node.name], node.name), legs, self.sizes)]
            case Dot() if len(node.legs) == 1:
                return [constant(f"torch.ones({self.sizes.leg(node.legs[0])})", node.legs, self.sizes)]
            case Dot():
                eye = f"torch.eye({self.sizes.leg(node.legs[0])})"
                return [constant(eye, pair, self.sizes) for pair in zip(node.legs, node.legs[1:], strict=False)]
            case Cap():
                return [constant(f"torch.eye({self.sizes.leg(node.leg)})[{node.index}]", [node.leg], self.sizes)]
            case Shift():
                below = f"torch.ones({self.sizes.leg(node.row)} - 1)"
                return [constant(f"torch.diag({below}, -1)", [node.row, node.column], self.sizes)]
            case Apply():
                return [self.bubble(node, order)]
            case Sum():
                return [self.group(node, order)]
        raise ValueError("an `unfold` is resolved before it is written")

    def group(self, node: Sum, order: Wires) -> Value:
        """A group as an operand."""
        value = self.sum(node, _ordered(open_wires(node), order))
        return self._whole(value)

    def bubble(self, node: Apply, order: Wires) -> Value:
        """A function of what is inside, the axes it acts along last."""
        along = axes_of(node)
        inside = _ordered((*open_wires(node.body), *along), order)
        kept = tuple(wire for wire in inside if wire not in along)
        value = self._inside(node.body, kept + along, along)
        if self.bare:
            return self._named(node, value)
        return call(self.network, self.words, node, value, number_text)

    def _inside(self, body: Sum, order: Wires, along: Wires) -> Value:
        """An argument; what another function gives is taken as it is, where the axes are the last already."""
        only = body.terms[0] if len(body.terms) == 1 else Product(())
        if (
            len(only.factors) == 1
            and isinstance(only.factors[0], Apply)
            and only.coefficient.is_one
            and not only.summed
        ):
            value = self.bubble(only.factors[0], order)
            if set(value.axes) == set(order) and value.axes[len(order) - len(along) :] == along:
                return value
        return self._whole(self.sum(body, order, along))

    def _named(self, node: Apply, value: Value) -> Value:
        """A function by its name and axes alone."""
        along = axes_of(node)
        below = f"_{subscript([self.names[wire] for wire in along])}" if along else ""
        axes = tuple(wire for wire in value.axes if not reduces(node.function) or wire not in along)
        return Value(row(f"{self.words.get(node.function, node.function)}{below}(", value.text, ")"), axes)

    def _whole(self, value: Value) -> Value:
        """A tensor, not a number of Python; a contraction with a name of its own."""
        if value.plain_number:
            return Value(row(value.factor(), " * torch.ones(())"), (), PRODUCT)
        text = text_of(value.text)
        return self.step(value) if any(sign in text for sign in CONTRACTIONS) else value


def open_wires(node: Sum | Product) -> Wires:
    """The wires that leave a part, fixed indices left out."""
    return tuple(wire for wire in free_wires(node) if not is_number(wire))


def _ordered(wires: Wires, order: Wires) -> Wires:
    """Wires in the order that is wished, then the others."""
    every = tuple(dict.fromkeys(wires))
    return tuple(wire for wire in order if wire in every) + tuple(wire for wire in every if wire not in order)
