"""What stands in brackets: wires, thick wires, fixed indices, stated dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tensorgraph.graph.check.context import Context
from tensorgraph.graph.check.symbols import IndexArgument
from tensorgraph.graph.check.types import Evidence
from tensorgraph.graph.nodes import Cap, Factor, Leg, Wire
from tensorgraph.source import Span
from tensorgraph.syntax import tree as t


@dataclass(frozen=True)
class Joined:
    """The factors a reference becomes, and the wires of its fixed indices, summed beside it."""

    factors: tuple[Factor, ...]
    summed: tuple[Wire, ...] = ()


NOTHING = Joined(())
"""What a reference that was reported becomes."""


def fixed(context: Context, entry: Wire | int, caps: list[Cap], span: Span) -> Leg:
    """The leg that an index stands for; a number becomes a wire to a cap."""
    if isinstance(entry, Wire):
        return (entry,)
    return _cap(context, entry, caps, span)


def _cap(context: Context, index: int, caps: list[Cap], span: Span) -> Leg:
    leg = (context.types.fresh(str(index)),)
    context.mentions[leg[0]] = span
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


def _named_wire(context: Context, name: t.Name, env: Mapping[str, Wire], caps: list[Cap], superscript: bool) -> Leg:
    local = context.locals.get(name.text)
    if isinstance(local, IndexArgument):
        return fixed(context, local.value, caps, name.span)
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
