"""A table for a terminal: numbers under each other by their point, columns of one name side by side under it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise

from tensorgraph.diagnostics import printable, terminal_width
from tensorgraph.measures.table import Column, Entry, Table

UNDEFINED = "–"
"""What stands for an entry that is undefined."""

DIGITS = 4
"""Significant digits of the largest number of a column without a number of decimals."""

LEAST_DIGITS = 2
"""Of its smallest that is not zero."""

SPREAD = 1e5
"""How far apart the numbers of a column may be to share a number of decimals; else each has its own digits."""

SMALL, LARGE = 1e-3, 1e7
"""Between these the largest number of a column needs no power of ten."""

GIVEN = "as given"
"""The weights that others stand beside."""

GAP, WIDE_GAP = "  ", "    "
"""Between columns, and between those of two names."""

LONGEST_TEXT = 60
"""Characters of a term's text."""


@dataclass(frozen=True)
class _Shown:
    """A column as texts of one width: heads from the top, entries, the line below, all set flush."""

    label: str
    of: str
    heads: tuple[str, ...]
    cells: tuple[str, ...]
    last: str
    left: bool = False
    least: int = 0

    @property
    def width(self) -> int:
        return max(self.least, *(terminal_width(text) for text in (*self.heads, *self.cells, self.last)))


def text(table: Table, width: int | None = None) -> str:
    """The table in lines; where they would be longer than ``width``, in parts below each other."""
    keys = [_key(table, place) for place in range(len(table.wires))]
    several = any(column.label for column in table.columns)
    shown = [_column(column, several, bool(table.last)) for column in table.columns]
    parts = _parts(keys, _roomy(shown), width, LEVELS)
    lines = ["\n".join(_lines(table, keys, _roomy(part))) for part in parts]
    if table.left_out:
        all_rows = f"; the {table.last} is over all {len(table) + table.left_out:,}" if table.last else ""
        lines.append(f"{table.left_out:,} more row{'s' * (table.left_out != 1)}{all_rows}")
    return "\n\n".join(lines)


def _roomy(columns: Sequence[_Shown]) -> list[_Shown]:
    """The columns, the first of a name so wide that the name has room above all of its own."""
    found: list[_Shown] = []
    for (label, of), group in groupby(columns, lambda column: (column.label, column.of)):
        first, *rest = group
        others = sum(column.width + len(GAP) for column in rest)
        name = max(terminal_width(of), terminal_width(label))
        found += [replace(first, least=max(first.width, name - others)), *rest]
    return found


LEVELS: tuple[Callable[[_Shown], object], ...] = (
    lambda column: column.label,
    lambda column: (column.label, column.of),
    id,
)
"""What stays together where not everything fits: columns of the same weights, else of one name, else each by itself."""


def _parts(
    keys: Sequence[_Shown], shown: Sequence[_Shown], width: int | None, levels: Sequence[Callable[[_Shown], object]]
) -> list[list[_Shown]]:
    """The columns in parts that fit, each of one at least."""
    parts: list[list[_Shown]] = []
    for _, group in groupby(shown, levels[0]):
        block = list(group)
        if parts and _fits([*keys, *parts[-1], *block], width):
            parts[-1] += block
        elif _fits([*keys, *block], width) or len(levels) == 1:
            parts.append(block)
        else:
            parts += _parts(keys, block, width, levels[1:])
    return parts or [[]]


def _fits(columns: Sequence[_Shown], width: int | None) -> bool:
    return width is None or sum(column.width for column in columns) + sum(map(len, _gaps(columns))) <= width


def _gaps(columns: Sequence[_Shown]) -> list[str]:
    """What stands before each column."""
    groups = [(column.label, column.of) for column in columns]
    return ["", *(GAP if one == other else WIDE_GAP for one, other in pairwise(groups))]


def _lines(table: Table, keys: Sequence[_Shown], part: Sequence[_Shown]) -> Iterator[str]:
    columns = [*keys, *part]
    gaps = _gaps(columns)
    yield from _group_lines(columns, gaps)
    depth = max((len(column.heads) for column in columns), default=0)
    heads = [("",) * (depth - len(column.heads)) + column.heads for column in columns]
    for level in range(depth):
        yield _line(columns, gaps, [head[level] for head in heads])
    total = sum(column.width for column in columns) + sum(map(len, gaps))
    yield "─" * total
    for row in range(len(table)):
        yield _line(columns, gaps, [column.cells[row] for column in columns])
    if table.last:
        yield "─" * total
        lasts = [table.last if column is columns[0] and keys else column.last for column in columns]
        yield _line(columns, gaps, lasts)


def _line(columns: Sequence[_Shown], gaps: Sequence[str], cells: Sequence[str]) -> str:
    placed = zip(gaps, cells, columns, strict=True)
    return "".join(gap + _flush(cell, column.width, column.left) for gap, cell, column in placed).rstrip()


def _flush(cell: str, width: int, left: bool) -> str:
    space = " " * (width - terminal_width(cell))
    return cell + space if left else space + cell


def _group_lines(columns: Sequence[_Shown], gaps: Sequence[str]) -> Iterator[str]:
    """The weights, where there are several, and the name that is measured, each above the first of its columns."""
    starts = list(accumulate(len(gap) + column.width for gap, column in zip(gaps, columns, strict=True)))
    starts = [start - column.width for start, column in zip(starts, columns, strict=True)]
    for names in ([column.label for column in columns], [f"{column.label}\n{column.of}" for column in columns]):
        line = ""
        for place, name in enumerate(names):
            if place == 0 or name != names[place - 1]:
                line = line.ljust(starts[place]) + name.split("\n")[-1]
        if line.strip():
            yield line.rstrip()


def _key(table: Table, place: int) -> _Shown:
    cells = tuple(_cut(str(index[place])) for index in table.index)
    written = any(isinstance(index[place], str) for index in table.index)
    return _Shown("", "", (table.wires[place],), cells, table.last if place == 0 else "", written)


def _cut(text: str) -> str:
    """A text without its middle where it is long: what tells two apart is often at the end."""
    text = printable(text)
    end = LONGEST_TEXT // 2
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - end - 1]}…{text[-end:]}"


def _column(column: Column, several: bool, summed_up: bool) -> _Shown:
    """A column; its weights are named where there are ``several``, its mean where the table has such a line."""
    known = [entry for entry in (*column.entries, column.mean) if entry is not None]
    decimals = _decimals(known) if column.decimals is None else column.decimals
    cells = tuple(_number(entry, decimals) for entry in column.entries)
    last = _number(column.mean, decimals) if summed_up else ""
    label = column.label or (GIVEN if several else "")
    return _Shown(label, column.of, tuple(column.name.split(" ")), cells, last)


def _decimals(entries: Sequence[float]) -> int | None:
    """How many decimals all entries of a column get; None where they are too far apart to share a number."""
    if all(isinstance(entry, int) for entry in entries):
        return 0
    sizes = [abs(entry) for entry in entries if entry]
    if not sizes or max(sizes) > SPREAD * min(sizes) or not SMALL <= max(sizes) < LARGE:
        return None
    return max(0, DIGITS - 1 - _power(max(sizes)), LEAST_DIGITS - 1 - _power(min(sizes)))


def _power(size: float) -> int:
    return math.floor(math.log10(size))


def _number(entry: Entry, decimals: int | None) -> str:
    if entry is None:
        return UNDEFINED
    if decimals is None:
        return f"{entry:.{DIGITS - 1}e}" if entry else "0"
    shown = f"{entry:.{decimals}f}"
    return shown.removeprefix("-") if float(shown) == 0 else shown
