"""Where an author wants free wires to leave: what `legs`, `above` and `below` say of the tensors at their ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.diagram.layout.box import Side
from tensorgraph.diagram.layout.legs import drawn_legs, inner
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.graph.network import Hint
from tensorgraph.graph.nodes import Graph, Leg, Tensor

SIDES = {"left": Side.LEFT, "right": Side.RIGHT, "up": Side.UP, "down": Side.DOWN}
"""The directions of `legs`."""
OVER = {"above": Side.UP, "below": Side.DOWN}
"""Where a tensor that hangs stands."""


def leg_sides(tensor: Tensor, setting: Setting) -> tuple[Side | None, ...]:
    """The side wished for each leg that is a line."""
    hint = setting.wishes(tensor).get("legs")
    return tuple(SIDES[word] for word in hint.legs) if hint else (None,) * len(drawn_legs(tensor))


def standing(tensor: Tensor, setting: Setting) -> Side | None:
    """Up for a tensor that should stand above what it hangs from, down below, None without a wish."""
    wishes = setting.wishes(tensor)
    return next((side for wish, side in OVER.items() if wish in wishes), None)


def wished_sides(sides: Sequence[tuple[Graph, Setting]]) -> dict[str, Side]:
    """Where each free wire should leave, by name: in every side of an equation as the first that has a wish.

    Two wishes that contradict each other are a TensorgraphError with the code ``hints``.
    """
    found: dict[str, tuple[Side, Hint]] = {}
    for graph, setting in sides:
        free = set(graph.wires)
        for leg, side, hint in _wishes(graph, setting):
            for wire in leg if free.issuperset(leg) else ():
                first, other = found.setdefault(wire.name, (side, hint))
                if first is not side and hint.wish == other.wish:
                    raise _contradiction(wire.name, hint, side, other, first)
    return {name: side for name, (side, _) in found.items()}


def _wishes(graph: Graph, setting: Setting) -> Iterator[tuple[Leg, Side, Hint]]:
    """Legs with their wish, those of `legs` first."""
    tensors = [node for node in inner(graph.body) if isinstance(node, Tensor)]
    for tensor in tensors:
        hint = setting.wishes(tensor).get("legs")
        if hint:
            yield from ((leg, SIDES[word], hint) for leg, word in zip(drawn_legs(tensor), hint.legs, strict=True))
    for tensor in tensors:
        side, legs = standing(tensor, setting), drawn_legs(tensor)
        if side and len(legs) == 2:
            hint = next(hint for wish, hint in setting.wishes(tensor).items() if wish in OVER)
            yield from ((leg, side, hint) for leg in legs)


def _contradiction(name: str, hint: Hint, side: Side, other: Hint, first: Side) -> TensorgraphError:
    ways = {side: word for word, side in SIDES.items()}
    message = f"`{hint.name}` wants `{name}` to leave {ways[side]}, but `{other.name}` wants it {ways[first]}"
    related = ((other.span, "the other wish"),) if other.span else ()
    return TensorgraphError([Diagnostic("hints", message, hint.span, related, "change one of the two")])
