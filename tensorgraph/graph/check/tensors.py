"""A tensor's name with its brackets: legs, superscripts, fixed indices, built-in tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tensorgraph.graph.check.context import Context, Signature
from tensorgraph.graph.check.symbols import (
    LEG_WORDS,
    Argument,
    DefinitionSymbol,
    IndexArgument,
    Symbol,
    TensorSymbol,
    kind_in_words,
)
from tensorgraph.graph.check.types import Evidence
from tensorgraph.graph.nodes import Cap, Dot, Factor, Leg, Shift, Tensor, Wire
from tensorgraph.source import Span
from tensorgraph.syntax import tree as t


@dataclass(frozen=True)
class Joined:
    """The factors a reference becomes, and the wires of its fixed indices, summed beside it."""

    factors: tuple[Factor, ...]
    summed: tuple[Wire, ...] = ()


NOTHING = Joined(())
"""What a reference that was reported becomes."""


def tensor(context: Context, node: t.Reference, env: Mapping[str, Wire]) -> Joined:
    """A reference that is no function."""
    if node.name.text in LEG_WORDS and context.peek(node.name.text) is None:
        return _built_in(context, node, env)
    symbol = context.find(node.name)
    if symbol is None:
        return NOTHING
    if not isinstance(symbol, (TensorSymbol, DefinitionSymbol, Argument)):
        return _not_a_tensor(context, node, symbol)
    if isinstance(symbol, Argument):
        return _join(context, node, env, symbol.target, Signature(symbol.shapes, ()), symbol)
    signature = context.signature(node.name.text)
    if signature is None:  # its definition is wrong, and that was said there
        context.failed = True
        return NOTHING
    return _join(context, node, env, node.name.text, signature, None)


def _join(
    context: Context,
    node: t.Reference,
    env: Mapping[str, Wire],
    target: str,
    signature: Signature,
    argument: Argument | None,
) -> Joined:
    written = [*node.superscripts, *(node.bracket.legs if node.bracket else ())]
    if len(written) != len(signature.shapes):
        _wrong_legs(context, node, signature, len(written))
        return NOTHING
    legs: list[Leg] = []
    caps: list[Cap] = []
    before = len(context.reports.diagnostics)
    for position, (item, shape) in enumerate(zip(written, signature.shapes, strict=True)):
        leg = wire_leg(context, item, env, caps, position < len(node.superscripts))
        evidence = Evidence(item.span, f"leg {position + 1} of `{node.name}`")
        if len(context.reports.diagnostics) == before:  # two legs exchanged are one mistake
            context.state(leg, shape, evidence, _exchange(context, node, written, signature, position, leg))
        legs.append(leg)
    taken = [_fixed(context, entry, caps, node.span) for entry in argument.taken] if argument else []
    result = Tensor(
        target,
        (*taken, *legs),
        len(taken) + len(node.superscripts),
        argument.through if argument else (),
        node.span,
    )
    return Joined((result, *caps), tuple(wire for cap in caps for wire in cap.leg))


def _fixed(context: Context, entry: Wire | int, caps: list[Cap], span: Span) -> Leg:
    if isinstance(entry, Wire):
        return (entry,)
    return _cap(context, entry, caps, span)


def _cap(context: Context, index: int, caps: list[Cap], span: Span) -> Leg:
    leg = (context.types.fresh(str(index)),)
    caps.append(Cap(index, leg, span))
    return leg


def wire_leg(
    context: Context,
    item: t.LegTree | t.Name,
    env: Mapping[str, Wire],
    caps: list[Cap],
    superscript: bool = False,
) -> Leg:
    """The wires of one entry of the brackets; a number becomes a wire to a cap."""
    match item:
        case t.Index():
            return _cap(context, item.value, caps, item.span)
        case t.Thick():
            return tuple(wire for part in item.parts for wire in wire_leg(context, part, env, caps))
        case t.Part():
            leg = _named_wire(context, item.name, env, caps, superscript)
            state_dims(context, leg, item)
            return leg
        case t.Name():
            return _named_wire(context, item, env, caps, superscript)


def _named_wire(
    context: Context, name: t.Name, env: Mapping[str, Wire], caps: list[Cap], superscript: bool
) -> Leg:
    local = context.locals.get(name.text)
    if isinstance(local, IndexArgument):
        return _fixed(context, local.value, caps, name.span)
    wire = env.get(name.text)
    if wire is None:  # only after a mistake of scope, which was reported
        wire = context.types.fresh(name.text)
    context.mentions.setdefault(wire, name.span)
    seen, place = context.superscripts.setdefault(wire, (superscript, name.span))
    if seen != superscript:
        context.report(
            "mixed-superscript",
            f"`{name}` is a superscript in one place of this term and a leg in another",
            name.span,
            "write it as a superscript everywhere in a term, or nowhere",
            ((place, "here it is " + ("a superscript" if seen else "a leg")),),
        )
    return (wire,)


def state_dims(context: Context, leg: Leg, part: t.Part) -> None:
    """The dimension written after a wire's name."""
    if not part.dims:
        return
    dims = [context.dimension(name) for name in part.dims]
    words = f"`{part.name}: {' '.join(name.text for name in part.dims)}`"
    if len(dims) == 1 and dims[0] is not None:
        context.state(leg, dims[0], Evidence(part.span, words))
    elif all(isinstance(dim, tuple) and len(dim) == 1 for dim in dims):
        flat = tuple(dim[0] for dim in dims if isinstance(dim, tuple))
        context.state(leg, flat, Evidence(part.span, words))


