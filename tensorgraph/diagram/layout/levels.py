"""Braces of neighbouring terms on one level, so that their words share a baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tensorgraph.diagram.layout.chunk import Chunk
from tensorgraph.diagram.scene import Group, Item, moved
from tensorgraph.diagram.theme import Theme

FARTHEST = 2.0
"""Nodes by which a brace may stand under its term: as deep as a vector hangs under a neighbour."""


def levelled(chunks: Sequence[Chunk], theme: Theme) -> tuple[Chunk, ...]:
    """The terms of a line with their braces as low as the lowest, where nothing is in the way; a brace that would move
    by more than that stays, because it would no longer be seen to belong to its term."""
    tops = [brace.bounds.top for chunk in chunks for brace in _braces(chunk)]
    if len(tops) < 2:
        return tuple(chunks)
    return tuple(_lowered(chunk, max(tops), theme) for chunk in chunks)


def _braces(chunk: Chunk) -> list[Group]:
    return [item for item in chunk.box.items if isinstance(item, Group) and item.role == "brace"]


def _lowered(chunk: Chunk, level: float, theme: Theme) -> Chunk:
    items = tuple(_lower(item, level, chunk, theme) for item in chunk.box.items)
    depth = max([chunk.box.depth, *(item.bounds.bottom for item in items if isinstance(item, Group) and item.parts)])
    return chunk.boxed(replace(chunk.box, items=items, depth=depth))


def _lower(item: Item, level: float, chunk: Chunk, theme: Theme) -> Item:
    if not isinstance(item, Group) or item.role != "brace":
        return item
    down = level - item.bounds.top
    if not 0 < down <= FARTHEST * theme.node:
        return item
    lower = moved(item, 0.0, down)
    room = lower.bounds.grown(theme.clearance)
    others = (other for other in chunk.box.items if other is not item and getattr(other, "parts", True))
    return item if any(other.bounds.meets(room) for other in others) else lower
