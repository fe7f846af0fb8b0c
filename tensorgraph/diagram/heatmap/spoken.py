"""A heat map in words, for readers who cannot see it: how large it is, from where to where, and what stands out."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagram.heatmap.labels import visible
from tensorgraph.diagram.heatmap.panel import Field
from tensorgraph.diagram.heatmap.scales import Scale, minus
from tensorgraph.diagram.spoken import spoken

MANY = 1000.0
"""From here on numbers are whole, up to its third power."""
LARGEST = 3
"""Entries that are named of a single field."""


def description(fields: Sequence[Field], scale: Scale, names: tuple[str, str]) -> str:
    """What a heat map shows; ``names`` are the titles of rows and columns.

    >>> description([Field(((0.25, None),), ("a",), ("x", "y"))], Scale(0.0, 1.0), ("", "head"))[10:86]
    '1 row (a) by 2 columns (head x to y). Values from 0.25 to 0.25, colours from'
    """
    colours = f"colours from {_number(scale.low)} to {_number(scale.high)}"
    if len(fields) == 1:
        return f"Heat map: {_one(fields[0], names, colours, LARGEST)}"
    several = (
        f"{spoken(field.title) or number}: {_one(field, names, '', 1)}" for number, field in enumerate(fields, 1)
    )
    return f"{len(fields)} heat maps, {colours}. {' '.join(several)}"


def _one(field: Field, names: tuple[str, str], colours: str, most: int) -> str:
    rows, columns = _ends(field.rows, names[0]), _ends(field.columns, names[1])
    size = f"{_many(len(field.rows), 'row')}{rows} by {_many(len(field.columns), 'column')}{columns}."
    known = list(field.known)
    if not known:
        return f"{size} No cell has a value."
    ends = f"Values from {_number(min(known))} to {_number(max(known))}"
    empty = field.count - len(known)
    missing = f" {_many(empty, 'cell')} {'has' if empty == 1 else 'have'} no value." if empty else ""
    return f"{size} {', '.join(filter(None, [ends, colours]))}.{missing} {_largest(field, most, names)}"


def _largest(field: Field, most: int, names: tuple[str, str]) -> str:
    """The entries of largest magnitude, with their places."""
    entries = [
        (-abs(value), row, column)
        for row, values in enumerate(field.values)
        for column, value in enumerate(values)
        if value is not None
    ]
    said = [
        f"{_number(field.values[row][column] or 0.0)} at {place(field, row, column, names)}"
        for _, row, column in sorted(entries)[:most]
    ]
    return f"Largest: {'; '.join(said)}."


def _ends(labels: Sequence[str], name: str) -> str:
    """The first and the last label in parentheses, with what they are labels of; nothing for empty ones."""
    ends = list(dict.fromkeys((_word(labels[0]), _word(labels[-1]))))
    said = _named(" to ".join(filter(None, ends)), name)
    return f" ({said})" if said else ""


def place(field: Field, row: int, column: int, names: tuple[str, str]) -> str:
    """Where a cell is: `layer 4, head 11`."""
    said = _named(_word(field.rows[row]), names[0]), _named(_word(field.columns[column]), names[1])
    return ", ".join(filter(None, said)) or f"row {row}, column {column}"


def _named(word: str, name: str) -> str:
    """A label after what it is a label of, where it does not say that itself.

    >>> _named("4", "layer"), _named("head 4", "head"), _named("4", "")
    ('layer 4', 'head 4', '4')
    """
    said = spoken(name)
    return word if word.startswith(said) or not word else f"{said} {word}"


def _word(label: str) -> str:
    return spoken(label) if "$" in label and spoken(label) else visible(label)


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'s' * (count != 1)}"


def _number(value: float) -> str:
    """With three digits, or whole.

    >>> _number(0.12345), _number(-51234.5)
    ('0.123', '−51,234')
    """
    whole = MANY <= abs(value) < MANY**3
    return minus(f"{value:,.0f}" if whole else f"{value:.3g}")
