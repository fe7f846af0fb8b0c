"""An expression with every wire in its scope: terms, groups, and which parentheses are calls."""

from __future__ import annotations

from tensorgraph.graph.check.attributes import prose_problem
from tensorgraph.graph.check.bubbles import bubble
from tensorgraph.graph.check.calls import call
from tensorgraph.graph.check.context import Context, Use, is_function
from tensorgraph.graph.check.exact import exact, in_range
from tensorgraph.graph.check.holes import hole
from tensorgraph.graph.check.legs import NOTHING, Joined
from tensorgraph.graph.check.rewrites import rewrite
from tensorgraph.graph.check.scope import Env, scope
from tensorgraph.graph.check.symbols import BUILT_IN, DECOMPOSITIONS, FunctionSymbol, TemplateSymbol
from tensorgraph.graph.check.tensors import tensor
from tensorgraph.graph.check.unknown import report_unknown
from tensorgraph.graph.check.uses import bare_reference, is_rewrite
from tensorgraph.graph.nodes import Apply, Product, Sum
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.syntax import tree as t

MAX_NESTING = 100
"""Most groups, bubbles and calls around an expression, those of the calls it stands in included: each level recurses
some six frames, and Python allows a thousand."""
CALL_COST = 3
"""How many of them a call counts as."""


def whole(context: Context, node: t.SumTree, free: Env) -> Sum:
    """The expression of a statement; what it says of wires is reported now."""
    if _is_too_deep(context, node):
        return Sum((), node.span)
    result = Sum(tuple(_top_term(context, term, free) for term in node.terms), node.span)
    report_unknown(context)
    context.report_pending()
    return result


def _is_too_deep(context: Context, node: t.SumTree) -> bool:
    if context.depth < MAX_NESTING:
        return False
    hint = f"groups, bubbles and calls are nested at most {MAX_NESTING} deep, a call counting for {CALL_COST}"
    context.report("too-deep", "this is nested too deep, with the calls it stands in", node.span, hint)
    return True


def _top_term(context: Context, node: t.Term, free: Env) -> Product:
    context.superscripts = {}  # a superscript is one everywhere in a term; terms are apart
    return _term(context, node, free)


def expression(context: Context, node: t.SumTree, free: Env) -> Sum:
    """A sum whose wires in ``free`` leave it; all others are summed in the smallest part that holds their uses."""
    if _is_too_deep(context, node):
        return Sum((), node.span)
    context.depth += 1
    result = Sum(tuple(_term(context, term, free) for term in node.terms), node.span)
    context.depth -= 1
    return result


def _term(context: Context, node: t.Term, free: Env) -> Product:
    coefficient, operands = _coefficient(context, node)
    env, summed = scope(context, operands, free, node.span)
    joined = [_operand(context, operand, env) for operand in operands]
    problem = prose_problem(node.brace) if node.brace else None
    if problem is not None:
        context.reports.add(problem)
    return Product(
        tuple(factor for part in joined for factor in part.factors),
        coefficient,
        (*summed, *(wire for part in joined for wire in part.summed)),
        node.brace.text if node.brace else "",
        node.span,
    )


def _coefficient(context: Context, node: t.Term) -> tuple[Scalar, list[t.Operand]]:
    """The exact numbers of a term multiplied, and its other factors."""
    coefficient = -ONE if node.negative else ONE
    operands: list[t.Operand] = []
    for operand in _split(context, node.operands):
        number = exact(context, operand.factor)
        if number is None:
            operands.append(operand)
        elif operand.divides and not number.rational:
            hint = "write another divisor, or leave the factor out"
            context.report("divide-by-zero", "this divides by zero", operand.factor.span, hint)
        elif in_range(coefficient):
            coefficient = coefficient / number if operand.divides else coefficient * number
    if not in_range(coefficient):
        hint = "shorten the numbers, or bind a `scalar` when the file is run"
        context.report("number", "the coefficient of this term is too long or too large", node.span, hint)
        coefficient = ONE
    return coefficient, operands


