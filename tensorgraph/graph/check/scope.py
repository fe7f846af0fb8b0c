"""Where each wire of a term is summed (rules 2 to 5 of the language)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from tensorgraph.diagnostics import Diagnostic
from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.symbols import TemplateSymbol
from tensorgraph.graph.check.uses import axis_names, bracket_names, uses_of_factor
from tensorgraph.graph.nodes import Wire
from tensorgraph.source import Span
from tensorgraph.syntax import tree as t

Env = Mapping[str, Wire]
"""The wires that a part of an expression sees, by name."""


def scope(context: Context, operands: list[t.Operand], free: Env, term: Span) -> tuple[Env, tuple[Wire, ...]]:
    """The wires that the factors of a term see, and those the term sums."""
    factors = [operand.factor for operand in operands]
    uses = [uses_of_factor(context, factor) for factor in factors]
    total = sum(uses, Counter[str]())
    users: dict[str, int] = {}
    for place, counts in enumerate(uses):
        users |= dict.fromkeys(counts, place)
    ambiguous = _reads_both_ways(context, operands, uses, total, term)
    env = dict(free)
    summed: list[Wire] = []
    for name in users:
        last = users[name]
        closed = uses[last][name] == total[name] and total[name] > 1 and _encloses(context, factors[last])
        if name in free or closed:
            continue
        env[name] = context.types.fresh(name)
        if total[name] == 1 and name not in ambiguous:
            _used_once(context, name, factors[last], term, _lost(total, free))
        else:
            summed.append(env[name])
    return env, tuple(summed)


def _lost(total: Counter[str], free: Env) -> str:
    """The one free wire that a term does not use, where it uses all but one, and one other wire once."""
    lost = [name for name in free if not total[name]]
    once = [name for name in total if total[name] == 1 and name not in free]
    return lost[0] if len(lost) == len(once) == 1 else ""


def _encloses(context: Context, factor: t.FactorTree) -> bool:
    """Whether a factor is a part that can sum a wire itself: a bubble or a group, and not a call."""
    if isinstance(factor, t.Group):
        return True
    return (
        isinstance(factor, t.Reference)
        and factor.arguments is not None
        and not isinstance(context.peek(factor.name.text), TemplateSymbol)
    )


def _reads_both_ways(
    context: Context, operands: list[t.Operand], uses: list[Counter[str]], total: Counter[str], term: Span
) -> set[str]:
    """The wires that a bubble or group uses twice or more, and the term uses again; each is reported once."""
    found: dict[str, None] = {}
    for operand, counts in zip(operands, uses, strict=True):
        factor = operand.factor
        if not _encloses(context, factor):
            continue
        for name, count in counts.items():
            if count > 1 and total[name] > count and name not in found:
                found[name] = None
                context.ambiguous.add(name)
                part = "bubble" if isinstance(factor, t.Reference) else "group"
                message = f"this {part} uses `{name}` {_times(count)}, and the term uses it again: one wire, or two?"
                diagnostic = Diagnostic("reads-both-ways", message, factor.span, hint=_repairs(operand, name))
                context.pending.append((diagnostic, term))
    return set(found)


def _repairs(operand: t.Operand, name: str) -> str:
    factor = operand.factor
    rename = f"two wires: rename `{name}` inside or outside"
    if isinstance(factor, t.Reference):
        axes = ", ".join(axis_names(factor))
        declared = f"{axes} | {name}" if axes else f"| {name}"
        return f"{rename}\none wire: declare it, `{factor.name}[{declared}](…)`"
    if _can_open(operand):
        return f"{rename}\none wire: drop the parentheses"
    return f"{rename}\none wire: define the group by a name, with `{name}` on its left, and write the name here"


def _can_open(operand: t.Operand) -> bool:
    """Whether a group means the same without its parentheses."""
    terms = operand.factor.body.terms if isinstance(operand.factor, t.Group) else ()
    return len(terms) == 1 and not (operand.divides or terms[0].negative or terms[0].brace)


def _times(count: int) -> str:
    return {2: "twice", 3: "three times"}.get(count, f"{count} times")


def _used_once(context: Context, name: str, factor: t.FactorTree, term: Span, lost: str) -> None:
    place = _mention(factor, name) or factor.span
    message = f"the wire `{name}` is used once and is not on the left"
    hint = f"to sum over it write `ones[{name}]` beside it; to keep it, put it on the left"
    if context.drawn:
        message = f"the wire `{name}` is used once, and is not among the free wires"
        hint = "to join it to another leg, write one letter on both"
        if lost:
            hint = f"if it is to be `{lost}`, which this side lacks, write `{lost}` for it"
        hint += f"\nto sum over it, write `ones[{name}]` beside it\nto keep it, name it in the brackets after the name"
    context.pending.append((Diagnostic("used-once", message, place, hint=hint), term))


def _mention(node: t.FactorTree | t.SumTree, name: str) -> Span | None:
    """Where a wire's name stands in a part of an expression."""
    if isinstance(node, t.SumTree):
        parts = (operand.factor for term in node.terms for operand in term.operands)
        return next((found for part in parts if (found := _mention(part, name))), None)
    if isinstance(node, t.Group):
        return _mention(node.body, name)
    if isinstance(node, t.Number):
        return None
    if isinstance(node, t.Hole):
        names = bracket_names(node.bracket.legs if node.bracket else ())
        return next((own.span for own in names if own.text == name), None)
    sums = [argument for argument in node.arguments or () if isinstance(argument, t.SumTree)]
    inside = next((found for argument in sums if (found := _mention(argument, name))), None)
    return inside or next((own.span for own in _own(node) if own.text == name), None)


def _own(node: t.Reference) -> list[t.Name]:
    """The names a reference writes itself, those in brackets after those above it."""
    legs = [leg for bracket in (node.bracket, node.result) if bracket for leg in bracket.legs]
    bare = [] if node.bracket or node.arguments else [node.name]
    return [*(item for item in node.superscripts if isinstance(item, t.Name)), *bracket_names(tuple(legs)), *bare]
