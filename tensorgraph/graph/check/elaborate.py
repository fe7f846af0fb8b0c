"""An expression with every wire in its scope (rules 1 to 5 of the language)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from tensorgraph.diagnostics import near
from tensorgraph.graph.check.calls import call
from tensorgraph.graph.check.context import Context, is_function
from tensorgraph.graph.check.exact import exact, exact_sum
from tensorgraph.graph.check.symbols import DECOMPOSITIONS, DefinitionSymbol, FunctionSymbol, TemplateSymbol
from tensorgraph.graph.check.tensors import NOTHING, Joined, tensor, wire_leg
from tensorgraph.graph.check.types import Evidence
from tensorgraph.graph.check.uses import (
    axis_names,
    bare_reference,
    bracket_names,
    declared_names,
    is_rewrite,
    uses_of_factor,
    uses_of_sum,
)
from tensorgraph.graph.nodes import Apply, Cap, Leg, Product, Sum, Unfold, Wire
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.ops import FUNCTIONS, Kind, reduces
from tensorgraph.source import Span
from tensorgraph.syntax import tree as t


def expression(context: Context, node: t.SumTree, free: Mapping[str, Wire]) -> Sum:
    """A sum whose wires in ``free`` leave it; all others are summed in the smallest part that holds their uses."""
    return Sum(tuple(_term(context, term, free) for term in node.terms), node.span)


def _term(context: Context, node: t.Term, free: Mapping[str, Wire]) -> Product:
    coefficient = -ONE if node.negative else ONE
    operands: list[t.Operand] = []
    for operand in _split(context, node.operands):
        number = exact(context, operand.factor)
        if number is None:
            operands.append(operand)
        elif operand.divides and not number.rational:
            context.report("divide-by-zero", "this divides by zero", operand.factor.span)
        else:
            coefficient = coefficient / number if operand.divides else coefficient * number
    env, summed = _scope(context, [operand.factor for operand in operands], free)
    outer, context.superscripts = context.superscripts, dict(context.superscripts)
    joined = [_operand(context, operand, env) for operand in operands]
    context.superscripts = outer
    return Product(
        tuple(factor for part in joined for factor in part.factors),
        coefficient,
        (*summed, *(wire for part in joined for wire in part.summed)),
        node.brace.text if node.brace else "",
        node.span,
    )


def _split(context: Context, operands: tuple[t.Operand, ...]) -> list[t.Operand]:
    """`A[i, j] (…)` is a product where `A` is no function."""
    found: list[t.Operand] = []
    for operand in operands:
        factor = operand.factor
        if not isinstance(factor, t.Reference) or factor.arguments is None or _callable(context, factor):
            found.append(operand)
            continue
        bare = t.Reference(factor.name, factor.superscripts, factor.bracket, None, None, factor.span)
        found.append(t.Operand(bare, operand.divides))
        found += _group(context, factor)
    return found


def _callable(context: Context, factor: t.Reference) -> bool:
    symbol = context.peek(factor.name.text)
    return is_function(symbol) or is_rewrite(context, factor) or (symbol is None and factor.name.text in DECOMPOSITIONS)


def _group(context: Context, factor: t.Reference) -> list[t.Operand]:
    arguments = factor.arguments or ()
    if context.find(factor.name) is None:
        _look_inside(context, factor)
        return []
    if len(arguments) != 1 or not isinstance(arguments[0], t.SumTree) or factor.result:
        place = factor.result.span if factor.result else factor.span
        context.report(
            "not-a-function",
            f"`{factor.name}` is not a function, and this is not a product with a group",
            place,
            "a group holds one expression, without options, and has no brackets",
        )
        return []
    return [t.Operand(t.Group(arguments[0], arguments[0].span), False)]


def _look_inside(context: Context, factor: t.Reference) -> None:
    """Report the other unknown names inside the parentheses of an unknown function."""
    for argument in factor.arguments or ():
        if isinstance(argument, t.SumTree):
            expression(context, argument, {})


# ---- scope ----------------------------------------------------------------------------------------------------


def _scope(
    context: Context, factors: list[t.FactorTree], free: Mapping[str, Wire]
) -> tuple[Mapping[str, Wire], tuple[Wire, ...]]:
    """The wires that factors of a term see, and those the term sums."""
    uses = [uses_of_factor(context, factor) for factor in factors]
    names = list(dict.fromkeys(name for counts in uses for name in counts))
    env = dict(free)
    summed: list[Wire] = []
    for name in names:
        _reads_both_ways(context, name, factors, uses)
        users = [k for k, counts in enumerate(uses) if counts[name]]
        inside = len(users) == 1 and _encloses(context, factors[users[0]])
        if name in free or (inside and uses[users[0]][name] > 1):
            continue
        env[name] = context.types.fresh(name)
        if sum(counts[name] for counts in uses) == 1:
            _used_once(context, name, factors[users[0]])
        else:
            summed.append(env[name])
    return env, tuple(summed)


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
    context: Context, name: str, factors: list[t.FactorTree], uses: list[Counter[str]]
) -> None:
    total = sum(counts[name] for counts in uses)
    for factor, counts in zip(factors, uses, strict=True):
        if not (_encloses(context, factor) and counts[name] > 1 and total > counts[name]) or context.failed:
            continue
        part = "bubble" if isinstance(factor, t.Reference) else "group"
        context.report(
            "reads-both-ways",
            f"this {part} uses `{name}` {_times(counts[name])}, and the term uses it again: one wire, or two?",
            factor.span,
            _repairs(factor, name),
        )
        return


def _repairs(factor: t.FactorTree, name: str) -> str:
    rename = f"two wires: rename `{name}` inside or outside"
    if isinstance(factor, t.Reference):
        axes = ", ".join(axis_names(factor))
        declared = f"{axes} | {name}" if axes else f"| {name}"
        return f"{rename}\none wire: declare it, `{factor.name}[{declared}](…)`"
    return f"{rename}\none wire: drop the parentheses"


def _times(count: int) -> str:
    return {2: "twice", 3: "three times"}.get(count, f"{count} times")


def _used_once(context: Context, name: str, factor: t.FactorTree) -> None:
    if context.failed:
        return
    span = _mention(factor, name) or factor.span
    context.report(
        "used-once",
        f"the wire `{name}` is used once and is not on the left",
        span,
        f"to sum over it write `ones[{name}]` beside it; to keep it, put it on the left",
    )


def _mention(node: t.FactorTree | t.SumTree, name: str) -> Span | None:
    """Where a wire's name stands in a part of an expression."""
    if isinstance(node, t.SumTree):
        parts = (operand.factor for term in node.terms for operand in term.operands)
        return next((found for part in parts if (found := _mention(part, name))), None)
    if isinstance(node, t.Group):
        return _mention(node.body, name)
    if isinstance(node, t.Number):
        return None
    legs = [leg for bracket in (node.bracket, node.result) if bracket for leg in bracket.legs]
    for own in (*(item for item in node.superscripts if isinstance(item, t.Name)), *bracket_names(tuple(legs))):
        if own.text == name and not node.arguments:
            return own.span
    for argument in node.arguments or ():
        if isinstance(argument, t.SumTree) and (found := _mention(argument, name)):
            return found
    return next((own.span for own in bracket_names(tuple(legs)) if own.text == name), None)


