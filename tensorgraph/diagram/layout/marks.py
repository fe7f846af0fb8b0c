"""Marks on the factors of a term: they say where each came to stand, and by them the page can ask for more room.

A path leads to a factor: the numbers of its row, side and term, then its number in each product around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TypeAlias

from tensorgraph.diagram.layout.box import Box
from tensorgraph.diagram.scene import Anchor, Group, Item, groups
from tensorgraph.graph.nodes import Apply, Cap, Dot, Factor, Shift, Sum, Tensor

Path: TypeAlias = tuple[int, ...]

FRAME = "()"
"""Ends the name of a bubble, and is that of a group."""
ROLE = "mark"
"""Of the groups without parts that travel with what they mark; none is left in a finished term."""

TAG = re.compile(r"#\d+")
"""What a series of pictures puts behind a name, to tell its tensors apart; no name has one, as # begins a comment."""


@dataclass(frozen=True)
class Place:
    """Which part of the picture is being drawn, and the ``rooms``: points more before a factor than it needs.

    What is inside a ``rigid`` part moves with it as one. Marks are set only where they are ``wanted``.
    """

    path: Path = ()
    rooms: Mapping[Path, float] = field(default_factory=dict)
    rigid: bool = False
    wanted: bool = False

    def within(self, index: int) -> Place:
        """The place of a part."""
        return self if self.rigid else replace(self, path=(*self.path, index))

    def fixed(self, before: Iterable[Item] = ()) -> Place:
        """The place of what moves as one with this part, or with the last marked factor ``before`` it."""
        last = max(marks_of(before), key=lambda mark: mark.x, default=None)
        return replace(self, path=last.path if last else self.path, rigid=True)

    def room(self, index: int) -> float:
        """What a part has before it."""
        return 0.0 if self.rigid else self.rooms.get((*self.path, index), 0.0)


@dataclass(frozen=True)
class Mark:
    """A factor that stands at ``x`` and moves with the factor of ``path``; of its ``names`` the first is the most
    exact, as `A^2` is beside `A`. ``is_frame`` where there are others inside it."""

    path: Path
    names: tuple[str, ...]
    x: float
    is_frame: bool


def marked(box: Box, factor: Factor, names: Sequence[str], place: Place) -> Box:
    """A factor's box with a mark, where they are wanted: at the middle of a node, at the left edge of anything else."""
    if not place.wanted:
        return box
    x = _middle(box) if isinstance(factor, Tensor | Cap | Shift | Dot) else 0.0
    mark = Group(ROLE, "\n".join(names or [_name(factor)]), (), (Anchor(_written(place.path), (x, 0.0)),))
    return replace(box, items=(mark, *box.items))  # before those of what is inside and moves with it


def marks_of(items: Iterable[Item]) -> list[Mark]:
    """The marks among the items of a term, as drawn."""
    found = []
    for group in groups(items, ROLE):
        (anchor,) = group.anchors
        names = tuple(group.name.split("\n"))
        found.append(Mark(_read(anchor.wire), names, anchor.at[0], names[0].endswith(FRAME)))
    return found


def unmarked(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items without the marks."""
    return tuple(item for item in items if not (isinstance(item, Group) and item.role == ROLE))


def with_rooms(xs: Sequence[float], rooms: Sequence[float]) -> list[float]:
    """Positions from left to right, each and all after it moved by its room."""
    return [x + more for x, more in zip(xs, accumulate(rooms), strict=True)]


def untagged_name(name: str) -> str:
    """The name that a reader knows.

    >>> untagged_name("W_Q#3^h")
    'W_Q^h'
    """
    return TAG.sub("", name)


def _middle(box: Box) -> float:
    nodes = list(groups(box.items, "tensor"))
    return nodes[0].bounds.centre[0] if len(nodes) == 1 else box.width / 2


def _name(factor: Factor) -> str:
    match factor:
        case Apply():
            return factor.name + FRAME
        case Sum():
            return FRAME
        case Dot():
            return f"copy/{len(factor.legs)}"
        case _:
            return type(factor).__name__


def _written(path: Path) -> str:
    return ".".join(map(str, path))


def _read(text: str) -> Path:
    return tuple(map(int, text.split(".")))
