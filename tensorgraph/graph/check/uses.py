"""How often each wire name is used by a part of an expression (scope rules 2 to 4).

The count is deep: of a bubble or group it is what stands inside, the largest of its terms. A name that a function
declares in its brackets counts once, or not at all where the function keeps it to itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.symbols import FunctionSymbol, IndexArgument, TemplateSymbol
from tensorgraph.ops import reduces
from tensorgraph.syntax import tree as t

Pick: TypeAlias = Callable[[int, int], int]
"""Which of two terms' counts is the one of their sum."""


def uses_of_sum(context: Context, node: t.SumTree, pick: Pick = max) -> Counter[str]:
    """The most uses any term makes of each name, in reading order (or the fewest, not counting none)."""
    found: Counter[str] = Counter()
    for term in node.terms:
        for name, count in uses_of_term(context, term, pick).items():
            found[name] = pick(found[name], count) if name in found else count
    return found


def uses_of_term(context: Context, term: t.Term, pick: Pick = max) -> Counter[str]:
    """The uses of each name by the factors of a term together."""
    total: Counter[str] = Counter()
    for operand in term.operands:
        total.update(uses_of_factor(context, operand.factor, pick))
    return total


def uses_of_factor(context: Context, factor: t.FactorTree, pick: Pick = max) -> Counter[str]:
    """The uses of each name by a factor."""
    if isinstance(factor, t.Number):
        return Counter()
    if isinstance(factor, t.Group):
        return uses_of_sum(context, factor.body, pick)
    if isinstance(factor, t.Hole):
        return Counter(_wire_names(context, bracket_names(factor.bracket.legs if factor.bracket else ())))
    symbol = context.peek(factor.name.text)
    if isinstance(symbol, TemplateSymbol):
        return uses_of_call(context, factor, symbol)
    if isinstance(symbol, FunctionSymbol) and factor.arguments:
        return _uses_of_bubble(context, factor, symbol, pick)
    own = Counter(_own_names(context, factor))
    for argument in _sums(factor)[: 1 if is_rewrite(context, factor) else None]:
        own.update(uses_of_sum(context, argument, pick))
    return own


def uses_of_call(context: Context, call: t.Reference, symbol: TemplateSymbol) -> Counter[str]:
    """A call counts every use in its arguments, and those of its own brackets."""
    uses: Counter[str] = Counter()
    for formal, argument in zip(symbol.template.formals, _sums(call), strict=False):
        reference = bare_reference(argument)
        if reference is None:
            continue
        called = context.peek(reference.name.text)
        if formal.name.text in symbol.indices:
            uses.update(_wire_names(context, (reference.name,)))
        elif isinstance(called, TemplateSymbol):
            uses.update(uses_of_call(context, reference, called))
        elif formal.bracket is not None:
            uses.update(_own_names(context, reference))
    if call.result:
        uses.update(_wire_names(context, bracket_names(call.result.legs)))
    return uses


def is_rewrite(context: Context, factor: t.FactorTree) -> bool:
    """Whether a factor is ``unfold(…)`` or ``expand(…)``."""
    return (
        isinstance(factor, t.Reference)
        and factor.arguments is not None
        and factor.name.text in ("unfold", "expand")
        and context.peek(factor.name.text) is None
    )


def bare_reference(node: t.SumTree) -> t.Reference | None:
    """The single reference an expression consists of, if it does."""
    if len(node.terms) != 1 or node.terms[0].negative or node.terms[0].brace or len(node.terms[0].operands) != 1:
        return None
    factor = node.terms[0].operands[0].factor
    return factor if isinstance(factor, t.Reference) else None


def bracket_names(legs: tuple[t.LegTree, ...]) -> Iterator[t.Name]:
    """The wire names in brackets, in order."""
    for leg in legs:
        if isinstance(leg, t.Part):
            yield leg.name
        elif isinstance(leg, t.Thick):
            yield from (part.name for part in leg.parts)


def declared_names(factor: t.Reference) -> list[str]:
    """The names a function declares in its brackets, on both sides of the bar."""
    if factor.bracket is None:
        return []
    return [name.text for name in bracket_names(factor.bracket.legs + (factor.bracket.each or ()))]


def axis_names(factor: t.Reference) -> list[str]:
    """The names of the axes a function acts along."""
    return [name.text for name in bracket_names(factor.bracket.legs)] if factor.bracket else []


def _uses_of_bubble(context: Context, factor: t.Reference, symbol: FunctionSymbol, pick: Pick) -> Counter[str]:
    uses: Counter[str] = Counter()
    for argument in _sums(factor):
        uses.update(uses_of_sum(context, argument, pick))
    hidden = set(axis_names(factor)) if reduces(symbol.target or "") else set()
    for name in declared_names(factor):
        if name in uses:
            uses[name] = 0 if name in hidden else 1
    return +uses


def _own_names(context: Context, factor: t.Reference) -> list[str]:
    supers = [item for item in factor.superscripts if isinstance(item, t.Name)]
    legs = factor.bracket.legs if factor.bracket else ()
    return _wire_names(context, (*supers, *bracket_names(legs)))


def _wire_names(context: Context, names: Iterable[t.Name]) -> list[str]:
    """The names that are wires of this expression (an index formal is one only as what it stands for)."""
    return [name.text for name in names if not isinstance(context.locals.get(name.text), IndexArgument)]


def _sums(factor: t.Reference) -> list[t.SumTree]:
    return [argument for argument in factor.arguments or () if isinstance(argument, t.SumTree)]
