"""Connection sites: where on a shape connectors can hold, in the order of the file.

A preset shape has sites of its own. A shape whose wires leave elsewhere gets a custom geometry that lists a site on
each of its four sides and then one for each such wire.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tensorgraph.diagram.formats.pptx.things import Leaf, close
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Point, Polygon, Text

FRAME = 4
"""Sites on the sides of a custom geometry: top, left, bottom, right. LibreOffice takes the first four for those of the
frame, so they are on it."""


@dataclass(frozen=True)
class Site:
    """A place for connectors; ``angle`` is the way they leave, in degrees clockwise from the right."""

    at: Point
    angle: float


@dataclass(frozen=True)
class Preset:
    """A native shape by name, the ``radius`` of its corners as a share of its shorter side, and its sites."""

    name: str
    sites: tuple[Site, ...]
    radius: float | None = None


def preset_of(outline: Leaf) -> Preset | None:
    """The native shape that looks like an outline."""
    if isinstance(outline, Disc):
        return Preset("ellipse", tuple(_around(outline)))
    if not isinstance(outline, Polygon) or not _is_box(outline) or len(set(outline.radii)) > 1:
        return None
    box, radius = _frame(outline), outline.radii[0]
    if not radius:
        return Preset("rect", _middles(box))
    return Preset("roundRect", _middles(box), min(radius / min(box.width, box.height), 0.5))


@dataclass(frozen=True)
class Form:
    """How a shape is written: as a preset, or None for a path of its own; and its sites."""

    preset: Preset | None
    sites: tuple[Site, ...] = ()


def form_of(outline: Leaf, needed: Sequence[Site]) -> Form:
    """The preset that looks like an outline where it has all sites that are needed, else a custom form with them."""
    preset = preset_of(outline)
    if preset and all(index_of(site, preset.sites) is not None for site in needed):
        return Form(preset, preset.sites)
    sites = list(_sides(outline)) if needed or isinstance(outline, Polygon) else []
    for site in needed:
        index = index_of(site, sites)
        if index is None or (index >= FRAME and sites[index].angle != site.angle):
            sites.append(site)
    return Form(None, tuple(sites))


def index_of(site: Site, sites: Sequence[Site]) -> int | None:
    """The number of the site at the place of one; of several there, that for the nearest angle."""
    here = [index for index, other in enumerate(sites) if close(other.at, site.at)]
    return min(here, key=lambda index: _apart(sites[index].angle, site.angle), default=None)


def _apart(one: float, other: float) -> float:
    return abs((one - other + 180) % 360 - 180)


def leaving(start: Point, towards: Point) -> Site:
    """The site for a line that begins at ``start``."""
    return Site(start, _degrees(towards[0] - start[0], towards[1] - start[1]))


def _degrees(dx: float, dy: float) -> float:
    return round(math.degrees(math.atan2(dy, dx)) % 360, 3) % 360


def _around(disc: Disc) -> Iterable[Site]:
    """The eight of an ellipse: counterclockwise from the top."""
    (x, y), radius = disc.centre, disc.radius
    for k in range(8):
        turn = math.radians(90 + 45 * k)
        at = (x + radius * math.cos(turn), y - radius * math.sin(turn))
        yield Site(at, (270 - 45 * k) % 360)


def _middles(box: Bounds) -> tuple[Site, ...]:
    """The four of a box: top, left, bottom, right."""
    x, y = box.centre
    top, left, bottom, right = (x, box.top), (box.left, y), (x, box.bottom), (box.right, y)
    return Site(top, 270), Site(left, 180), Site(bottom, 90), Site(right, 0)


def _sides(outline: Leaf) -> tuple[Site, ...]:
    """The first four of a custom geometry: where the lines through its middle meet the outline."""
    if not isinstance(outline, Polygon) or _is_box(outline):
        return () if isinstance(outline, Curve) else _middles(_frame(outline))
    x, y = _frame(outline).centre
    upright, level = [], []
    for (a, b), (c, d) in pairwise((*outline.points, outline.points[0])):
        if min(a, c) <= x <= max(a, c) and a != c:
            upright.append(b + (d - b) * (x - a) / (c - a))
        if min(b, d) <= y <= max(b, d) and b != d:
            level.append(a + (c - a) * (y - b) / (d - b))
    top, left, bottom, right = (x, min(upright)), (min(level), y), (x, max(upright)), (max(level), y)
    return Site(top, 270), Site(left, 180), Site(bottom, 90), Site(right, 0)


def _frame(outline: Leaf) -> Bounds:
    """The bounds of the outline itself, without its line."""
    return outline.bounds if isinstance(outline, Text) else outline.bounds.grown(-outline.width / 2)


def _is_box(outline: Polygon) -> bool:
    """Whether a polygon is a rectangle along the axes."""
    box = _frame(outline)
    corners = ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))
    return len(outline.points) == 4 and all(any(close(p, c, 1e-6) for p in outline.points) for c in corners)
