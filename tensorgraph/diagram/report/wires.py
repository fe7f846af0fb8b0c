"""Wires that do not go where they should."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from tensorgraph.diagram.report.collisions import box
from tensorgraph.diagram.report.inventory import REACH, Inventory, Line, Term, lines_of, near
from tensorgraph.diagram.scene import Bounds, Disc, Group, Point, Polygon

LONGEST_BAR = 9.0
"""Points: the bar on a normalised wire is shorter than the wire between any two things."""
OFF_AXIS = 10.0
"""Points between two nodes that are meant to stand on different axes, at least: less is a mistake."""
SHARED = 1.5
"""Points that two wires may run along each other: the corner in which they meet."""


def legs(known: Inventory) -> Iterator[str]:
    """Every leg of a node reaches its wire."""
    for term in known.terms:
        ends = {wire.key: [end for line in lines_of(wire) for end in line.ends] for wire in term.wires}
        for node in term.nodes:
            for anchor in node.anchors:
                if min((math.dist(anchor.at, end) for end in ends.get(anchor.wire, ())), default=math.inf) > REACH:
                    yield f"leg {_name(term, anchor.wire)} of {node.name} does not reach its wire"


def in_pieces(known: Inventory) -> Iterator[str]:
    """A wire hangs together: its lines meet each other, its dots, or a ⊕."""
    for term in known.terms:
        for wire in term.wires:
            count = len(_clusters(wire, term))
            if count > 1:
                yield f"wire {wire.name} is in {count} pieces"


def unlabelled(known: Inventory) -> Iterator[str]:
    """Where wires have names, a wire between nodes has one, and a wire with free ends none or one at each.

    A thick wire that splits beside its node may do without, and so may a part of one, and a leg of somebody's dot.
    """
    named = any(term.labels for term in known.terms)
    for term in known.terms if named else ():
        counts = Counter(label.key for label in term.labels)
        free = {wire.key: len(loose_ends(wire, term)) for wire in term.wires}
        for wire in term.wires:
            split = any(isinstance(part, Polygon) for part in wire.parts) or _fanned(wire, term)
            allowed = {0, free[wire.key]} if free[wire.key] else {0, 1} if split else {1}
            if counts[wire.key] not in allowed and list(lines_of(wire)):
                wanted = free[wire.key] or 1
                yield f"wire {wire.name} has {counts[wire.key]} labels, not {wanted}"
        for label in term.labels:
            if label.key not in free:
                yield f"label {label.name} belongs to no wire"


def _fanned(wire: Group, term: Term) -> bool:
    """Whether a wire ends at a dot or a junction of another."""
    shapes = [part for other in term.wires if other is not wire for part in other.parts]
    places = [part.bounds.grown(REACH) for part in shapes if isinstance(part, Disc | Polygon)]
    return any(_within(end, place) for line in lines_of(wire) for end in line.ends for place in places)


def straight(known: Inventory) -> Iterator[str]:
    """A wire between two nodes that face each other on one axis is straight."""
    for term in known.terms:
        facing = {
            (anchor.wire, _rounded(anchor.at)): node
            for node in term.nodes
            for anchor in node.anchors
            if abs(anchor.at[1] - node.bounds.centre[1]) < REACH
        }
        for line in (line for wire in term.wires for line in lines_of(wire)):
            start, end = sorted(line.ends)
            a, b = (facing.get((line.wire.key, _rounded(at))) for at in (start, end))
            ahead = a and b and a.bounds.right <= start[0] + 2 and end[0] - 2 <= b.bounds.left and start[0] < end[0]
            if ahead and _one_axis(a, b) and (len(line.points) > 2 or abs(start[1] - end[1]) > 1e-6):
                yield f"wire {line.wire.name} bends between {a.name} and {b.name}"  # type: ignore[union-attr]


def _one_axis(a: Group | None, b: Group | None) -> bool:
    return a is not None and b is not None and abs(a.bounds.centre[1] - b.bounds.centre[1]) < OFF_AXIS


def along(known: Inventory) -> Iterator[str]:
    """Two wires do not run along each other."""
    for one, other, a, b in _pairs(known):
        if _shared(a, b) > SHARED:
            yield f"wires {one.wire.name} and {other.wire.name} run along each other"


def crossings(known: Inventory) -> Iterator[str]:
    """Two wires do not cross."""
    for one, other, a, b in _pairs(known):
        if _cross(a, b):
            yield f"wires {one.wire.name} and {other.wire.name} cross"


def loose_ends(wire: Group, term: Term) -> list[Point]:
    """The free ends of a wire: ends of lines that are at no node, joint or other line of it, nor at the end of another
    wire, which an identity makes one with it."""
    lines = [line for line in lines_of(wire) if not _is_bar(line, wire)]
    solid = [anchor.at for node in term.nodes for anchor in node.anchors if anchor.wire == wire.key]
    solid += [end for other in term.wires if other is not wire for line in lines_of(other) for end in line.ends]
    found = []
    for index, line in enumerate(lines):
        others = lines[:index] + lines[index + 1 :]
        for end in line.ends:
            held = any(math.dist(end, at) <= REACH for at in solid) or any(_within(end, area) for area in term.joints)
            if not held and not any(_on_line(end, other) for other in others):
                found.append(end)
    return found


def _is_bar(line: Line, wire: Group) -> bool:
    """Whether it is the short bar across a normalised wire: its middle is on another line, its ends are not."""
    (ax, ay), (bx, by) = line.ends
    if len(line.points) > 2 or math.dist(*line.ends) > LONGEST_BAR:
        return False
    middle = ((ax + bx) / 2, (ay + by) / 2)
    others = [other for other in lines_of(wire) if other.points != line.points]
    return any(_on_line(middle, other) and not any(_on_line(end, other) for end in line.ends) for other in others)


def _clusters(wire: Group, term: Term) -> list[set[int]]:
    """The lines of a wire in groups that meet each other, a joint, or a node on which the wire has two legs."""
    lines = list(lines_of(wire))
    loops = [node.bounds.grown(REACH) for node in term.nodes if _legs_on(node, wire) > 1]
    places = [area for area in (*term.joints, *loops) if any(_touches(line, area) for line in lines)]
    clusters: list[set[int]] = []
    for k, line in enumerate(lines):
        met = [c for c in clusters if any(_meet(line, lines[m], places) for m in c)]
        clusters = [c for c in clusters if c not in met] + [{k}.union(*met)]
    return clusters


def _legs_on(node: Group, wire: Group) -> int:
    return sum(anchor.wire == wire.key for anchor in node.anchors)


def _meet(one: Line, other: Line, places: Sequence[Bounds]) -> bool:
    if any(_touches(one, area) and _touches(other, area) for area in places):
        return True
    if any(_on_line(end, other) for end in one.ends) or any(_on_line(end, one) for end in other.ends):
        return True
    return any(_cross(a, b) for a in one.segments for b in other.segments)


def _touches(line: Line, area: Bounds) -> bool:
    return any(_within(point, area) for point in line.points)


def _within(point: Point, area: Bounds) -> bool:
    return area.left <= point[0] <= area.right and area.top <= point[1] <= area.bottom


def _on_line(point: Point, line: Line) -> bool:
    return any(_from_segment(point, a, b) <= REACH for a, b in line.segments)


def _from_segment(point: Point, a: Point, b: Point) -> float:
    """The distance of a point from a segment."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = max(0.0, min(1.0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length)) if length else 0.0
    return math.dist(point, (a[0] + t * dx, a[1] + t * dy))


