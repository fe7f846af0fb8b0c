"""Where a scene stands on a slide: points of the scene to English metric units (EMU), the integers of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tensorgraph.diagram.scene import Bounds, Point, Scene

EMU = 12700
"""To a point."""

WIDTH, HEIGHT = 960.0, 540.0
"""Of a slide in points: 13⅓ by 7½ inches, 16 : 9."""

EDGE = 18.0
"""Points kept free along the edges of a slide: a quarter inch."""

LARGEST = 2.0
"""Points of the slide for a point of the scene, at most: names of 26 points, to be read from the last row."""


@dataclass(frozen=True)
class Box:
    """A rectangle on a slide in EMU."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Page:
    """A scene's place on a slide: ``scale``, and where its corner is in points."""

    scale: float
    left: float
    top: float

    def at(self, point: Point) -> tuple[int, int]:
        """A point of the scene on the slide."""
        return round((self.left + self.scale * point[0]) * EMU), round((self.top + self.scale * point[1]) * EMU)

    def length(self, points: float) -> int:
        """A length of the scene on the slide."""
        return round(self.scale * points * EMU)

    def box(self, bounds: Bounds) -> Box:
        """A rectangle of the scene on the slide."""
        (left, top), (right, bottom) = self.at((bounds.left, bounds.top)), self.at((bounds.right, bounds.bottom))
        return Box(left, top, right - left, bottom - top)


def scale_of(scenes: Sequence[Scene]) -> float:
    """Points of a slide for a point of these scenes: as many as the largest of them allows, one at least, so that all
    slides have one node size."""
    return max(1.0, min([LARGEST, *map(_fitting, scenes)]))


def page_of(scene: Scene, scale: float = 1.0) -> Page:
    """The scene in the middle of a slide, smaller than ``scale`` only where it does not fit."""
    scale = min(scale, _fitting(scene))
    return Page(scale, (WIDTH - scale * scene.width) / 2, (HEIGHT - scale * scene.height) / 2)


def _fitting(scene: Scene) -> float:
    """The scale at which a scene takes the whole slide."""
    return min((WIDTH - 2 * EDGE) / scene.width, (HEIGHT - 2 * EDGE) / scene.height)