# ---- factors --------------------------------------------------------------------------------------------------


def _operand(context: Context, operand: t.Operand, env: Mapping[str, Wire]) -> Joined:
    joined = _factor(context, operand.factor, env)
    if not operand.divides or not joined.factors:
        return joined
    body = Sum((Product(joined.factors, ONE, joined.summed),), operand.factor.span)
    return Joined((Apply("reciprocal", "reciprocal", body, span=operand.factor.span),))


def _factor(context: Context, factor: t.FactorTree, env: Mapping[str, Wire]) -> Joined:
    if isinstance(factor, t.Group):
        return Joined((expression(context, factor.body, env),))
    assert isinstance(factor, t.Reference)
    symbol = context.peek(factor.name.text)
    if factor.arguments is None and not isinstance(symbol, (FunctionSymbol, TemplateSymbol)):
        return tensor(context, factor, env)
    if is_rewrite(context, factor):
        return _rewrite(context, factor, env)
    if isinstance(symbol, TemplateSymbol):
        return call(context, factor, symbol, env)
    if isinstance(symbol, FunctionSymbol):
        return _bubble(context, factor, symbol, env)
    context.report(
        "decomposition-place",
        f"`{factor.name}` defines tensors, and cannot stand inside an expression",
        factor.span,
        "write a definition of its own, such as `U[i, r] s[r] V[r, j] = svd(M[i, j])`",
    )
    return NOTHING


def _rewrite(context: Context, factor: t.Reference, env: Mapping[str, Wire]) -> Joined:
    body, *names = factor.arguments or ()
    if not isinstance(body, t.SumTree) or factor.bracket or factor.result:
        context.report(
            "rewrite-form", f"`{factor.name}` takes an expression, then names", factor.span, "write `unfold(h[i, n], A)`"
        )
        return NOTHING
    found = tuple(name for item in names if (name := _definition_name(context, factor, item)))
    return Joined((Unfold(expression(context, body, env), found, factor.name.text, factor.span),))


def _definition_name(context: Context, factor: t.Reference, item: t.SumTree | t.Option) -> str | None:
    reference = bare_reference(item) if isinstance(item, t.SumTree) else None
    if reference is None or reference.bracket or reference.superscripts or reference.arguments:
        context.report("rewrite-form", f"`{factor.name}` takes names after its expression", item.span, "write the name alone")
        return None
    symbol = context.find(reference.name)
    kinds = (DefinitionSymbol, TemplateSymbol)
    if symbol is not None and not isinstance(symbol, kinds) and factor.name.text == "unfold":
        context.report(
            "not-a-definition", f"`{reference.name}` is not a definition, so it cannot be unfolded", item.span
        )
        return None
    return reference.name.text if symbol is not None else None


