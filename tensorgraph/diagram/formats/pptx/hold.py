"""What the end of a wire holds to: a node where its leg leaves, a dot, a bar, a ⊕, a junction, a coefficient."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from tensorgraph.diagram.formats.pptx.things import KNOTS, Solid, Spots, close, level, upright, within
from tensorgraph.diagram.scene import Bounds, Disc, Point, Polygon

REACH = 4.0
"""Points between the end of a wire and a coefficient on it: more than its air, less than that of a sign."""

TOUCH = 0.5
"""Points within which the end of a wire is on the rim of a ⊕."""


@dataclass(frozen=True)
class Holds:
    """The solids of a scene, as what wires hold to."""

    solids: tuple[Solid, ...]

    def at(self, key: str, point: Point) -> Solid | None:
        """What is at a point of the wire with a key: a node that its leg leaves there, a knot, a ⊕, a junction."""
        here = self._legs[key].at(point) if key in self._legs else []
        return here[0] if here else _first(self._rims, lambda solid: _touches(solid, point))

    def ahead(self, point: Point, before: Point) -> Solid | None:
        """The coefficient that a wire which comes from ``before`` stops short of."""
        return _first(self._signs, lambda solid: _stops_at(solid.bounds, point, before))

    @cached_property
    def _legs(self) -> dict[str, Spots[Solid]]:
        """Where wires meet solids that know it, by the wire's key."""
        found: dict[str, list[tuple[Point, Solid]]] = {}
        for solid in self.solids:
            for leg in solid.anchors:
                found.setdefault(leg.wire, []).append((leg.at, solid))
            if solid.role in KNOTS:
                found.setdefault(solid.key, []).append((solid.bounds.centre, solid))
        return {key: Spots(placed) for key, placed in found.items()}

    @cached_property
    def _rims(self) -> list[Solid]:
        return [solid for solid in self.solids if solid.role in ("sum", "junction", *KNOTS)]

    @cached_property
    def _signs(self) -> list[Solid]:
        return [solid for solid in self.solids if solid.role == "sign"]


def _first(solids: Iterable[Solid], fits: Callable[[Solid], bool]) -> Solid | None:
    return next((solid for solid in solids if fits(solid)), None)


def _touches(solid: Solid, point: Point) -> bool:
    """Whether a point is where wires hold to a solid: the middle of a knot, else the outline."""
    match solid.role, solid.outline:
        case role, _ if role in KNOTS:
            return close(solid.bounds.centre, point)
        case _, Disc() as ring:
            return abs(math.dist(ring.centre, point) - ring.radius) <= TOUCH
        case _, Polygon() as shape:
            return bool(within(point, (*shape.points, shape.points[0])))
    return False


def _stops_at(text: Bounds, point: Point, before: Point) -> bool:
    """Whether a wire that comes from ``before`` ends at a point just before a text."""
    (x, y), (u, v) = point, before
    if level(point, before):
        gap = text.left - x if x > u else x - text.right
        return -TOUCH <= gap <= REACH and text.top < y < text.bottom
    gap = text.top - y if y > v else y - text.bottom
    return upright(point, before) and -TOUCH <= gap <= REACH and text.left < x < text.right
