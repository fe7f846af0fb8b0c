"""Stacked rows: the terms of a side under each other, their common factors in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise, zip_longest

from tensorgraph.diagram.layout.chunk import Chunk
from tensorgraph.diagram.layout.columns import Item, columns
from tensorgraph.diagram.layout.lines import Line
from tensorgraph.diagram.layout.links import Link, Spot, block_key, sign_key, together
from tensorgraph.diagram.layout.marks import FRAME, Mark, marks_of, untagged_name
from tensorgraph.diagram.theme import Theme

COLUMNS = "the common factors of stacked terms stand in columns"
"""Why terms keep together, as an author is told who wants otherwise."""


def in_blocks(row: Sequence[Chunk], number: int) -> list[Chunk]:
    """The terms of a row, those of its first side in one block and all others in another, where there are several."""
    relation = _relation(row)
    parts = [(row[:relation], (number, 0)), (row[relation:], (number, 1))]
    return [replace(chunk, block=key if len(part) > 1 else ()) for part, key in parts for chunk in part]


def stacked(row: Sequence[Chunk], number: int, theme: Theme, below: bool = False) -> list[Line]:
    """A line for each term. The first side, where others follow, stands to the left of them, or on lines before them
    with ``below``; the others stand under each other."""
    relation = _relation(row)
    left, right = row[:relation], row[relation:]
    if below:
        parts = [*((chunk,) for chunk in left), *((chunk,) for chunk in right)]
        return [Line(part, number, indent=theme.indent if k >= len(left) else 0.0) for k, part in enumerate(parts)]
    pairs = zip_longest(left, right)
    return [Line(tuple(chunk for chunk in pair if chunk), number) for pair in pairs]


def _relation(row: Sequence[Chunk]) -> int:
    """The number of the first term after a relation; 0 where there is none."""
    return next((k for k, chunk in enumerate(row) if chunk.relation), 0)


def block_links(lines: Sequence[Line], theme: Theme) -> list[Link]:
    """Equal columns within each block, and room for its signs, which do not reach over the first = to the left."""
    inside = [chunk for line in lines for chunk in line.chunks if chunk.block]
    links: list[Link] = []
    for _, group in groupby(sorted(inside, key=lambda chunk: (chunk.block, chunk.path)), lambda chunk: chunk.block):
        chunks = list(group)
        links += [*_equal_columns(chunks), *_sign_room(chunks, theme)]
    return links


def _sign_room(chunks: Sequence[Chunk], theme: Theme) -> list[Link]:
    head = chunks[0]
    if not head.relation or not head.sign:
        return []
    half = theme.sign_gap + head.sign.width / 2
    return [Link(sign_key(head), block_key(chunk), chunk.lead(theme) - half) for chunk in chunks]


def _equal_columns(chunks: Sequence[Chunk]) -> list[Link]:
    """Factors that are in one column by their names."""
    factors = [_factors(chunk) for chunk in chunks]
    items = [[Item(untagged_name(mark.names[-1]), untagged_name(mark.names[0])) for mark in marks] for marks in factors]
    found: dict[int, list[Mark]] = {}
    for marks, numbers in zip(factors, columns(items), strict=True):
        for mark, number in zip(marks, numbers, strict=True):
            found.setdefault(number, []).append(mark)
    return [
        link
        for column in found.values()
        for a, b in pairwise(column)
        for link in together(Spot(a.path, 0.0), Spot(b.path, 0.0), COLUMNS)
    ]


def _factors(chunk: Chunk) -> list[Mark]:
    """The factors of a term from left to right, in groups too, but not in bubbles."""
    own: dict[tuple[int, ...], Mark] = {}
    for mark in marks_of(chunk.box.items):
        if len(mark.path) > len(chunk.path):
            own.setdefault(mark.path, mark)
    outer = [mark for mark in own.values() if not any(_is_bubble(own, mark.path[:k]) for k in range(len(mark.path)))]
    parents = {mark.path[:-1] for mark in outer}
    kept = [mark for mark in outer if mark.path not in parents]
    return sorted(kept, key=lambda mark: (mark.x, mark.path))


def _is_bubble(own: dict[tuple[int, ...], Mark], path: tuple[int, ...]) -> bool:
    return path in own and own[path].is_frame and own[path].names != (FRAME,)
