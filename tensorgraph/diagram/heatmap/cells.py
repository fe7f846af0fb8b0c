"""Values as coloured cells: neighbours of one colour in a row are one rectangle, without seams to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from tensorgraph.diagram import measure
from tensorgraph.diagram.colour import readable
from tensorgraph.diagram.heatmap.colours import ramp
from tensorgraph.diagram.heatmap.panel import Field, Value
from tensorgraph.diagram.heatmap.scales import ALIKE, Scale, cell_words, minus
from tensorgraph.diagram.heatmap.spoken import place
from tensorgraph.diagram.scene import Curve, Group, Item, Outline, Point, Polygon, Text
from tensorgraph.diagram.theme import Theme

LAP = 0.5
"""Points by which a rectangle reaches under its right and its lower neighbour, which are drawn later: no ground shines
through between them."""
LAP_SHARE = 0.25
"""Of a small cell, the same."""
FRAME = 0.6
"""Width of the line around a field."""
BLANK = 0.07
"""Of ink in a cell without a value, as in a ground without a colour."""
STRUCK = 0.3
"""Of ink in the line through such a cell: seen on its ground, and no text."""
STRIKE = 0.7
"""Width of that line on a large cell."""
STRIKE_SHARE = 0.1
"""Of a small cell, the same."""
TOLD = 256
"""Cells of a field that each say what they are, where a format can; more are merged."""

NUMBERED = 12
"""Rows and columns up to which numbers are written in the cells unless an author wants otherwise."""
NUMBER_SIZE = 9.0
"""Of the numbers: less than labels, which are read first."""
LEAST_NUMBER = 6.0
"""Smaller ones are left out."""
MOST_DECIMALS = 12
"""Added to tell two numbers apart: all that differ by more than rounding do by then."""
NUMBER_AIR = 4.0
"""Points that a cell is wider than its number."""


@dataclass(frozen=True)
class Ink:
    """How values become colours: the scale, the colours of its levels, the theme; ``size`` and ``decimals`` of the
    numbers in the cells, none without."""

    scale: Scale
    theme: Theme
    size: float | None = None
    decimals: int = 2

    @property
    def colours(self) -> tuple[str, ...]:
        """Of all levels."""
        return ramp(self.theme, self.scale.signed)

    @property
    def blank(self) -> str:
        """Of a cell without a value."""
        return blended(self.theme.ink, self.theme.background, BLANK)

    def of(self, row: Sequence[Value]) -> list[str]:
        """The colours of a row of values."""
        colours, blank = self.colours, self.blank
        return [blank if value is None else colours[self.scale.level(value)] for value in row]


def cells(field: Field, corner: Point, cell: float, ink: Ink, names: tuple[str, str]) -> Group:
    """A field with its upper left corner at a point: rectangles, strokes through cells without a value, a frame.

    Where cells are few, each says where it is, with the ``names`` of rows and columns, and its value.
    """
    left, top = corner
    lap = min(LAP, LAP_SHARE * cell)
    told = ink.size is not None or field.count <= TOLD
    parts: list[Item] = []
    for number, row in enumerate(field.values):
        y, down = top + number * cell, lap if number + 1 < len(field.rows) else 0.0
        for start, end, colour in runs(ink.of(row), told):
            right = left + end * cell + (lap if end < len(row) else 0.0)
            shape = box(left + start * cell, y, right, y + cell + down, colour)
            middle = (left + (start + 0.5) * cell, y + cell / 2)
            parts.append(
                _told(shape, middle, field.values[number][start], place(field, number, start, names), ink)
                if told
                else shape
            )
    parts += strikes(field, corner, cell, ink.theme)
    parts.append(frame(left, top, left + cell * len(field.columns), top + cell * len(field.rows), ink.theme))
    return Group("cells", field.title, tuple(parts))


def runs(colours: Sequence[str], single: bool) -> Iterator[tuple[int, int, str]]:
    """Where neighbours of one colour start and end; ``single`` each by itself.

    >>> list(runs(["a", "a", "b"], False))
    [(0, 2, 'a'), (2, 3, 'b')]
    """
    place = 0
    for colour, same in groupby(colours):
        many = sum(1 for _ in same)
        yield from (
            ((k, k + 1, colour) for k in range(place, place + many)) if single else ((place, place + many, colour),)
        )
        place += many


def _told(shape: Polygon, middle: Point, value: Value, name: str, ink: Ink) -> Group:
    """A cell with its number, that says what it is."""
    said = "no value" if value is None else minus(f"{value:.4g}")
    parts: list[Item] = [shape]
    if ink.size and value is not None:
        outline = number_outline(value, ink.decimals)
        parts.append(_centred(outline, middle, ink.size, readable(shape.fill or "", ink.theme)))
    return Group("cell", name, tuple(parts), about=f"{name} · {said}")


def number_outline(value: float, decimals: int) -> Outline:
    """A number as it is written in its cell."""
    return measure.words(minus(f"{value:.{decimals}f}"))


def number_size(known: Sequence[float], decimals: int, cell: float) -> float | None:
    """The size at which all numbers fit in cells, None where that is too small."""
    wide = max((number_outline(value, decimals).ink.width for value in known), default=0.0) / measure.EM
    size = min(NUMBER_SIZE, (cell - NUMBER_AIR) / wide) if wide else NUMBER_SIZE
    return size if size >= LEAST_NUMBER else None


def decimals_for(known: Sequence[float]) -> int:
    """The decimals of all numbers of a picture: the smallest and the largest can be told apart, if they can at all."""
    reach = max(map(abs, known), default=0.0)
    fewest = cell_words(reach)
    if not known or max(known) - min(known) < ALIKE * reach:
        return fewest
    told = (n for n in range(fewest, fewest + MOST_DECIMALS) if f"{min(known):.{n}f}" != f"{max(known):.{n}f}")
    return next(told, fewest)


def _centred(outline: Outline, place: Point, size: float, fill: str) -> Text:
    ink, scale = outline.ink, size / measure.EM
    origin = (place[0] - (ink.left + ink.right) / 2 * scale, place[1] - (ink.top + ink.bottom) / 2 * scale)
    return Text(origin, size, outline, fill)


def strikes(field: Field, corner: Point, cell: float, theme: Theme) -> Iterator[Curve]:
    """A stroke from corner to corner through every cell without a value, one line where they follow each other."""
    (left, top), rows, columns = corner, len(field.rows), len(field.columns)
    stroke = blended(theme.ink, theme.background, STRUCK)
    width = min(STRIKE, STRIKE_SHARE * cell)
    for diagonal in range(rows + columns - 1):
        places = range(max(0, diagonal - rows + 1), min(columns, diagonal + 1))
        empty = [column for column in places if field.values[diagonal - column][column] is None]
        for start, end in _stretches(empty):
            ends = (start, diagonal - start + 1), (end + 1, diagonal - end)
            yield Curve(tuple((left + cell * x, top + cell * y) for x, y in ends), stroke, width)


def _stretches(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of numbers that follow each other."""
    for _, same in groupby(enumerate(places), lambda pair: pair[1] - pair[0]):
        stretch = [place for _, place in same]
        yield stretch[0], stretch[-1]


def box(left: float, top: float, right: float, bottom: float, fill: str) -> Polygon:
    """A rectangle without a line."""
    return Polygon(((left, top), (right, top), (right, bottom), (left, bottom)), SHARP, fill)


SHARP = (0.0, 0.0, 0.0, 0.0)


def frame(left: float, top: float, right: float, bottom: float, theme: Theme) -> Polygon:
    """The line around a field."""
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Polygon(corners, SHARP, None, theme.soft_ink, FRAME)


def blended(one: str, other: str, share: float) -> str:
    """A colour with a share of one and the rest of another.

    >>> blended("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)
