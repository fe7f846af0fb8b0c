"""`ones`, `id`, `copy` and `shift`."""

from __future__ import annotations

from collections.abc import Mapping

from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.legs import NOTHING, Joined, wire_leg
from tensorgraph.graph.check.symbols import LEG_WORDS
from tensorgraph.graph.check.types import Evidence
from tensorgraph.graph.nodes import Cap, Dot, Factor, Leg, Shift, Wire
from tensorgraph.source import Span
from tensorgraph.syntax import tree as t

_EXAMPLES = {"ones": "ones[j]", "copy": "copy[i, j, k]", "id": "id[i, j]", "shift": "shift[i, j]"}
"""Built-in tensors as they are written."""


def built_in(context: Context, node: t.Reference, env: Mapping[str, Wire]) -> Joined:
    """`ones`, `id`, `copy` and `shift`; other built-in words are no tensors."""
    name = node.name.text
    items = node.bracket.legs if node.bracket else ()
    if name not in LEG_WORDS:
        message = f"`{name}` is applied to an expression"
        context.report_shaky("rewrite-form", message, node.span, f"write `{name}(…)`", node.span)
        return NOTHING
    if node.superscripts or not items or (name in ("id", "shift") and len(items) != 2):
        wanted = "two legs" if name in ("id", "shift") else "one leg or more"
        span = node.bracket.span if node.bracket else node.name.span
        message = f"`{name}` has {wanted}, in brackets"
        context.report_shaky("leg-count", message, span, f"write `{_EXAMPLES[name]}`", node.span)
        return NOTHING
    caps: list[Cap] = []
    legs = tuple(wire_leg(context, item, env, caps) for item in items)
    for position, (leg, item) in enumerate(zip(legs, items, strict=True)):
        if name != "ones":
            context.same(legs[0], leg, Evidence(item.span, f"leg {position + 1} of `{name}`", node.span))
    return Joined((*_factors(name, legs, node.span), *caps), tuple(w for cap in caps for w in cap.leg))


def _factors(name: str, legs: tuple[Leg, ...], span: Span) -> tuple[Factor, ...]:
    if name == "shift":
        return (Shift(legs[0], legs[1], span),)
    if name == "ones":
        return tuple(Dot((leg,), span) for leg in legs)
    return (Dot(legs, span),)
