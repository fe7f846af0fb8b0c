"""`unfold(…)` and `expand(…)`: where they may stand, and what they name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from tensorgraph.graph.check.context import Context, Use
from tensorgraph.graph.check.legs import NOTHING, Joined
from tensorgraph.graph.check.symbols import DefinitionSymbol, DimSymbol, TemplateSymbol, is_computed, kind_in_words
from tensorgraph.graph.check.uses import bare_reference
from tensorgraph.graph.nodes import Sum, Tensor, Unfold, Wire
from tensorgraph.graph.walk import factors
from tensorgraph.syntax import tree as t

Inside: TypeAlias = Callable[[Context, t.SumTree, Mapping[str, Wire]], Sum]
"""How an expression inside another is checked."""


def rewrite(context: Context, factor: t.Reference, env: Mapping[str, Wire], inside: Inside) -> Joined:
    """The node of an `unfold` or `expand`; NOTHING where its form is wrong."""
    body, *names = factor.arguments or (None,)
    if not isinstance(body, t.SumTree) or factor.bracket or factor.superscripts or factor.result:
        message = f"`{factor.name}` takes an expression, then names"
        hint = f"write `{factor.name}(h[i, n], A)`"
        context.report_shaky("rewrite-form", message, factor.span, hint, factor.span)
        return NOTHING
    found = tuple(name for item in names if (name := _name(context, factor, item)))
    node = Unfold(inside(context, body, env), found, factor.name.text, factor.span)
    if not context.generic and not context.failed:
        _check_names(context, factor, node, names)
    return Joined((node,))


def _name(context: Context, factor: t.Reference, item: t.SumTree | t.Option) -> str | None:
    reference = bare_reference(item) if isinstance(item, t.SumTree) else None
    if reference is None or reference.bracket or reference.superscripts or reference.arguments:
        message = f"`{factor.name}` takes names after its expression"
        context.report("rewrite-form", message, item.span, "write a definition's name, without brackets")
        return None
    symbol = context.find(reference.name, Use.DEFINITION, reference)
    if symbol is None:
        return None
    if isinstance(symbol, DimSymbol) and factor.name.text == "expand":
        return _dimension(context, reference)
    if not isinstance(symbol, (DefinitionSymbol, TemplateSymbol)) or is_computed(symbol):
        what = "not defined by an expression" if isinstance(symbol, DefinitionSymbol) else kind_in_words(symbol)
        message = f"`{reference.name}` is {what}, so it cannot be unfolded"
        context.report("not-a-definition", message, item.span, "delete it, or name a definition")
        return None
    return reference.name.text


def _dimension(context: Context, reference: t.Reference) -> str | None:
    """A dimension whose Σ is written out."""
    if context.drawn:
        return reference.name.text
    message = f"a Σ over `{reference.name}` is written out in a `show` or `check` only"
    hint = "a definition is the same for every size: delete the dimension"
    context.report("rewrite-place", message, reference.span, hint)
    return None


def _check_names(context: Context, factor: t.Reference, node: Unfold, items: list[t.SumTree | t.Option]) -> None:
    """Something is unfolded or written out, and every definition named occurs in what is."""
    seen, opened = _reached(context, node)
    if not seen and not any(isinstance(context.peek(name), DimSymbol) for name in node.names):
        message = "nothing here has a definition to unfold"
        context.report("nothing-to-unfold", message, factor.span, "name a definition in the expression")
        return
    for name, item in zip(node.names, items, strict=True):
        if name not in seen and not isinstance(context.peek(name), DimSymbol):
            message = f"`{name}` does not occur in what is unfolded"
            context.report("nothing-to-unfold", message, item.span, _between(context, factor, seen - opened, name))


def _between(context: Context, factor: t.Reference, start: set[str], goal: str) -> str:
    """The names that stand between what is unfolded and a name that is not reached; of a call, that of its ``def``."""
    above = {name: "" for name in sorted(start) if context.definition(name)}
    for name in (queue := list(above)):
        if goal in _names(context, name):
            break
        new = [other for other in _inside(context, name) if other not in above]
        above |= dict.fromkeys(new, name)
        queue += new
    else:
        return "delete it: nothing that is unfolded is made from it"
    way: list[str] = []
    while name := above[name]:
        way.insert(0, _names(context, name)[-1])
    write = f"{factor.name}(…, {', '.join([*dict.fromkeys(way), goal])})"
    return f"`{factor.name}` goes one level, and further where names say so: write `{write}`"


def _names(context: Context, name: str) -> tuple[str, ...]:
    definition = context.definition(name)
    return (name, definition.callee) if definition and definition.callee else (name,)


def _inside(context: Context, name: str) -> tuple[str, ...]:
    definition = context.definition(name)
    return tuple(dict.fromkeys(_defined(context, definition.graph.body))) if definition else ()


def _reached(context: Context, node: Unfold) -> tuple[set[str], set[str]]:
    """The definitions that are unfolded and those that occur in them, of a call the name of its ``def`` too; and the
    ones that are unfolded."""
    seen: set[str] = set()
    waiting = [(name, True) for name in _defined(context, node.body)]
    opened: set[str] = set()
    while waiting:
        name, outermost = waiting.pop()
        definition = context.definition(name)
        assert definition is not None
        seen |= {name, definition.callee}
        if name not in opened and (outermost or {name, definition.callee} & set(node.names)):
            opened.add(name)
            waiting += [(other, False) for other in _defined(context, definition.graph.body)]
    return seen, opened


def _defined(context: Context, body: Sum) -> Iterator[str]:
    for factor in factors(body):
        found = context.definition(factor.name) if isinstance(factor, Tensor) else None
        if found is not None and found.kept is None:
            yield found.name
