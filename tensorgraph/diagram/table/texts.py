"""A cell of a table as a box: lines of words, of mathematics or of code, their middle on the axis of the row."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram import measure
from tensorgraph.diagram.layout.box import Box
from tensorgraph.diagram.layout.pieces import ASCENT, DESCENT, axis_drop
from tensorgraph.diagram.mixed import mixed
from tensorgraph.diagram.scene import Group, Outline, Text
from tensorgraph.diagram.table.wrapped import FORMULA_INDENT, code_in_lines, formula_in_lines, words_in_lines
from tensorgraph.diagram.theme import Theme

LEFT, MIDDLE = "left", "middle"
"""Which side of a text keeps its place where its letters are wider than ours: the kind of its group."""
LONGEST_FORMULA = 2000
"""Characters of LaTeX in a cell, set in a second or two: ten times a label."""
LEADING = 1.35
"""From line to line of a cell, in the size of its letters: as in a listing."""


def heading_box(text: str, over_picture: bool, theme: Theme) -> Box:
    """Bold words over a column."""
    return _set([mixed(text, measure.bold)], text, theme.entry_size, MIDDLE if over_picture else LEFT, theme)


def cell_box(lines: Sequence[str], style: str, width: float, theme: Theme) -> Box:
    """The lines of a cell, broken where they are longer than ``width`` points."""
    size = theme.code_size if style == "code" else theme.entry_size
    shown = [outline for line in lines for outline in _outlines(line, style, width * measure.EM / size)]
    return _set(shown, " ".join(" ".join(lines).split()), size, LEFT, theme)


def _outlines(line: str, style: str, most: float) -> list[Outline]:
    """A line of a cell as one or several, each at most so many hundredths of a letter's size wide."""
    if style == "math":
        return [_formula(part) for part in formula_in_lines(line, most, _formula)]
    if style == "code":
        return [measure.code(part) for part in code_in_lines(line, int(most / measure.code("x").advance))]
    return [mixed(part) for part in words_in_lines(line, most) if part]


def _formula(latex: str) -> Outline:
    if len(latex) > LONGEST_FORMULA:
        message = f"the formula of a row has {len(latex):,} characters of LaTeX, more than {LONGEST_FORMULA:,}"
        raise mistake("also", message, None, "leave `formula` out of `also`, or show less")
    return measure.inline(latex, LONGEST_FORMULA)


def _set(outlines: Sequence[Outline], name: str, size: float, kind: str, theme: Theme) -> Box:
    """Lines under each other, their left edges in line; the middle of their baselines is where that of a single line on
    the axis is."""
    baselines = _baselines(outlines, size, theme)
    drop = axis_drop(size, theme) - sum(baselines[:1] + baselines[-1:]) / 2
    texts = [_text(outline, drop + y, size, theme) for outline, y in zip(outlines, baselines, strict=True)]
    shown = tuple(text for text in texts if text.outline.path)
    if not shown:
        return Box(0.0, 0.0, 0.0)
    around = Group("entry", name, shown, kind=kind)
    ends = baselines[0] - ASCENT * size, baselines[-1] + DESCENT * size
    height, depth = max(-around.bounds.top, -ends[0] - drop), max(around.bounds.bottom, ends[1] + drop)
    return Box(around.bounds.right, height, depth, (around,))


def _baselines(outlines: Sequence[Outline], size: float, theme: Theme) -> list[float]:
    """Of each line, the first at 0; as far apart as in a listing, and farther where a formula is high."""
    found: list[float] = []
    for number, outline in enumerate(outlines):
        scale, over = size / outline.em, outlines[number - 1].ink.bottom
        apart = scale * (over - outline.ink.top) + theme.words_lead
        found.append(found[-1] + max(LEADING * size, apart) if found else 0.0)
    return found


def _text(outline: Outline, y: float, size: float, theme: Theme) -> Text:
    """Ink at the left edge, but for what is indented, and code, whose letters stand in columns."""
    indented = outline.style == "code" or outline.text.startswith(FORMULA_INDENT)
    return Text((0.0 if indented else -outline.ink.left * size / outline.em, y), size, outline, theme.ink)
