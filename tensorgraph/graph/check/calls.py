"""Calls of a ``def``: the definition that a call is, joined by the wires in its brackets."""

from __future__ import annotations

from collections.abc import Mapping

from tensorgraph.graph.check.arguments import Binding, Made
from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.legs import NOTHING, Joined, wire_leg
from tensorgraph.graph.check.symbols import Argument, IndexArgument, Local, ScalarArgument, TemplateSymbol
from tensorgraph.graph.check.types import Evidence
from tensorgraph.graph.network import Definition
from tensorgraph.graph.nodes import Cap, Leg, Tensor, Wire
from tensorgraph.syntax import tree as t


def call(context: Context, node: t.Reference, symbol: TemplateSymbol, env: Mapping[str, Wire]) -> Joined:
    """A call as a tensor: the definition it means, joined by the wires in its brackets."""
    if not context.no_bar(node.result):
        return NOTHING
    legs = node.result.legs if node.result else ()
    wanted = len(symbol.template.bracket.legs) if symbol.template.bracket else 0
    if node.arguments is None or node.bracket or node.superscripts or len(legs) != wanted:
        _malformed(context, node, symbol.template, wanted)
        return NOTHING
    made = definition_of(context, node, symbol, env)
    caps: list[Cap] = []
    joined = tuple(wire_leg(context, item, env, caps) for item in legs)
    if made is None:
        return NOTHING
    definition, through = made
    _state(context, node, definition, joined, through)
    tensor = Tensor(definition.name, joined, 0, through, node.span)
    return Joined((tensor, *caps), tuple(wire for cap in caps for wire in cap.leg))


def _malformed(context: Context, node: t.Reference, template: t.Template, wanted: int) -> None:
    names = ", ".join(leg.span.text for leg in template.bracket.legs) if template.bracket else ""
    formals = ", ".join(formal.name.text for formal in template.formals)
    hint = f"write `{template.name}({formals})" + (f"[{names}]`" if names else "`")
    brackets = f"brackets with {wanted} wire{'s' * (wanted != 1)}" if wanted else "no brackets"
    message = f"a call of `{template.name}` has its arguments, then {brackets}"
    context.report_shaky("call-form", message, node.span, hint, node.span)


def _state(
    context: Context, node: t.Reference, definition: Definition, legs: tuple[Leg, ...], through: tuple[Wire, ...]
) -> None:
    carried = tuple((wire,) for wire in through)
    for position, (leg, shape) in enumerate(zip((*legs, *carried), definition.dims, strict=True)):
        span = node.result.legs[position].span if node.result and position < len(legs) else node.span
        context.state(leg, shape, Evidence(span, f"leg {position + 1} of `{definition.name}`", node.span))


def definition_of(context: Context, node: t.Reference, symbol: TemplateSymbol, env: Mapping[str, Wire]) -> Made:
    """The definition that a call means, and the wires it carries."""
    template = symbol.template
    arguments = [item for item in node.arguments or () if isinstance(item, t.SumTree)]
    if len(arguments) != len(template.formals) or len(arguments) != len(node.arguments or ()):
        formals = ", ".join(formal.span.text for formal in template.formals)
        count = len(template.formals)
        takes = f"{count or 'no'} argument{'s' * (count != 1)}"
        message = f"`{template.name}` takes {takes}, and has {len(node.arguments or ())}"
        context.report_shaky("argument-count", message, node.span, f"it is `{template.name}({formals})`", node.span)
        return None
    binding = Binding(context, symbol, env, lambda inner, other: definition_of(context, inner, other, env))
    bound = [binding.bind(formal, item) for formal, item in zip(template.formals, arguments, strict=True)]
    found = tuple(local for local in bound if local is not None)
    if len(found) != len(bound):
        return None
    passed = tuple(binding.passed)
    definition = context.instantiate(context, node, symbol, found, passed)
    return (definition, passed) if definition else None


def call_text(template: t.Template, arguments: tuple[Local, ...], wires: Mapping[Wire, str]) -> str:
    """A call as text. With wires by number it is the same for equal calls; with names it is for people."""
    return f"{template.name}({', '.join(_text(local, wires) for local in arguments)})"


def _text(local: Local, wires: Mapping[Wire, str]) -> str:
    match local:
        case Argument():
            return local.target + "".join(f"^{_index_text(entry, wires)}" for entry in local.taken)
        case IndexArgument():
            return _index_text(local.value, wires)
        case ScalarArgument():
            return str(local.value)


def carried_text(arguments: tuple[Local, ...], wires: Mapping[Wire, str]) -> str:
    """The wires that arguments carry as calls themselves: not in their text, and part of what a call is."""
    through = [argument.through for argument in arguments if isinstance(argument, Argument)]
    return "; ".join(" ".join(wires[wire] for wire in group) for group in through)


def _index_text(entry: Wire | int, wires: Mapping[Wire, str]) -> str:
    return str(entry) if isinstance(entry, int) else wires[entry]
