"""A heat map read back from its shapes: which colour is seen in each cell, and what the bar says it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tensorgraph.diagram.scene import Curve, Group, Item, Polygon, Scene, Text, groups

Values = Sequence[Sequence[float | None]]


def fields(scene: Scene) -> list[Group]:
    """The fields without the bar."""
    return [group for group in groups(scene.parts, "cells") if group.name != "scale"]


def polygons(parts: Sequence[Item]) -> Iterator[Polygon]:
    """Those of groups too, in drawing order."""
    for part in parts:
        if isinstance(part, Group):
            yield from polygons(part.parts)
        elif isinstance(part, Polygon):
            yield part


def seen(field: Group, rows: int, columns: int) -> list[list[str | None]]:
    """The colours in the middles of the cells, as a painter who covers what was there leaves them."""
    shapes = list(polygons(field.parts))
    (frame,) = [shape for shape in shapes if shape.fill is None]
    left, top = frame.points[0]
    width, height = (frame.points[2][0] - left) / columns, (frame.points[2][1] - top) / rows
    assert abs(width - height) < 1e-9, "cells are square"
    found: list[list[str | None]] = [[None] * columns for _ in range(rows)]
    for shape in shapes:
        if shape.fill:
            (x, y), (right, bottom) = shape.points[0], shape.points[2]
            for row in range(rows):
                if y < top + (row + 0.5) * height < bottom:
                    for column in range(columns):
                        if x < left + (column + 0.5) * width < right:
                            found[row][column] = shape.fill
    return found


def bar(scene: Scene) -> list[tuple[str, float]]:
    """The colours of the bar with the values that the numbers beside it give them."""
    (strips,) = [group for group in groups(scene.parts, "cells") if group.name == "scale"]
    places = sorted(part.bounds.centre[1] for part in strips.parts if isinstance(part, Curve))
    ticks = sorted((group for group in groups(scene.parts, "tick") if group.kind == "scale"), key=_height)
    marks = list(zip(places, map(_number, ticks), strict=True))
    assert all(abs(_height(tick) - y) < 1 for tick, y in zip(ticks, places, strict=True)), "numbers beside their marks"
    assert all(one[1] > two[1] for one, two in pairwise(marks)), "numbers fall"
    (y, value), (below, other) = marks[0], marks[-1]
    shapes = [shape for shape in polygons(strips.parts) if shape.fill]
    edges = [*(shape.bounds.top for shape in shapes), shapes[-1].bounds.bottom]  # later ones cover earlier ones
    middles = [(one + two) / 2 for one, two in pairwise(edges)]
    step = (other - value) / (below - y)
    return [(shape.fill or "", value + step * (at - y)) for shape, at in zip(shapes, middles, strict=True)]


def told(scene: Scene, values: Values, which: int = 0) -> list[list[float]]:
    """What a reader reads off for every cell of a field: the value of the nearest colour of the bar."""
    known = [(_rgb(colour), value) for colour, value in bar(scene)]
    colours = seen(fields(scene)[which], len(values), len(values[0]))
    meant = {
        colour: min(known, key=lambda pair: _apart(pair[0], _rgb(colour or "")))[1]
        for colour in {colour for row in colours for colour in row}
    }
    return [[meant[colour] for colour in row] for row in colours]


def misread(scene: Scene, values: Values, slack: float, which: int = 0) -> list[tuple[int, int]]:
    """The cells whose value cannot be read off."""
    read = told(scene, values, which)
    return [
        (row, column)
        for row, line in enumerate(values)
        for column, value in enumerate(line)
        if value is not None and abs(read[row][column] - value) > slack
    ]


def text_of(group: Group) -> Text:
    """The only text in a group."""
    (found,) = [part for part in group.parts if isinstance(part, Text)]
    return found


def _number(tick: Group) -> float:
    return float(text_of(tick).outline.text.replace("−", "-"))


def _height(tick: Group) -> float:
    return tick.bounds.centre[1]


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _apart(one: Sequence[int], other: Sequence[int]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
