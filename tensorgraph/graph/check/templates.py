"""A ``def`` by itself. What is wrong whatever its arguments is said here; the rest where it is called."""

from __future__ import annotations

from collections.abc import Mapping

from tensorgraph.graph.check import attributes as a
from tensorgraph.graph.check.collect import refuse_reserved
from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.elaborate import whole
from tensorgraph.graph.check.formals import dim_names
from tensorgraph.graph.check.left import left_wires
from tensorgraph.graph.check.symbols import Argument, IndexArgument, Local, ScalarArgument, TemplateSymbol
from tensorgraph.graph.check.types import Shape
from tensorgraph.graph.check.workshop import Workshop
from tensorgraph.graph.nodes import Wire
from tensorgraph.graph.scalar import Scalar
from tensorgraph.syntax import tree as t


def check_template(workshop: Workshop, symbol: TemplateSymbol) -> None:
    """The body of a ``def`` with its formals' dimensions still unknown."""
    template = symbol.template
    context = workshop.context()
    context.generic = True
    shapes: dict[str, Shape] = {}
    formals: dict[str, Local] = {}
    for formal in template.formals:
        _name_formal(context, formal, formals)
        formals[formal.name.text] = _formal(context, symbol, formal, shapes)
    _names_apart(context, template, shapes)
    context.local_dims = shapes
    context.locals = {**{name: ScalarArgument(Scalar.name(name)) for name in shapes}, **formals}
    a.attributes(workshop.reports, template.attributes, a.DEFINITION)
    context.no_bar(template.bracket)
    _, env = left_wires(context, template.bracket.legs if template.bracket else ())
    whole(context, template.body, env)
    if context.failed:
        workshop.wrong.add(template.name.text)


def _name_formal(context: Context, formal: t.Formal, formals: Mapping[str, Local]) -> None:
    if refuse_reserved(context.reports, formal.name):
        context.failed = True
    elif formal.name.text in formals:
        message = f"the formal `{formal.name}` stands twice"
        context.report("defined-twice", message, formal.name.span, "give one of the two another name")
    if formal.bracket:
        context.no_bar(formal.bracket)


def _names_apart(context: Context, template: t.Template, shapes: Mapping[str, Shape]) -> None:
    for formal in template.formals:
        if formal.name.text in shapes:
            message = f"`{formal.name}` is a formal and the dimension of a formal"
            context.report("defined-twice", message, formal.name.span, "give one of the two another name")


def _formal(context: Context, symbol: TemplateSymbol, formal: t.Formal, shapes: dict[str, Shape]) -> Local:
    if formal.bracket is None:
        if formal.name.text in symbol.indices:
            return IndexArgument(context.types.fresh(formal.name.text))
        return ScalarArgument(Scalar.name(formal.name.text))
    legs: list[Shape] = []
    for leg in formal.bracket.legs:
        if isinstance(leg, t.Index):
            message = "a leg of a formal is a dimension, not a number"
            context.report("declared-index", message, leg.span, "name the dimension: `x[c, m]`")
        names = dim_names(leg)
        for name in names:
            shapes.setdefault(name, context.types.fresh(f"{name}?"))
        legs.append(shapes[names[0]] if len(names) == 1 else tuple(_unknown(shapes[name]) for name in names))
    return Argument(formal.name.text, (), (), tuple(legs))


def _unknown(shape: Shape) -> Wire:
    assert isinstance(shape, Wire)
    return shape
