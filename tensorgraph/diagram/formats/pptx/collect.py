"""From a scene to the things on a slide: solids in place, and wires as runs that know which solids they hold to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from tensorgraph.diagram.formats.pptx.cut import Parts, cut, joints, taken_apart
from tensorgraph.diagram.formats.pptx.hold import Holds
from tensorgraph.diagram.formats.pptx.patches import patched
from tensorgraph.diagram.formats.pptx.things import KNOTS, Leaf, Run, Solid, Spots, Thing, leaves, toward
from tensorgraph.diagram.scene import Curve, Disc, Group, Item, Point, Scene, groups


@dataclass(frozen=True)
class Wire:
    """All that is drawn of a wire: its lines, and its knots and junctions as solids."""

    group: Group
    parts: Parts
    solids: tuple[Solid, ...]


def collected(scene: Scene) -> list[Thing]:
    """The things on a slide, back to front."""
    numbers = count()
    placed = list(_placed(scene, numbers))
    solids = [thing for thing in placed if isinstance(thing, Solid)]
    solids += [solid for thing in placed if isinstance(thing, Wire) for solid in thing.solids]
    holds = Holds(tuple(solids))
    return [thing for place in placed for thing in _things(place, holds, numbers)]


def _placed(scene: Scene, numbers: Iterator[int]) -> Iterator[Solid | Wire]:
    """Solids, and each wire where the first group of it is."""
    pieces: dict[str, list[Group]] = {}
    for group in groups(scene.parts, "wire"):
        pieces.setdefault(group.key, []).append(group)
    legs: dict[str, list[Point]] = {}
    for anchor in (anchor for group in groups(scene.parts, "tensor") for anchor in group.anchors):
        legs.setdefault(anchor.wire, []).append(anchor.at)
    for item in _flat(scene.parts):
        if isinstance(item, Group) and item.role == "wire":
            if pieces[item.key][0] is item:
                yield _wire(pieces[item.key], legs.get(item.key, []), numbers)
        else:
            yield from _solid(item, numbers)


def _flat(items: Iterable[Item]) -> Iterator[Item]:
    """Without the groups of whole terms: what is in them stands on the slide itself."""
    for item in items:
        if isinstance(item, Group) and item.role == "term":
            yield from _flat(item.parts)
        else:
            yield item


def _solid(item: Item, numbers: Iterator[int]) -> Iterator[Solid]:
    parts: tuple[Leaf, ...] = tuple(leaves([item]))
    if not parts:
        return
    if isinstance(item, Group) and item.role == "cells":
        parts = patched(parts)
    if isinstance(item, Group):
        yield Solid(next(numbers), item.role, item.name, item.about, parts, item.anchors, item.key)
    else:
        yield Solid(next(numbers), "shape", "", "", parts)


def _wire(pieces: Sequence[Group], legs: Sequence[Point], numbers: Iterator[int]) -> Wire:
    group = next((piece for piece in pieces if piece.about), pieces[0])
    parts = taken_apart(list(leaves(pieces)), legs)
    knots = [_part_of(group, "dot" if isinstance(item, Disc) else "bar", item, numbers) for item in parts.knots]
    junctions = [_part_of(group, "junction", item, numbers) for item in parts.junctions]
    return Wire(group, parts, (*knots, *junctions))


def _part_of(wire: Group, role: str, item: Leaf, numbers: Iterator[int]) -> Solid:
    return Solid(next(numbers), role, wire.name, wire.about, (item,), (), wire.key)


def _things(place: Solid | Wire, holds: Holds, numbers: Iterator[int]) -> list[Thing]:
    """A solid itself; a wire as its runs and solids, and joints where runs meet."""
    if isinstance(place, Solid):
        return [place]
    wire = place.group

    def held(point: Point) -> bool:
        return holds.at(wire.key, point) is not None

    lines = cut(place.parts, held)
    between = [_part_of(wire, "joint", disc, numbers) for disc in joints(lines, held)]
    met = Spots((joint.bounds.centre, joint) for joint in between)
    return [*(_run(line, wire, met, holds) for line in lines), *between, *place.solids]


def _run(line: Curve, wire: Group, joints: Spots[Solid], holds: Holds) -> Run:
    """A line tied to what is at its ends, where its square caps reach."""
    ends = line.points[:2], line.points[:-3:-1]
    ties = [_tie(end, wire, joints, holds) for end in ends]
    if line.bezier:
        return Run(line, wire.name, wire.about, wire.key, *(_number(tie) for tie in ties))
    first, last = (_end(end, tie, line.width) for end, tie in zip(ends, ties, strict=True))
    points = (first, *line.points[1:-1], last)
    return Run(replace(line, points=points), wire.name, wire.about, wire.key, *(_number(tie) for tie in ties))


def _tie(end: Sequence[Point], wire: Group, joints: Spots[Solid], holds: Holds) -> Solid | None:
    """What is at the end of a line, given as its last point and the one before."""
    joint = next(iter(joints.at(end[0])), None)
    return joint or holds.at(wire.key, end[0]) or holds.ahead(*end)


def _number(tie: Solid | None) -> int | None:
    return tie.number if tie else None


def _end(end: Sequence[Point], tie: Solid | None, width: float) -> Point:
    """Where a line ends: before a knot's middle, at its rim, and a cap before a loose end or a text."""
    if tie is None or tie.role == "sign":
        short = width / 2
    elif tie.role in KNOTS:
        short = _to_rim(tie, end[1])
    else:
        return end[0]
    place, before = end
    return toward(place, before, short) if math.dist(place, before) > short else place


def _to_rim(knot: Solid, before: Point) -> float:
    """From the middle of a knot to its rim, on the way to a point."""
    outline, (x, y) = knot.outline, knot.bounds.centre
    if isinstance(outline, Disc):
        return outline.radius
    box = outline.bounds
    return (box.width if abs(x - before[0]) > abs(y - before[1]) else box.height) / 2
