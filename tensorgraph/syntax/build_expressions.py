"""From the parser's nodes to the tree: expressions, wires and attributes, one method a rule of the grammar."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tensorgraph.diagnostics import mistake
from tensorgraph.source import Source, Span
from tensorgraph.syntax import tree as t
from tensorgraph.syntax.machine import Child, Node, Token

MAX_DIGITS = 40
"""Most digits of a number: more than a double holds (17), few enough to compute with exactly."""
MAX_EXPONENT = 100
"""Largest power of ten: a double ends at 308, and a product of a few numbers must stay below that."""
_EXPONENT = re.compile(r"[eE]([+-]?[0-9]+)$")


class Expressions:
    """A method for each rule; the first argument is the node itself, for its place."""

    def __init__(self, source: Source, offset: int):
        self.source = source
        self.offset = offset

    def span(self, node: Node | Token) -> Span:
        """The place of a node or word in the file."""
        return Span(self.source, self.offset + max(node.start, 0), self.offset + max(node.end, 0))

    def build(self, node: Child) -> Any:
        """What a node stands for, None where nothing was written."""
        return None if node is None else getattr(self, f"_on_{node.rule}")(node, *node.children)  # type: ignore[union-attr]

    def all(self, nodes: Any) -> tuple[Any, ...]:
        """Those of several nodes that were written."""
        return tuple(self.build(node) for node in nodes if node is not None)

    # ---- expressions

    def _on_sum(self, node: Node, *children: Any) -> t.SumTree:
        pairs = zip(children[::2], children[1::2], strict=True)
        return t.SumTree(tuple(self._term(sign, term) for sign, term in pairs), self.span(node))

    def _term(self, sign: Token | None, node: Node) -> t.Term:
        *factors, brace = node.children
        text = t.Name(brace.text[1:-1], self.span(brace)) if isinstance(brace, Token) else None
        return t.Term(_is_minus(sign), tuple(self._operands(factors)), text, self.span(node))

    def _operands(self, factors: Any) -> Iterator[t.Operand]:
        for factor in factors:
            if factor.rule in ("operated", "operated_reference"):
                operator, operand = factor.children
                yield t.Operand(self.build(operand), operator.text == "/")
            else:
                yield t.Operand(self.build(factor), False)

    def _on_reference(self, node: Node, name: Node, supers: Node, bracket: Child) -> t.Reference:
        return t.Reference(self.build(name), self.build(supers), self.build(bracket), None, None, self.span(node))

    def _on_applied(self, node: Node, name: Node, supers: Node, bracket: Child, *rest: Child) -> t.Reference:
        *arguments, result = rest
        return t.Reference(
            self.build(name),
            self.build(supers),
            self.build(bracket),
            self.all(arguments),
            self.build(result),
            self.span(node),
        )

    def _on_argument(self, node: Node, child: Node) -> t.SumTree | t.Option:
        found: t.SumTree | t.Option = self.build(child)
        return found

    def _on_option(self, node: Node, name: Node, value: Node) -> t.Option:
        return t.Option(self.build(name), self.build(value).value, self.span(node))

    def _on_group(self, node: Node, body: Node) -> t.Group:
        return t.Group(self.build(body), self.span(node))

    def _on_number(self, node: Node, value: Token) -> t.Number:
        return t.Number(self.exact(value), self.span(node))

    def _on_hole(self, node: Node, mark: Token, bracket: Child) -> t.Hole:
        return t.Hole(self.build(bracket), self.span(node))

    def _on_signed(self, node: Node, sign: Token | None, value: Token) -> t.Number:
        number = self.exact(value)
        return t.Number(-number if _is_minus(sign) else number, self.span(node))

    def exact(self, token: Token) -> Fraction:
        """The value of a number; one that is too long to compute with is a mistake."""
        exponent = _EXPONENT.search(token.text)
        if len(token.text) > MAX_DIGITS or (exponent and abs(int(exponent.group(1))) > MAX_EXPONENT):
            hint = f"a number has at most {MAX_DIGITS} digits and lies between 1e-{MAX_EXPONENT} and 1e{MAX_EXPONENT}"
            raise mistake("number", "this number cannot be computed with", self.span(token), hint)
        return Fraction(token.text)

    def _on_name(self, node: Node, token: Token) -> t.Name:
        return t.Name(unicodedata.normalize("NFC", token.text), self.span(token))

    # ---- wires

    def _on_supers(self, node: Node, *items: Any) -> tuple[t.Name | t.Index, ...]:
        return tuple(
            self.build(item) if isinstance(item, Node) else t.Index(int(self.exact(item)), self.span(item))
            for item in items
        )

    def _on_bracket(self, node: Node, legs: Child, each: Child) -> t.Bracket:
        return t.Bracket(self.build(legs) or (), self.build(each), self.span(node))

    def _on_legs(self, node: Node, *items: Child) -> tuple[t.LegTree, ...]:
        return self.all(items)

    def _on_leg(self, node: Node, child: Node) -> t.LegTree:
        found: t.LegTree = self.build(child)
        return found

    def _on_index(self, node: Node, sign: Token | None, value: Token) -> t.Index:
        number = int(self.exact(value))
        return t.Index(-number if _is_minus(sign) else number, self.span(node))

    def _on_part(self, node: Node, name: Node, dims: Child) -> t.Part:
        return t.Part(self.build(name), self.build(dims) or (), self.span(node))

    def _on_thick(self, node: Node, *parts: Child) -> t.Thick:
        return t.Thick(self.all(parts), self.span(node))

    def _on_dimension(self, node: Node, *names: Child) -> tuple[t.Name, ...]:
        return self.all(names)

    # ---- attributes

    def _on_attributes(self, node: Node, *items: Child) -> tuple[t.Attribute, ...]:
        return self.all(items)

    def _on_attribute(self, node: Node, name: Node, value: Child) -> t.Attribute:
        return t.Attribute(self.build(name), self.build(value))

    def _on_value(self, node: Node, child: Node | Token) -> t.ValueTree:
        if isinstance(child, Token):
            return self.text(child)
        found: t.ValueTree = self.build(child)
        return found

    def text(self, token: Token) -> t.Text:
        """A string without its quotes."""
        return t.Text(token.text[1:-1], self.span(token))

    def _on_tuple(self, node: Node, *items: Child) -> t.ValueTuple:
        return t.ValueTuple(self.all(items), self.span(node))


def _is_minus(sign: Token | None) -> bool:
    return sign is not None and sign.text == "-"
