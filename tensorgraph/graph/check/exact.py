"""Coefficients: the factors that are exact numbers."""

from __future__ import annotations

from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.symbols import DimSymbol, FunctionSymbol, ScalarArgument, ScalarSymbol
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.syntax import tree as t

MAX_BITS = 1000
"""Longest numerator or denominator of a coefficient, in bits: a double ends at 2^1024."""


def exact(context: Context, factor: t.FactorTree) -> Scalar | None:
    """The number a factor is, None where it is not an exact one."""
    match factor:
        case t.Number():
            return Scalar.number(factor.value)
        case t.Group():
            return exact_sum(context, factor.body)
        case t.Reference():
            return _reference(context, factor)
        case t.Hole():
            return None


def exact_sum(context: Context, node: t.SumTree) -> Scalar | None:
    """The number an expression is: terms add where they differ only by a rational."""
    total: Scalar | None = None
    for term in node.terms:
        value = _term(context, term)
        if value is None or (total is not None and total.powers != value.powers):
            return None
        total = value if total is None else Scalar(total.rational + value.rational, total.powers)
        if not in_range(total):
            return None
    return total if total is None or total.rational or not total.powers else Scalar.number(0)


def in_range(number: Scalar) -> bool:
    """Whether a coefficient is small and short enough to compute with, in doubles and exactly."""
    top, bottom = number.rational.numerator.bit_length(), number.rational.denominator.bit_length()
    return top < MAX_BITS and bottom < MAX_BITS


def _positive(context: Context, number: Scalar) -> set[str]:
    """The names in a coefficient that are never negative: the dimensions."""
    names = [name for name, _ in number.powers]
    return {name for name in names if name in context.local_dims or isinstance(context.peek(name), DimSymbol)}


def _term(context: Context, term: t.Term) -> Scalar | None:
    if term.brace:
        return None
    value = -ONE if term.negative else ONE
    for operand in term.operands:
        number = exact(context, operand.factor)
        if number is None or (operand.divides and not number.rational):
            return None
        value = value / number if operand.divides else value * number
        if not in_range(value):
            return None
    return value


def _reference(context: Context, factor: t.Reference) -> Scalar | None:
    symbol = context.peek(factor.name.text)
    if factor.bracket or factor.superscripts or factor.result:
        return None
    if isinstance(symbol, FunctionSymbol) and factor.arguments is not None:
        return _root(context, factor, symbol)
    number = _named(symbol)
    if number is None or factor.arguments is None:
        return number
    return _times_group(context, factor, number)


def _named(symbol: object) -> Scalar | None:
    match symbol:
        case DimSymbol():
            return Scalar.name(symbol.name)
        case ScalarSymbol():
            return Scalar.name(symbol.statement.name.text)
        case ScalarArgument():
            return symbol.value
    return None


def _root(context: Context, factor: t.Reference, symbol: FunctionSymbol) -> Scalar | None:
    if symbol.target != "sqrt" or len(factor.arguments or ()) != 1:
        return None
    argument = (factor.arguments or ())[0]
    inside = exact_sum(context, argument) if isinstance(argument, t.SumTree) else None
    return inside.sqrt(_positive(context, inside)) if inside is not None else None


def _times_group(context: Context, factor: t.Reference, number: Scalar) -> Scalar | None:
    arguments = factor.arguments or ()
    if len(arguments) != 1 or not isinstance(arguments[0], t.SumTree):
        return None
    inside = exact_sum(context, arguments[0])
    return number * inside if inside is not None else None
