"""Things that touch and should not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tensorgraph.diagram.report.inventory import Inventory, Line, near
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Group, Point, Polygon, union

SLACK = 0.8
"""Points of overlap that are none: a stroke's half width, by which the ends of wires reach into nodes."""


def overlaps(known: Inventory) -> Iterator[str]:
    """No two nodes overlap."""
    for a, b in twos(known.nodes):
        if _apart(a, b) < -SLACK:
            yield f"nodes {a.name} and {b.name} overlap"


def labels(known: Inventory) -> Iterator[str]:
    """Labels, words and signs touch no node, wire, frame or other text."""
    for text, node in pairs(known.texts, known.nodes):
        if text.bounds.meets(node.bounds):
            yield f"label {text.name} touches node {node.name}"
    for a, b in twos(known.texts):
        if a.bounds.meets(b.bounds):
            yield f"labels {a.name} and {b.name} touch"
    for text, line in _with_lines(known.texts, known.lines):
        if any(crosses(a, b, text.bounds.grown(line.half)) for a, b in line.segments):
            yield f"label {text.name} touches wire {line.wire.name}"
    yield from _on_frames(known)


def _on_frames(known: Inventory) -> Iterator[str]:
    """Texts on a frame that is not theirs."""
    for text, bubble in pairs(known.texts, known.bubbles):
        own = any(part is text for part in bubble.parts)
        if not own and any(crosses(a, b, text.bounds) for a, b in _edges(bubble)):
            yield f"label {text.name} touches the frame {bubble.name}"


def under(known: Inventory) -> Iterator[str]:
    """No wire passes under a node."""
    for node, line in _with_lines(known.nodes, known.lines):
        shape = _inner(node)
        if any(crosses(a, b, shape) for a, b in line.segments):
            yield f"wire {line.wire.name} passes under {node.name}"


def frames(known: Inventory) -> Iterator[str]:
    """A node is inside a frame or outside, and frames are nested or apart."""
    for node, bubble in pairs(known.nodes, known.bubbles):
        if any(crosses(a, b, node.bounds) for a, b in _edges(bubble)):
            yield f"the frame {bubble.name} cuts {node.name}"
    for a, b in twos(known.bubbles):
        one, other = _frame(a), _frame(b)
        if one.meets(other) and not (_inside(one, other) or _inside(other, one)):
            yield f"the frames {a.name} and {b.name} overlap"


def outside(known: Inventory) -> Iterator[str]:
    """Nothing leaves the page."""
    for group in known.all:
        if group.role != "term" and not _inside(group.bounds, known.page):
            yield f"{group.role} {group.name} is outside the page"


def pairs(ones: Sequence[Group], others: Sequence[Group]) -> Iterator[tuple[Group, Group]]:
    """Those that overlap along x."""
    for k, m in near([(a.bounds, a) for a in ones], [(b.bounds, b) for b in others]):
        yield ones[k], others[m]


def twos(ones: Sequence[Group]) -> Iterator[tuple[Group, Group]]:
    """The pairs of different ones that overlap along x, in drawing order."""
    boxes = [(one.bounds, one) for one in ones]
    yield from ((ones[k], ones[m]) for k, m in near(boxes, boxes) if k < m)


def _with_lines(ones: Sequence[Group], lines: Sequence[Line]) -> Iterator[tuple[Group, Line]]:
    boxes = [(box(line.points).grown(line.half), line) for line in lines]
    for k, m in near([(a.bounds, a) for a in ones], boxes):
        yield ones[k], lines[m]


def box(points: Sequence[Point]) -> Bounds:
    """Around some points."""
    return Bounds(
        min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)
    )


def _apart(a: Group, b: Group) -> float:
    """How far two nodes are from each other, negative where they overlap; round ones by their circles."""
    one, other = a.parts[0], b.parts[0]
    if isinstance(one, Disc) and isinstance(other, Disc):
        (x, y), (u, v) = one.centre, other.centre
        return math.dist((x, y), (u, v)) - one.radius - other.radius
    p, q = a.bounds, b.bounds
    return max(q.left - p.right, p.left - q.right, q.top - p.bottom, p.top - q.bottom)


def _inner(node: Group) -> Bounds:
    """The part of a node that no wire may reach: less where corners are round, for a circle the square in it, for a
    triangle one in its middle."""
    first = node.parts[0]
    if isinstance(first, Disc):
        x, y = first.centre
        return Bounds(x, y, x, y).grown(first.radius * 0.7)
    if isinstance(first, Polygon) and len(first.points) == 3:
        x, y = node.bounds.centre
        return Bounds(x, y, x, y).grown(min(node.bounds.width, node.bounds.height) / 8)
    rounded = max(first.radii) if isinstance(first, Polygon) else 0.0
    return node.bounds.grown(-2 * SLACK - 0.3 * rounded)


def _frame(bubble: Group) -> Bounds:
    return union(part.bounds for part in bubble.parts if isinstance(part, Curve))


def _edges(bubble: Group) -> Iterator[tuple[Point, Point]]:
    for part in bubble.parts:
        if isinstance(part, Curve):
            yield from zip(part.points, part.points[1:], strict=False)


def _inside(inner: Bounds, outer: Bounds) -> bool:
    across = outer.left <= inner.left and inner.right <= outer.right
    return across and outer.top <= inner.top and inner.bottom <= outer.bottom


def crosses(a: Point, b: Point, area: Bounds) -> bool:
    """Whether a segment meets the inside of a rectangle (Liang–Barsky clipping)."""
    low, high = 0.0, 1.0
    for start, end, least, most in ((a[0], b[0], area.left, area.right), (a[1], b[1], area.top, area.bottom)):
        step = end - start
        if abs(step) < 1e-9:
            if not least < start < most:
                return False
            continue
        close, far = sorted(((least - start) / step, (most - start) / step))
        low, high = max(low, close), min(high, far)
    return low < high
