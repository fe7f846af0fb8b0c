"""Gentle bends: as round as a wire can be and still pass as far from what it was led around."""

from __future__ import annotations

import math
from dataclasses import replace

from tensorgraph.diagram.scene import Curve, Group, Point
from tensorgraph.diagram.theme import Theme

ROUNDEST = 40.0
"""Largest radius in points: more would not look any smoother at our sizes."""
CUT = 3.0
"""Points by which a bend may pass inside its corner: less than the clearance of what is there."""


def curved(wire: Group, theme: Theme) -> Group:
    """The wire with every line's corners as round as they may be."""
    parts = tuple(
        replace(part, radius=_radius(part.points, theme)) if isinstance(part, Curve) else part for part in wire.parts
    )
    return replace(wire, parts=parts)


def _radius(points: tuple[Point, ...], theme: Theme) -> float:
    corners = zip(points, points[1:], points[2:], strict=False)
    return max(theme.turn, min((_widest(*corner) for corner in corners), default=theme.turn))


def _widest(before: Point, at: Point, after: Point) -> float:
    """The radius with which a corner is cut by as much as it may."""
    turn = math.atan2(after[1] - at[1], after[0] - at[0]) - math.atan2(at[1] - before[1], at[0] - before[0])
    half = abs((turn + math.pi) % (2 * math.pi) - math.pi) / 2
    longer = 1 / max(math.cos(half), 1e-9) - 1
    return min(ROUNDEST, CUT / longer) if longer > 1e-9 else ROUNDEST
