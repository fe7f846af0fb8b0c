"""The names of a file and of those it uses, each defined once."""

from __future__ import annotations

from collections.abc import Iterable

from tensorgraph.diagnostics import Diagnostic, near
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.check.symbols import (
    BUILT_IN,
    DefinitionSymbol,
    DimSymbol,
    FunctionSymbol,
    ScalarSymbol,
    Symbol,
    TemplateSymbol,
    TensorSymbol,
)
from tensorgraph.ops import FUNCTIONS
from tensorgraph.source import Span
from tensorgraph.syntax import tree as t

RESERVED = ("for", "within", "top1")
"""Words that would end an expression."""
MAX_SIZE = 10**18
"""Largest size that may be written; what can be allocated is asked when a file is run."""


def built_in_symbols() -> dict[str, Symbol]:
    """The functions every file knows."""
    return {name: FunctionSymbol(name, name) for name in FUNCTIONS}


def collect(reports: Reports, statements: Iterable[t.Statement]) -> dict[str, Symbol]:
    """What each name stands for. A name that is taken is reported at its second place."""
    symbols = built_in_symbols()
    for statement in statements:
        for name, symbol in _symbols(reports, statement):
            _add(reports, symbols, name, symbol)
    return symbols


def _symbols(reports: Reports, statement: t.Statement) -> list[tuple[t.Name, Symbol]]:
    match statement:
        case t.DimStatement():
            return [(statement.name, DimSymbol(statement.name.text, _size(reports, statement), statement.name.span))]
        case t.TensorStatement():
            return [(statement.name, TensorSymbol(statement))]
        case t.ScalarStatement():
            return [(statement.name, ScalarSymbol(statement))]
        case t.FunctionStatement():
            return [(statement.name, _function(reports, statement))]
        case t.Define():
            return [(left.name, DefinitionSymbol(statement, left)) for left in statement.left]
        case t.Template():
            return [(statement.name, TemplateSymbol(statement))]
    return []


def _size(reports: Reports, statement: t.DimStatement) -> int | None:
    if statement.size is not None and not 0 < statement.size <= MAX_SIZE:
        message = f"the size of `{statement.name}` is {'zero' if statement.size == 0 else 'too large'}"
        hint = f"a size is a whole number from 1 to {MAX_SIZE}"
        reports.add(Diagnostic("bad-size", message, statement.span, hint=hint))
        return None
    return statement.size


def _function(reports: Reports, statement: t.FunctionStatement) -> FunctionSymbol:
    name, alias, bracket = statement.name, statement.alias, statement.bracket
    if alias is None:
        _one_axis(reports, statement)
        return FunctionSymbol(name.text, None, bracket is not None, statement, name.span)
    if bracket is not None:
        message = f"`{name}` is another name of `{alias}`, whose axes are written where it is applied"
        reports.add(Diagnostic("function-form", message, bracket.span, hint=f"write `fn {name} = {alias}`"))
    if alias.text not in FUNCTIONS:
        found = near(alias.text, FUNCTIONS)
        write = f"write `{found[0]}`" if found else f"the functions are: {', '.join(FUNCTIONS)}"
        message = f"no function is built in as `{alias}`"
        reports.add(Diagnostic("unknown-function", message, alias.span, hint=write))
    return FunctionSymbol(name.text, alias.text, False, statement, name.span)


def _one_axis(reports: Reports, statement: t.FunctionStatement) -> None:
    bracket, name = statement.bracket, statement.name
    if bracket and (len(bracket.legs) != 1 or bracket.each or not isinstance(bracket.legs[0], t.Part)):
        message = f"`fn {name}` acts along one axis"
        reports.add(Diagnostic("function-form", message, bracket.span, hint=f"write `fn {name}[j]`"))


def refuse_reserved(reports: Reports, name: t.Name) -> bool:
    """Whether a name cannot be given to anything, which is reported."""
    reserved = name.text in RESERVED or name.text in BUILT_IN or name.text in FUNCTIONS
    if reserved:
        what = "a word of the language" if name.text in RESERVED else "built in"
        reports.add(Diagnostic("reserved-name", f"`{name}` is {what}", name.span, hint="choose another name"))
    return reserved


def _add(reports: Reports, symbols: dict[str, Symbol], name: t.Name, symbol: Symbol) -> None:
    """A name that is wrong, or ambiguous from here on, causes no mistakes where it is used."""
    taken = symbols.get(name.text)
    if refuse_reserved(reports, name):
        reports.unknown.add(name.text)
    elif taken is not None:
        place: Span | None = getattr(taken, "span", None)
        related = ((place, "first here"),) if place else ()
        message = f"`{name}` is defined twice"
        reports.add(Diagnostic("defined-twice", message, name.span, related, "a name is defined once; choose another"))
        if not isinstance(taken, DimSymbol):
            reports.unknown.add(name.text)
    else:
        symbols[name.text] = symbol
        if isinstance(symbol, FunctionSymbol) and symbol.target not in (None, *FUNCTIONS):
            reports.unknown.add(name.text)
