"""Heat maps: cells, with what is on them, and their labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from tensorgraph.diagram.formats.tikz.paths import at, path
from tensorgraph.diagram.formats.tikz.styles import Colour, Statement, length
from tensorgraph.diagram.formats.tikz.texts import text_statement
from tensorgraph.diagram.scene import Curve, Group, Item, Polygon, Scene, Text, groups

CHUNK = 50
"""Rectangles of a path, at most: TeX holds a path in its memory."""

ANCHORS = {"row": "base east", "scale": "base west"}
"""Where the label of a row or of a number beside the scale is held: at the side of the cells."""


def cells(scene: Scene) -> Iterator[Statement]:
    """The fields, each with its lines and numbers on it."""
    for field in groups(scene.parts, "cells"):
        parts = list(_shapes(field.parts))
        yield from _filled([part for part in parts if isinstance(part, Polygon) and part.fill])
        for part in parts:
            if isinstance(part, Curve) or (isinstance(part, Polygon) and part.stroke):
                stroke = Colour("soft", part.stroke or "")
                look = (("draw", stroke), ("line width", length(part.width)), ("shape", "sharp corners"))
                yield Statement("draw", "rule", look, path(part))
        for part in parts:
            if isinstance(part, Text):
                yield text_statement(part, "number", "ink")


def ticks(scene: Scene) -> Iterator[Statement]:
    """The labels of rows, columns and scale."""
    for tick in groups(scene.parts, "tick"):
        for text in _shapes(tick.parts):
            if isinstance(text, Text):
                turned = "base east" if text.outline.turn else "base"
                yield text_statement(text, "tick", "soft", ANCHORS.get(tick.kind, turned))


def _shapes(parts: Sequence[Item]) -> Iterator[Item]:
    """All shapes, those of single cells included."""
    for part in parts:
        if isinstance(part, Group):
            yield from _shapes(part.parts)
        else:
            yield part


def _filled(rectangles: Sequence[Polygon]) -> Iterator[Statement]:
    """The rectangles in their order, since later ones cover earlier ones; those of one colour in one path."""
    for colour, same in groupby(rectangles, lambda rectangle: rectangle.fill or ""):
        bodies = (f"{at(one.points[0])} rectangle {at(one.points[2])}" for one in same)
        while chunk := list(islice(bodies, CHUNK)):
            yield Statement("fill", "cells", (("fill", Colour("cell", colour)),), " ".join(chunk))
