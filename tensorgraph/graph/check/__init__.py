"""From the tree of a file to its network: every name known, every wire in its scope with its dimension.

All mistakes of a file come at once. `check_program` is the verb; the other modules are its parts in reading order:
`use`, `collect`, `order`, `definitions` (with `elaborate`, `uses`, `tensors`, `calls`, `types`), `pictures`.
"""

from __future__ import annotations

from fractions import Fraction

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.graph.check import attributes as a
from tensorgraph.graph.check.collect import collect
from tensorgraph.graph.check.context import Reports
from tensorgraph.graph.check.definitions import Workshop, check_template, declare, define
from tensorgraph.graph.check.order import in_order
from tensorgraph.graph.check.pictures import picture
from tensorgraph.graph.check.symbols import (
    DefinitionSymbol,
    DimSymbol,
    FunctionSymbol,
    ScalarSymbol,
    Symbol,
    TemplateSymbol,
    TensorSymbol,
)
from tensorgraph.graph.check.use import used_statements
from tensorgraph.graph.network import Network, OpaqueFunction, Picture, ScalarDeclaration, Value
from tensorgraph.syntax.tree import PictureStatement, Program, StyleStatement

__all__ = ["check_program"]


def check_program(program: Program) -> Network:
    """The network of a file; TensorgraphError with every mistake it has.

    >>> from tensorgraph.source import Source
    >>> from tensorgraph.syntax.parse import parse
    >>> network = check_program(parse(Source("a.tg", "dim n\\nparam A[n, n]\\ny = A[i, i]")))
    >>> list(network.definitions)
    ['y']
    """
    reports = Reports()
    statements = [*used_statements(reports, program), *program.statements]
    symbols = collect(reports, statements)
    dims = {name: symbol.size for name, symbol in symbols.items() if isinstance(symbol, DimSymbol)}
    workshop = Workshop(reports, symbols, dims)
    _define_all(workshop, symbols)
    pictures = _pictures(workshop, program)
    network = Network(
        program.source,
        dims,
        workshop.declarations,
        _scalars(reports, symbols),
        _functions(reports, symbols),
        workshop.definitions,
        pictures,
        _style(reports, program),
    )
    if reports.diagnostics:
        raise TensorgraphError(sorted(reports.diagnostics, key=_place))
    return network


def _define_all(workshop: Workshop, symbols: dict[str, Symbol]) -> None:
    for symbol in symbols.values():
        if isinstance(symbol, TensorSymbol):
            declare(workshop, symbol)
    for name in in_order(workshop.reports, symbols):
        symbol = symbols[name]
        if isinstance(symbol, DefinitionSymbol):
            define(workshop, symbol)
        elif isinstance(symbol, TemplateSymbol):
            check_template(workshop, symbol)


def _pictures(workshop: Workshop, program: Program) -> tuple[Picture, ...]:
    found: dict[str, Picture] = {}
    for statement in program.statements:
        if not isinstance(statement, PictureStatement):
            continue
        made = picture(workshop, statement)
        name = statement.name.text
        if name in found:
            message = f"two pictures or checks are called `{name}`"
            workshop.reports.add(Diagnostic("defined-twice", message, statement.name.span, hint="rename one"))
        elif made is not None:
            found[name] = made
    return tuple(found.values())


def _scalars(reports: Reports, symbols: dict[str, Symbol]) -> dict[str, ScalarDeclaration]:
    found: dict[str, ScalarDeclaration] = {}
    for name, symbol in symbols.items():
        if isinstance(symbol, ScalarSymbol):
            attributes = a.attributes(reports, symbol.statement.attributes, a.SCALAR)
            value: Fraction | None = symbol.statement.value
            found[name] = ScalarDeclaration(name, value, ("fit", True) in attributes, attributes)
    return found


def _functions(reports: Reports, symbols: dict[str, Symbol]) -> dict[str, OpaqueFunction]:
    return {
        name: OpaqueFunction(name, symbol.along_axis)
        for name, symbol in symbols.items()
        if isinstance(symbol, FunctionSymbol) and symbol.target is None
    }


def _style(reports: Reports, program: Program) -> tuple[tuple[str, Value], ...]:
    found: dict[str, Value] = {}
    for statement in program.statements:
        if isinstance(statement, StyleStatement):
            found |= dict(a.attributes(reports, statement.attributes, a.STYLE))
    return tuple(found.items())


def _place(diagnostic: Diagnostic) -> tuple[str, int]:
    return (diagnostic.span.source.name, diagnostic.span.start) if diagnostic.span else ("", 0)
