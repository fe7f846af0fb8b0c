"""The shapes of a heat map: fields, labels, titles and the bar that says what colours mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tensorgraph.diagram import measure
from tensorgraph.diagram.heatmap.cells import LAP, Ink, box, cells, frame
from tensorgraph.diagram.heatmap.labels import GAP, HALF, MARK, Side, in_lines, lettered, turned
from tensorgraph.diagram.heatmap.plan import TITLE_AIR, Placed, Plan, baselines, grained, lines_height
from tensorgraph.diagram.heatmap.scales import tick_words, ticks
from tensorgraph.diagram.scene import Curve, Group, Item, Outline, Point, Text
from tensorgraph.diagram.theme import Theme

MARK_WIDTH = 0.6
"""Of the mark beside a label: as the frame's line."""
BAR = 10.0
"""Width of the colour bar: a line of its labels."""
BAR_GAP = 18.0
"""Points between the fields and the bar."""
STRIPS = 101
"""Rectangles of a bar: none is seen as one, and an odd number, so that zero is in the middle of one."""
LEAST_BAR = 72.0
"""Points that show four numbers."""
AXIS_AIR = 8.0
"""Points between labels and the title of their axis."""
HEADING_AIR = 12.0
"""Points between the heading and what is below it."""


def panel_words(panel: Placed, ink: Ink) -> Iterator[Item]:
    """The labels and the title of a panel."""
    if panel.rows:
        yield from _row_ticks(panel.rows, panel, ink.theme)
    if panel.columns:
        yield from _column_ticks(panel.columns, panel, ink.theme)
    middle, bottom = (panel.left + panel.right) / 2, panel.top - TITLE_AIR
    yield from words(panel.field.title, panel.title, middle, bottom, ink.theme.words_size, ink.theme)


def panel_cells(panel: Placed, ink: Ink, names: tuple[str, str]) -> Group:
    """The field of a panel, with the marks on it; ``names`` are those of rows and columns."""
    field = cells(panel.field, (panel.left, panel.top), panel.cell, ink, names)
    return replace(field, parts=(*field.parts, *_marks(panel, ink.theme)))


def _marks(panel: Placed, theme: Theme) -> Iterator[Curve]:
    """Which rows and columns the labels belong to, where not all have one."""
    if panel.rows and panel.rows.step > 1:
        for k in panel.rows.shown:
            y = panel.top + (k + 0.5) * panel.cell
            yield Curve(((panel.left - MARK, y), (panel.left, y)), theme.soft_ink, MARK_WIDTH)
    if panel.columns and panel.columns.step > 1:
        for k in panel.columns.shown:
            x = panel.left + (k + 0.5) * panel.cell
            yield Curve(((x, panel.bottom), (x, panel.bottom + MARK)), theme.soft_ink, MARK_WIDTH)


def _row_ticks(labels: Side, panel: Placed, theme: Theme) -> Iterator[Group]:
    """Labels that end at the left of their row."""
    for k in labels.shown:
        outline, y = labels.outlines[k], panel.top + (k + 0.5) * panel.cell
        x = panel.left - labels.offset - outline.ink.right * labels.scale
        yield _tick(labels, k, (x, y + HALF * labels.size), "row", theme)


def _column_ticks(labels: Side, panel: Placed, theme: Theme) -> Iterator[Group]:
    """Labels that begin, or turned ones that end, below their column."""
    start = panel.bottom + labels.offset
    rise = -min((labels.outlines[k].ink.top for k in labels.shown), default=0.0)
    for k in labels.shown:
        outline, x = labels.outlines[k], panel.left + (k + 0.5) * panel.cell
        if labels.turned:
            yield _tick(labels, k, (x + HALF * labels.size, start - outline.ink.top * labels.scale), "column", theme)
        else:
            middle = x - outline.ink.centre[0] * labels.scale
            yield _tick(labels, k, (middle, start + rise * labels.scale), "column", theme)


def _tick(labels: Side, k: int, origin: Point, kind: str, theme: Theme) -> Group:
    """A label, which says itself in full where it was cut."""
    text = Text(origin, labels.size, labels.outlines[k], theme.soft_ink)
    cut = text.outline.text.endswith("…")
    return Group("tick", labels.labels[k], (text,), about=labels.labels[k] if cut else "", kind=kind)


def words(name: str, lines: Sequence[Outline], middle: float, bottom: float, size: float, theme: Theme) -> list[Item]:
    """Lines of words around a middle, the last ending at the bottom."""
    if not lines:
        return []
    top = bottom - lines_height(lines, size)
    places = zip(lines, baselines(len(lines), size), strict=True)
    texts = [
        Text((middle - line.ink.centre[0] * size / measure.EM, top + y), size, line, theme.ink) for line, y in places
    ]
    return [Group("words", name, tuple(texts))]


