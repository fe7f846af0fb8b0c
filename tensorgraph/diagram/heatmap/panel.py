"""What is to be shown, and whether it can be: numbers in rows and columns, with a label for each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tensorgraph.diagnostics import TensorgraphError, mistake

SIDE = 512
"""Rows or columns of a panel: more cells than a slide has points."""
CELLS = SIDE * SIDE
"""Of a picture: what every format writes in seconds."""

Value: TypeAlias = float | None
"""A number, None where there is none."""


@dataclass(frozen=True)
class Panel:
    """One heat map: values by row, and a label for each row and each column, plain words or with LaTeX in ``$``."""

    values: Sequence[Sequence[Value]]
    rows: Sequence[str]
    columns: Sequence[str]
    title: str = ""


@dataclass(frozen=True)
class Field:
    """A panel that was looked at: as many values in each row as there are columns, all of them finite or None."""

    values: tuple[tuple[Value, ...], ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    title: str = ""

    @property
    def known(self) -> Iterator[float]:
        """All numbers."""
        return (value for row in self.values for value in row if value is not None)

    @property
    def count(self) -> int:
        """How many cells there are."""
        return len(self.rows) * len(self.columns)


def fields(panels: Sequence[Panel]) -> tuple[Field, ...]:
    """The panels as fields; a TensorgraphError with the code ``heat-map`` for what cannot be shown.

    NaN and infinities are None.
    """
    if not panels:
        raise _mistake("there is no panel to show", "give at least one")
    found = tuple(map(_field, panels))
    cells = sum(field.count for field in found)
    if cells > CELLS:
        raise _mistake(f"{cells:,} cells are too many for one picture", f"at most {CELLS:,}: show fewer panels")
    return found


def _field(panel: Panel) -> Field:
    rows, columns = (tuple(sound(str(label)) for label in labels) for labels in (panel.rows, panel.columns))
    _check_sides(rows, columns)
    if len(panel.values) != len(rows):
        count = len(panel.values)
        raise _mistake(f"{_many(count, 'row')} of values, and {_many(len(rows), 'label')} of rows", "give one for each")
    for number, row in enumerate(panel.values):
        if len(row) != len(columns):
            found = (
                f"row {number} has {_many(len(row), 'value')}, and there are {_many(len(columns), 'label')} of columns"
            )
            raise _mistake(found, "give one for each")
    values = tuple(tuple(_value(value, r, c) for c, value in enumerate(row)) for r, row in enumerate(panel.values))
    return Field(values, rows, columns, sound(panel.title))


def sound(text: str) -> str:
    """A text that every file can hold: half of a pair of surrogates is replaced.

    >>> sound("a\\ud800")
    'a?'
    """
    return text.encode("utf-8", "replace").decode()


def _check_sides(rows: Sequence[str], columns: Sequence[str]) -> None:
    """At least one cell, and not too many."""
    if not rows or not columns:
        raise _mistake("a heat map without rows or columns", "give at least one of each, with its label")
    if max(len(rows), len(columns)) > SIDE:
        size = f"{len(rows)} × {len(columns)}"
        raise _mistake(f"a heat map of {size} cells is too large", f"at most {SIDE} × {SIDE}: show a part of it")


def _value(value: object, row: int, column: int) -> Value:
    """A finite number, or None."""
    if value is None:
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        place = f"row {row}, column {column}"
        raise _mistake(f"the value in {place} is a `{type(value).__name__}`", "give a real number, or None") from None
    return number if math.isfinite(number) else None


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'s' * (count != 1)}"


def _mistake(message: str, hint: str) -> TensorgraphError:
    return mistake("heat-map", message, None, hint)
