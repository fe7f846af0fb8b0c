"""The left-hand side: its wires, each once, in order."""

from __future__ import annotations

from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.legs import state_dims
from tensorgraph.graph.nodes import Leg, Wire
from tensorgraph.syntax import tree as t


def left_wires(context: Context, items: tuple[t.LegTree | t.Name, ...]) -> tuple[tuple[Leg, ...], dict[str, Wire]]:
    """The legs of a left-hand side, and the wires that are free on the right."""
    env: dict[str, Wire] = {}
    legs: list[Leg] = []
    for item in items:
        if isinstance(item, t.Index):
            message = "a number picks a slice on the right-hand side only"
            context.report("left-side", message, item.span, "name a wire")
            continue
        parts = _parts(item)
        wires = [_wire(context, part, env) for part in parts]
        for wire, part in zip(wires, parts, strict=True):
            if wire:
                state_dims(context, (wire,), part)
        legs.append(tuple(wire for wire in wires if wire))
    return tuple(legs), env


def _parts(item: t.Part | t.Thick | t.Name) -> tuple[t.Part, ...]:
    if isinstance(item, t.Name):
        return (t.Part(item, (), item.span),)
    return item.parts if isinstance(item, t.Thick) else (item,)


def _wire(context: Context, part: t.Part, env: dict[str, Wire]) -> Wire | None:
    name = part.name.text
    if name in env:
        hint = f"name the legs apart and join them on the right: `id[{name}, …]`"
        context.report("left-side", f"the wire `{name}` stands twice on the left", part.span, hint)
        return None
    if name in context.locals and name not in context.local_dims:
        hint = "give the wire another name"
        context.report("left-side", f"`{name}` is a formal, and cannot be a wire on the left", part.span, hint)
        return None
    env[name] = context.types.fresh(name)
    context.mentions[env[name]] = part.name.span
    return env[name]
