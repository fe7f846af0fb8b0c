"""The parts of a scene by what they are, with wires as straight segments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tensorgraph.diagram.scene import Bounds, Curve, Disc, Group, Point, Polygon, Scene, groups

REACH = 0.5
"""Points by which the end of a wire may miss: less than half a stroke."""
SIGN_AIR = 5.0
"""Points between a wire and a coefficient that stands on it, at most."""
STEPS = 8
"""Straight pieces for each bend of a Bézier curve: within a tenth of a point of it at our sizes."""


@dataclass(frozen=True)
class Line:
    """A line of a wire as straight pieces; ``half`` its width. ``shaped`` says that it was drawn as a Bézier curve."""

    wire: Group
    points: tuple[Point, ...]
    half: float
    shaped: bool

    @property
    def ends(self) -> tuple[Point, Point]:
        """Where it begins and ends."""
        return self.points[0], self.points[-1]

    @property
    def segments(self) -> Iterator[tuple[Point, Point]]:
        """Its straight pieces."""
        return pairwise(self.points)


@dataclass(frozen=True)
class Term:
    """A product: its nodes, its wires, the labels on them.

    ``joints`` are where lines of a wire may end although no other line does: dots, junctions of thick wires, ⊕, and the
    coefficients that stand on a wire, with the air around them.
    """

    nodes: tuple[Group, ...]
    wires: tuple[Group, ...]
    labels: tuple[Group, ...]
    joints: tuple[Bounds, ...]


@dataclass(frozen=True)
class Inventory:
    """A scene sorted. ``nodes`` are tensors, sums and fields of cells; ``texts`` labels, words, signs, ticks, entries;
    ``lines`` those of all wires."""

    page: Bounds
    all: tuple[Group, ...]
    nodes: tuple[Group, ...]
    texts: tuple[Group, ...]
    bubbles: tuple[Group, ...]
    lines: tuple[Line, ...]
    terms: tuple[Term, ...]


def inventory(scene: Scene) -> Inventory:
    """The parts of a scene."""
    everything = tuple(groups(scene.parts))
    return Inventory(
        Bounds(0, 0, scene.width, scene.height),
        everything,
        tuple(group for group in everything if group.role in ("tensor", "sum", "cells")),
        tuple(group for group in everything if group.role in ("label", "words", "sign", "tick", "entry")),
        tuple(group for group in everything if group.role == "bubble"),
        tuple(line for group in everything if group.role == "wire" for line in lines_of(group)),
        tuple(_term(group) for group in everything if group.role == "term"),
    )


def _term(group: Group) -> Term:
    def of(role: str) -> tuple[Group, ...]:
        return tuple(groups(group.parts, role))

    marks = [part for wire in of("wire") for part in wire.parts if isinstance(part, Disc | Polygon)]
    joints = [mark.bounds.grown(REACH) for mark in (*marks, *of("sum"))]
    joints += [sign.bounds.grown(SIGN_AIR) for sign in of("sign")]
    return Term(of("tensor"), of("wire"), of("label"), tuple(joints))


def lines_of(wire: Group) -> Iterator[Line]:
    """The lines of a wire."""
    for part in wire.parts:
        if isinstance(part, Curve):
            points = tuple(flattened(part.points)) if part.bezier else part.points
            yield Line(wire, points, part.width / 2, part.bezier)


def flattened(points: Sequence[Point]) -> Iterator[Point]:
    """A chain of cubic Bézier curves as points on it."""
    yield points[0]
    for k in range(1, len(points) - 2, 3):
        for step in range(1, STEPS + 1):
            yield _on_curve(points[k - 1 : k + 3], step / STEPS)


def _on_curve(corners: Sequence[Point], t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x = sum(weight * corner[0] for weight, corner in zip(weights, corners, strict=True))
    return x, sum(weight * corner[1] for weight, corner in zip(weights, corners, strict=True))


def near(ones: Iterable[tuple[Bounds, object]], others: Iterable[tuple[Bounds, object]]) -> Iterator[tuple[int, int]]:
    """The places of all pairs whose bounds overlap along x: a sweep, so that far things cost nothing."""
    events = [(b.left, 0, k, b.right) for k, (b, _) in enumerate(ones)]
    events += [(b.left, 1, k, b.right) for k, (b, _) in enumerate(others)]
    open_: tuple[list[tuple[float, int]], list[tuple[float, int]]] = ([], [])
    for left, which, place, right in sorted(events):
        facing = open_[1 - which]
        facing[:] = [entry for entry in facing if entry[0] >= left]
        yield from ((place, other) if which == 0 else (other, place) for _, other in facing)
        open_[which].append((right, place))
