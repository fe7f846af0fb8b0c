"""A function along the wrong axis, `softmax[i]` for `softmax[j]`; a mask that is missing or too many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tensorgraph.graph.nodes import Apply, Product, Sum, free_wires
from tensorgraph.ops import reduces
from tensorgraph.verdict.hints.repair import Place, Repair, Subject, places


def axes(subject: Subject) -> Iterator[Repair]:
    """Each axis of a function that keeps it exchanged for each other wire that leaves the bubble."""
    for place, at, bubble in _bubbles(subject):
        if len(bubble.axes) != 1 or reduces(bubble.function):
            continue
        for wire in free_wires(bubble):
            if (wire,) != bubble.axes[0]:
                words = f"with `{bubble.name}[{wire.name}]` for `{bubble.name}[{bubble.axes[0][0].name}]`"
                yield Repair(place.with_factor(at, replace(bubble, axes=((wire,),))), words)


def masks(subject: Subject) -> Iterator[Repair]:
    """`causal` put into each `softmax`, and each `causal` left out."""
    for place, at, bubble in _bubbles(subject):
        if bubble.function == "causal":
            yield Repair(place.with_factor(at, bubble.body), f"without `{bubble.name}`")
        elif bubble.function in ("softmax", "log_softmax") and len(bubble.axes) == 1 and len(bubble.axes[0]) == 1:
            yield from _masked(place, at, bubble)


def _masked(place: Place, at: int, bubble: Apply) -> Iterator[Repair]:
    key = bubble.axes[0][0]
    for query in free_wires(bubble):
        if query != key and query.dim == key.dim:
            mask = Apply("causal", "causal", bubble.body, ((query,), (key,)))
            words = f"with `causal[{query.name}, {key.name}]` inside of `{bubble.name}`"
            yield Repair(place.with_factor(at, replace(bubble, body=Sum((Product((mask,)),)))), words)


def _bubbles(subject: Subject) -> Iterator[tuple[Place, int, Apply]]:
    for place in places(subject.side):
        for at, factor in enumerate(place.term.factors):
            if isinstance(factor, Apply):
                yield place, at, factor