Segment = tuple[Point, Point]


def _pairs(known: Inventory) -> Iterator[tuple[Line, Line, Segment, Segment]]:
    """Segments of different wires of one term that are near."""
    for term in known.terms:
        pieces = [(line, segment) for wire in term.wires for line in lines_of(wire) for segment in line.segments]
        boxes = [(box(segment).grown(REACH), None) for _, segment in pieces]
        for k, m in near(boxes, boxes):
            (one, a), (other, b) = pieces[k], pieces[m]
            if k < m and one.wire.key != other.wire.key and boxes[k][0].meets(boxes[m][0]):
                yield one, other, a, b


def _cross(a: Segment, b: Segment) -> bool:
    """Whether two segments cross at a point inside both."""
    return _side(a, b[0]) * _side(a, b[1]) < 0 and _side(b, a[0]) * _side(b, a[1]) < 0


def _side(line: Segment, point: Point) -> float:
    """On which side of a line a point is, in points; 0 for on it."""
    (ax, ay), (bx, by) = line
    length = math.dist(*line) or 1.0
    found = ((bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)) / length
    return 0.0 if abs(found) < REACH else found


def _shared(a: Segment, b: Segment) -> float:
    """How far two segments run on one line."""
    if any(_side(a, point) for point in b) or any(_side(b, point) for point in a):
        return 0.0
    (ax, ay), (bx, by) = a
    length = math.dist(*a) or 1.0
    along_a = [((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length for x, y in b]
    return min(length, max(along_a)) - max(0.0, min(along_a))


def _name(term: Term, key: str) -> str:
    return next((wire.name for wire in term.wires if wire.key == key), "?")


def _rounded(point: Point) -> tuple[float, float]:
    return round(point[0], 2), round(point[1], 2)