# ---- bubbles --------------------------------------------------------------------------------------------------


def _bubble(context: Context, node: t.Reference, symbol: FunctionSymbol, env: Mapping[str, Wire]) -> Joined:
    sums = [argument for argument in node.arguments or () if isinstance(argument, t.SumTree)]
    if not _well_formed(context, node, symbol, len(sums)):
        return NOTHING
    inside = uses_of_sum(context, sums[0])
    missing = [name for name in declared_names(node) if name not in inside]
    if missing:
        _axis_missing(context, node, missing[0])
        return NOTHING
    own = dict(env)
    if reduces(symbol.target or ""):
        own |= {name: context.types.fresh(name) for name in axis_names(node)}
    axes = _axes(context, node, own)
    body = expression(context, sums[0], own)
    if symbol.target == "causal":
        assert node.bracket is not None
        context.same(axes[0], axes[1], Evidence(node.bracket.span, f"leg 2 of `{node.name}`"))
    options = _options(context, node, symbol)
    return Joined((Apply(symbol.target or symbol.name, node.name.text, body, axes, options, node.span),))


def _axes(context: Context, node: t.Reference, env: Mapping[str, Wire]) -> tuple[Leg, ...]:
    caps: list[Cap] = []
    outer, context.superscripts = context.superscripts, {}
    axes = tuple(wire_leg(context, item, env, caps) for item in (node.bracket.legs if node.bracket else ()))
    context.superscripts = outer
    return axes


def _axis_missing(context: Context, node: t.Reference, name: str) -> None:
    assert node.bracket is not None
    span = next(own.span for own in bracket_names(node.bracket.legs + (node.bracket.each or ())) if own.text == name)
    context.report("axis", f"`{node.name}` names the wire `{name}`, and nothing inside has it", span, "name a wire that stands inside")


def _well_formed(context: Context, node: t.Reference, symbol: FunctionSymbol, sums: int) -> bool:
    kind = _kind(symbol)
    axes = len(node.bracket.legs) if node.bracket else 0
    example = {
        Kind.ELEMENTWISE: f"{node.name}(…)",
        Kind.AXES: f"{node.name}[j](…)",
        Kind.REDUCE: f"{node.name}[j](…)",
        Kind.MASK: f"{node.name}[i, j](…)",
    }[kind]
    problem = None
    if sums != 1:
        problem = f"`{node.name}` takes one argument, and has {sums or 'none'}"
    elif node.superscripts or node.result:
        problem = f"`{node.name}` is a function: it has no superscripts, and its wires leave it by name"
    elif kind is Kind.ELEMENTWISE and axes:
        problem = f"`{node.name}` acts entry by entry, so it has no axis"
    elif kind in (Kind.AXES, Kind.REDUCE) and not axes:
        problem = f"`{node.name}` acts along an axis, and none is named"
    elif kind is Kind.MASK and axes != 2:
        problem = f"`{node.name}` needs a query and a key wire"
    elif node.bracket and any(isinstance(leg, t.Index) for leg in node.bracket.legs):
        problem = f"an axis of `{node.name}` is a wire, not a number"
    if problem:
        span = node.bracket.span if node.bracket and sums == 1 else node.span
        context.report("function-form", problem, span, f"write `{example}`")
    return problem is None


def _kind(symbol: FunctionSymbol) -> Kind:
    if symbol.target is None:
        return Kind.AXES if symbol.along_axis else Kind.ELEMENTWISE
    return FUNCTIONS[symbol.target].kind


def _options(context: Context, node: t.Reference, symbol: FunctionSymbol) -> tuple[tuple[str, Scalar], ...]:
    known = dict(FUNCTIONS[symbol.target].options) if symbol.target else {}
    values: dict[str, Fraction] = dict(known)
    for argument in node.arguments or ():
        if not isinstance(argument, t.Option):
            continue
        if argument.name.text not in known:
            found = near(argument.name.text, known)
            hint = f"write `{found[0]}`" if found else f"its options are: {', '.join(known) or 'none'}"
            context.report("option", f"`{node.name}` has no option `{argument.name}`", argument.span, hint)
        elif argument.value < 0:
            context.report("option", f"`{argument.name}` cannot be negative", argument.span, "write `eps: 1e-5`")
        else:
            values[argument.name.text] = argument.value
    return tuple((name, Scalar.number(value)) for name, value in sorted(values.items()))


def number_side(context: Context, node: t.SumTree) -> bool:
    """Whether a side of an equation is a bare number."""
    return exact_sum(context, node) is not None
