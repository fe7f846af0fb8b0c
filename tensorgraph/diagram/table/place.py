"""A table in places: columns from left to right, rows under each other, everything of a row on one axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from tensorgraph.diagram.layout.box import Box
from tensorgraph.diagram.scene import Item, moved, union
from tensorgraph.diagram.table.entries import PICTURE, Column, Entries
from tensorgraph.diagram.theme import Theme

EVEN = 1.25
"""Rows are all as far apart as the farthest two, where that is at most so much more than the nearest two."""


@dataclass(frozen=True)
class Strip:
    """A line of diagrams on an axis at 0, of a ``row`` of the picture; ``height`` over the axis, ``depth`` under it."""

    row: int
    items: tuple[Item, ...]
    height: float
    depth: float


def tabled(entries: Entries, strips: Sequence[Strip], theme: Theme) -> list[Item]:
    """The diagrams and the texts of a table, the axis of its first row at 0."""
    drawn = [_one(list(own), theme) for _, own in groupby(strips, lambda strip: strip.row)]
    around = union(item.bounds for strip in drawn for item in strip.items)
    rows = [_with_texts(strip, entries) for strip in drawn]
    axes = list(accumulate(_distances(rows, theme), initial=0.0))
    items: list[Item] = []
    for column, x in zip(entries.columns, _places(entries, around.width, theme), strict=True):
        if column.name == PICTURE:
            shift = x - around.left
            items += [moved(item, shift, y) for strip, y in zip(drawn, axes, strict=True) for item in strip.items]
        else:
            items += [item for box, y in zip(column.boxes, axes, strict=True) for item in box.moved(x, y).items]
    return [*_headings(entries, rows[0], around.width, theme), *items]


def _one(strips: Sequence[Strip], theme: Theme) -> Strip:
    """The lines of a row under each other, on the axis of the first."""
    steps = [a.depth + theme.row_gap + b.height for a, b in pairwise(strips)]
    axes = list(accumulate(steps, initial=0.0))
    items = tuple(moved(item, 0.0, y) for strip, y in zip(strips, axes, strict=True) for item in strip.items)
    return Strip(strips[0].row, items, strips[0].height, axes[-1] + strips[-1].depth)


def _with_texts(strip: Strip, entries: Entries) -> Strip:
    """A row as high and as deep as its texts are, too."""
    boxes = [column.boxes[strip.row] for column in entries.columns if column.boxes]
    height = max([strip.height, *(box.height for box in boxes)])
    return Strip(strip.row, strip.items, height, max([strip.depth, *(box.depth for box in boxes)]))


def _distances(rows: Sequence[Strip], theme: Theme) -> list[float]:
    """From axis to axis."""
    least = theme.node + theme.row_gap
    own = [max(least, a.depth + theme.row_air + b.height) for a, b in pairwise(rows)]
    even = max(own, default=0.0) <= EVEN * min(own, default=0.0)
    return [max(own, default=0.0)] * len(own) if even else own


def _places(entries: Entries, drawing: float, theme: Theme) -> list[float]:
    """Where the left edge of each column is."""
    steps = [_width(column, drawing) + theme.column_gap for column in entries.columns]
    return list(accumulate(steps[:-1], initial=0.0))


def _width(column: Column, drawing: float) -> float:
    return max(drawing, column.width) if column.name == PICTURE else column.width


def _headings(entries: Entries, first: Strip, drawing: float, theme: Theme) -> Iterator[Item]:
    """On one axis over the first row; that of the diagrams over their middle."""
    headings = [column.heading for column in entries.columns if column.heading]
    deepest = max((box.depth for box in headings), default=0.0)
    y = -(first.height + theme.title_gap + deepest)
    for column, x in zip(entries.columns, _places(entries, drawing, theme), strict=True):
        if column.heading:
            yield from column.heading.moved(x + _indent(column, column.heading, drawing), y).items


def _indent(column: Column, heading: Box, drawing: float) -> float:
    return (_width(column, drawing) - heading.width) / 2 if column.name == PICTURE else 0.0
