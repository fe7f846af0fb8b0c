"""A tensor's name with its brackets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tensorgraph.graph.check.built_in import built_in
from tensorgraph.graph.check.context import Context, Signature, Use
from tensorgraph.graph.check.legs import NOTHING, Joined, fixed, wire_leg
from tensorgraph.graph.check.symbols import (
    BUILT_IN,
    Argument,
    DefinitionSymbol,
    IndexArgument,
    Symbol,
    TensorSymbol,
    kind_in_words,
)
from tensorgraph.graph.check.types import Evidence
from tensorgraph.graph.network import Decomposition
from tensorgraph.graph.nodes import Cap, Leg, Tensor, Wire
from tensorgraph.syntax import tree as t


def tensor(context: Context, node: t.Reference, env: Mapping[str, Wire]) -> Joined:
    """A reference that is no function."""
    if not context.no_bar(node.bracket):
        return NOTHING
    if node.name.text in BUILT_IN and context.peek(node.name.text) is None:
        return built_in(context, node, env)
    dressed = bool(node.bracket or node.superscripts)
    symbol = context.find(node.name, Use.TENSOR if dressed else Use.NUMBER, node)
    if symbol is None:
        return NOTHING
    if isinstance(symbol, Argument):
        return _join(context, node, env, symbol.target, Signature(symbol.shapes, ()), symbol)
    if not isinstance(symbol, (TensorSymbol, DefinitionSymbol)):
        return _not_a_tensor(context, node, symbol)
    signature = context.signature(node.name.text)
    if signature is None:  # its definition is wrong, and that was said there
        context.failed = True
        return NOTHING
    refuse_complex(context, node)
    return _join(context, node, env, node.name.text, signature, None)


def refuse_complex(context: Context, node: t.Reference) -> None:
    """Report a name made by `eigvals` where no complex tensor may stand."""
    definition = context.definition(node.name.text)
    kept = definition.kept if definition else None
    if isinstance(kept, Decomposition) and kept.kind == "eigvals" and not context.complex_here:
        message = f"`{node.name}` is complex, and stands alone inside `abs` only"
        context.report("complex", message, node.span, f"write `abs({node.span.text})`")


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
    caps: list[Cap] = []
    legs = [wire_leg(context, item, env, caps, k < len(node.superscripts)) for k, item in enumerate(written)]
    for position, (item, leg, shape) in enumerate(zip(written, legs, signature.shapes, strict=True)):
        evidence = Evidence(item.span, f"leg {position + 1} of `{node.name}`", node.span)
        context.state(leg, shape, evidence, _Exchange(context, node, written, signature, position, leg))
    taken = _taken(context, node, argument, caps) if argument else []
    above, through = len(taken) + len(node.superscripts), argument.through if argument else ()
    result = Tensor(target, (*taken, *legs), above, through, node.span)
    return Joined((result, *caps), tuple(wire for cap in caps for wire in cap.leg))


def _taken(context: Context, node: t.Reference, argument: Argument, caps: list[Cap]) -> list[Leg]:
    """The legs that an argument's superscripts took, a number's with the dimension of its leg."""
    legs = [fixed(context, entry, caps, node.span) for entry in argument.taken]
    for position, (leg, shape) in enumerate(zip(legs, argument.taken_shapes, strict=True)):
        context.state(leg, shape, Evidence(node.span, f"leg {position + 1} of `{argument.target}`", node.span))
    return legs


@dataclass(frozen=True)
class _Exchange:
    """The reference with two legs exchanged, where that would give one the dimension it needs; made when asked for."""

    context: Context
    node: t.Reference
    written: list[t.LegTree | t.Name]
    signature: Signature
    at: int
    leg: Leg

    def __call__(self) -> str:
        shapes = self.signature.shapes
        needed = self.context.types.dims(self.leg[0]) if len(self.leg) == 1 else None
        if self.node.superscripts or needed is None or len(self.written) < 2:
            return ""
        other = next((k for k, shape in enumerate(shapes) if k != self.at and shape == needed), None)
        if other is None:
            return ""
        texts = [item.span.text for item in self.written]
        texts[self.at], texts[other] = texts[other], texts[self.at]
        return f"write `{self.node.name}[{', '.join(texts)}]`, or give one of the two wires another name"


def _wrong_legs(context: Context, node: t.Reference, signature: Signature, found: int) -> None:
    count = len(signature.shapes)
    example = f"{node.name}[{', '.join(signature.names)}]" if signature.names else str(node.name)
    legs = "1 leg" if count == 1 else f"{count} legs" if count else "no legs"
    written = "none is written" if not found else f"{found} {'is' if found == 1 else 'are'} written"
    span = node.bracket.span if node.bracket else node.name.span
    message = f"`{node.name}` has {legs}, and {written}"
    hint = _habit(node, count, found) or f"it is `{example}`"
    context.report_shaky("leg-count", message, span, hint, node.span)


def _habit(node: t.Reference, count: int, found: int) -> str:
    """What was meant by `B^T[i, j]`, `v^2[i]` or `x[im]`."""
    legs = [leg.span.text for leg in node.bracket.legs] if node.bracket else []
    above = node.superscripts[0].span.text if len(node.superscripts) == 1 else ""
    if above in _TRANSPOSED and len(legs) == count == 2:
        return f"a superscript is a leg; for the transpose exchange the legs: `{node.name}[{legs[1]}, {legs[0]}]`"
    if above.isdigit() and len(legs) == count:
        return f"a superscript is a leg, never a power: write `square({node.name}[{', '.join(legs)}])`"
    letters = "".join(legs)
    if found < count == len(letters) and letters.isalpha() and not node.superscripts:
        return f"commas part the legs: `{node.name}[{', '.join(letters)}]`"
    return ""


_TRANSPOSED = ("T", "t", "top", "dagger")
"""Superscripts that are meant as a transpose."""


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
