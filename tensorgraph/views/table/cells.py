"""The cells of a table: what is written of a row in each column, or the row's own picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from tensorgraph.diagram.captions import row_labels
from tensorgraph.graph.network import Network, Picture, Row
from tensorgraph.rewrite import resolve_picture
from tensorgraph.views import VIEWS
from tensorgraph.views.line import Line, Piece
from tensorgraph.views.table.columns import PICTURE, columns_of, texts
from tensorgraph.views.table.statements import Stated, stated_parts, statements
from tensorgraph.views.view import Style, View


@dataclass(frozen=True)
class Cell:
    """Lines under each other, set as ``style`` says; words may have mathematics between dollars."""

    lines: tuple[Line, ...]
    style: Style


@dataclass(frozen=True)
class Drawing:
    """A row as a picture of its own, resolved, with the ``number`` that it has among the rows, from 0."""

    picture: Picture
    number: int


Content: TypeAlias = Cell | Drawing


@dataclass(frozen=True)
class Table:
    """``columns`` are by name: "labels", "picture", or a view. ``headings`` are a text for each, () for none; ``rows``
    have a content for each column."""

    columns: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Content, ...], ...]


LABELS = "labels"
"""The column of the texts before each row."""
HEADINGS: Mapping[str, str] = {LABELS: "", PICTURE: "Picture"}
"""What `headings: auto` writes over the columns that are no view."""


def table_of(network: Network, picture: Picture, views: Mapping[str, View] = VIEWS) -> Table:
    """A `show` as a table.

    Its columns are the `labels`, one for each row, and those of `columns_of`; its headings are `headings`, as they
    stand there or, with `auto`, those of the views.

    >>> import tensorgraph as tg
    >>> network = tg.loads('dim n\\ninput a[n]\\nshow p { also: picture, labels: ("One", "Two") }: a[i]; a[j]').network
    >>> table = table_of(network, network.pictures[0])
    >>> table.columns, [row[0].lines[0][0].text for row in table.rows], table.rows[1][1].number
    (('labels', 'picture'), ['One', 'Two'], 1)
    """
    resolved = resolve_picture(network, picture)
    labels = _labels(resolved)
    named = columns_of(picture, views)
    columns = (LABELS, *named) if labels else named
    rows = [_row(network, resolved, number, named, views) for number in range(len(resolved.rows))]
    led = [(label, *row) for label, row in zip(labels, rows, strict=True)] if labels else rows
    return Table(columns, _headings(resolved, columns, views), tuple(led))


def _labels(picture: Picture) -> tuple[Cell, ...]:
    """The text of each row; none where they belong to the terms of an expansion."""
    return tuple(Cell(((Piece(text),),), "words") for text in row_labels(picture))


def is_table(picture: Picture) -> bool:
    """Whether a `show`, resolved, has columns beside its picture, or names for its rows."""
    said = dict(picture.attributes)
    return bool(said.get("also") or said.get("headings") or row_labels(picture))


def _headings(picture: Picture, columns: tuple[str, ...], views: Mapping[str, View]) -> tuple[str, ...]:
    said = dict(picture.attributes).get("headings")
    if said == "auto":
        return tuple(HEADINGS[name] if name in HEADINGS else views[name].heading for name in columns)
    return texts(said)


def _row(
    network: Network, picture: Picture, number: int, columns: tuple[str, ...], views: Mapping[str, View]
) -> tuple[Content, ...]:
    row = picture.rows[number]
    return tuple(
        Drawing(_alone(picture, row), number) if name == PICTURE else _cell(network, row, views[name])
        for name in columns
    )


def _cell(network: Network, row: Row, view: View) -> Cell:
    """What a view writes of a row."""
    parts = stated_parts(network, Stated(row, statements(network, row)), view)
    return Cell(tuple(line for part in parts for line in part), view.style)


OF_THE_WHOLE = frozenset({"also", LABELS, "headings", "title", "alt", "width", "fit"})
"""Attributes of a `show` that say nothing of a single row."""


def _alone(picture: Picture, row: Row) -> Picture:
    kept = tuple((name, value) for name, value in picture.attributes if name not in OF_THE_WHOLE)
    return replace(picture, rows=(row,), attributes=kept)
