"""Bubbles: functions with their axes and options."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tensorgraph.diagnostics import near
from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.legs import NOTHING, Joined, wire_leg
from tensorgraph.graph.check.rewrites import Inside
from tensorgraph.graph.check.symbols import FunctionSymbol
from tensorgraph.graph.check.types import Evidence
from tensorgraph.graph.check.uses import axis_names, bare_reference, bracket_names, uses_of_sum
from tensorgraph.graph.nodes import Apply, Cap, Leg, Wire
from tensorgraph.graph.scalar import Scalar
from tensorgraph.ops import FUNCTIONS, Kind, reduces
from tensorgraph.syntax import tree as t


def bubble(
    context: Context, node: t.Reference, symbol: FunctionSymbol, env: Mapping[str, Wire], inside: Inside
) -> Joined:
    """A function applied; NOTHING where its form is wrong."""
    sums = [argument for argument in node.arguments or () if isinstance(argument, t.SumTree)]
    if not _well_formed(context, node, symbol, len(sums)) or not _axes_inside(context, node, sums[0]):
        return NOTHING
    target = symbol.target or ""
    own = dict(env)
    if reduces(target):
        own |= {name: context.types.fresh(name) for name in axis_names(node)}
    axes = _axes(context, node, own)
    alone = bare_reference(sums[0])
    outer, context.complex_here = context.complex_here, target == "abs" and alone is not None and not alone.arguments
    body = inside(context, sums[0], own)
    context.complex_here = outer
    if target == "causal":
        assert node.bracket is not None
        second = Evidence(node.bracket.legs[1].span, f"the key of `{node.name}`", node.span)
        context.same(axes[0], axes[1], second)
    options = _options(context, node, target)
    return Joined((Apply(symbol.target or symbol.name, node.name.text, body, axes, options, node.span),))


def _axes(context: Context, node: t.Reference, env: Mapping[str, Wire]) -> tuple[Leg, ...]:
    """The axes. Brackets are no uses, so that a superscript may be named in them; dimensions may be stated there."""
    caps: list[Cap] = []
    outer, context.superscripts = context.superscripts, {}
    legs = node.bracket.legs if node.bracket else ()
    each = (node.bracket.each or ()) if node.bracket else ()
    axes = tuple(wire_leg(context, item, env, caps) for item in (*legs, *each))
    context.superscripts = outer
    return axes[: len(legs)]


def _axes_inside(context: Context, node: t.Reference, body: t.SumTree) -> bool:
    """Whether every wire in the brackets is named once, and stands inside."""
    if node.bracket is None:
        return True
    names = list(bracket_names(node.bracket.legs + (node.bracket.each or ())))
    inside = uses_of_sum(context, body)
    for place, name in enumerate(names):
        if name.text in [other.text for other in names[:place]]:
            message = f"`{node.name}` names the wire `{name}` twice"
            context.report_shaky("axis", message, name.span, "name another wire, or delete it", node.span)
            return False
        if name.text not in inside:
            message = f"`{node.name}` names the wire `{name}`, and nothing inside has it"
            hint = f"the wires inside are: {', '.join(inside) or 'none'}"
            context.report_shaky("axis", message, name.span, hint, node.span)
            return False
    return True


_FORMS = {
    Kind.ELEMENTWISE: "{}(…)",
    Kind.AXES: "{}[j](…)",
    Kind.REDUCE: "{}[j](…)",
    Kind.MASK: "{}[i, j](…)",
}


def _well_formed(context: Context, node: t.Reference, symbol: FunctionSymbol, sums: int) -> bool:
    problem = _problem(node, symbol, sums)
    if problem:
        span = node.bracket.span if node.bracket and sums == 1 and not node.result else node.span
        hint = f"write `{_FORMS[_kind(symbol)].format(node.name)}`"
        context.report_shaky("function-form", problem, span, hint, node.span)
    return problem is None


def _problem(node: t.Reference, symbol: FunctionSymbol, sums: int) -> str | None:
    """What is wrong with the form of an application."""
    kind, legs = _kind(symbol), node.bracket.legs if node.bracket else ()
    if sums != 1:
        return f"`{node.name}` takes one argument, and has {sums or 'none'}"
    if node.superscripts or node.result:
        return f"`{node.name}` is a function: it has no superscripts, and its wires leave it by name"
    if kind is Kind.ELEMENTWISE and legs:
        return f"`{node.name}` acts entry by entry, so it has no axis"
    if kind in (Kind.AXES, Kind.REDUCE) and not legs:
        return f"`{node.name}` acts along an axis, and none is named"
    if kind is Kind.MASK and len(legs) != 2:
        return f"`{node.name}` needs a query and a key wire"
    if symbol.target is None and len(legs) > 1:
        return f"`{node.name}` acts along one axis, and {len(legs)} are named"
    if any(isinstance(leg, t.Index) for leg in declared_legs(node)):
        return f"an axis of `{node.name}` is a wire, not a number"
    return None


def declared_legs(node: t.Reference) -> tuple[t.LegTree, ...]:
    """What stands in a function's brackets, on both sides of the bar."""
    return node.bracket.legs + (node.bracket.each or ()) if node.bracket else ()


def _kind(symbol: FunctionSymbol) -> Kind:
    if symbol.target is None:
        return Kind.AXES if symbol.along_axis else Kind.ELEMENTWISE
    return FUNCTIONS[symbol.target].kind


def _options(context: Context, node: t.Reference, target: str) -> tuple[tuple[str, Scalar], ...]:
    known = dict(FUNCTIONS[target].options) if target else {}
    values: dict[str, Fraction] = dict(known)
    given: set[str] = set()
    for option in node.arguments or ():
        if not isinstance(option, t.Option):
            continue
        name = option.name.text
        if name not in known:
            found = near(name, known)
            hint = f"write `{found[0]}`" if found else f"its options are: {', '.join(known) or 'none'}"
            context.report("option", f"`{node.name}` has no option `{name}`", option.span, hint)
        elif name in given or option.value < 0:
            message = f"`{name}` is given twice" if name in given else f"`{name}` cannot be negative"
            context.report("option", message, option.span, f"write one `{name}: 1e-5`")
        given.add(name)
        values[name] = option.value
    return tuple((name, Scalar.number(value)) for name, value in sorted(values.items()))
