"""Checks the geometry of a scene: what a reader would call a collision."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tensorgraph.diagram.scene import Bounds, Curve, Group, Point, Scene, groups

SLACK = 0.8
"""Overlap that is none: a stroke's half width, by which the ends of wires reach into nodes."""


def report(scene: Scene) -> list[str]:
    """Every collision, in words; none for a good picture.

    No two nodes overlap, labels touch neither nodes nor wires nor labels, no wire passes under a node, and nothing is
    outside the page.
    """
    return [*_overlaps(scene), *_touching(scene), *_under(scene), *_outside(scene)]


def _nodes(scene: Scene) -> list[Group]:
    return [group for group in groups(scene.parts) if group.role in ("tensor", "sum")]


def _labels(scene: Scene) -> list[Group]:
    return [group for group in groups(scene.parts) if group.role in ("label", "words", "sign")]


def _segments(scene: Scene) -> Iterator[tuple[str, Point, Point, float]]:
    """The straight pieces of all wires, with half their width."""
    for wire in groups(scene.parts, "wire"):
        for part in wire.parts:
            if isinstance(part, Curve):
                for start, end in zip(part.points, part.points[1:], strict=False):
                    yield wire.name, start, end, part.width / 2


def _overlaps(scene: Scene) -> list[str]:
    pairs = combinations(_nodes(scene), 2)
    return [
        f"nodes {a.name} and {b.name} overlap" for a, b in pairs if a.bounds.grown(-SLACK).meets(b.bounds.grown(-SLACK))
    ]


def _touching(scene: Scene) -> list[str]:
    labels, nodes = _labels(scene), _nodes(scene)
    found = [f"label {a.name} touches node {b.name}" for a in labels for b in nodes if a.bounds.meets(b.bounds)]
    found += [f"labels {a.name} and {b.name} touch" for a, b in combinations(labels, 2) if a.bounds.meets(b.bounds)]
    segments = list(_segments(scene))
    for label in labels:
        crossed = dict.fromkeys(name for name, a, b, half in segments if _crosses(a, b, label.bounds.grown(half)))
        found += [f"label {label.name} touches wire {name}" for name in crossed]
    return found


def _under(scene: Scene) -> list[str]:
    nodes = [(node.name, node.bounds.grown(-2 * SLACK)) for node in _nodes(scene)]
    found = [
        f"wire {name} passes under {node}"
        for name, a, b, _ in _segments(scene)
        for node, box in nodes
        if _crosses(a, b, box)
    ]
    return list(dict.fromkeys(found))


def _outside(scene: Scene) -> list[str]:
    page = Bounds(0, 0, scene.width, scene.height)
    return [
        f"{group.role} {group.name} is outside the page"
        for group in groups(scene.parts)
        if group.role != "term" and not _inside(group.bounds, page)
    ]


def _inside(inner: Bounds, outer: Bounds) -> bool:
    across = outer.left <= inner.left and inner.right <= outer.right
    return across and outer.top <= inner.top and inner.bottom <= outer.bottom


def _crosses(a: Point, b: Point, box: Bounds) -> bool:
    """Whether a segment meets the inside of a box (Liang–Barsky clipping)."""
    low, high = 0.0, 1.0
    for start, end, least, most in ((a[0], b[0], box.left, box.right), (a[1], b[1], box.top, box.bottom)):
        step = end - start
        if abs(step) < 1e-9:
            if not least < start < most:
                return False
            continue
        near, far = sorted(((least - start) / step, (most - start) / step))
        low, high = max(low, near), min(high, far)
    return low < high
