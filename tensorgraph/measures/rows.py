"""Which rows of a table are shown, in which order, and what is said of all of them."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tensorgraph.diagnostics import mistake, near
from tensorgraph.measures.table import Entry, Key, Table, taken

SIGNS: Mapping[str, Callable[[Key, Key], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""What may stand between two wires, or a wire and a number, in a condition on rows."""

_CONDITION = re.compile(r"\s*([^\s<>=]+)\s*(<=|>=|<|>|=)\s*([^\s<>=]+)\s*")


def where(table: Table, condition: str) -> Table:
    """The rows that a condition on their index allows: ``h=3``, ``l<2``, ``l1<l2``. Raises `condition`.

    >>> from tensorgraph.measures.table import column
    >>> table = Table(("h",), ((0,), (1,), (2,)), (column("norm", "A", [1.0, 2.0, 3.0]),))
    >>> where(table, "h>=1")["norm"]
    (2.0, 3.0)
    """
    match = _CONDITION.fullmatch(condition)
    if not match:
        raise mistake("condition", f"`{condition}` is no condition on rows", hint="write h=3, l<2 or l1<l2")
    left, right = _side(table, match[1]), _side(table, match[3])
    holds = SIGNS[match[2]]
    return taken(table, [row for row, index in enumerate(table.index) if holds(left(index), right(index))])


def allowed(table: Table, conditions: Sequence[str]) -> Table:
    """The rows that all conditions allow. Raises `condition`, also where no row is left."""
    found = table
    for condition in conditions:
        found = where(found, condition)
    if not len(found):
        message = f"no row is left by {', '.join(conditions)}"
        raise mistake("condition", message, hint=", ".join(_ranges(table, conditions)))
    return found


def _ranges(table: Table, conditions: Sequence[str]) -> list[str]:
    """From where to where the wires of conditions run, but for those that are fixed to an index that there is."""
    words = {word for match in map(_CONDITION.fullmatch, conditions) if match for word in (match[1], match[3])}
    fixed = fixed_by(conditions)
    found = []
    for place, wire in enumerate(table.wires):
        known = [key for index in table.index if isinstance(key := index[place], int)]
        if wire in words and known and fixed.get(wire) not in known:
            found.append(runs(wire, min(known), max(known)))
    return found


def runs(wire: str, first: int, last: int) -> str:
    """What is said of the range of a wire."""
    return f"`{wire}` runs from {first} to {last}"


def fixed_by(conditions: Sequence[str]) -> dict[str, int]:
    """The wires that conditions give one index, ``h=3``, and that index.

    >>> fixed_by(["h=3", "l<2", "k=1", "k=2"])
    {'h': 3}
    """
    found: dict[str, set[int]] = {}
    for match in filter(None, map(_CONDITION.fullmatch, conditions)):
        wire, number = (match[3], match[1]) if match[1].isdecimal() else (match[1], match[3])
        if match[2] == "=" and number.isdecimal() and not wire.isdecimal():
            found.setdefault(wire, set()).add(int(number))
    return {wire: numbers.pop() for wire, numbers in found.items() if len(numbers) == 1}


def _side(table: Table, word: str) -> Callable[[Sequence[Key]], Key]:
    """A side of a condition: a wire's index in a row, or a whole number."""
    if word.isdecimal():
        number = int(word)
        return lambda index: number
    if word in table.wires:
        place = table.wires.index(word)
        return lambda index: index[place]
    found = near(word, table.wires)
    known = ", ".join(table.wires)
    hint = f"write `{found[0]}`" if found else f"the wires are: {known}" if known else "this table has a single row"
    raise mistake("condition", f"no wire of this table is called `{word}`", hint=hint)


def with_means(table: Table) -> Table:
    """The table with the mean of each column over its rows, where there are several."""
    if len(table) < 2:
        return table
    return replace(table, columns=tuple(replace(c, mean=_mean(c.entries)) for c in table.columns), last="mean")


def _mean(entries: Sequence[Entry]) -> Entry:
    """The mean of the entries that are defined."""
    found = [entry for entry in entries if entry is not None]
    if not found:
        return None
    same = isinstance(found[0], int) and len(set(found)) == 1
    return found[0] if same else math.fsum(found) / len(found)


def over(table: Table, wire: str) -> Table:
    """The table without a wire: the mean over its index, of the entries that are defined. Raises `unknown-wire`."""
    place = _place(table, wire)
    groups: dict[tuple[Key, ...], list[int]] = {}
    for row, index in enumerate(table.index):
        groups.setdefault((*index[:place], *index[place + 1 :]), []).append(row)
    columns = tuple(
        replace(c, entries=tuple(_mean([c.entries[row] for row in rows]) for rows in groups.values()))
        for c in table.columns
    )
    wires, dims = ((*all[:place], *all[place + 1 :]) for all in (table.wires, table.dims))
    return replace(table, wires=wires, dims=dims, index=tuple(groups), columns=columns)


def _place(table: Table, wire: str) -> int:
    if wire in table.wires:
        return table.wires.index(wire)
    found = near(wire, table.wires)
    hint = f"write `{found[0]}`" if found else f"the wires are: {', '.join(table.wires) or 'none'}"
    raise mistake("unknown-wire", f"no wire of this table is called `{wire}`", hint=hint)


def sort(table: Table, name: str) -> Table:
    """The rows with the largest entry of a column first, those where it is undefined at the end."""
    entries = table.column(name).entries
    rows = sorted(range(len(entries)), key=lambda row: (entries[row] is None, -(entries[row] or 0.0), row))
    return taken(table, rows)


def top(table: Table, count: int) -> Table:
    """The first rows of a table; its means stay those of all.

    >>> from tensorgraph.measures.table import column
    >>> table = Table(("h",), ((0,), (1,), (2,)), (column("norm", "A", [1.0, 2.0, 3.0]),))
    >>> top(sort(table, "norm"), 1).index, top(table, 1).left_out
    (((2,),), 2)
    """
    kept = taken(table, range(min(count, len(table))))
    return replace(kept, left_out=table.left_out + len(table) - len(kept))