def heading(title: str, left: float, top: float, width: float, theme: Theme) -> list[Item]:
    """The title over everything, from the left."""
    size = theme.name_size
    lines = in_lines(title, width, size)
    if not lines:
        return []
    start = top - HEADING_AIR - lines_height(lines, size)
    places = zip(lines, baselines(len(lines), size), strict=True)
    texts = [Text((left - line.ink.left * size / measure.EM, start + y), size, line, theme.ink) for line, y in places]
    return [Group("words", title, tuple(texts))]


def titles(plan: Plan, said: tuple[str, str, str], ink: Ink) -> list[Item]:
    """The heading and the titles of rows and columns around a plan, the last below a bar that is higher than it."""
    title, rows, columns = said
    left, _, right, _ = plan.fields
    width = right + bar_width(plan, ink) - left
    below = column_axis(columns, plan.height, plan, ink.theme)
    if any(
        item.bounds.right > right + BAR_GAP / 2 for item in below
    ):  # it would meet a bar that is higher than the fields
        below = column_axis(columns, max(plan.height, _bar_bottom(plan, ink.theme)), plan, ink.theme)
    return [*row_axis(rows, 0.0, plan, ink.theme), *below, *heading(title, left, 0.0, width, ink.theme)]


def _bar_bottom(plan: Plan, theme: Theme) -> float:
    """Of the bar with its lowest number."""
    return plan.fields[1] + bar_height(plan) + theme.wire_label_size / 2


def row_axis(title: str, right: float, plan: Plan, theme: Theme) -> list[Item]:
    """The title of the rows, read upwards, left of their labels."""
    size, (_, top, _, bottom) = theme.words_size, plan.fields
    lines = in_lines(title, max(bottom - top, LEAST_BAR), size)
    start = right - AXIS_AIR - lines_height(lines, size)
    texts = []
    for line, x in zip(lines, baselines(len(lines), size), strict=True):
        upright = turned(line)
        y = (top + bottom) / 2 - upright.ink.centre[1] * size / measure.EM
        texts.append(Text((start + x, y), size, upright, theme.ink))
    return [Group("words", title, tuple(texts))] if texts else []


def column_axis(title: str, top: float, plan: Plan, theme: Theme) -> list[Item]:
    """The title of the columns, below their labels."""
    size, (left, _, right, _) = theme.words_size, plan.fields
    lines = in_lines(title, max(right - left, LEAST_BAR), size)
    bottom = top + AXIS_AIR + lines_height(lines, size)
    return words(title, lines, (left + right) / 2, bottom, size, theme)


def bar(left: float, plan: Plan, ink: Ink) -> Iterator[Item]:
    """The colours of the scale, the highest at the top, with round numbers beside them."""
    top, height, left = plan.fields[1], bar_height(plan), grained(left)
    values, size = ticks(ink.scale, height), ink.theme.wire_label_size
    shares = [(ink.scale.high - value) / (ink.scale.high - ink.scale.low) for value in values]
    places = [top + share * height for share in shares]
    end = left + BAR
    marks = [Curve(((end, y), (end + MARK, y)), ink.theme.soft_ink, MARK_WIDTH) for y in places]
    around = frame(left, top, end, top + height, ink.theme)
    yield Group("cells", "scale", (*_strips(left, top, height, ink), around, *marks))
    for y, word in zip(places, tick_words(values), strict=True):
        outline = lettered(word)
        x = end + MARK + GAP - outline.ink.left * size / measure.EM
        text = Text((x, y + HALF * size), size, outline, ink.theme.soft_ink)
        yield Group("tick", word, (text,), kind="scale")


def bar_height(plan: Plan) -> float:
    """As high as the fields, or as four numbers."""
    _, top, _, bottom = plan.fields
    return max(bottom - top, LEAST_BAR)


def bar_width(plan: Plan, ink: Ink) -> float:
    """How far bar and numbers reach to the right of the fields."""
    found = [lettered(word).ink.width for word in tick_words(ticks(ink.scale, bar_height(plan)))]
    return BAR_GAP + BAR + MARK + GAP + max(found) * ink.theme.wire_label_size / measure.EM


def _strips(left: float, top: float, height: float, ink: Ink) -> Iterator[Item]:
    """Strips of colour, each under the next one's edge."""
    low, high = ink.scale.level(ink.scale.low), ink.scale.level(ink.scale.high)
    count = min(STRIPS, high - low + 1)
    step = height / count
    for number in range(count):
        level = round(high - (high - low) * (number + 0.5) / count)  # of its middle
        end = min((number + 1) * step + LAP, height)
        yield box(left, top + number * step, left + BAR, top + end, ink.colours[level])
