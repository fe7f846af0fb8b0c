"""From the tree of a file to its network: every name known, every wire in its scope with its dimension.

All mistakes of a file come at once. `check_program` is the verb; the other modules are its parts in reading order:
`use`, `collect`, `order`, `declarations`, `templates`, `definitions`, `pictures` (with `open_legs` and `clauses`),
`hints`. An expression goes through `elaborate` (`scope`, `uses`, `exact`, then `tensors`, `holes`, `bubbles`,
`rewrites`, and `calls` with `instances`), its wires get dimensions in `types`, and names that stand for nothing go to
`unknown` (with `habits`).
"""

from __future__ import annotations

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.graph.check import attributes as a
from tensorgraph.graph.check.collect import collect
from tensorgraph.graph.check.declarations import declare, declare_function, declare_scalar
from tensorgraph.graph.check.definitions import define
from tensorgraph.graph.check.formals import find_indices
from tensorgraph.graph.check.hints import declared_hints
from tensorgraph.graph.check.instances import instantiate
from tensorgraph.graph.check.order import in_order
from tensorgraph.graph.check.pictures import picture
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.check.symbols import (
    DefinitionSymbol,
    DimSymbol,
    FunctionSymbol,
    ScalarSymbol,
    Symbol,
    TemplateSymbol,
    TensorSymbol,
)
from tensorgraph.graph.check.templates import check_template
from tensorgraph.graph.check.use import used_statements
from tensorgraph.graph.check.workshop import Workshop
from tensorgraph.graph.network import Network, OpaqueFunction, Picture, Value
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
    reports = Reports(own_colors=_has_own_theme(program))
    symbols = collect(reports, [*used_statements(reports, program), *program.statements])
    order = in_order(reports, symbols)
    find_indices(symbols, order)
    dims = {name: symbol.size for name, symbol in symbols.items() if isinstance(symbol, DimSymbol)}
    workshop = Workshop(reports, symbols, dims, instantiate)
    _define_all(workshop, symbols, order)
    pictures = _pictures(workshop, program)
    network = Network(
        program.source,
        dims,
        workshop.declarations,
        {name: declare_scalar(reports, s) for name, s in symbols.items() if isinstance(s, ScalarSymbol)},
        _functions(reports, symbols),
        workshop.definitions,
        pictures,
        _style(reports, program),
        declared_hints(workshop, symbols, pictures),
        workshop.holes,
    )
    if reports.diagnostics:
        raise TensorgraphError(sorted(reports.diagnostics, key=_place))
    _assert_complete(network, symbols)
    return network


def _define_all(workshop: Workshop, symbols: dict[str, Symbol], order: list[str]) -> None:
    for symbol in symbols.values():
        if isinstance(symbol, TensorSymbol):
            declare(workshop, symbol)
    for name in order:
        found = symbols[name]
        if isinstance(found, DefinitionSymbol):
            define(workshop, found)
        elif isinstance(found, TemplateSymbol):
            check_template(workshop, found)


def _functions(reports: Reports, symbols: dict[str, Symbol]) -> dict[str, OpaqueFunction]:
    """The opaque ones; the attributes of a renamed built-in are checked as well."""
    functions = {name: symbol for name, symbol in symbols.items() if isinstance(symbol, FunctionSymbol)}
    declared = {name: declare_function(reports, symbol) for name, symbol in functions.items()}
    return {name: declared[name] for name, symbol in functions.items() if symbol.target is None}


def _pictures(workshop: Workshop, program: Program) -> tuple[Picture, ...]:
    seen: dict[str, PictureStatement] = {}
    found: list[Picture] = []
    for statement in program.statements:
        if not isinstance(statement, PictureStatement):
            continue
        made = picture(workshop, statement)
        first = seen.setdefault(statement.name.text, statement)
        if first is not statement:
            message = f"two pictures or equations are called `{statement.name}`"
            related = ((first.name.span, "first here"),)
            workshop.reports.add(Diagnostic("defined-twice", message, statement.name.span, related, "rename one"))
        elif made is not None:
            found.append(made)
    return tuple(found)


def _has_own_theme(program: Program) -> bool:
    shown = [statement for statement in program.statements if isinstance(statement, (PictureStatement, StyleStatement))]
    return any(a.names_theme_file(statement.attributes) for statement in shown)


def _style(reports: Reports, program: Program) -> tuple[tuple[str, Value], ...]:
    """The attributes of all `style` statements, each said once."""
    styles = [statement for statement in program.statements if isinstance(statement, StyleStatement)]
    return a.attributes(reports, tuple(item for style in styles for item in style.attributes), a.STYLE)


def _assert_complete(network: Network, symbols: dict[str, Symbol]) -> None:
    """A name without a mistake has an entry."""
    for name, symbol in symbols.items():
        assert not isinstance(symbol, TensorSymbol) or name in network.declarations, name
        assert not isinstance(symbol, DefinitionSymbol) or name in network.definitions, name


def _place(diagnostic: Diagnostic) -> tuple[str, int]:
    return (diagnostic.span.source.name, diagnostic.span.start) if diagnostic.span else ("", 0)