def _exchange(
    context: Context, node: t.Reference, written: list[t.LegTree | t.Name], signature: Signature, at: int, leg: Leg
) -> str:
    """The reference with two legs exchanged, where that would give this one the dimension it needs."""
    if node.superscripts or len(leg) != 1 or len(written) < 2:
        return ""
    needed = context.types.dims(leg[0])
    other = next((k for k, shape in enumerate(signature.shapes) if k != at and needed and shape == needed), None)
    if other is None:
        return ""
    texts = [item.span.text for item in written]
    texts[at], texts[other] = texts[other], texts[at]
    return f"write `{node.name}[{', '.join(texts)}]`"


def _wrong_legs(context: Context, node: t.Reference, signature: Signature, found: int) -> None:
    count = len(signature.shapes)
    example = f"{node.name}[{', '.join(signature.names)}]" if signature.names else str(node.name)
    legs = "1 leg" if count == 1 else f"{count} legs" if count else "no legs"
    written = "none is written" if not found else f"{found} {'is' if found == 1 else 'are'} written"
    span = node.bracket.span if node.bracket else node.name.span
    context.report("leg-count", f"`{node.name}` has {legs}, and {written}", span, f"it is `{example}`")


def _not_a_tensor(context: Context, node: t.Reference, symbol: Symbol) -> Joined:
    what = kind_in_words(symbol)
    if isinstance(symbol, IndexArgument):
        hint = "an index stands in brackets or above a name"
    elif node.bracket or node.superscripts:
        hint = f"write `{node.name}` without brackets, or name a tensor"
    else:
        hint = f"apply it: `{node.name}(…)`"
    context.report("not-a-tensor", f"`{node.name}` is {what}, not a tensor", node.span, hint)
    return NOTHING


def _built_in(context: Context, node: t.Reference, env: Mapping[str, Wire]) -> Joined:
    name = node.name.text
    items = node.bracket.legs if node.bracket else ()
    wanted = {"ones": "at least one leg", "copy": "at least one leg", "id": "two legs", "shift": "two legs"}[name]
    if node.superscripts or not items or (name in ("id", "shift") and len(items) != 2):
        example = {"ones": "ones[j]", "copy": "copy[i, j, k]", "id": "id[i, j]", "shift": "shift[i, j]"}[name]
        span = node.bracket.span if node.bracket else node.name.span
        context.report("leg-count", f"`{name}` has {wanted}", span, f"write `{example}`")
        return NOTHING
    caps: list[Cap] = []
    legs = tuple(wire_leg(context, item, env, caps) for item in items)
    if name != "ones":
        for position, (leg, item) in enumerate(zip(legs, items, strict=True)):
            context.same(legs[0], leg, Evidence(item.span, f"leg {position + 1} of `{name}`"))
    return Joined((*_built_in_factors(name, legs, node.span), *caps), tuple(w for cap in caps for w in cap.leg))


def _built_in_factors(name: str, legs: tuple[Leg, ...], span: Span) -> tuple[Factor, ...]:
    if name == "shift":
        return (Shift(legs[0], legs[1], span),)
    if name == "ones":
        return tuple(Dot((leg,), span) for leg in legs)
    return (Dot(legs, span),)
