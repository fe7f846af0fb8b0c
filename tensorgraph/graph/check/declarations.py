"""`tensor`, `param`, `input`, `scalar` and `fn`."""

from __future__ import annotations

from tensorgraph.diagnostics import Diagnostic
from tensorgraph.graph.check import attributes as a
from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.properties import properties
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.check.stored import with_stored
from tensorgraph.graph.check.symbols import FunctionSymbol, ScalarSymbol, TensorSymbol
from tensorgraph.graph.check.workshop import Workshop
from tensorgraph.graph.network import Declaration, Kind, OpaqueFunction, ScalarDeclaration
from tensorgraph.syntax import tree as t


def declare(workshop: Workshop, symbol: TensorSymbol) -> None:
    """A `tensor`, `param` or `input`, entered under its name; a mistake leaves it out."""
    statement = symbol.statement
    context = workshop.context()
    context.no_bar(statement.bracket)
    items = statement.bracket.legs if statement.bracket else ()
    legs = [_leg(context, item) for item in items]
    _apart(context, items)
    found = a.attributes(workshop.reports, statement.attributes, a.TENSOR)
    if context.failed:
        return
    dims = tuple(dims for dims, _ in legs)
    names = tuple(name for _, name in legs)
    name, kind = statement.name.text, Kind(statement.kind)
    laws = properties(workshop.reports, statement.attributes, names, dims)
    plain = Declaration(name, kind, dims, names, laws, found, statement.span)
    workshop.declarations[name] = with_stored(workshop.reports, plain, statement.attributes, workshop.dims)


def _leg(context: Context, item: t.LegTree) -> tuple[tuple[str, ...], str]:
    """The dimensions of a declared leg and its name."""
    if isinstance(item, t.Index):
        message = "a declared leg is a dimension, not a number"
        context.report("declared-index", message, item.span, "give the number a name: `dim n = 3`, and write `n`")
        return (), ""
    parts = item.parts if isinstance(item, t.Thick) else (item,)
    dims: list[str] = []
    for name in (name for part in parts for name in part.dims or (part.name,)):
        shape = context.dimension(name)
        dims += [dim for dim in shape if isinstance(dim, str)] if isinstance(shape, tuple) else []
    names = " ".join(part.name.text for part in parts)
    return tuple(dims), names if isinstance(item, t.Part) else f"({names})"


def _apart(context: Context, items: tuple[t.LegTree, ...]) -> None:
    """Names given to legs are different; dimensions may repeat."""
    seen: set[str] = set()
    for item in items:
        for part in item.parts if isinstance(item, t.Thick) else (item,) if isinstance(item, t.Part) else ():
            if part.dims and part.name.text in seen:
                message = f"two legs are called `{part.name}`"
                context.report("leg-twice", message, part.name.span, "name the legs apart: `T[p: a, q: a]`")
            if part.dims:
                seen.add(part.name.text)


def declare_scalar(reports: Reports, symbol: ScalarSymbol) -> ScalarDeclaration:
    """A `scalar`."""
    statement = symbol.statement
    found = a.attributes(reports, statement.attributes, a.SCALAR)
    fit = ("fit", True) in found
    if fit and statement.value is not None:
        message = f"`{statement.name}` has a value, so `fit` cannot choose it"
        reports.add(Diagnostic("attribute-value", message, statement.span, hint="delete the value, or `fit`"))
    return ScalarDeclaration(statement.name.text, statement.value, fit, found)


def declare_function(reports: Reports, symbol: FunctionSymbol) -> OpaqueFunction:
    """An opaque `fn`, or another name of a built-in one."""
    items = symbol.statement.attributes if symbol.statement else ()
    return OpaqueFunction(symbol.name, symbol.along_axis, a.attributes(reports, items, a.FUNCTION))
