"""A table as CSV and as JSON, in full precision."""

from __future__ import annotations

import csv
import io
from typing import Any

from tensorgraph.measures.table import Column, Table


def csv_text(table: Table) -> str:
    """Comma-separated values by RFC 4180: a header, a line for each row, lines ended by CR LF, undefined entries empty.

    >>> from tensorgraph.measures.table import column
    >>> csv_text(Table(("h",), ((0,), (1,)), (column("norm", "A", [0.1, float("nan")]),)))
    'h,A norm\\r\\n0,0.1\\r\\n1,\\r\\n'
    """
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([*table.wires, *table.headers])
    for row in table.rows:
        writer.writerow(["" if value is None else value for value in row.values()])
    return made.getvalue()


def json_data(table: Table) -> dict[str, Any]:
    """The table as data: what the columns are, the rows with their index, the line below them, the notes."""
    return {
        "wires": list(table.wires),
        "columns": [_column(column) for column in table.columns],
        "rows": [_row(table, row) for row in range(len(table))],
        "last": {"is": table.last, "values": [column.mean for column in table.columns]} if table.last else None,
        "rows_left_out": table.left_out,
        "notes": list(table.notes),
    }


def _row(table: Table, row: int) -> dict[str, Any]:
    index = dict(zip(table.wires, table.index[row], strict=True))
    return {"index": index, "values": [column.entries[row] for column in table.columns]}


def _column(column: Column) -> dict[str, Any]:
    return {
        "header": column.header,
        "of": column.of,
        "measure": column.name,
        "weights": column.label or None,
        "range": column.range,
        "meaning": column.words,
    }
