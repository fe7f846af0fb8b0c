"""Where everything of a heat map stands: panels in a grid, as large as the page allows, and their labels."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from tensorgraph.diagram import measure
from tensorgraph.diagram.heatmap.labels import Side, in_lines, side
from tensorgraph.diagram.heatmap.panel import Field
from tensorgraph.diagram.scene import Outline
from tensorgraph.diagram.theme import Theme

PAGE = (910.0, 490.0)
"""Points that a picture may take without a wish: a slide of 960 by 540 with a margin."""
CELLS = (28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0,
         6.5, 6.0, 5.5, 5.0, 4.5, 4.0, 3.5, 3.0, 2.5, 2.25, 2.0, 1.75, 1.5, 1.25, 1.0, 0.75, 0.5)  # fmt: skip
"""Sides of a cell in points, from that of a node down: multiples of a quarter, so that a PNG has whole pixels."""
GRAIN = 0.25
"""What all places of fields are multiples of."""
APART = 18.0
"""Points between panels: less than a cell of the largest, more than between a field and its labels."""
TITLE_AIR = 6.0
"""Points between a field and its title."""
LEAST_TITLE = 64.0
"""Points that a title may be wide over a narrow panel before it is broken."""
LEADING = 1.25
"""From one line of words to the next, in their size."""
ASCENT = 0.72
"""Of the size: how far letters reach over their line."""
DESCENT = 0.22
"""Of the size: how far below it."""


@dataclass(frozen=True)
class Placed:
    """A panel: its field with the upper left corner, the labels it has beside it, none where a neighbour has the same,
    and its title in lines."""

    field: Field
    left: float
    top: float
    cell: float
    rows: Side | None
    columns: Side | None
    title: tuple[Outline, ...]

    @property
    def right(self) -> float:
        """Of its field."""
        return self.left + self.cell * len(self.field.columns)

    @property
    def bottom(self) -> float:
        """Of its field."""
        return self.top + self.cell * len(self.field.rows)


@dataclass(frozen=True)
class Plan:
    """The panels for cells of a size; the drawing without titles of the whole, axes and bar is ``width`` by
    ``height``."""

    panels: tuple[Placed, ...]
    width: float
    height: float

    def moved(self, dx: float, dy: float) -> Plan:
        """The plan elsewhere."""
        return replace(self, panels=tuple(replace(p, left=p.left + dx, top=p.top + dy) for p in self.panels))

    @property
    def cell(self) -> float:
        """The side of a cell."""
        return self.panels[0].cell

    @property
    def fields(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all fields together."""
        lefts, tops = [p.left for p in self.panels], [p.top for p in self.panels]
        return min(lefts), min(tops), max(p.right for p in self.panels), max(p.bottom for p in self.panels)


def best_plan(fields: Sequence[Field], across: int, largest: float, theme: Theme, fits: Callable[[Plan], bool]) -> Plan:
    """The plan with the largest cells that fits, else the one with the smallest."""
    sizes = sorted({largest, *(cell for cell in CELLS if cell < largest)}, reverse=True)
    plans = (plan_for(fields, across, cell, theme) for cell in sizes)
    return next((plan for plan in plans if fits(plan)), None) or plan_for(fields, across, sizes[-1], theme)


def abreast(count: int) -> list[int]:
    """How many panels may stand beside each other: about as many as below each other or more, first those that leave
    few places empty.

    >>> abreast(4), abreast(8), abreast(12)
    ([2, 4, 3], [4, 3, 5, 6], [4, 6, 7, 5])
    """
    choices = range(math.ceil(math.sqrt(count)), min(count, math.ceil(2 * math.sqrt(count))) + 1)
    return sorted(choices, key=lambda across: (-count % across, across))


def plan_for(fields: Sequence[Field], across: int, cell: float, theme: Theme) -> Plan:
    """The panels in rows of ``across``, with cells of a size."""
    sides = [_sides(fields, number, across, cell, theme) for number in range(len(fields))]
    widths = [cell * len(field.columns) for field in fields]
    titles = [_title(field, width, theme) for field, width in zip(fields, widths, strict=True)]
    wide = [max(a, _width(title, theme.words_size)) for a, title in zip(widths, titles, strict=True)]
    down = range(math.ceil(len(fields) / across))
    lefts, width = _spread([_most(wide[j::across]) for j in range(min(across, len(fields)))],
                           [_most([_reach(rows, False) for rows, _ in sides[j::across]]) for j in range(across)],
                           [0.0] * across)  # fmt: skip
    heights = [_most([cell * len(field.rows) for field in fields[i * across : (i + 1) * across]]) for i in down]
    above = [_most([_height(title, theme) for title in titles[i * across : (i + 1) * across]]) for i in down]
    below = [_most([_reach(columns, True) for _, columns in sides[i * across : (i + 1) * across]]) for i in down]
    tops, height = _spread(heights, above, below)
    panels = [
        Placed(field, lefts[k % across], tops[k // across], cell, *sides[k], titles[k])
        for k, field in enumerate(fields)
    ]
    return Plan(tuple(panels), width, height)


def _spread(lengths: Sequence[float], before: Sequence[float], after: Sequence[float]) -> tuple[list[float], float]:
    """Where things in a row begin, each with room before and after it, and how long the row is."""
    whole = [b + a + c for b, a, c in zip(before, lengths, after, strict=False)]
    starts = accumulate((length + APART for length in whole), initial=0.0)
    places = [start + b for start, b in zip(starts, before, strict=False)]
    return places[: len(lengths)], sum(whole[: len(lengths)]) + APART * (len(lengths) - 1)


def _sides(fields: Sequence[Field], k: int, across: int, cell: float, theme: Theme) -> tuple[Side | None, Side | None]:
    """The labels of a panel, of rows without a like neighbour at the left and of columns without one below."""
    field = fields[k]
    beside = fields[k - 1].rows if k % across else None
    under = fields[k + across].columns if k + across < len(fields) else None
    rows = None if beside == field.rows else side(field.rows, cell, False, theme)
    return rows, None if under == field.columns else side(field.columns, cell, True, theme)


def _reach(labels: Side | None, columns: bool) -> float:
    return grained(labels.reach(columns)) if labels else 0.0


def _title(field: Field, width: float, theme: Theme) -> tuple[Outline, ...]:
    return tuple(in_lines(field.title, max(width, LEAST_TITLE), theme.words_size)) if field.title.strip() else ()


def _width(lines: Sequence[Outline], size: float) -> float:
    return grained(_most([line.ink.width for line in lines]) * size / measure.EM)


def _height(lines: Sequence[Outline], theme: Theme) -> float:
    return grained(lines_height(lines, theme.words_size) + TITLE_AIR) if lines else 0.0


def lines_height(lines: Sequence[Outline], size: float) -> float:
    """From the top of the first line to below the last; 0 for none. Alike for all words, so that titles are level."""
    return (ASCENT + LEADING * (len(lines) - 1) + DESCENT) * size if lines else 0.0


def _most(lengths: Sequence[float]) -> float:
    return max(lengths, default=0.0)


def grained(length: float) -> float:
    """A length rounded up to the grain.

    >>> grained(1.1)
    1.25
    """
    return math.ceil(length / GRAIN - 1e-9) * GRAIN


def baselines(count: int, size: float) -> Iterator[float]:
    """Of lines below each other, from the top of the first."""
    return ((ASCENT + LEADING * k) * size for k in range(count))
