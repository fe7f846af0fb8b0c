"""What becomes of each group of a scene on the way to the next: it stays, or moves to what it becomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from tensorgraph.diagram.scene import Group, Item, Point, Scene, Text, groups
from tensorgraph.steps.drawn import Drawn

STILL = 0.01
"""Points of a move that is none."""


@dataclass(frozen=True)
class Motion:
    """A way ``by`` which a group moves; ``merges`` says that it becomes another there."""

    by: Point
    merges: bool

    @property
    def still(self) -> bool:
        """Whether it stays as it is."""
        return not self.merges and max(map(abs, self.by)) < STILL


Part: TypeAlias = tuple[str, str]
"""Role and key of a group: a wire and its label share a key."""


def motions(drawn: Drawn) -> tuple[dict[Part, Motion], ...]:
    """For each scene but the last, the motion of its groups; what has none leaves."""
    return tuple(
        {**dict(_kept(before, after)), **dict(_moving(before, after, pairs))}
        for (before, after), pairs in zip(pairwise(drawn.scenes), drawn.moves, strict=True)
    )


def _moving(before: Scene, after: Scene, pairs: tuple[tuple[str, str], ...]) -> Iterator[tuple[Part, Motion]]:
    here = {group.key: group for group in groups(before.parts, "tensor")}
    there = {group.key: group for group in groups(after.parts, "tensor")}
    for one, other in pairs:
        (x, y), (u, v) = here[one].bounds.centre, there[other].bounds.centre
        yield ("tensor", one), Motion((u - x, v - y), _look(here[one]) != _look(there[other]))


def _look(group: Group) -> tuple[str, float, float]:
    """What tells a tensor from another, wherever it stands."""
    return group.name, round(group.bounds.width, 2), round(group.bounds.height, 2)


def _kept(before: Scene, after: Scene) -> Iterator[tuple[Part, Motion]]:
    """All else that is just the same in the next: wires, labels, bubbles."""
    same = {(group.role, _shape(group)) for group in _others(after)}
    counts = Counter((group.role, group.key) for group in _others(before))
    for group in _others(before):
        if counts[group.role, group.key] == 1 and (group.role, _shape(group)) in same:
            yield (group.role, group.key), Motion((0.0, 0.0), merges=False)


def _others(scene: Scene) -> list[Group]:
    return [group for group in groups(scene.parts) if group.role not in ("tensor", "term")]


def _shape(group: Group) -> tuple[object, ...]:
    """Its shapes to a hundredth of a point."""
    return tuple(_rounded(part) for part in group.parts)


def _rounded(part: Item) -> tuple[object, ...]:
    box = part.bounds
    place = tuple(round(value, 2) for value in (box.left, box.top, box.right, box.bottom))
    said = part.outline.text if isinstance(part, Text) else getattr(part, "fill", None)
    return type(part).__name__, place, said
