"""What a relation claims: how close the two sides of a `~=` are said to be."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tensorgraph.diagnostics import near
from tensorgraph.graph.check.context import Context
from tensorgraph.graph.network import Relation
from tensorgraph.graph.nodes import Leg
from tensorgraph.syntax import tree as t

CLOSENESS = ("within", "top1")
"""The words that say how close two sides are."""
PERCENT = range(2, 101)
"""What is read as a share in hundredths."""


def relation(context: Context, tree: t.RelationTree, legs: tuple[Leg, ...]) -> Relation:
    """A relation between two sides with these free legs, before the sides are looked at."""
    said = {word: number for word, number in zip(CLOSENESS, (tree.within, tree.top1), strict=True) if number}
    if tree.sign == "~=" and not said:
        _needed(context, tree)
    elif tree.sign != "~=" and said:
        words = " and ".join(f"`{word}`" for word in said)
        message = f"{words} belong{'s' * (len(said) == 1)} to `~=`, and this is `{tree.sign}`"
        rest = f"{words} and {'its number' if len(said) == 1 else 'their numbers'}"
        context.report("within", message, tree.span, f"write `~=`, or delete {rest}")
    elif tree.top1:
        _share(context, tree.top1)
        _rows(context, tree.top1, legs)
    within, top1 = (said[word].value if word in said else None for word in CLOSENESS)
    return Relation(tree.sign, within, top1, tree.span)


def _needed(context: Context, tree: t.RelationTree) -> None:
    """A `~=` that says nothing. A name that stands for nothing may be meant to, and is no second mistake then."""
    meant = next((name for name in _unknown(context, tree.side) if near(name.text, CLOSENESS)), None)
    if meant is None:
        hint = "write `a ~= b within 0.05`, or `a ~= b top1 0.95`"
        context.report("within", "`~=` needs to say how close", tree.span, hint)
        return
    context.reports.unknown.add(meant.text)
    if meant.text in CLOSENESS:
        context.report("within", f"`{meant}` stands after both sides", meant.span, "write the side that it follows")
    else:
        message = f"`~=` needs to say how close, and `{meant}` is no word for that"
        context.report("within", message, meant.span, "write `within 0.05` or `top1 0.95`")


def _unknown(context: Context, side: t.SumTree) -> Iterator[t.Name]:
    """The names of a side that stand for nothing, as far as they could be words."""
    for factor in (operand.factor for term in side.terms for operand in term.operands):
        bare = isinstance(factor, t.Reference) and factor.bracket is None and factor.arguments is None
        if isinstance(factor, t.Reference) and bare and context.peek(factor.name.text) is None:
            yield factor.name


def _share(context: Context, number: t.Number) -> None:
    if 0 < number.value <= 1:
        return
    share = number.value / 100 if number.value in PERCENT else Fraction("0.95")
    message = f"a share of rows is above 0 and at most 1, and this is {number.span.text}"
    context.report("share", message, number.span, f"write `top1 {float(share):g}`")


def _rows(context: Context, number: t.Number, legs: tuple[Leg, ...]) -> None:
    if not legs:
        message = "`top1` compares rows, and the sides are numbers"
        context.report("no-rows", message, number.span, "name the wires that stay free, or write `within 0.05`")
