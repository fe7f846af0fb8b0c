"""Calls of a ``def``: what each formal stands for, and the definition that the call is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tensorgraph.graph.check.context import Context, Signature
from tensorgraph.graph.check.exact import exact_sum
from tensorgraph.graph.check.symbols import (
    Argument,
    DefinitionSymbol,
    IndexArgument,
    Local,
    ScalarArgument,
    TemplateSymbol,
    TensorSymbol,
)
from tensorgraph.graph.check.tensors import NOTHING, Joined, wire_leg
from tensorgraph.graph.check.types import Evidence
from tensorgraph.graph.check.uses import bare_reference, bracket_names
from tensorgraph.graph.network import Definition
from tensorgraph.graph.nodes import Cap, Leg, Tensor, Wire
from tensorgraph.graph.scalar import Scalar
from tensorgraph.syntax import tree as t


@dataclass
class _Passed:
    """The caller's wires that arguments carry into the definition, in order."""

    wires: list[Wire] = field(default_factory=list)

    def add(self, wire: Wire) -> None:
        if wire not in self.wires:
            self.wires.append(wire)


def call(context: Context, node: t.Reference, symbol: TemplateSymbol, env: Mapping[str, Wire]) -> Joined:
    """A call as a tensor: the definition it means, joined by the wires in its brackets."""
    template = symbol.template
    legs = node.result.legs if node.result else ()
    wanted = len(template.bracket.legs) if template.bracket else 0
    if node.arguments is None or node.bracket or node.superscripts or len(legs) != wanted:
        names = ", ".join(name.text for name in bracket_names(template.bracket.legs)) if template.bracket else ""
        formals = ", ".join(formal.name.text for formal in template.formals)
        hint = f"write `{template.name}({formals})" + (f"[{names}]`" if names else "`")
        message = f"a call of `{template.name}` has its arguments, then brackets with {wanted} wire{'s' * (wanted != 1)}"
        context.report("call-form", message, node.span, hint)
        return NOTHING
    made = _definition(context, node, symbol, env)
    caps: list[Cap] = []
    joined = tuple(wire_leg(context, item, env, caps) for item in legs)
    if made is None:
        return NOTHING
    definition, through = made
    _state(context, node, definition, joined, through)
    tensor = Tensor(definition.name, joined, 0, through, node.span)
    return Joined((tensor, *caps), tuple(wire for cap in caps for wire in cap.leg))


def _state(
    context: Context, node: t.Reference, definition: Definition, legs: tuple[Leg, ...], through: tuple[Wire, ...]
) -> None:
    if context.generic:
        return
    dims = definition.dims
    for position, (leg, shape) in enumerate(zip((*legs, *((wire,) for wire in through)), dims, strict=True)):
        span = node.result.legs[position].span if node.result and position < len(legs) else node.span
        context.state(leg, shape, Evidence(span, f"leg {position + 1} of `{definition.name}`"))


def _definition(
    context: Context, node: t.Reference, symbol: TemplateSymbol, env: Mapping[str, Wire]
) -> tuple[Definition, tuple[Wire, ...]] | None:
    template = symbol.template
    arguments = [item for item in node.arguments or () if isinstance(item, t.SumTree)]
    if len(arguments) != len(template.formals) or len(arguments) != len(node.arguments or ()):
        formals = ", ".join(formal.span.text for formal in template.formals)
        message = f"`{template.name}` takes {len(template.formals)} arguments, and has {len(node.arguments or ())}"
        context.report("argument-count", message, node.span, f"it is `{template.name}({formals})`")
        return None
    passed = _Passed()
    bound: list[Local] = []
    for formal, item in zip(template.formals, arguments, strict=True):
        local = _bind(context, template, formal, item, env, passed)
        if local is None:
            return None
        bound.append(local)
    numbered = {wire: f"·{position}" for position, wire in enumerate(passed.wires)}
    named = {wire: wire.name for wire in passed.wires}
    key = f"{template.name}({', '.join(_text(local, numbered) for local in bound)})"
    name = f"{template.name}({', '.join(_text(local, named) for local in bound)})"
    definition = context.instantiate(context, node, symbol, tuple(bound), tuple(passed.wires), key, name)
    return (definition, tuple(passed.wires)) if definition else None


def _text(local: Local, wires: Mapping[Wire, str]) -> str:
    """An argument as text. With wires by number it is the same for equal calls; with names it is for people."""
    match local:
        case Argument():
            taken = "".join(f"^{_index_text(entry, wires)}" for entry in local.taken)
            inner = "".join(f"^{wires[wire]}" for wire in local.through)
            return f"{local.target}{taken}{inner}"
        case IndexArgument():
            return _index_text(local.value, wires)
        case ScalarArgument():
            return str(local.value)


def _index_text(entry: Wire | int, wires: Mapping[Wire, str]) -> str:
    return str(entry) if isinstance(entry, int) else wires[entry]


def is_index_formal(template: t.Template, formal: t.Formal) -> bool:
    """Whether a formal without brackets is used as a wire in the body (else it is a scalar)."""
    return formal.name.text in _wire_words(template.body)


def _wire_words(node: t.SumTree) -> set[str]:
    words: set[str] = set()
    for term in node.terms:
        for operand in term.operands:
            words |= _factor_words(operand.factor)
    return words


