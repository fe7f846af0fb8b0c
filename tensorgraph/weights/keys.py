"""Keys in messages: the nearest, and many that differ in numbers as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tensorgraph.diagnostics import near
from tensorgraph.weights.form import shown

NEAR_KEYS = 3
"""Keys that a hint suggests."""
MOST_COMPARED = 5_000
"""Keys that are compared letter by letter: some tenths of a second."""
MAX_LISTED = 8
"""Keys or numbers that are listed."""

NUMBER = re.compile(r"(?:(?<=\.)|^)(\d{1,18})(?=\.|$)")
"""A number that is a whole part of a key: `ln_1` and `ln_2` are two things, `h.1` and `h.2` one thing twice."""


def near_keys(key: str, keys: Iterable[str]) -> str:
    """What to write instead of a key that is not there, or which there are."""
    known = [shown(other) for other in keys]
    ends = [other for other in known if other.endswith(f".{key}") or key.endswith(f".{other}")]
    found = ends[:NEAR_KEYS] or near(key, known[:MOST_COMPARED], NEAR_KEYS)
    if found:
        return f"write {' or '.join(f'`{other}`' for other in found)}"
    more = f" and {len(known) - MAX_LISTED} more" if len(known) > MAX_LISTED else ""
    return f"its entries are: {', '.join(known[:MAX_LISTED])}{more}" if known else "it has no entries"


def collapsed(keys: Sequence[str]) -> str:
    """Keys that differ in numbers as one.

    >>> collapsed(["h.0.b", "h.1.b", "h.2.b"]), collapsed(["h.0.b"]), collapsed(["l.0", "l.3"])
    ('h.{0, …, 2}.b', 'h.0.b', 'l.{0, 3}')
    """
    columns = zip(*(NUMBER.split(key) for key in keys), strict=True)
    return shown("".join(column[0] if len(set(column)) == 1 else _numbers(column) for column in columns))


def _numbers(column: Iterable[str]) -> str:
    return f"{{{runs(sorted({int(text) for text in column}))}}}"


def runs(numbers: Sequence[int]) -> str:
    """``0, …, 11``; numbers apart as they are.

    >>> runs([0, 1, 2, 3]), runs([0, 2])
    ('0, …, 3', '0, 2')
    """
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}, …, {numbers[-1]}"
    more = ", …" if len(numbers) > MAX_LISTED else ""
    return ", ".join(map(str, numbers[:MAX_LISTED])) + more
