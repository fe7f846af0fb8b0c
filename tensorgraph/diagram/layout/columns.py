"""Columns of a stack: the factors of several terms in as few columns as keep the order of each term.

Term after term is laid against the columns found so far, so that the most factors of one name meet (a longest common
subsequence); what meets nothing gets a column of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

LARGEST = 40_000
"""Most pairs of factors and columns that are compared for a term; beyond, only its two ends are laid against them."""


@dataclass(frozen=True)
class Item:
    """A factor by its name and its superscripts; factors of one name may meet whatever their superscripts."""

    name: str
    above: str = ""


@dataclass(frozen=True)
class Column:
    """The factors that stand under each other: what they are, and for each the numbers of its term and of itself."""

    items: frozenset[Item] = frozenset()
    members: tuple[tuple[int, int], ...] = ()


Value: TypeAlias = tuple[int, int, int]
"""How good a way to lay a term is: factors that meet, those with the same superscripts, those beside another such."""


def columns(terms: Sequence[Sequence[Item]]) -> list[list[int]]:
    """For each factor of each term the number of its column; columns are in order, and every term's rise.

    >>> terms = ["x W", "A x W", "x V W"]
    >>> columns([[Item(name) for name in term.split()] for term in terms])
    [[1, 3], [0, 1, 3], [1, 2, 3]]
    """
    found: list[Column] = []
    for number, term in enumerate(terms):
        found = _merged(found, term, number)
    place = {member: k for k, column in enumerate(found) for member in column.members}
    return [[place[number, index] for index in range(len(term))] for number, term in enumerate(terms)]


def _merged(found: Sequence[Column], term: Sequence[Item], number: int) -> list[Column]:
    """The columns with a term's factors, in those that they meet and in new ones between."""
    met = dict(_meetings(term, [column.items for column in found]))
    merged: list[Column] = []
    upto = 0
    for index, item in enumerate(term):
        column = Column()
        if index in met:
            merged += found[upto : met[index]]
            column, upto = found[met[index]], met[index] + 1
        merged.append(Column(column.items | {item}, (*column.members, (number, index))))
    return [*merged, *found[upto:]]


def _meetings(term: Sequence[Item], found: Sequence[frozenset[Item]]) -> list[tuple[int, int]]:
    """Which factor meets which column: the ends where they agree, and the best way between."""
    if len(term) * len(found) <= LARGEST:
        return _best(term, found)
    short = min(len(term), len(found))
    head = next((k for k in range(short) if term[k] not in found[k]), short)
    tail = next((k for k in range(short - head) if term[-1 - k] not in found[-1 - k]), short - head)
    ends = [(k, k) for k in range(head)]
    return ends + [(len(term) - k, len(found) - k) for k in range(tail, 0, -1)]


def _best(term: Sequence[Item], found: Sequence[frozenset[Item]]) -> list[tuple[int, int]]:
    """The best way to lay a term against the columns, by dynamic programming from the right.

    ``rest[i][j]`` is the best for factors from i and columns from j; ``met[i][j]`` the best where i meets j.
    """
    high, wide = len(term), len(found)
    rest: list[list[Value]] = [[(0, 0, 0)] * (wide + 1) for _ in range(high + 1)]
    met: list[list[Value | None]] = [[None] * (wide + 1) for _ in range(high + 1)]
    names = [{item.name for item in column} for column in found]
    for i in range(high - 1, -1, -1):
        for j in range(wide - 1, -1, -1):
            if term[i].name in names[j]:
                met[i][j] = _meeting(term[i] in found[j], rest[i + 1][j + 1], met[i + 1][j + 1])
            rest[i][j] = max(met[i][j] or (0, 0, 0), rest[i + 1][j], rest[i][j + 1])
    return _traced(rest, met)


def _meeting(same: bool, after: Value, beside: Value | None) -> Value:
    """The value of a meeting: after it comes what is best, or another meeting at once."""
    best = max(after, (beside[0], beside[1], beside[2] + 1)) if beside else after
    return best[0] + 1, best[1] + same, best[2]


def _traced(rest: Sequence[Sequence[Value]], met: Sequence[Sequence[Value | None]]) -> list[tuple[int, int]]:
    """The meetings of the best way; where several are as good, close together and of the leftmost columns."""
    pairs: list[tuple[int, int]] = []
    i = j = 0
    must = False
    while i < len(rest) - 1 and j < len(rest[0]) - 1:
        here = met[i][j]
        if here is not None and (must or here == rest[i][j]):
            pairs.append((i, j))
            after = met[i + 1][j + 1]
            must = after is not None and (after[0], after[1], after[2] + 1) >= rest[i + 1][j + 1]
            i, j = i + 1, j + 1
        elif rest[i + 1][j] == rest[i][j]:
            i += 1
        else:
            j += 1
    return pairs
