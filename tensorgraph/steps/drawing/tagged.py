"""Frames whose tensors can be told apart in a drawing, though several have one name: each is drawn under its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tensorgraph.diagram.layout.marks import untagged_name
from tensorgraph.diagram.scene import Group, Item, Scene
from tensorgraph.graph.network import Hint, Network, Picture, Row, Tint
from tensorgraph.graph.nodes import Factor, Graph, Tensor
from tensorgraph.graph.rename import map_tensors
from tensorgraph.steps.frame import Frame

T = TypeVar("T")

MARK = "#"
"""Between a tensor's name and its number; no name has one, because it begins a comment."""


@dataclass(frozen=True)
class Tagged:
    """A frame's picture with a name of its own for each tensor, and which tensor that is."""

    picture: Picture
    numbers: Mapping[str, int]


def tagged(frame: Frame) -> Tagged:
    """A frame with its tensors under their own names."""
    left, numbers = iter(frame.ids), {}

    def named(tensor: Tensor) -> Factor:
        number = next(left)
        name = f"{tensor.name}{MARK}{number}"
        numbers[name] = number
        return replace(tensor, name=name)

    def side(graph: Graph) -> Graph:
        return replace(graph, body=map_tensors(graph.body, named))

    rows = tuple(Row(tuple(map(side, row.sides)), row.relations) for row in frame.picture.rows)
    return Tagged(replace(frame.picture, rows=rows, hints=_hints(frame.picture.hints, numbers)), numbers)


def network_of(network: Network, frames: Sequence[Tagged]) -> Network:
    """The network with an entry under each such name, that of the tensor itself."""
    names = [name for frame in frames for name in frame.numbers]
    more = dict.fromkeys(names)
    declarations = {**network.declarations, **_entries(network.declarations, more)}
    definitions = {**network.definitions, **_entries(network.definitions, more)}
    hints = _hints(network.hints, more)
    return replace(network, declarations=declarations, definitions=definitions, hints=hints)


def _entries(known: Mapping[str, T], names: Mapping[str, object]) -> dict[str, T]:
    return {name: known[untagged_name(name)] for name in names if untagged_name(name) in known}


def _hints(hints: Sequence[Hint], names: Mapping[str, object]) -> tuple[Hint, ...]:
    """What an author wants of a tensor, for each that has its name now; columns of the series are its own."""
    found = []
    for hint in (hint for hint in hints if hint.wish != "align"):
        base, *above = hint.name.split("^")
        found += [replace(hint, name="^".join([name, *above])) for name in names if untagged_name(name) == base]
    return (*hints, *found)


def highlighted(picture: Picture, numbers: Mapping[str, int], parts: Sequence[frozenset[int]], color: str) -> Picture:
    """The picture with a ground behind each set of tensors."""
    tints = tuple(Tint("", tuple(name for name, number in numbers.items() if number in part), color) for part in parts)
    return replace(picture, tints=(*picture.tints, *tints))


def places_of(scene: Scene, numbers: Mapping[str, int]) -> dict[int, Group]:
    """The group of each tensor."""
    return dict(_found(scene.parts, numbers))


def _found(items: Sequence[Item], numbers: Mapping[str, int]) -> list[tuple[int, Group]]:
    found: list[tuple[int, Group]] = []
    for item in items:
        if isinstance(item, Group):
            own = item.role == "tensor" and item.name in numbers
            found += [(numbers[item.name], item)] if own else _found(item.parts, numbers)
    return found


def untagged(item: Item) -> Item:
    """The item under the names that a reader knows."""
    if not isinstance(item, Group):
        return item
    return replace(item, name=untagged_name(item.name), parts=tuple(map(untagged, item.parts)))
