"""A table of measures: a row for each index of the batch wires, a column for each measure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from tensorgraph.diagnostics import mistake, near

Entry: TypeAlias = "float | int | None"
"""A measured number; None where the measure is undefined."""

Key: TypeAlias = "int | str"
"""An index of a wire, or the text of a term."""


@dataclass(frozen=True)
class Column:
    """A measure of one name on one set of weights: its entries, a row each.

    ``label`` tells the weights apart where there are several, ``range`` says between what the entries lie, ``words``
    what they mean. ``mean`` is over all rows, those left out as well; None where it says nothing. Printed are so many
    ``decimals``, or, where that is None, as many as the largest entry wants.
    """

    name: str
    of: str
    entries: tuple[Entry, ...]
    range: str = ""
    words: str = ""
    label: str = ""
    mean: Entry = None
    decimals: int | None = None

    @property
    def header(self) -> str:
        """What tells it from every other column: ``untrained: A1 previous``."""
        label = f"{self.label}: " if self.label else ""
        return f"{label}{self.of} {self.name}"


@dataclass(frozen=True)
class Table:
    """Rows keyed by ``wires``, columns of measures. `join` makes one of several; it prints itself.

    ``table["prefix"]`` are the entries of a column, by its measure, or, where several have it, by its header. ``last``
    is the word for the line below the rows, which has the mean of each column, or nothing; ``left_out`` counts rows
    that were cut; ``notes`` say what could not be measured.
    """

    wires: tuple[str, ...]
    index: tuple[tuple[Key, ...], ...]
    columns: tuple[Column, ...]
    dims: tuple[str, ...] = ()
    last: str = ""
    left_out: int = 0
    notes: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> tuple[Entry, ...]:
        """The entries of a column."""
        return self.column(name).entries

    def __len__(self) -> int:
        return len(self.index)

    @property
    def headers(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.header for column in self.columns)

    @property
    def rows(self) -> tuple[dict[str, Any], ...]:
        """Each row with its index by wire, its entries by header."""
        entries = zip(*(column.entries for column in self.columns), strict=True) if self.columns else ()
        return tuple(
            {**dict(zip(self.wires, index, strict=True)), **dict(zip(self.headers, row, strict=True))}
            for index, row in zip(self.index, entries, strict=True)
        )

    def column(self, name: str) -> Column:
        """A column by its header or, where only one has it, the first words of its measure; of several weights those
        that are given. Raises `unknown-column`."""
        found = [column for column in self.columns if column.header == name]
        found = found or [column for column in self.columns if f"{column.name} ".startswith(f"{name} ")]
        first = [column for column in found if not column.label]
        if len(found) == 1 or len(first) == 1:
            return (first or found)[0]
        known = [column.header for column in found or self.columns]
        message = f"`{name}` is a measure of several columns" if found else f"no column is called `{name}`"
        close = [] if found else near(name, [*known, *(column.name for column in self.columns)])
        hint = f"write `{close[0]}`" if close else f"write one of: {', '.join(dict.fromkeys(known)) or 'none'}"
        raise mistake("unknown-column", message, hint=hint)

    def csv(self) -> str:
        """The table as comma-separated values (RFC 4180), in full precision, empty where undefined."""
        from tensorgraph.measures.written import csv_text

        return csv_text(self)

    def to_json(self) -> dict[str, Any]:
        """The table as data: wires, columns with their ranges and meanings, rows; None where undefined."""
        from tensorgraph.measures.written import json_data

        return json_data(self)

    def text(self, width: int | None = None) -> str:
        """The table for a terminal; where it is wider than ``width`` characters, in several parts."""
        from tensorgraph.measures.shown import text

        return text(self, width)

    def __repr__(self) -> str:
        return "\n".join([self.text(), *(f"note: {note}" for note in self.notes)])


def column(name: str, of: str, values: Any, **more: Any) -> Column:
    """A column of numbers in the order of the rows; what is no number is undefined.

    >>> column("norm", "W", [2.0, math.nan]).entries
    (2.0, None)
    """
    return Column(name, of, tuple(_entry(value) for value in values), **more)


def _entry(value: Any) -> Entry:
    return value if isinstance(value, int) else float(value) if math.isfinite(value) else None


def join(tables: Sequence[Table]) -> Table:
    """The tables as one: a row for each row of every table that agrees on the wires they share (a natural join).

    Raises `wires` where one name stands for wires of two dimensions.

    >>> a = Table(("p",), ((0,), (1,)), (column("norm", "A", [1.0, 2.0]),), ("heads",))
    >>> b = Table(("h",), ((0,), (1,)), (column("norm", "B", [3.0, 4.0]),), ("heads",))
    >>> [tuple(row.values()) for row in join([a, b]).rows]
    [(0, 0, 1.0, 3.0), (0, 1, 1.0, 4.0), (1, 0, 2.0, 3.0), (1, 1, 2.0, 4.0)]
    """
    joined, *rest = tables
    for table in rest:
        joined = _joined(joined, table)
    return joined


def _joined(one: Table, other: Table) -> Table:
    _same_dims(one, other)
    shared = [wire for wire in other.wires if wire in one.wires]
    own = [place for place, wire in enumerate(other.wires) if wire not in one.wires]
    found: dict[tuple[Key, ...], list[int]] = {}
    for row, index in enumerate(other.index):
        found.setdefault(tuple(index[other.wires.index(wire)] for wire in shared), []).append(row)
    pairs = [
        (left, right)
        for left, index in enumerate(one.index)
        for right in found.get(tuple(index[one.wires.index(wire)] for wire in shared), ())
    ]
    return Table(
        (*one.wires, *(other.wires[place] for place in own)),
        tuple((*one.index[left], *(other.index[right][place] for place in own)) for left, right in pairs),
        (*(_taken(c, [left for left, _ in pairs]) for c in one.columns),
         *(_taken(c, [right for _, right in pairs]) for c in other.columns)),
        (*one.dims, *(other.dims[place] for place in own)),
        notes=tuple(dict.fromkeys((*one.notes, *other.notes))),
    )  # fmt: skip


def _same_dims(one: Table, other: Table) -> None:
    for wire, dim in zip(other.wires, other.dims, strict=True):
        before = dict(zip(one.wires, one.dims, strict=True)).get(wire, dim)
        if before != dim:
            message = f"the wire `{wire}` is `{before}` in `{one.columns[0].of}` and `{dim}` in `{other.columns[0].of}`"
            raise mistake("wires", message, hint="rename one of the two, or measure them apart")


def _taken(column: Column, rows: Sequence[int]) -> Column:
    return replace(column, entries=tuple(column.entries[row] for row in rows))


def taken(table: Table, rows: Sequence[int]) -> Table:
    """The table with these of its rows, in this order."""
    columns = tuple(_taken(column, rows) for column in table.columns)
    return replace(table, index=tuple(table.index[row] for row in rows), columns=columns)


def beside(tables: Mapping[str, Table]) -> Table:
    """The same table on several sets of weights, as one: the columns of each under its label."""
    first, *rest = (
        replace(table, columns=tuple(replace(column, label=label) for column in table.columns))
        for label, table in tables.items()
    )
    columns = tuple(column for table in (first, *rest) for column in table.columns)
    return replace(first, columns=columns, notes=tuple(dict.fromkeys(n for t in (first, *rest) for n in t.notes)))
