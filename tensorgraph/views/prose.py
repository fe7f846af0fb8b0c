"""Formulas in plain letters: one writer, and a table of how each kind of text spells what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tensorgraph.graph.coefficients import above_and_below
from tensorgraph.graph.legible import with_carried
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Leg, Product, Shift, Sum, Tensor, Wire
from tensorgraph.graph.scalar import Scalar
from tensorgraph.ops import FUNCTIONS
from tensorgraph.views.indices import Names, run_together
from tensorgraph.views.line import Line
from tensorgraph.views.pieces import joined, row, words
from tensorgraph.views.quotients import divides, is_one_tensor
from tensorgraph.views.tidy import is_number


@dataclass(frozen=True)
class Spelling:
    """Between factors, before divisors, between indices and terms; a root; a sum; whether legs stand above names, and
    whether thick legs and fixed indices are arithmetic."""

    times: str
    over: str
    comma: str
    plus: tuple[str, str]
    root: Callable[[str], str]
    total: Callable[[str, Line], Line]
    superscripts: bool
    arithmetic: bool


@dataclass(frozen=True)
class Writer:
    """``words`` are the names of tensors, functions and numbers, ``names`` those of wires."""

    network: Network
    names: Names
    words: Mapping[str, str]
    spelling: Spelling

    def sum(self, node: Sum) -> Line:
        """Terms with their signs."""
        made: Line = ()
        plus, minus = self.spelling.plus
        for place, term in enumerate(node.terms):
            negative = term.coefficient.rational < 0
            sign = (minus if negative else plus) if place else "-" * negative
            made = row(made, sign, self.term(term))
        return made or words("0")

    def term(self, term: Product) -> Line:
        """A term without its sign."""
        over = [factor for factor in term.factors if divides(factor)]
        spelled = [self.factor(factor) for factor in term.factors if factor not in over]
        summed = list(dict.fromkeys(self.names[wire] for wire in term.summed))
        product = joined(spelled, self.spelling.times)
        if over:
            below = [self.divisor(factor.body) for factor in over]
            product = joined([product or words("1"), *below], self.spelling.over)
        if summed:
            product = self.spelling.total(subscript(summed), product or words("1"))
        return self.scaled(term.coefficient, product)

    def divisor(self, node: Sum) -> Line:
        """What stands behind a stroke."""
        return self.sum(node) if is_one_tensor(node) else row("(", self.sum(node), ")")

    def scaled(self, scalar: Scalar, product: Line) -> Line:
        """A product with its coefficient in front."""
        above, below = above_and_below(scalar)
        front = self.spelling.times.join(map(self.number, above))
        if below:
            front = "/".join([front or "1", *map(self.number, below)])
        return row(front, self.spelling.times if front and product else "", product) or words("1")

    def number(self, text: str) -> str:
        """A part of a coefficient, ``sqrt(head)`` and the like."""
        root = re.fullmatch(r"sqrt\((.*)\)", text)
        if root:
            return self.spelling.root(self.number(root[1]))
        return self.words.get(text, text)

    def factor(self, node: Factor) -> Line:
        """A factor; of dots, caps and the shift which indices are equal."""
        match node:
            case Tensor():
                return self.tensor(node)
            case Dot() if len(node.legs) == 1:
                return words(f"ones[{self.leg(node.legs[0])}]")
            case Dot():
                return self.equal([self.compared(leg) for leg in node.legs])
            case Cap():
                return self.equal([self.compared(node.leg), self.place(node)])
            case Shift():
                return self.equal([self.compared(node.column), f"{self.compared(node.row)}-1"])
            case Apply():
                return self.bubble(node)
            case Sum():
                return row("(", self.sum(node), ")")
        raise ValueError("an `unfold` is resolved before it is written")

    def equal(self, legs: list[str]) -> Line:
        """One where all these are equal."""
        return words(f"({'=='.join(legs)})" if self.spelling.arithmetic else f"δ[{self.spelling.comma.join(legs)}]")

    def place(self, node: Cap) -> str:
        """The number of a fixed index; one from the end is counted from the start where it is compared."""
        if node.index >= 0 or not self.spelling.arithmetic:
            return str(node.index)
        return "*".join(self.words.get(wire.dim, wire.dim) for wire in node.leg) + str(node.index)

    def compared(self, leg: Leg) -> str:
        """A leg where it is compared: counted from the start."""
        return self._counted(leg[0]).strip("()") if len(leg) == 1 and self.spelling.arithmetic else self.leg(leg)

    def tensor(self, node: Tensor) -> Line:
        """A name with its legs, superscripts above where the spelling has them."""
        legs = [*node.legs, *((wire,) for wire in node.through)]
        if not self.spelling.superscripts:
            return self._with_legs(words(self.words[node.name], node.name), legs)
        above = node.legs[: node.superscripts]
        name = row(words(self.call(node), node.name), "".join(f"^{self.leg(leg)}" for leg in above))
        return self._with_legs(name, list(node.legs[len(above) :]))

    def call(self, node: Tensor) -> str:
        """A name, a call's with the wires that it carries here."""
        if not node.through:
            return "?" if node.name in self.network.holes else node.name
        inner = self.network.definitions[node.name].graph.through
        names = {old.name: self.names[new] for old, new in zip(inner, node.through, strict=True)}
        return with_carried(node.name, names)

    def _with_legs(self, name: Line, legs: list[Leg]) -> Line:
        return row(name, f"[{self.spelling.comma.join(map(self.leg, legs))}]" if legs else "")

    def bubble(self, node: Apply) -> Line:
        """A function with its axes below and its options behind."""
        axes = list(dict.fromkeys(part for leg in node.axes for part in self._axis(leg)))
        name = node.name if self.spelling.superscripts else self.words.get(node.function, node.function)
        options = "".join(f", {name}={value}" for name, value in self._options(node))
        below = f"_{subscript(axes)}" if axes else ""
        return row(f"{name}{below}(", self.sum(node.body), f"{options})")

    def _axis(self, leg: Leg) -> list[str]:
        return [self.names[wire] for wire in leg]

    def _options(self, node: Apply) -> list[tuple[str, str]]:
        usual = dict(FUNCTIONS[node.function].options) if node.function in FUNCTIONS else {}
        unusual = [(name, value) for name, value in node.options if value.powers or usual.get(name) != value.rational]
        return [(name, "".join(piece.text for piece in self.scaled(value, ()))) for name, value in unusual]

    def leg(self, leg: Leg) -> str:
        """A leg: a name or number; a thick one in parentheses, or counted as it lies in memory."""
        if len(leg) == 1:
            return self.names[leg[0]]
        if not self.spelling.arithmetic:
            return f"({' '.join(self.names[wire] for wire in leg)})"
        text = self._counted(leg[0])
        for wire in leg[1:]:
            text = f"({text})" if "+" in text else text
            text = f"{text}*{self.words.get(wire.dim, wire.dim)}+{self._counted(wire)}"
        return text

    def _counted(self, wire: Wire) -> str:
        """A part of a thick index; a fixed one from the end counted from the start."""
        name = self.names[wire]
        return f"({self.words.get(wire.dim, wire.dim)}{name})" if is_number(wire) and name[0] == "-" else name


def subscript(names: list[str]) -> str:
    """Indices below Σ or a function: side by side where they are letters, else in braces.

    >>> subscript(["i", "j"]), subscript(["query", "j"]), subscript(["query"])
    ('ij', '{query,j}', '{query}')
    """
    together = run_together(names)
    return together if together == "".join(name[0] for name in names) else f"{{{together}}}"
