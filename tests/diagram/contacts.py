"""What a drawing says, read back from its geometry: which wire ends at which node, and whether a wire is one piece."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

from tensorgraph.diagram.layout.box import strand_name
from tensorgraph.diagram.layout.legs import drawn_legs, fixed_superscripts, inner
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Group, Item, Point, Polygon, Scene, groups
from tensorgraph.graph.nodes import Dot, Graph

REACH = 1.5
"""Points within which an end of a wire counts as at a shape: a stroke's width."""


def drawn_ends(scene: Scene) -> Counter[str]:
    """How many times a curve of each wire ends on the rim of a node."""
    ends: Counter[str] = Counter()
    nodes = [group.parts[0] for group in groups(scene.parts, "tensor")]
    for wire in groups(scene.parts, "wire"):
        points = [p for part in wire.parts if isinstance(part, Curve) for p in (part.points[0], part.points[-1])]
        ends[wire.name] += sum(_on_rim(point, node) for point in points for node in nodes)
    return +ends


def written_ends(graphs: Iterable[Graph]) -> Counter[str]:
    """How many legs of tensors, caps and shifts each wire has; the cap of a superscript is a number there."""
    ends: Counter[str] = Counter()
    for graph in graphs:
        fixed = fixed_superscripts(graph.body)
        nodes = [factor for factor in inner(graph.body) if not isinstance(factor, Dot)]
        legs = [leg for node in nodes for leg in drawn_legs(node) if leg[0] not in fixed]
        ends.update(strand_name(leg) for leg in legs)
    return ends


def pieces(wire: Group) -> int:
    """Into how many pieces that do not touch a wire falls."""
    parts = [part for part in wire.parts if isinstance(part, Curve | Disc)]
    labels = list(range(len(parts)))
    for a, b in combinations(range(len(parts)), 2):
        if _touch(parts[a], parts[b]):
            labels = [labels[a] if label == labels[b] else label for label in labels]
    return len(set(labels))


def _on_rim(point: Point, node: Item) -> bool:
    if isinstance(node, Disc):
        away = math.dist(point, node.centre)
        return abs(away - node.radius) < REACH
    assert isinstance(node, Polygon)
    if len(node.points) == 3:
        return node.bounds.grown(REACH).meets(Bounds(*point, *point).grown(0.01))
    box = node.bounds.grown(-node.width / 2)
    return _near(point, box) and not box.grown(-4 * REACH).meets(Bounds(*point, *point).grown(0.01))


def _near(point: Point, box: Bounds) -> bool:
    return box.grown(REACH).meets(Bounds(*point, *point).grown(0.01))


def _touch(one: Curve | Disc, other: Curve | Disc) -> bool:
    return any(_meet(a, b) for a in _segments(one) for b in _segments(other))


def _segments(part: Curve | Disc) -> Sequence[tuple[Point, Point]]:
    if isinstance(part, Disc):
        return [(part.centre, part.centre)]
    return list(zip(part.points, part.points[1:], strict=False))


def _meet(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Whether an end or the middle of one lies on the other; a bar crosses its wire in its middle."""
    at = [_distance(p, other) for p in (*one, _middle(one))] + [_distance(p, one) for p in (*other, _middle(other))]
    return min(at) < REACH


def _middle(segment: tuple[Point, Point]) -> Point:
    (ax, ay), (bx, by) = segment
    return (ax + bx) / 2, (ay + by) / 2


def _distance(point: Point, segment: tuple[Point, Point]) -> float:
    (ax, ay), (bx, by) = segment
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, ((point[0] - ax) * dx + (point[1] - ay) * dy) / length)) if length else 0.0
    return math.dist(point, (ax + share * dx, ay + share * dy))


def crossings(scene: Scene) -> list[str]:
    """Each place where lines of two wires cross, as the names of both."""
    lines = [
        (wire.name, *segment)
        for wire in groups(scene.parts, "wire")
        for part in wire.parts
        if isinstance(part, Curve)
        for segment in _segments(part)
    ]
    pairs = combinations(lines, 2)
    return [f"{one[0]} × {other[0]}" for one, other in pairs if one[0] != other[0] and _cross(one[1:], other[1:])]


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Whether each has its ends on different sides of the other."""
    return all(_turn(*line, a) * _turn(*line, b) < -REACH for line, (a, b) in ((one, other), (other, one)))


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
