"""The legs that a `?` without brackets has: what its term leaves open.

They are the wires that the other factors of its term use once and that do not leave it, and those that should leave it
and that no other factor has. They are written out before anything is scoped, so that from there on a hole is a tensor
like others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from tensorgraph.graph.check.context import Context, is_function
from tensorgraph.graph.check.symbols import TemplateSymbol
from tensorgraph.graph.check.uses import bracket_names, declared_names, is_rewrite, uses_of_factor, uses_of_term
from tensorgraph.source import Span
from tensorgraph.syntax import tree as t


def with_legs(context: Context, statement: t.PictureStatement, sides: list[t.SumTree]) -> list[t.SumTree] | None:
    """The sides of an equation with the legs of each `?` written out; None where they follow from nothing."""
    if not any(_open_holes(side) for side in sides):
        return sides
    free = _free_names(context, statement, sides)
    if free is None:
        _nothing_says(context, statement, sides)
        return None
    return [_filled_sum(context, side, free) for side in sides] if _all_in_place(context, sides) else None


def _free_names(context: Context, statement: t.PictureStatement, sides: list[t.SumTree]) -> list[str] | None:
    """The free wires of an equation: those stated, else those that some term without a `?` uses once."""
    if statement.bracket is not None:
        return [name.text for name in bracket_names(statement.bracket.legs)]
    terms = [term for side in sides for term in side.terms if not _holes_of_term(term)]
    uses = [uses_of_term(context, term, min) for term in terms]
    found = dict.fromkeys(name for counts in uses for name, count in counts.items() if count == 1)
    return list(found) if terms else None


def _filled_sum(context: Context, node: t.SumTree, leaving: list[str]) -> t.SumTree:
    return replace(node, terms=tuple(_filled_term(context, term, leaving) for term in node.terms))


def _filled_term(context: Context, term: t.Term, leaving: list[str]) -> t.Term:
    """The term with its `?` joined to what is open; ``leaving`` are the wires that should leave it."""
    operands = [part for operand in term.operands for part in _parted(context, operand)]
    places = [place for place, operand in enumerate(operands) if _holes_of_factor(operand.factor)]
    if not places:
        return term
    if len(places) > 1:
        _two_holes(context, [_holes_of_factor(operands[place].factor)[0] for place in places[:2]])
        return term
    place = places[0]
    before, after = _uses(context, operands[:place]), _uses(context, operands[place + 1 :])
    operand = operands[place]
    filled = _filled_factor(context, operand.factor, _wanted(before, after, leaving), {*before, *after, *leaving})
    operands[place] = replace(operand, factor=filled)
    return replace(term, operands=tuple(operands))


def _wanted(before: Counter[str], after: Counter[str], leaving: list[str]) -> list[str]:
    """What a factor must have, in reading order: what comes from the left, what leaves the term, what goes right."""
    both = before + after
    once = [name for name, count in both.items() if count == 1 and name not in leaving]
    missing = [name for name in leaving if name not in both]
    return [*(name for name in once if name in before), *missing, *(name for name in once if name in after)]


def _filled_factor(context: Context, factor: t.FactorTree, wanted: list[str], outside: set[str]) -> t.FactorTree:
    """The factor that has the `?`, with all of ``wanted``; what it shares with ``outside`` leaves it as well."""
    if isinstance(factor, t.Hole):
        return replace(factor, bracket=_bracket(wanted, factor.span))
    inside = uses_of_factor(context, factor)
    leaving = list(dict.fromkeys([*wanted, *(name for name in inside if name in outside)]))
    if isinstance(factor, t.Group):
        return replace(factor, body=_filled_sum(context, factor.body, leaving))
    assert isinstance(factor, t.Reference)
    assert factor.arguments is not None
    if not is_rewrite(context, factor):
        leaving = list(dict.fromkeys([*leaving, *declared_names(factor)]))
    filled = (_filled_sum(context, a, leaving) if isinstance(a, t.SumTree) else a for a in factor.arguments)
    return replace(factor, arguments=tuple(filled))


def _bracket(names: list[str], span: Span) -> t.Bracket:
    return t.Bracket(tuple(t.Part(t.Name(name, span), (), span) for name in names), None, span)


def _uses(context: Context, operands: list[t.Operand]) -> Counter[str]:
    return sum((uses_of_factor(context, operand.factor) for operand in operands), Counter[str]())


def _parted(context: Context, operand: t.Operand) -> Iterator[t.Operand]:
    """`A[i, j] (…)` as the product it is, where `A` is no function."""
    factor = operand.factor
    if not isinstance(factor, t.Reference) or not factor.arguments or _is_call(context, factor):
        yield operand
        return
    bare = replace(factor, arguments=None, span=factor.name.span.to((factor.bracket or factor.name).span))
    yield replace(operand, factor=bare)
    sums = [argument for argument in factor.arguments if isinstance(argument, t.SumTree)]
    yield from (t.Operand(t.Group(body, body.span), False) for body in sums)


def _is_call(context: Context, factor: t.Reference) -> bool:
    return is_function(context.peek(factor.name.text)) or is_rewrite(context, factor)


# ---- where holes are ----------------------------------------------------------------------------------------------


def _open_holes(node: t.SumTree) -> list[t.Hole]:
    """The holes without brackets, at every depth."""
    return [hole for term in node.terms for hole in _holes_of_term(term)]


def _holes_of_term(term: t.Term) -> list[t.Hole]:
    return [hole for operand in term.operands for hole in _holes_of_factor(operand.factor)]


def _holes_of_factor(factor: t.FactorTree) -> list[t.Hole]:
    match factor:
        case t.Hole():
            return [] if factor.bracket else [factor]
        case t.Group():
            return _open_holes(factor.body)
        case t.Reference():
            sums = [item for item in factor.arguments or () if isinstance(item, t.SumTree)]
            return [hole for body in sums for hole in _open_holes(body)]
    return []


def _calls_with_holes(context: Context, node: t.SumTree) -> Iterator[tuple[t.Reference, t.Hole]]:
    """The calls of a `def` that have a hole in an argument."""
    for factor in (operand.factor for term in node.terms for operand in term.operands):
        if isinstance(factor, t.Group):
            yield from _calls_with_holes(context, factor.body)
        elif isinstance(factor, t.Reference) and isinstance(context.peek(factor.name.text), TemplateSymbol):
            yield from ((factor, hole) for hole in _holes_of_factor(factor)[:1])
        elif isinstance(factor, t.Reference):
            for body in (item for item in factor.arguments or () if isinstance(item, t.SumTree)):
                yield from _calls_with_holes(context, body)


# ---- mistakes -----------------------------------------------------------------------------------------------------


def _all_in_place(context: Context, sides: list[t.SumTree]) -> bool:
    found = [pair for side in sides for pair in _calls_with_holes(context, side)]
    for call, hole in found:
        message = f"`?` cannot be an argument of the call of `{call.name}`"
        context.report("hole-place", message, hole.span, "a hole is a factor of a term: write out what is called")
    return not found


def _nothing_says(context: Context, statement: t.PictureStatement, sides: list[t.SumTree]) -> None:
    first = next(hole for side in sides for hole in _open_holes(side))
    reason = "every side has a hole" if len(sides) > 1 else "there is no other side"
    word = "show" if statement.drawn else "check"
    message = f"the wires of `?` follow from nothing: {reason}"
    hint = f"write them, `?[i, j]`, or say which wires are free: `{word} {statement.name}[i, j]: …`"
    context.report("hole-open", message, first.span, hint)


def _two_holes(context: Context, holes: list[t.Hole]) -> None:
    message = "two holes in one term: which wires join them is open"
    hint = "fill one, or write the wires of one: `?[i, j]`"
    context.report("hole-two", message, holes[1].span, hint, ((holes[0].span, "the first is here"),))
