"""The texts of a table, in columns: names, formulas and code on the axes of their rows, and what stands over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram.captions import row_labels
from tensorgraph.diagram.formats.plain import plain_text
from tensorgraph.diagram.layout.box import Box
from tensorgraph.diagram.table.texts import cell_box, heading_box
from tensorgraph.diagram.theme import Theme
from tensorgraph.graph.check.columns import headings_words
from tensorgraph.graph.network import Network, Picture

if TYPE_CHECKING:
    from tensorgraph.views.table import Cell, Drawing, Table

PICTURE, LABELS = "picture", "labels"
"""The columns of the diagrams and of the names of the rows."""


@dataclass(frozen=True)
class Column:
    """A column with its ``heading`` and a text for each row, both as boxes and, to be read aloud, as words; that of the
    diagrams has no texts."""

    name: str
    heading: Box | None
    title: str
    boxes: tuple[Box, ...] = ()
    said: tuple[str, ...] = ()

    @property
    def width(self) -> float:
        """Of its widest text."""
        heading = (self.heading,) if self.heading else ()
        return max((box.width for box in (*heading, *self.boxes)), default=0.0)


@dataclass(frozen=True)
class Entries:
    """The columns of a table from left to right, that of the diagrams among them."""

    columns: tuple[Column, ...]

    def beside(self, theme: Theme) -> float:
        """Points that the texts take of a page's width, with the air between all columns."""
        texts = [column.width for column in self.columns if column.name != PICTURE]
        return sum(texts) + theme.column_gap * len(texts)


def entries_of(network: Network, picture: Picture, theme: Theme) -> Entries | None:
    """The texts of a picture that is a table: it has `also`, `headings`, or a label for each row. Else None.

    A TensorgraphError where there is not a heading for each column: what `labels` name, rows or the terms of an
    expansion, is known only when the picture is resolved.
    """
    said = dict(picture.attributes)
    if not (said.get("also") or said.get("headings") or row_labels(picture)):
        return None
    from tensorgraph.views.table import table_of  # other pictures need no views

    table = table_of(network, picture)
    if table.headings and len(table.headings) != len(table.columns):
        raise mistake("headings", *headings_words(len(table.headings), len(table.columns), LABELS in table.columns))
    return Entries(tuple(_column(table, number, theme) for number in range(len(table.columns))))


def _column(table: Table, number: int, theme: Theme) -> Column:
    name = table.columns[number]
    text = table.headings[number] if table.headings else ""
    heading = heading_box(text, name == PICTURE, theme) if text.strip() else None
    title = plain_text(text, "bold") or ("" if name == LABELS else name)
    cells = [row[number] for row in table.rows]
    if name == PICTURE:
        return Column(name, heading, title)
    width = theme.label_width if name == LABELS else theme.cell_width
    boxes = tuple(cell_box(_lines(cell), _style(cell), width, theme) for cell in cells)
    return Column(name, heading, title, boxes, tuple(_said(cell) for cell in cells))


def _said(content: Cell | Drawing) -> str:
    style = _style(content)
    return ", ".join(plain_text(line, "inline" if style == "math" else style) for line in _lines(content))


def _style(content: Cell | Drawing) -> str:
    return getattr(content, "style", "words")


def _lines(content: Cell | Drawing) -> Sequence[str]:
    return ["".join(piece.text for piece in line) for line in getattr(content, "lines", ())]
