"""A table in words, row by row, for readers who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagram.describe import row_words, written_alt
from tensorgraph.diagram.table.entries import LABELS, PICTURE, Entries
from tensorgraph.graph.network import Picture


def table_words(entries: Entries, picture: Picture) -> str:
    """The author's ``alt`` text, else each row: its name, and for each column its heading and what stands there."""
    rows = [_row(entries, number, row_words(row)) for number, row in enumerate(picture.rows)]
    return written_alt(picture) or " ".join([f"Table of tensor diagrams, {_counted(len(rows))}.", *rows])


def _counted(rows: int) -> str:
    return f"{rows} row{'s' * (rows != 1)}"


def _row(entries: Entries, number: int, drawing: str) -> str:
    label = next((c.said[number] for c in entries.columns if c.name == LABELS), "")
    parts = [
        f"{column.title}: {drawing if column.name == PICTURE else column.said[number]}"
        for column in entries.columns
        if column.name != LABELS
    ]
    return f"{label or f'Row {number + 1}'}. {_sentences(parts)}"


def _sentences(parts: Sequence[str]) -> str:
    return " ".join(f"{part}." for part in parts)
