"""Where a straight line meets the outline of a node."""

from __future__ import annotations

import math

from tensorgraph.diagram.scene import Disc, Point, Polygon


def rim(outline: Disc | Polygon, start: Point, towards: Point) -> Point:
    """Where the ray from a point inside leaves the outline; polygons are rounded boxes."""
    away = math.dist(start, towards)
    if not away:
        return start
    ray = ((towards[0] - start[0]) / away, (towards[1] - start[1]) / away)
    if isinstance(outline, Disc):
        return _from_circle(start, ray, outline.centre, outline.radius) or start
    return _from_box(outline, start, ray)


def _from_circle(start: Point, ray: Point, centre: Point, radius: float) -> Point | None:
    """The far meeting point with a circle; None where the ray misses it."""
    x, y = centre[0] - start[0], centre[1] - start[1]
    along = x * ray[0] + y * ray[1]
    rest = radius**2 - (x * x + y * y - along**2)
    if rest < 0:
        return None
    reach = along + math.sqrt(rest)
    return start[0] + reach * ray[0], start[1] + reach * ray[1]


def _from_box(box: Polygon, start: Point, ray: Point) -> Point:
    """The meeting point with an upright box; at a rounded corner, that with the arc."""
    xs, ys = [x for x, _ in box.points], [y for _, y in box.points]
    reach = min(_reach(start[0], ray[0], min(xs), max(xs)), _reach(start[1], ray[1], min(ys), max(ys)))
    at = (start[0] + reach * ray[0], start[1] + reach * ray[1])
    corner = min(range(len(box.points)), key=lambda k: math.dist(box.points[k], at))
    (x, y), radius = box.points[corner], box.radii[corner]
    middle = (x + math.copysign(radius, sum(xs) / len(xs) - x), y + math.copysign(radius, sum(ys) / len(ys) - y))
    rounded = (at[0] - middle[0]) * (x - middle[0]) > 0 and (at[1] - middle[1]) * (y - middle[1]) > 0
    return (_from_circle(start, ray, middle, radius) or at) if rounded else at


def _reach(start: float, step: float, least: float, most: float) -> float:
    """How far along the ray a coordinate stays between two bounds."""
    if abs(step) < 1e-12:
        return math.inf
    return ((most if step > 0 else least) - start) / step
