"""Calls of a ``def``: the definition that each stands for, with the dimensions of its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tensorgraph.diagnostics import Diagnostic
from tensorgraph.graph.check import attributes as a
from tensorgraph.graph.check.called import Call, bound_dims, size_of
from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.elaborate import whole
from tensorgraph.graph.check.left import left_wires
from tensorgraph.graph.check.properties import properties
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.check.symbols import Argument, IndexArgument, Local, ScalarArgument, TemplateSymbol
from tensorgraph.graph.check.types import Evidence
from tensorgraph.graph.check.workshop import Workshop, finish
from tensorgraph.graph.network import Definition
from tensorgraph.graph.nodes import Graph, Wire
from tensorgraph.syntax import tree as t

MAX_CALLS = 3_000
"""Most different calls of a file: far above a whole model, and checked in about a second."""
MAX_NAME = 100
"""Longest name of a call, in characters; a longer one is cut, because calls of calls of calls would fill memory."""


def instantiate(
    workshop: Workshop,
    caller: Context,
    node: t.Reference,
    symbol: TemplateSymbol,
    arguments: tuple[Local, ...],
    passed: tuple[Wire, ...],
) -> Definition | None:
    """The definition that a call means, made at the first of equal calls; None where it is wrong or not yet known."""
    template = symbol.template
    if caller.generic or template.name.text in workshop.wrong:
        caller.failed |= not caller.generic
        return None
    call = Call(caller, node, template, arguments, passed)
    key = call.key
    found = workshop.calls.get(key)
    if found is not None and not _fits(call, found):
        key = f"{key} {[caller.types.dims(wire) for wire in passed]}"
    if key not in workshop.calls:
        workshop.calls[key] = _enter(workshop, call)
    caller.failed |= workshop.calls[key] is None
    return workshop.calls[key]


def _fits(call: Call, definition: Definition) -> bool:
    """Whether the wires that a call carries have the dimensions that an equal call's had."""
    known = [call.caller.types.dims(wire) for wire in call.passed]
    carried = definition.dims[len(definition.graph.legs) :]
    return all(dims is None or len(dims) != 1 or dims == other for dims, other in zip(known, carried, strict=False))


def _enter(workshop: Workshop, call: Call) -> Definition | None:
    if len(workshop.calls) >= MAX_CALLS:
        message = f"the calls of this file stand for more than {MAX_CALLS} definitions"
        hint = "a `def` that calls another twice doubles them at every level: define the inner one once, by name"
        place = call.caller.called_at or call.node.span
        if not workshop.full:  # said at the first call that is too many
            workshop.reports.add(Diagnostic("too-many-calls", message, place, hint=hint))
        workshop.full = call.caller.failed = True
        return None
    made = _make(workshop, call)
    if made is not None:
        workshop.definitions[made.name] = made
    return made


def _name(workshop: Workshop, call: Call) -> str:
    """The text of a call; cut where it is long, and told apart where another call has it."""
    text = call.text({wire: wire.name for wire in call.passed})
    name = text if len(text) <= MAX_NAME else f"{call.template.name}(…)"
    if name not in workshop.definitions:
        return name
    return f"{name} #{len(workshop.calls)}"


def _make(workshop: Workshop, call: Call) -> Definition | None:
    context = _context(workshop, call)
    if context is None:
        return None
    inside = {wire: context.types.fresh(wire.name) for wire in call.passed}
    _carry(context, call, inside)
    template = call.template
    before = len(workshop.reports.diagnostics)
    legs, env = left_wires(context, template.bracket.legs if template.bracket else ())
    body = whole(context, template.body, env)
    graph = finish(context, Graph(legs, body, tuple(inside.values())))
    if graph is None:
        _blame(workshop.reports, before, call.node)
        return None
    silent = Reports(own_colors=workshop.reports.own_colors)  # the attributes' mistakes were said of the def
    found = a.attributes(silent, template.attributes, a.DEFINITION)
    made = Definition(
        _name(workshop, call),
        graph,
        attributes=found,
        constant=workshop.is_constant(body),
        callee=template.name.text,
        span=template.span,
    )
    return replace(made, properties=properties(workshop.reports, template.attributes, made.leg_names, made.dims))


def _context(workshop: Workshop, call: Call) -> Context | None:
    """A context in which the formals' dimensions are those of the arguments."""
    context = workshop.context()
    context.depth = call.caller.depth
    context.called_at = call.caller.called_at or call.node.span
    context.local_dims = bound_dims(call)
    return None if call.caller.failed else context


def _carry(context: Context, call: Call, inside: Mapping[Wire, Wire]) -> None:
    """The formals as they are inside, and the dimensions of carried wires as far as they are known."""
    sizes = {name: ScalarArgument(size_of(shape)) for name, shape in context.local_dims.items()}
    pairs = zip(call.template.formals, call.arguments, strict=True)
    context.locals = {**sizes, **{formal.name.text: _inside(local, inside) for formal, local in pairs}}
    for wire in call.passed:
        dims = call.caller.types.dims(wire)
        if dims is not None:
            context.state((inside[wire],), dims, Evidence(call.node.span, f"`{wire.name}` of the call"))
        context.mentions[inside[wire]] = call.node.span


def _inside(local: Local, wires: Mapping[Wire, Wire]) -> Local:
    match local:
        case Argument():
            taken = tuple(wires[entry] if isinstance(entry, Wire) else entry for entry in local.taken)
            return replace(local, taken=taken, through=tuple(wires[wire] for wire in local.through))
        case IndexArgument():
            return IndexArgument(wires[local.value] if isinstance(local.value, Wire) else local.value)
    return local


def _blame(reports: Reports, before: int, node: t.Reference) -> None:
    """Say of the mistakes that arguments caused which call it was."""
    for position in range(before, len(reports.diagnostics)):
        old = reports.diagnostics[position]
        if len(old.related) < MAX_RELATED:
            reports.diagnostics[position] = replace(old, related=(*old.related, (node.span, "in the call here")))


MAX_RELATED = 4
"""Most places that a message of a mistake in nested calls lists."""
