"""Keys for the groups of a finished scene, so that a file can say which leg is on which wire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from tensorgraph.diagram.scene import Anchor, Group, Item, groups


def keyed(parts: Sequence[Item]) -> tuple[Item, ...]:
    """The items with a key on every group, in drawing order.

    A wire's name means one wire within a term, so its labels have its key there, and anchors name it by its key.
    """
    numbers = count(1)
    return tuple(_keyed(part, numbers, {}) for part in parts)


def _keyed(item: Item, numbers: Iterator[int], wires: Mapping[str, str]) -> Item:
    if not isinstance(item, Group):
        return item
    if item.role == "term":
        names = dict.fromkeys(group.name for group in groups(item.parts, "wire"))
        wires = {name: f"w{next(numbers)}" for name in names}
    known = wires.get(item.name) if item.role in ("wire", "label") else None
    key = known or f"{item.role[0]}{next(numbers)}"
    anchors = tuple(Anchor(wires.get(anchor.wire, ""), anchor.at) for anchor in item.anchors)
    parts = tuple(_keyed(part, numbers, wires) for part in item.parts)
    return replace(item, parts=parts, anchors=anchors, key=key)
