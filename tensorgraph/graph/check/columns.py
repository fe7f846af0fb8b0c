"""The columns of a table: that there are such views, and a text for each row and each heading."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagnostics import Diagnostic, near
from tensorgraph.graph.check.reports import Reports
from tensorgraph.graph.network import Row
from tensorgraph.graph.nodes import Unfold
from tensorgraph.graph.walk import factors
from tensorgraph.syntax import tree as t

VIEWS = ("formula", "plain", "loops", "einsum", "einops", "pattern", "torch", "code", "shape", "cost")
"""What `also` may name: the keys of `tensorgraph.views.VIEWS`, in their order."""
PICTURE = "picture"
"""The word of `also` for the diagrams."""


def check_columns(reports: Reports, statement: t.PictureStatement, rows: Sequence[Row]) -> None:
    """Report what is wrong with `also`, `labels` and `headings` of a `show` with these rows."""
    said = {item.name.text: item for item in reversed(statement.attributes)}
    also, labels, headings = (said.get(name) for name in ("also", "labels", "headings"))
    names = _items(also)
    wrong = [found for number in range(len(names)) if (found := _problem(names, number)) is not None]
    for found in wrong:
        reports.add(found)
    named = bool(_items(labels)) and not _rewritten(rows) and (len(rows) > 1 or also is not None)
    if labels and named:
        _check_labels(reports, labels, len(rows))
    if headings and not wrong and not (_items(labels) and _rewritten(rows)):
        columns = [item.text for item in names]
        columns += [] if PICTURE in columns else [PICTURE]
        _check_headings(reports, headings, bool(_items(labels)), len(columns))


def _items(attribute: t.Attribute | None) -> tuple[t.Name | t.Text, ...]:
    """The words or texts of an attribute, one or several in parentheses; a single `auto` is none."""
    value = attribute.value if attribute else None
    if isinstance(value, t.ValueTuple):
        return tuple(item for item in value.items if isinstance(item, (t.Name, t.Text)))
    is_word = isinstance(value, (t.Name, t.Text)) and value.text != "auto"
    return (value,) if is_word and isinstance(value, (t.Name, t.Text)) else ()


def _problem(names: Sequence[t.Name | t.Text], number: int) -> Diagnostic | None:
    """What is wrong with one column."""
    name, before = names[number], [item.text for item in names[:number]]
    known = (*VIEWS, PICTURE)
    if name.text not in known:
        close, columns = near(name.text, known), f"the columns are: {', '.join(known)}"
        hint = f"write `{close[0]}`; {columns}" if close else columns
        return Diagnostic("also", f"`also` has no column `{name.text}`", name.span, hint=hint)
    if name.text in before:
        return Diagnostic("also", f"`also` has the column `{name.text}` twice", name.span, hint="delete one")
    return None


def _rewritten(rows: Sequence[Row]) -> bool:
    """Whether terms may come from an expansion, to which `labels` belong then."""
    return any(isinstance(node, Unfold) for row in rows for side in row.sides for node in factors(side.body))


def _check_labels(reports: Reports, labels: t.Attribute, rows: int) -> None:
    count = len(_items(labels))
    if count != rows:
        message = f"`labels` has {_counted(count, 'text')}, and this picture has {_counted(rows, 'row')}"
        reports.add(Diagnostic("labels", message, labels.name.span, hint='write a text for each, "" for none'))


def _check_headings(reports: Reports, headings: t.Attribute, labelled: bool, columns: int) -> None:
    count, all_columns = len(_items(headings)), columns + labelled
    if count and count != all_columns:
        message, _, hint = headings_words(count, all_columns, labelled)
        reports.add(Diagnostic("headings", message, headings.name.span, hint=hint))


def headings_words(texts: int, columns: int, labelled: bool) -> tuple[str, None, str]:
    """What is said where there is not a heading for each column: the message, no place, and the hint."""
    message = f"`headings` has {_counted(texts, 'text')}, and this table has {_counted(columns, 'column')}"
    among = "the labels and the picture among them" if labelled else "the picture among them"
    return message, None, f'write a text for each, {among}, "" for none, or `headings: auto`'


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count != 1)}"
