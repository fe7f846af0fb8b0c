"""Sums, terms and factors as LaTeX: fractions stand before a sum, and in the line inside parentheses."""

from __future__ import annotations

from dataclasses import dataclass

from tensorgraph.diagram.names import name_latex, scalar_latex
from tensorgraph.graph.legible import with_carried
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Leg, Product, Shift, Sum, Tensor
from tensorgraph.graph.scalar import Scalar
from tensorgraph.ops import FUNCTIONS
from tensorgraph.views.indices import Names
from tensorgraph.views.line import Line
from tensorgraph.views.pieces import joined, row, words
from tensorgraph.views.quotients import divides, is_one_tensor
from tensorgraph.views.symbols import (
    HOLE,
    above_and_below,
    argument,
    call_latex,
    coefficient_latex,
    function_latex,
    index_latex,
    indexed,
    script,
    side_by_side,
)


@dataclass(frozen=True)
class Mathematics:
    """``names`` are those of wires."""

    network: Network
    names: Names

    def sum(self, node: Sum, inside: bool = False) -> Line:
        """Terms with their signs; ``inside`` parentheses fractions are in the line."""
        made: Line = ()
        for place, term in enumerate(node.terms):
            negative = term.coefficient.rational < 0
            sign = (" - " if negative else " + ") if place else "-" * negative
            made = row(made, sign, self.term(term, inside))
        return made or words("0")

    def term(self, term: Product, inside: bool) -> Line:
        """A term without its sign: coefficient, Σ, factors; what divides is below a line, or behind a stroke."""
        over = [factor for factor in term.factors if divides(factor)]
        product = joined([self.factor(factor) for factor in term.factors if factor not in over], " ")
        summed = list(dict.fromkeys(self.names[wire] for wire in term.summed))
        total = words(r"\sum" + script("_", summed) if summed else "")
        if inside:
            return self.stroke(term.coefficient, total, product, over)
        front = words(coefficient_latex(term.coefficient))
        if over:
            below = [self.enclosed(factor.body) if len(over) > 1 else self.sum(factor.body, True) for factor in over]
            product = row(r"\frac{", product or "1", "}{", joined(below, " "), "}")
        return joined([part for part in (front, total, product) if part], " ") or words("1")

    def stroke(self, scalar: Scalar, total: Line, product: Line, over: list[Apply]) -> Line:
        """A term whose fractions are in the line."""
        above, numbers = above_and_below(scalar)
        number = numbers[0] if len(numbers) == 1 else f"({' '.join(numbers)})" if numbers else ""
        below = [words(number)] * bool(number) + [self.divisor(factor.body) for factor in over]
        parts = [part for part in (words(above), total, product) if part]
        if not product and (total or not above):
            parts.append(words("1"))
        return joined([joined(parts, " "), *below], " / ")

    def factor(self, node: Factor) -> Line:
        """A factor; of dots, caps and the shift a Kronecker delta."""
        match node:
            case Tensor():
                return self.tensor(node)
            case Dot() if len(node.legs) == 1:
                return row("1", script("_", [self.leg(leg) for leg in node.legs]))
            case Dot():
                return words(r"\delta" + script("_", [self.leg(leg) for leg in node.legs]))
            case Cap():
                return words(r"\delta" + script("_", [self.leg(node.leg), str(node.index)]))
            case Shift():
                return words(rf"\delta_{{{self.latex(node.column)},{self.latex(node.row)}-1}}")
            case Apply():
                return self.bubble(node)
            case Sum():
                return self.enclosed(node)
        raise ValueError("an `unfold` is resolved before it is written")

    def tensor(self, node: Tensor) -> Line:
        """A name with its indices; a call says in its text which wires it carries."""
        above = [self.leg(leg) for leg in node.legs[: node.superscripts]]
        below = [self.leg(leg) for leg in node.legs[node.superscripts :]]
        if not node.through:
            return indexed(self.network, node.name, above, below)
        if "(" not in node.name:
            return indexed(self.network, node.name, above, below + [self.leg((wire,)) for wire in node.through])
        inner = self.network.definitions[node.name].graph.through
        names = {old.name: self.names[new] for old, new in zip(inner, node.through, strict=True)}
        return row(words(call_latex(with_carried(node.name, names)), node.name), script("_", below))

    def bubble(self, node: Apply) -> Line:
        """A function, by its name before parentheses or by signs around its argument."""
        body = self.sum(node.body, True)
        axes = list(dict.fromkeys(self.leg(leg) for leg in node.axes))
        sign = function_latex(self.network, node, axes)
        if HOLE in sign:
            before, _, after = sign.partition(HOLE)
            return row(before, body, after)
        options = "".join(rf";\,{name_latex(name)}={value}" for name, value in self.options(node))
        return row(sign, argument(row(body, options)))

    def options(self, node: Apply) -> list[tuple[str, str]]:
        """The options that are not as usual."""
        usual = dict(FUNCTIONS[node.function].options) if node.function in FUNCTIONS else {}
        unusual = [(n, v) for n, v in node.options if v.powers or usual.get(n) != v.rational]
        return [(name, scalar_latex(value)) for name, value in unusual]

    def divisor(self, node: Sum) -> Line:
        """What stands behind a stroke."""
        return self.sum(node, True) if is_one_tensor(node) else self.enclosed(node)

    def enclosed(self, node: Sum) -> Line:
        """A sum in parentheses."""
        return argument(self.sum(node, True))

    def leg(self, leg: Leg) -> str:
        """A leg: a name or number, a thick one in parentheses."""
        names = [self.names[wire] for wire in leg]
        return names[0] if len(names) == 1 else f"({side_by_side(names)})"

    def latex(self, leg: Leg) -> str:
        """A leg as LaTeX."""
        return index_latex(self.leg(leg))
