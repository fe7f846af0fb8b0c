"""From the parser's nodes to the tree: statements, one method a rule of the grammar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tensorgraph.source import Source
from tensorgraph.syntax import tree as t
from tensorgraph.syntax.build_expressions import Expressions
from tensorgraph.syntax.machine import Child, Node, Token


def build_statement(source: Source, offset: int, parsed: Node) -> list[t.Statement]:
    """The statements that one parsed statement stands for (``dim a, b`` is two)."""
    builder = _Statements(source, offset)
    statement = parsed.children[0]
    assert isinstance(statement, Node)
    method: Callable[..., list[t.Statement]] = getattr(builder, f"_on_{statement.rule}")
    return method(statement, *statement.children)


class _Statements(Expressions):
    """A method for each rule; the first argument is the node itself, for its place."""

    # ---- declarations

    def _on_dims(self, node: Node, *items: Child) -> list[t.Statement]:
        return list(self.all(items))

    def _on_dim(self, node: Node, name: Node, size: Token | None) -> t.DimStatement:
        return t.DimStatement(self.build(name), int(self.exact(size)) if size else None, self.span(node))

    def _on_tensors(self, node: Node, kind: Token, *items: Any) -> list[t.Statement]:
        return [self._tensor(kind.text, item) for item in items]

    def _tensor(self, kind: str, item: Node) -> t.TensorStatement:
        name, bracket, attributes = item.children
        return t.TensorStatement(
            kind, self.build(name), self.build(bracket), self.build(attributes) or (), self.span(item)
        )

    def _on_scalars(self, node: Node, *items: Child) -> list[t.Statement]:
        return list(self.all(items))

    def _on_scalar(self, node: Node, name: Node, value: Child, attributes: Child) -> t.ScalarStatement:
        number = self.build(value)
        return t.ScalarStatement(
            self.build(name), number.value if number else None, self.build(attributes) or (), self.span(node)
        )

    def _on_functions(self, node: Node, *items: Child) -> list[t.Statement]:
        return list(self.all(items))

    def _on_function(
        self, node: Node, name: Node, alias: Child, bracket: Child, attributes: Child
    ) -> t.FunctionStatement:
        return t.FunctionStatement(
            self.build(name), self.build(alias), self.build(bracket), self.build(attributes) or (), self.span(node)
        )

    def _on_use(self, node: Node, path: Token) -> list[t.Statement]:
        return [t.UseStatement(path.text[1:-1], self.span(path))]

    # ---- definitions

    def _on_define(self, node: Node, *children: Any) -> list[t.Statement]:
        *left, attributes, body, index, over = children
        found = self.build(attributes) or ()
        return [t.Define(self.all(left), found, self.build(body), self.build(index), self.build(over), self.span(node))]

    def _on_left(self, node: Node, name: Node, supers: Node, bracket: Child) -> t.Left:
        return t.Left(self.build(name), self.build(supers), self.build(bracket), self.span(node))

    def _on_template(self, node: Node, name: Node, *children: Any) -> list[t.Statement]:
        *formals, bracket, attributes, body = children
        found = self.build(attributes) or ()
        return [
            t.Template(
                self.build(name), self.all(formals), self.build(bracket), found, self.build(body), self.span(node)
            )
        ]

    def _on_formal(self, node: Node, name: Node, bracket: Child) -> t.Formal:
        return t.Formal(self.build(name), self.build(bracket), self.span(node))

    # ---- pictures and equations

    def _on_show(self, node: Node, name: Node, bracket: Child, attributes: Child, *parts: Node) -> list[t.Statement]:
        found = self.build(attributes) or ()
        rows = self.all(part for part in parts if part.rule == "equation")
        clauses = self.all(part for part in parts if part.rule != "equation")
        start = self.build(name), self.build(bracket)
        return [t.PictureStatement(True, *start, (), found, rows, clauses, self.span(node))]

    def _on_check(self, node: Node, name: Node, bracket: Child, *rest: Any) -> list[t.Statement]:
        *given, attributes, equation = rest
        found = self.build(attributes) or ()
        names, rows, start = self.all(given), (self.build(equation),), (self.build(name), self.build(bracket))
        return [t.PictureStatement(False, *start, names, found, rows, (), self.span(node))]

    def _on_style(self, node: Node, attributes: Node) -> list[t.Statement]:
        return [t.StyleStatement(self.build(attributes), self.span(node))]

    def _on_equation(self, node: Node, first: Node, *relations: Child) -> t.Equation:
        return t.Equation(self.build(first), self.all(relations), self.span(node))

    def _on_relation(self, node: Node, sign: Token, side: Node, within: Child, top1: Child) -> t.RelationTree:
        return t.RelationTree(sign.text, self.build(side), self.build(within), self.build(top1), self.span(sign))

    # ---- hints

    def _on_place(self, node: Node, word: Token, *wishes: Child) -> t.Place:
        return t.Place(self.all(wishes), self.span(node))

    def _on_wish(self, node: Node, target: Node, *wanted: Any) -> t.Wish:
        word, value = wanted if len(wanted) == 2 else (None, *wanted)
        text = self.text(value) if isinstance(value, Token) else self.build(value)
        return t.Wish(self.build(target), self.build(word), text, self.span(node))

    def _on_tint(self, node: Node, word: Token, text: Token | None, attributes: Child, *targets: Child) -> t.TintTree:
        said = self.text(text) if text else None
        return t.TintTree(word.text, said, self.build(attributes) or (), self.all(targets), self.span(node))

    def _on_target(self, node: Node, name: Node, supers: Node) -> t.Target:
        return t.Target(self.build(name), self.build(supers), self.span(node))

    _on_other = _on_member = _on_target
