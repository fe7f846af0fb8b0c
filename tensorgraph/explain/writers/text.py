"""A page for a terminal: the picture in letters, every view as plain lines, each tensor on a ground of its colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from tensorgraph.diagnostics import printable, terminal_width
from tensorgraph.diagram.formats import render
from tensorgraph.diagram.formats.plain import plain_text
from tensorgraph.diagram.scene import Scene
from tensorgraph.diagram.theme import Paint
from tensorgraph.explain.page import Cell, Grid, Page, Section
from tensorgraph.explain.writers import Manner, Written
from tensorgraph.views.line import Line
from tensorgraph.views.view import Style

BOLD, PLAIN = "\033[1m", "\033[0m"
INDENT = "  "
BETWEEN = "   "
"""Blanks between the columns of a table: three, so that a blank in a formula is not taken for one."""
RULE = 3
"""Strokes between rows whose cells stand under each other."""


def text(pages: Sequence[Page], manner: Manner) -> Written:
    """The pages under each other, in UTF-8; colours as 24-bit grounds where they are wanted."""
    written = ["\n".join(_page(page, manner)) for page in pages]
    return Written(("\n\n\n".join(written) + "\n").encode())


def _page(page: Page, manner: Manner) -> Iterator[str]:
    about = printable(page.about)
    yield from [_bold(about, manner), "=" * terminal_width(about)]
    if page.scene is not None:
        yield from _headed("Picture", _picture(page, page.scene, manner), manner)
    for section in page.sections:
        yield from _headed(section.heading, _lines(section, page, manner), manner)
    if page.grid is not None:
        yield ""
        yield from _grid(page.grid, page, manner)


def _headed(heading: str, lines: Sequence[str], manner: Manner) -> Iterator[str]:
    yield from ["", _bold(printable(heading), manner)]
    yield from (f"{INDENT}{line}".rstrip() for line in lines)


def _picture(page: Page, scene: Scene, manner: Manner) -> list[str]:
    """The picture in letters, in the words that it carries where it is too wide, and how to draw it."""
    shown = drawing(scene)
    if max(map(terminal_width, shown), default=0) > manner.columns - len(INDENT):
        shown = wrap(printable(scene.description), manner.columns - len(INDENT), break_on_hyphens=False)
    return [*shown, f"({printable(page.drawn_by)})"] if page.drawn_by else shown


def drawing(scene: Scene) -> list[str]:
    """The picture in letters, line by line."""
    return [printable(line).rstrip() for line in render("txt", [scene]).decode().rstrip("\n").split("\n")]


def _lines(section: Section, page: Page, manner: Manner) -> list[str]:
    return [_line(line, section.style, page, manner) for line in section.lines]


def _line(line: Line, style: Style, page: Page, manner: Manner) -> str:
    return "".join(_chip(_said(piece.text, style), page.paints.get(piece.of), manner) for piece in line)


def _said(words: str, style: Style) -> str:
    """A text without control characters; of words the mathematics between dollars as plain text."""
    return printable(plain_text(words, "words") if style == "words" and "$" in words else words)


def _chip(words: str, paint: Paint | None, manner: Manner) -> str:
    """A tensor's name on a ground of its colour."""
    if paint is None or not manner.colours:
        return words
    return f"\033[48;2;{_rgb(paint.fill)};38;2;{_rgb(paint.text)}m{words}{PLAIN}"


def _rgb(colour: str) -> str:
    return ";".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))


def _bold(words: str, manner: Manner) -> str:
    return f"{BOLD}{words}{PLAIN}" if manner.colours else words


# ---- tables ---------------------------------------------------------------------------------------------------


def _grid(grid: Grid, page: Page, manner: Manner) -> Iterator[str]:
    """Columns as wide as their widest cell; without the pictures where the lines would be too long, and cell under cell
    where they still would be."""
    count = len(grid.rows[0]) if grid.rows else 0
    widths = _widths(grid, range(count))
    columns: Sequence[int] = range(count)
    if sum(widths) + len(BETWEEN) * (count - 1) > manner.columns:
        columns = [at for at in columns if grid.rows[0][at].scene is None]
    widths = [widths[at] for at in columns]
    if sum(widths) + len(BETWEEN) * (len(columns) - 1) > manner.columns:
        yield from _cells_in_turn(grid, page, manner)
        return
    if grid.headings:
        headings = [_heading(grid, at) for at in columns]
        yield _bold(BETWEEN.join(map(_padded, headings, headings, widths)).rstrip(), manner)
        yield BETWEEN.join("-" * width for width in widths)
    rows = [[row[at] for at in columns] for row in grid.rows]
    is_airy = any(len(_cell(cell)) > 1 for row in rows for cell in row)
    for number, row in enumerate(rows):
        yield from [""] if is_airy and number else []
        yield from _grid_row(row, widths, page, manner)


def _cells_in_turn(grid: Grid, page: Page, manner: Manner) -> Iterator[str]:
    """The cells of each row under each other, those of the next after a rule."""
    for number, row in enumerate(grid.rows):
        yield from ["", "-" * RULE, ""] if number else []
        for at, cell in enumerate(row):
            lines = (
                [_line(line, cell.style, page, manner) for line in cell.lines] if cell.scene is None else _cell(cell)
            )
            heading = [_bold(_heading(grid, at), manner)] if grid.headings and _heading(grid, at) else []
            yield from ([""] if at else []) + heading + [f"{INDENT}{line}".rstrip() for line in lines]


def _widths(grid: Grid, columns: Sequence[int]) -> list[int]:
    """Of the widest line of each column."""
    lines = [[line for row in grid.rows for line in _cell(row[at])] for at in columns]
    heads = [[_heading(grid, at)] if grid.headings else [] for at in columns]
    return [max(map(terminal_width, [*own, *head]), default=0) for own, head in zip(lines, heads, strict=True)]


def _heading(grid: Grid, at: int) -> str:
    return printable(plain_text(grid.headings[at], "words"))


def _grid_row(row: Sequence[Cell], widths: Sequence[int], page: Page, manner: Manner) -> Iterator[str]:
    """The lines of a row, each cell in the middle of its height."""
    bare = [_cell(cell) for cell in row]
    height = max(map(len, bare), default=0)
    for number in range(height):
        parts = []
        for cell, lines, width in zip(row, bare, widths, strict=True):
            at = number - (height - len(lines) + 1) // 2
            text = lines[at] if 0 <= at < len(lines) else ""
            shown = _line(cell.lines[at], cell.style, page, manner) if text and cell.scene is None else text
            parts.append(_padded(shown, text, width))
        yield BETWEEN.join(parts).rstrip()


def _cell(cell: Cell) -> list[str]:
    if cell.scene is not None:
        return drawing(cell.scene)
    return ["".join(_said(piece.text, cell.style) for piece in line) for line in cell.lines]


def _padded(shown: str, bare: str, width: int) -> str:
    return shown + " " * (width - terminal_width(bare))
