"""From lark's tree of a statement to ours: one function a rule of the grammar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from tensorgraph.source import Source, Span
from tensorgraph.syntax import tree as t


def build_statement(source: Source, offset: int, parsed: Any) -> list[t.Statement]:
    """The statements that one parsed statement stands for (``dim a, b`` is two)."""
    builder = _Builder(source, offset)
    statement = parsed.children[0]
    method: Callable[..., list[t.Statement]] = getattr(builder, statement.data)
    return method(statement, *statement.children)


class _Builder:
    """A method for each rule; the first argument is the tree itself, for its place."""

    def __init__(self, source: Source, offset: int):
        self.source = source
        self.offset = offset

    def _span(self, node: Any) -> Span:
        if hasattr(node, "meta"):
            if node.meta.empty:  # an empty rule, such as no superscripts
                return Span(self.source, self.offset, self.offset)
            return Span(self.source, self.offset + node.meta.start_pos, self.offset + node.meta.end_pos)
        return Span(self.source, self.offset + node.start_pos, self.offset + node.end_pos)

    def _build(self, node: Any) -> Any:
        return None if node is None else getattr(self, node.data)(node, *node.children)

    def _all(self, nodes: Any) -> tuple[Any, ...]:
        return tuple(self._build(node) for node in nodes if node is not None)

    # ---- statements

    def dims(self, tree: Any, *items: Any) -> list[t.Statement]:
        return list(self._all(items))

    def dim(self, tree: Any, name: Any, size: Any) -> t.DimStatement:
        return t.DimStatement(self._build(name), None if size is None else int(size), self._span(tree))

    def tensors(self, tree: Any, kind: Any, *items: Any) -> list[t.Statement]:
        return [self._tensor(str(kind), item) for item in items]

    def _tensor(self, kind: str, item: Any) -> t.TensorStatement:
        name, bracket, attributes = item.children
        return t.TensorStatement(
            kind, self._build(name), self._build(bracket), self._build(attributes) or (), self._span(item)
        )

    def scalars(self, tree: Any, *items: Any) -> list[t.Statement]:
        return list(self._all(items))

    def scalar(self, tree: Any, name: Any, value: Any, attributes: Any) -> t.ScalarStatement:
        number = self._build(value)
        return t.ScalarStatement(
            self._build(name), number.value if number else None, self._build(attributes) or (), self._span(tree)
        )

    def functions(self, tree: Any, *items: Any) -> list[t.Statement]:
        return list(self._all(items))

    def function(self, tree: Any, name: Any, alias: Any, bracket: Any, attributes: Any) -> t.FunctionStatement:
        return t.FunctionStatement(
            self._build(name), self._build(alias), self._build(bracket), self._build(attributes) or (), self._span(tree)
        )

    def use(self, tree: Any, path: Any) -> list[t.Statement]:
        return [t.UseStatement(str(path)[1:-1], self._span(path))]

    def define(self, tree: Any, *children: Any) -> list[t.Statement]:
        *left, attributes, body, index, over = children
        return [
            t.Define(
                self._all(left),
                self._build(attributes) or (),
                self._build(body),
                self._build(index),
                self._build(over),
                self._span(tree),
            )
        ]

    def left(self, tree: Any, name: Any, supers: Any, bracket: Any) -> t.Left:
        return t.Left(self._build(name), self._build(supers), self._build(bracket), self._span(tree))

    def template(self, tree: Any, name: Any, *children: Any) -> list[t.Statement]:
        *formals, bracket, attributes, body = children
        return [
            t.Template(
                self._build(name),
                self._all(formals),
                self._build(bracket),
                self._build(attributes) or (),
                self._build(body),
                self._span(tree),
            )
        ]

    def formal(self, tree: Any, name: Any, bracket: Any) -> t.Formal:
        return t.Formal(self._build(name), self._build(bracket), self._span(tree))

    def show(self, tree: Any, name: Any, bracket: Any, attributes: Any, *equations: Any) -> list[t.Statement]:
        return [
            t.PictureStatement(
                True,
                self._build(name),
                self._build(bracket),
                (),
                self._build(attributes) or (),
                self._all(equations),
                self._span(tree),
            )
        ]

    def check(self, tree: Any, name: Any, bracket: Any, *rest: Any) -> list[t.Statement]:
        *given, attributes, equation = rest
        return [
            t.PictureStatement(
                False,
                self._build(name),
                self._build(bracket),
                self._all(given),
                self._build(attributes) or (),
                (self._build(equation),),
                self._span(tree),
            )
        ]

    def style(self, tree: Any, attributes: Any) -> list[t.Statement]:
        return [t.StyleStatement(self._build(attributes), self._span(tree))]

    def equation(self, tree: Any, first: Any, *relations: Any) -> t.Equation:
        return t.Equation(self._build(first), self._all(relations), self._span(tree))

    def relation(self, tree: Any, sign: Any, side: Any, within: Any) -> t.RelationTree:
        number = self._build(within)
        return t.RelationTree(str(sign), self._build(side), number.value if number else None, self._span(sign))

    # ---- expressions

    def sum(self, tree: Any, sign: Any, *rest: Any) -> t.SumTree:
        children = [sign, *rest]
        pairs = zip(children[::2], children[1::2], strict=True)
        return t.SumTree(tuple(self._term(str(sign) == "-", term) for sign, term in pairs), self._span(tree))

    def _term(self, negative: bool, tree: Any) -> t.Term:
        *factors, brace = tree.children
        text = None if brace is None else t.Name(str(brace)[1:-1], self._span(brace))
        return t.Term(negative, tuple(self._operands(factors)), text, self._span(tree))

    def _operands(self, factors: Any) -> Iterator[t.Operand]:
        for factor in factors:
            if factor.data in ("operated", "operated_reference"):
                operator, operand = factor.children
                yield t.Operand(self._build(operand), str(operator) == "/")
            else:
                yield t.Operand(self._build(factor), False)

    def reference(self, tree: Any, name: Any, supers: Any, bracket: Any) -> t.Reference:
        return t.Reference(
            self._build(name), self._build(supers), self._build(bracket), None, None, self._span(tree)
        )

    def applied(self, tree: Any, name: Any, supers: Any, bracket: Any, *rest: Any) -> t.Reference:
        *arguments, result = rest
        return t.Reference(
            self._build(name),
            self._build(supers),
            self._build(bracket),
            self._all(arguments),
            self._build(result),
            self._span(tree),
        )

    def argument(self, tree: Any, child: Any) -> Any:
        return self._build(child)

    def option(self, tree: Any, name: Any, value: Any) -> t.Option:
        return t.Option(self._build(name), self._build(value).value, self._span(tree))

    def group(self, tree: Any, body: Any) -> t.Group:
        return t.Group(self._build(body), self._span(tree))

    def number(self, tree: Any, value: Any) -> t.Number:
        return t.Number(Fraction(str(value)), self._span(tree))

    # ---- wires

    def supers(self, tree: Any, *items: Any) -> tuple[t.Name | t.Index, ...]:
        return tuple(
            self._build(item) if hasattr(item, "data") else t.Index(int(item), self._span(item)) for item in items
        )

    def bracket(self, tree: Any, legs: Any, each: Any) -> t.Bracket:
        return t.Bracket(self._build(legs) or (), self._build(each), self._span(tree))

    def legs(self, tree: Any, *items: Any) -> tuple[t.LegTree, ...]:
        return self._all(items)

    def leg(self, tree: Any, child: Any) -> t.LegTree:
        return self._build(child)  # type: ignore[no-any-return]

    def index(self, tree: Any, sign: Any, value: Any) -> t.Index:
        return t.Index(-int(value) if str(sign) == "-" else int(value), self._span(tree))

    def part(self, tree: Any, name: Any, dims: Any) -> t.Part:
        return t.Part(self._build(name), self._build(dims) or (), self._span(tree))

    def thick(self, tree: Any, *parts: Any) -> t.Thick:
        return t.Thick(self._all(parts), self._span(tree))

    def dimension(self, tree: Any, *names: Any) -> tuple[t.Name, ...]:
        return self._all(names)

    # ---- attributes

    def attributes(self, tree: Any, *items: Any) -> tuple[t.Attribute, ...]:
        return self._all(items)

    def attribute(self, tree: Any, name: Any, value: Any) -> t.Attribute:
        return t.Attribute(self._build(name), self._build(value))

    def value(self, tree: Any, child: Any) -> t.ValueTree:
        if not hasattr(child, "data"):
            return t.Text(str(child)[1:-1], self._span(child))
        return self._build(child)  # type: ignore[no-any-return]

    def tuple(self, tree: Any, *items: Any) -> t.ValueTuple:
        return t.ValueTuple(self._all(items), self._span(tree))

    def signed(self, tree: Any, sign: Any, value: Any) -> t.Number:
        number = Fraction(str(value))
        return t.Number(-number if str(sign) == "-" else number, self._span(tree))

    def name(self, tree: Any, token: Any) -> t.Name:
        return t.Name(str(token), self._span(token))
