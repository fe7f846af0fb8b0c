"""A heat map as a finished scene: one panel, or several with one scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram import measure
from tensorgraph.diagram.heatmap.cells import (
    FRAME,
    NUMBER_AIR,
    NUMBER_SIZE,
    NUMBERED,
    Ink,
    decimals_for,
    number_outline,
    number_size,
)
from tensorgraph.diagram.heatmap.draw import BAR_GAP, bar, bar_width, panel_cells, panel_words, titles
from tensorgraph.diagram.heatmap.labels import MARK
from tensorgraph.diagram.heatmap.panel import Field, Panel, Value, fields, sound
from tensorgraph.diagram.heatmap.plan import CELLS, PAGE, Plan, abreast, best_plan, grained
from tensorgraph.diagram.heatmap.scales import Scale, asked, automatic
from tensorgraph.diagram.heatmap.spoken import description
from tensorgraph.diagram.keys import keyed
from tensorgraph.diagram.scaled import scaled
from tensorgraph.diagram.scene import Bounds, Item, Scene, moved, union
from tensorgraph.diagram.theme import TAYLOR, Theme

ROUNDING = 1.5
"""Points that a page gains at most because it has whole points, and its fields stand on whole pixels."""
WIDEST_PAGE = 10_000.0
"""Points: ten slides."""
WIDEST = 44.0
"""Points of a cell that is made larger for its number; numbers that need more are left out, unless asked for."""


def heatmap(
    values: Sequence[Sequence[Value]],
    rows: Sequence[str],
    columns: Sequence[str],
    title: str = "",
    row_title: str = "",
    column_title: str = "",
    scale: tuple[float, float] | None = None,
    theme: Theme = TAYLOR,
    width: float | None = None,
    numbers: bool | None = None,
) -> Scene:
    """Values in rows and columns as colours, the first row at the top, with their labels and a bar.

    A value that is None, NaN or infinite is a cell struck through. Labels and titles are plain words, or have LaTeX
    between dollar signs; `visible` makes a label of a token. ``scale`` is the values of the lowest and the highest
    colour: without it 0 to 1 for values within that, with zero in the middle for values of both signs, else round
    numbers. ``width`` is what the picture may take in points; without it, it fits on a slide. ``numbers`` in the cells:
    True or False, without it up to 12 rows and columns where they fit. A TensorgraphError with the code ``heat-map``
    says what cannot be shown.

    >>> scene = heatmap([[0.25, 1.0]], ["a"], ["x", "y"])
    >>> scene.description[:41]
    'Heat map: 1 row (a) by 2 columns (x to y)'
    """
    panel = Panel(values, rows, columns)
    return grid([panel], 1, title, row_title, column_title, scale, theme, width, numbers)


def grid(
    panels: Sequence[Panel],
    columns: int | None = None,
    title: str = "",
    row_title: str = "",
    column_title: str = "",
    scale: tuple[float, float] | None = None,
    theme: Theme = TAYLOR,
    width: float | None = None,
    numbers: bool | None = None,
) -> Scene:
    """Several heat maps with one scale and one bar, ``columns`` beside each other; the rest as for `heatmap`.

    Labels that a neighbour at the left or below has as well are said once.
    """
    _check_wishes(columns, width)
    known = fields(panels)
    values = [value for field in known for value in field.known]
    chosen = asked(scale) if scale else automatic(values)
    said = sound(title), sound(row_title), sound(column_title)
    ways = [columns] if columns else abreast(len(known))[: 1 if width else None]
    ink, plan = _fitted(known, ways, said, Ink(chosen, theme), numbers, width)
    scene = _scene(plan, said, ink)
    words = description(known, chosen, said[1:])
    scene = replace(scene, title=said[0].strip() or "Heat map", description=words, notes=_notes(values, chosen))
    return scaled(scene, width / scene.width) if width and scene.width > width else scene


def _check_wishes(columns: int | None, width: float | None) -> None:
    """Numbers that are none of panels, or of points."""
    if columns is not None and columns < 1:
        raise mistake("heat-map", f"{columns} panels cannot stand beside each other", None, "a whole number from 1")
    if width is not None and not 0 < width <= WIDEST_PAGE:
        raise mistake("heat-map", f"{width:g} points are no width", None, f"above 0, and at most {WIDEST_PAGE:g}")


def _fitted(
    known: Sequence[Field],
    ways: Sequence[int],
    said: tuple[str, str, str],
    ink: Ink,
    numbers: bool | None,
    width: float | None,
) -> tuple[Ink, Plan]:
    """The plan with the largest cells that fits a slide or a width, and the ink with numbers where they fit."""
    values = [value for field in known for value in field.known]
    few = max(max(len(field.rows), len(field.columns)) for field in known) <= NUMBERED
    decimals = decimals_for(values)
    wanted = few if numbers is None else numbers
    largest = _roomy(values, decimals) if wanted else CELLS[0]
    plans = [best_plan(known, way, largest, ink.theme, lambda plan: _fits(plan, said, ink, width)) for way in ways]
    plan = max(plans, key=lambda plan: plan.cell)  # of equal ones the first
    size = number_size(values, decimals, plan.cell) if wanted else None
    return replace(ink, size=size, decimals=decimals), plan


def _roomy(values: Sequence[float], decimals: int) -> float:
    """The side of a cell in which the numbers of values have room, if that is not too much."""
    wide = max((number_outline(value, decimals).ink.width for value in values), default=0.0)
    side = grained(wide * NUMBER_SIZE / measure.EM + NUMBER_AIR)
    return max(CELLS[0], side) if side <= WIDEST else CELLS[0]


def _fits(plan: Plan, said: tuple[str, str, str], ink: Ink, width: float | None) -> bool:
    """Whether everything has room on a slide, or in a width whatever its height."""
    *_, right, _ = plan.fields
    around = union(
        [Bounds(0, 0, right + bar_width(plan, ink), plan.height), *(t.bounds for t in titles(plan, said, ink))]
    )
    margins = 2 * ink.theme.margin + ROUNDING
    if width:
        return around.width + margins <= width
    return around.width + margins <= PAGE[0] and around.height + margins <= PAGE[1]


def _scene(plan: Plan, said: tuple[str, str, str], ink: Ink) -> Scene:
    """The page around everything; fields keep to whole pixels."""
    *_, right, bottom = plan.fields
    words: list[Item] = [item for panel in plan.panels for item in panel_words(panel, ink)]
    words += [*bar(right + BAR_GAP, plan, ink), *titles(plan, said, ink)]
    left, top, _, _ = plan.fields
    extent = Bounds(left - MARK, top, right, bottom + MARK).grown(FRAME / 2)
    around, margin = union([extent, *(item.bounds for item in words)]), ink.theme.margin
    dx, dy = grained(margin - around.left), grained(margin - around.top)
    width, height = math.ceil(around.right + dx + margin), math.ceil(around.bottom + dy + margin)
    shown = [panel_cells(panel, ink, said[1:]) for panel in plan.moved(dx, dy).panels]
    placed = (*shown, *(moved(item, dx, dy) for item in words))
    return Scene(width, height, keyed(placed), "", "", ink.theme.background)


def _notes(values: Sequence[float], scale: Scale) -> tuple[str, ...]:
    """What the colours do not say."""
    outside = sum(not scale.low <= value <= scale.high for value in values)
    if not outside:
        return ()
    found = f"{outside} value{'s lie' if outside > 1 else ' lies'} outside the scale {scale.low:g} to {scale.high:g}"
    return (f"{found}, and {'have' if outside > 1 else 'has'} the colour of its end",)
