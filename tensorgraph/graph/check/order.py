"""Definitions in the order in which they can be checked: each after what it is made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tensorgraph.diagnostics import Diagnostic
from tensorgraph.graph.check.formals import dim_names
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.check.symbols import DefinitionSymbol, Symbol, TemplateSymbol
from tensorgraph.source import Span
from tensorgraph.syntax import tree as t

MAX_SHOWN = 8
"""Most names of a circle that a message lists."""


def in_order(reports: Reports, symbols: Mapping[str, Symbol]) -> list[str]:
    """The names of definitions and ``def``s, used ones first. Those in a circle are reported and left out."""
    bodies = {name: body for name, symbol in symbols.items() if (body := _body(symbol)) is not None}
    uses = {name: _used(bodies, symbols[name], name) for name in bodies}
    done: dict[str, None] = {}
    broken: set[str] = set()
    for name in bodies:
        _visit(reports, symbols, uses, name, done, broken)
    reports.unknown |= broken
    return [name for name in done if name not in broken]


def _visit(
    reports: Reports,
    symbols: Mapping[str, Symbol],
    uses: Mapping[str, list[str]],
    start: str,
    done: dict[str, None],
    broken: set[str],
) -> None:
    """Depth first without recursion, because a file may chain thousands of definitions."""
    path: dict[str, None] = {}
    stack: list[tuple[str, Iterator[str]]] = []

    def enter(name: str) -> None:
        path[name] = None
        stack.append((name, iter(uses[name])))

    if start not in done:
        enter(start)
    while stack:
        name, rest = stack[-1]
        following = next(rest, None)
        if following is None:
            stack.pop()
            path.popitem()
            done[name] = None
        elif following in path:
            around = list(path)
            circle = [*around[around.index(following) :], following]
            if not broken & set(circle):
                _report(reports, symbols, circle)
            broken.update(circle)
        elif following not in done:
            enter(following)


def _report(reports: Reports, symbols: Mapping[str, Symbol], circle: list[str]) -> None:
    symbol = symbols[circle[0]]
    span: Span | None = getattr(symbol, "span", None)
    shown = circle if len(circle) <= MAX_SHOWN else [*circle[: MAX_SHOWN - 1], "…", circle[-1]]
    words = " is made from ".join(f"`{name}`" for name in shown)
    reports.add(Diagnostic("circle", words, span, hint="a definition never uses itself, not even through others"))


def _body(symbol: Symbol) -> t.SumTree | None:
    if isinstance(symbol, DefinitionSymbol):
        return symbol.define.body
    return symbol.template.body if isinstance(symbol, TemplateSymbol) else None


def _used(bodies: Mapping[str, t.SumTree], symbol: Symbol, name: str) -> list[str]:
    """The definitions that one mentions; the formals of a ``def`` and their dimensions hide those of the same name."""
    hidden: set[str] = set()
    for formal in symbol.template.formals if isinstance(symbol, TemplateSymbol) else ():
        legs = formal.bracket.legs if formal.bracket else ()
        hidden |= {formal.name.text, *(word for leg in legs for word in dim_names(leg))}
    return [other for other in dict.fromkeys(_names(bodies[name])) if other in bodies and other not in hidden]


def _names(node: t.SumTree) -> Iterator[str]:
    for term in node.terms:
        for operand in term.operands:
            factor = operand.factor
            if isinstance(factor, t.Group):
                yield from _names(factor.body)
            elif isinstance(factor, t.Reference):
                yield factor.name.text
                for argument in factor.arguments or ():
                    if isinstance(argument, t.SumTree):
                        yield from _names(argument)
