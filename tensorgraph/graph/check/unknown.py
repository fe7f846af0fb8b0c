"""Names that stand for nothing: what was meant, as far as it can be known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from tensorgraph.diagnostics import near
from tensorgraph.graph.check.context import Context, Use
from tensorgraph.graph.check.habits import NOTATION, is_tensor, meant_elsewhere
from tensorgraph.graph.check.symbols import (
    DECOMPOSITIONS,
    LEG_WORDS,
    REWRITES,
    DefinitionSymbol,
    DimSymbol,
    FunctionSymbol,
    ScalarArgument,
    ScalarSymbol,
    Symbol,
    TemplateSymbol,
    TensorSymbol,
)
from tensorgraph.graph.check.use import standard_names
from tensorgraph.graph.nodes import Wire
from tensorgraph.ops import FUNCTIONS
from tensorgraph.syntax import tree as t

MAX_SUGGESTED = 50
"""Unknown names for which near ones are looked up: each costs a comparison with every name of the file."""
CLOSE = 0.7
"""How like a name must be to be suggested (difflib's ratio): `W_Q` for `WQ`, and neither for `W_K` nor `M` for `MT`."""
MAX_LISTED = 12
"""Most names that a hint lists."""


def report_unknown(context: Context) -> None:
    """Say of the unknown names what may be said now that the wires of the statement are known."""
    for name, use, node in context.unknown_names:
        sign = next((entry for entry in NOTATION if re.fullmatch(entry[0], name.text)), None)
        if sign:
            context.report(sign[1], sign[2].format(name), name.span, sign[3].format(name))
        elif wire := _wire(context, name, use):
            context.report("unknown-name", f"`{name}` is a wire, not a number", name.span, _size_of(context, wire))
        else:
            hint = _meant(context, name.text, use, node)
            context.report("unknown-name", f"nothing is called `{name}`", name.span, hint)
    context.unknown_names.clear()


def _wire(context: Context, name: t.Name, use: Use) -> Wire | None:
    """The wire of this statement that has a name which stands where a number does."""
    found = [wire for wire in context.mentions if wire.name == name.text] if use is Use.NUMBER else []
    return next((wire for wire in found if _dims(context, wire)), found[0] if found else None)


def _dims(context: Context, wire: Wire) -> str:
    """A wire's dimension in words; in a ``def`` a formal's, empty while unknown."""
    same = [
        name
        for name, shape in context.local_dims.items()
        if isinstance(shape, Wire) and context.types.root(shape) == context.types.root(wire)
    ]
    return same[0] if same else " ".join(context.types.dims(wire) or ())


def _size_of(context: Context, wire: Wire) -> str:
    dims = _dims(context, wire)
    return f"its dimension is `{dims}`: write `{dims}`, as in `sqrt({dims})`" if dims else "write its dimension's name"


def _meant(context: Context, name: str, use: Use, node: t.Reference | None) -> str:
    """What to write instead of a name."""
    exact = meant_elsewhere(context, name, use, node)
    if exact:
        return exact
    found = _near(context, name, use, node)
    if found:
        return f"write `{found}`"
    return _known(context, name, use)


# ---- names of the kind that can stand there -------------------------------------------------------------------


def _near(context: Context, name: str, use: Use, node: t.Reference | None) -> str | None:
    if len(context.reports.unknown) > MAX_SUGGESTED:
        return None
    product = use is Use.APPLIED and node is not None and node.bracket is not None  # `A[i, j] (…)`
    known = [*_candidates(context, use), *(_candidates(context, Use.TENSOR) if product else ())]
    for found in near(name, known):
        if found.casefold() == name.casefold() or SequenceMatcher(None, found, name).ratio() >= CLOSE:
            return found
    return None


def _candidates(context: Context, use: Use) -> Iterator[str]:
    for name, symbol in (*context.locals.items(), *context.symbols.items()):
        if _fits(symbol, use):
            yield name
    yield from {Use.TENSOR: LEG_WORDS, Use.APPLIED: (*REWRITES, *DECOMPOSITIONS)}.get(use, ())


def _fits(symbol: Symbol, use: Use) -> bool:
    """Whether a symbol can stand where a name does."""
    match use:
        case Use.TENSOR:
            return is_tensor(symbol)
        case Use.APPLIED:
            return isinstance(symbol, (FunctionSymbol, TemplateSymbol)) or _is_number(symbol)
        case Use.ARGUMENT:
            return is_tensor(symbol) or isinstance(symbol, TemplateSymbol)
        case Use.DEFINITION:
            return isinstance(symbol, (DefinitionSymbol, TemplateSymbol, DimSymbol))
        case Use.NUMBER:
            return _is_number(symbol)


def _is_number(symbol: Symbol) -> bool:
    if isinstance(symbol, TensorSymbol):
        return symbol.statement.bracket is None
    if isinstance(symbol, DefinitionSymbol):
        return symbol.left.bracket is None and not symbol.left.superscripts
    return isinstance(symbol, (DimSymbol, ScalarSymbol, ScalarArgument))


def _in_the_library(context: Context, name: str) -> str:
    """What the library has under a longer name, or one that is like it."""
    if len(context.reports.unknown) > MAX_SUGGESTED:
        return ""
    known = standard_names()
    found = [other for other in known if other.startswith(f"{name}_")] or near(name, known)
    here = [f"`{other}`" for other in found if known[other] == known[found[0]]]
    return f'write `use "{known[found[0]]}"`, which defines {" and ".join(here)}' if here else ""


def _known(context: Context, name: str, use: Use) -> str:
    """What there is of the kind, and how to declare one."""
    if use is Use.APPLIED:
        declare = f"declare it, `fn {name}`; the functions are: {', '.join(FUNCTIONS)}"
        return _in_the_library(context, name) or declare
    if use is Use.NUMBER:
        numbers = ", ".join(list(_candidates(context, use))[:MAX_LISTED]) or "none"
        return f"declare it, `scalar {name}`, or `dim {name}`; the numbers here are: {numbers}"
    if use is Use.DEFINITION:
        return "name a definition"
    return "declare it (`param`, `input`, `tensor`) or define it with `=`"