def _factor_words(factor: t.FactorTree) -> set[str]:
    if isinstance(factor, t.Group):
        return _wire_words(factor.body)
    if isinstance(factor, t.Number):
        return set()
    words = {item.text for item in factor.superscripts if isinstance(item, t.Name)}
    for bracket in (factor.bracket, factor.result):
        if bracket:
            words |= {name.text for name in bracket_names(bracket.legs + (bracket.each or ()))}
    for argument in factor.arguments or ():
        if isinstance(argument, t.SumTree):
            words |= _wire_words(argument)
    return words


def _bind(
    context: Context,
    template: t.Template,
    formal: t.Formal,
    item: t.SumTree,
    env: Mapping[str, Wire],
    passed: _Passed,
) -> Local | None:
    if formal.bracket is not None:
        return _bind_tensor(context, template, formal, item, env, passed)
    if _is_index_argument(context, template, formal, item):
        return _bind_index(context, template, formal, item, env, passed)
    number = exact_sum(context, item)
    if number is None:
        _wrong_argument(context, template, formal, item, "a number or a scalar")
        return None
    return ScalarArgument(number)


def _is_index_argument(context: Context, template: t.Template, formal: t.Formal, item: t.SumTree) -> bool:
    """By use in the body; a formal only passed on is an index where its argument is a wire."""
    if is_index_formal(template, formal):
        return True
    reference = bare_reference(item)
    return reference is not None and isinstance(context.locals.get(reference.name.text), IndexArgument)


def _bind_index(
    context: Context,
    template: t.Template,
    formal: t.Formal,
    item: t.SumTree,
    env: Mapping[str, Wire],
    passed: _Passed,
) -> Local | None:
    number = exact_sum(context, item)
    if number is not None and not number.powers and number.rational.denominator == 1:
        return IndexArgument(int(number.rational))
    reference = bare_reference(item)
    if reference is None or reference.bracket or reference.arguments or reference.superscripts:
        _wrong_argument(context, template, formal, item, "a wire or a whole number")
        return None
    local = context.locals.get(reference.name.text)
    value = local.value if isinstance(local, IndexArgument) else env.get(reference.name.text)
    if value is None:
        _wrong_argument(context, template, formal, item, "a wire or a whole number")
        return None
    if isinstance(value, Wire):
        passed.add(value)
    return IndexArgument(value)


def _bind_tensor(
    context: Context,
    template: t.Template,
    formal: t.Formal,
    item: t.SumTree,
    env: Mapping[str, Wire],
    passed: _Passed,
) -> Local | None:
    reference = bare_reference(item)
    if reference is None or reference.bracket or reference.result:
        example = f"{reference.name}" if reference else "x"
        _wrong_argument(context, template, formal, item, f"a tensor without its brackets, such as `{example}`")
        return None
    argument = _argument(context, template, formal, reference, env)
    if argument is None:
        return None
    taken = _taken(context, reference, env)
    for entry in (*argument.taken, *taken, *argument.through):
        if isinstance(entry, Wire):
            passed.add(entry)
    assert formal.bracket is not None
    left, wanted = len(argument.shapes) - len(taken), len(formal.bracket.legs)
    if left != wanted and not context.generic:
        message = f"`{item.span.text}` has {left} legs, and `{formal.name}` of `{template.name}` has {wanted}"
        context.report("argument-legs", message, item.span, f"it is `{formal.span.text}`", ((formal.span, "declared here"),))
        return None
    for position, (entry, shape) in enumerate(zip(taken, argument.shapes, strict=False)):
        if isinstance(entry, Wire):
            context.state((entry,), shape, Evidence(item.span, f"leg {position + 1} of `{reference.name}`"))
    return Argument(argument.target, (*argument.taken, *taken), argument.through, argument.shapes[len(taken) :])


def _taken(context: Context, reference: t.Reference, env: Mapping[str, Wire]) -> tuple[Wire | int, ...]:
    found: list[Wire | int] = []
    for item in reference.superscripts:
        local = context.locals.get(item.text) if isinstance(item, t.Name) else None
        if isinstance(item, t.Index):
            found.append(item.value)
        elif isinstance(local, IndexArgument):
            found.append(local.value)
        else:
            found += wire_leg(context, item, env, [], True)
    return tuple(found)


def _argument(
    context: Context, template: t.Template, formal: t.Formal, reference: t.Reference, env: Mapping[str, Wire]
) -> Argument | None:
    symbol = context.find(reference.name)
    if symbol is None:
        return None
    if isinstance(symbol, Argument) and reference.arguments is None:
        return symbol
    if isinstance(symbol, TemplateSymbol) and reference.arguments is not None:
        made = _definition(context, reference, symbol, env)
        return Argument(made[0].name, (), made[1], tuple(made[0].dims)[: len(made[0].graph.legs)]) if made else None
    if isinstance(symbol, (TensorSymbol, DefinitionSymbol)) and reference.arguments is None:
        signature: Signature | None = context.signature(reference.name.text)
        if signature is None:
            context.failed = True
            return None
        return Argument(reference.name.text, (), (), signature.shapes)
    context.report(
        "argument",
        f"`{formal.name}` of `{template.name}` is a tensor, and `{reference.span.text}` is not",
        reference.span,
        f"it is `{formal.span.text}`",
    )
    return None


def _wrong_argument(context: Context, template: t.Template, formal: t.Formal, item: t.SumTree, wanted: str) -> None:
    context.report(
        "argument",
        f"`{formal.name}` of `{template.name}` takes {wanted}",
        item.span,
        f"found `{item.span.text}`",
        ((formal.span, "declared here"),),
    )


def scalar_of(dims: tuple[str, ...]) -> Scalar:
    """The size of a leg as an exact number."""
    product = Scalar.number(1)
    for dim in dims:
        product *= Scalar.name(dim)
    return product
