"""Free ends of a series: a leg of the diagram ends where it ends in the widest frame, so that a chain shrinks in place.

Only a leg that points away from everything else is made longer: nothing can be in its way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from tensorgraph.diagram.scene import Bounds, Curve, Group, Item, Point, Scene, groups, moved, union

NEAR = 0.01
"""Points within which a line is level."""
ROLES = ("wire", "label")
"""Of the groups of a leg: its line, and what stands at its end."""


@dataclass(frozen=True)
class _End:
    """The free end of the wire ``key``, called ``name``, to the left (-1) or to the right (1)."""

    key: str
    name: str
    way: int
    at: Point


def with_shared_ends(scenes: Sequence[Scene], drawings: Sequence[str], kept: Collection[int]) -> list[Scene]:
    """The scenes, legs of one name as long as the longest in scenes of the same of ``drawings``; but for those whose
    numbers are ``kept``, which stay as they are."""
    ends = [list(_free_ends(scene)) for scene in scenes]
    far: dict[tuple[str, str, int], float] = {}
    for drawing, own in zip(drawings, ends, strict=True):
        for end in own:
            key = drawing, end.name, end.way
            far[key] = max(far.get(key, end.way * end.at[0]), end.way * end.at[0])
    made = []
    for number, (scene, drawing, own) in enumerate(zip(scenes, drawings, ends, strict=True)):
        longer = [(end, end.way * far[drawing, end.name, end.way] - end.at[0]) for end in own]
        made.append(scene if number in kept else replace(scene, parts=tuple(_longer(p, longer) for p in scene.parts)))
    return made


def _free_ends(scene: Scene) -> Iterator[_End]:
    """The ends of level legs beyond which there is nothing."""
    shapes = [group for group in groups(scene.parts) if group.role not in ("term", "mark")]
    labels: dict[str, list[Bounds]] = {}
    for group in shapes:
        labels.setdefault(group.key, []).extend([group.bounds] * (group.role == "label"))
    outer = {way: sorted(shapes, key=lambda group: -_reach(group.bounds, way)) for way in (-1, 1)}
    for wire in (group for group in shapes if group.role == "wire"):
        for curve in (part for part in wire.parts if isinstance(part, Curve) and not part.bezier):
            for last, before in (curve.points[:2], curve.points[:-3:-1]):
                way = 1 if last[0] > before[0] else -1
                strip = union([Bounds(*last, *last).grown(wire.bounds.height), *labels[wire.key]])
                if abs(last[1] - before[1]) < NEAR and not _in_the_way(outer[way], wire.key, strip, way * last[0], way):
                    yield _End(wire.key, wire.name, way, last)


def _reach(box: Bounds, way: int) -> float:
    """How far a box goes in a direction."""
    return box.right if way > 0 else -box.left


def _in_the_way(shapes: Sequence[Group], key: str, strip: Bounds, end: float, way: int) -> bool:
    """Whether anything but a leg itself stands beyond its end, at the height of a strip; the farthest shapes first."""
    for group in shapes:
        box = group.bounds
        if _reach(box, way) <= end - NEAR:
            return False
        if box.top < strip.bottom and strip.top < box.bottom and not (group.role in ROLES and group.key == key):
            return True
    return False


def _longer(item: Item, longer: Sequence[tuple[_End, float]]) -> Item:
    """The item with legs that end where they should."""
    if not isinstance(item, Group):
        return item
    if item.role not in ROLES:
        return replace(item, parts=tuple(_longer(part, longer) for part in item.parts))
    for end, by in longer:
        if item.role == "wire" and item.key == end.key:
            item = replace(item, parts=tuple(_drawn_out(part, end.at, by) for part in item.parts))
        elif item.key == end.key and end.way * (item.bounds.centre[0] - end.at[0]) > 0:
            return moved(item, by, 0.0)
    return item


def _drawn_out(part: Item, at: Point, by: float) -> Item:
    """A line whose end is moved."""
    if not isinstance(part, Curve):
        return part
    return replace(part, points=tuple((x + by, y) if (x, y) == at else (x, y) for x, y in part.points))