# ---- product or call ------------------------------------------------------------------------------------------


def _split(context: Context, operands: tuple[t.Operand, ...]) -> list[t.Operand]:
    """`A[i, j] (…)` is a product where `A` is no function."""
    found: list[t.Operand] = []
    for operand in operands:
        factor = operand.factor
        if not isinstance(factor, t.Reference) or factor.arguments is None or _callable(context, factor):
            found.append(operand)
        else:
            found += _product_with_group(context, factor, operand.divides)
    return found


def _callable(context: Context, factor: t.Reference) -> bool:
    symbol = context.peek(factor.name.text)
    return is_function(symbol) or is_rewrite(context, factor) or (symbol is None and factor.name.text in DECOMPOSITIONS)


def _product_with_group(context: Context, factor: t.Reference, divides: bool) -> list[t.Operand]:
    arguments = factor.arguments or ()
    built_in = factor.name.text in BUILT_IN and context.peek(factor.name.text) is None
    if not built_in and context.find(factor.name, Use.APPLIED, factor) is None:
        context.shaky.append(factor.span)
        _look_inside(context, factor)
        return []
    if len(arguments) != 1 or not isinstance(arguments[0], t.SumTree) or factor.result:
        message = f"`{factor.name}` is not a function, and this is no product with a group"
        hint = "a group holds one expression, without options and without brackets after it"
        place = factor.result.span if factor.result else factor.span
        context.report_shaky("not-a-function", message, place, hint, factor.span)
        return []
    last = factor.bracket or (factor.superscripts[-1] if factor.superscripts else factor.name)
    bare = t.Reference(factor.name, factor.superscripts, factor.bracket, None, None, factor.name.span.to(last.span))
    return [t.Operand(bare, divides), t.Operand(t.Group(arguments[0], arguments[0].span), False)]


def _look_inside(context: Context, factor: t.Reference) -> None:
    """Report the other mistakes inside the parentheses of an unknown name; a bare name may be meant for a `def`."""
    before = len(context.pending)
    for argument in factor.arguments or ():
        reference = bare_reference(argument) if isinstance(argument, t.SumTree) else None
        if isinstance(argument, t.SumTree) and (reference is None or reference.bracket):
            expression(context, argument, {})
    del context.pending[before:]  # which wires are free in there depends on what the function is


# ---- factors --------------------------------------------------------------------------------------------------


def _operand(context: Context, operand: t.Operand, env: Env) -> Joined:
    joined = _factor(context, operand.factor, env)
    if not operand.divides or not joined.factors:
        return joined
    only = joined.factors[0]
    body = only if isinstance(only, Sum) else Sum((Product(joined.factors, ONE, joined.summed),), operand.factor.span)
    return Joined((Apply("reciprocal", "reciprocal", body, span=operand.factor.span),))


def _factor(context: Context, factor: t.FactorTree, env: Env) -> Joined:
    if isinstance(factor, t.Group):
        return Joined((expression(context, factor.body, env),))
    if isinstance(factor, t.Hole):
        return hole(context, factor, env)
    assert isinstance(factor, t.Reference)
    symbol = context.peek(factor.name.text)
    if isinstance(symbol, TemplateSymbol):
        context.depth += CALL_COST
        joined = call(context, factor, symbol, env)
        context.depth -= CALL_COST
        return joined
    if isinstance(symbol, FunctionSymbol):
        return bubble(context, factor, symbol, env, expression)
    if factor.name.text in DECOMPOSITIONS and symbol is None:
        return _misplaced(context, factor)
    if is_rewrite(context, factor):
        return rewrite(context, factor, env, expression)
    return tensor(context, factor, env)


def _misplaced(context: Context, factor: t.Reference) -> Joined:
    message = f"`{factor.name}` defines tensors, and cannot stand inside an expression"
    hint = "write a definition of its own, such as `U[i, r] s[r] V[r, j] = svd(M[i, j])`"
    context.report_shaky("decomposition-place", message, factor.span, hint, factor.span)
    return NOTHING
