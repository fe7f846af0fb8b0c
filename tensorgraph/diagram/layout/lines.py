"""The lines of a page: rows that are broken where they are too long, with the signs that stand under each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tensorgraph.diagram.layout.breaking import Cost, Piece, line_starts
from tensorgraph.diagram.layout.chunk import Chunk, width_of
from tensorgraph.diagram.layout.links import Key, Link, Spot, block_key, inner_links, sign_key, spots, together
from tensorgraph.diagram.theme import Theme

SIGNS = "the signs of their rows stand under each other"
"""Why lines keep together, as an author is told who wants otherwise."""


@dataclass(frozen=True)
class Line:
    """Terms on one axis, of a ``row`` of the picture.

    ``under`` says that its first sign stands under the = of the row; else, when it goes on with a row, it begins at
    ``indent``.
    """

    chunks: tuple[Chunk, ...]
    row: int
    number: int = 0
    under: bool = False
    indent: float = 0.0

    @property
    def key(self) -> Key:
        """Of where the line begins."""
        return "line", self.number

    @property
    def signs(self) -> list[Key]:
        """Of the signs that have a place of their own: relations, and what begins a line that goes on."""
        return [sign_key(c) for k, c in enumerate(self.chunks) if c.relation or (c.sign and k == 0 and not c.block)]

    @property
    def relation(self) -> Key | None:
        """Of its first =."""
        return next((sign_key(chunk) for chunk in self.chunks if chunk.relation), None)


def broken(rows: Sequence[Sequence[Chunk]], width: float, theme: Theme) -> list[Line]:
    """Each row in as many lines as it needs; what continues stands under the =, or, where that would be too far to the
    right, below its beginning and a little in."""
    column = max((_relation_at(row, theme) for row in rows), default=0.0)
    lines: list[Line] = []
    for number, row in enumerate(rows):
        hanging, cost = _hanging(row, number, column, width, theme)
        if cost.over > 0:
            indented, other = _indented(row, number, width, theme)
            hanging = indented if other.over < cost.over else hanging
        lines += hanging
    return lines


def numbered(lines: Sequence[Line]) -> list[Line]:
    """With the number of each."""
    return [replace(line, number=number) for number, line in enumerate(lines)]


def _relation_at(row: Sequence[Chunk], theme: Theme) -> float:
    """How wide the first side is; 0 where no other follows."""
    first = _first_relation(row)
    return width_of(row[:first], theme) if first else 0.0


def _first_relation(row: Sequence[Chunk]) -> int:
    """The number of the first term after a relation; 0 where there is none."""
    return next((k for k, chunk in enumerate(row) if chunk.relation), 0)


def _hanging(row: Sequence[Chunk], number: int, column: float, width: float, theme: Theme) -> tuple[list[Line], Cost]:
    """Lines that go on under the first =; what is before it is not broken."""
    first = _first_relation(row)
    indent = column if first else 0.0
    pieces = [Piece(chunk.width(theme), chunk.relation, k > first) for k, chunk in enumerate(row)]
    used = indent - width_of(row[:first], theme)
    starts, cost = line_starts(pieces, width - used, width - indent)
    return [replace(line, under=bool(first and k)) for k, line in enumerate(_cut(row, starts, number))], cost


def _indented(row: Sequence[Chunk], number: int, width: float, theme: Theme) -> tuple[list[Line], Cost]:
    """Lines that go on a little in, broken at any sign."""
    pieces = [Piece(chunk.width(theme), chunk.relation) for chunk in row]
    starts, cost = line_starts(pieces, width, width - theme.indent)
    return [replace(line, indent=theme.indent if k else 0.0) for k, line in enumerate(_cut(row, starts, number))], cost


def _cut(row: Sequence[Chunk], starts: Sequence[int], number: int) -> list[Line]:
    return [Line(tuple(row[a:b]), number) for a, b in pairwise([*starts, len(row)])]


def line_links(line: Line, theme: Theme) -> list[Link]:
    """From the beginning of a line through its signs and terms, each at least as far on as it is without hints."""
    links: list[Link] = []
    last, x = Spot(line.key, -line.indent), 0.0
    own = set(line.signs)
    for chunk in line.chunks:
        if chunk.sign and sign_key(chunk) in own:
            here = Spot(sign_key(chunk), x + theme.sign_gap + chunk.sign.width / 2)
            links.append(Link(last.key, here.key, here.x - last.x))
            last = here
        x += chunk.lead(theme)
        inside = spots(chunk)
        links += [*_begun(chunk, inside[0], last, x), *inner_links(chunk)]
        last = Spot(inside[-1].key, x + inside[-1].x)
        x += chunk.box.width
    return links


def _begun(chunk: Chunk, first: Spot, last: Spot, x: float) -> list[Link]:
    """From what is before a box at x to the first in it; by way of the left edge of its block, if it is in one."""
    if not chunk.block:
        return [Link(last.key, first.key, x + first.x - last.x)]
    edge = block_key(chunk)
    return [Link(last.key, edge, x - last.x), Link(edge, first.key, first.x)]


def column_links(lines: Sequence[Line]) -> list[Link]:
    """The first = of every row in one column, and what stands under it."""
    loose = {line.row for line in lines if line.indent}
    heads: dict[int, Key] = {}
    links: list[Link] = []
    for line in lines:
        if line.under:
            links += together(Spot(heads[line.row], 0.0), Spot(line.signs[0], 0.0), SIGNS)
        elif line.row not in loose and line.relation:
            heads.setdefault(line.row, line.relation)
    links += [link for a, b in pairwise(heads.values()) for link in together(Spot(a, 0.0), Spot(b, 0.0), SIGNS)]
    return links


def left_keys(lines: Sequence[Line]) -> set[Key]:
    """Of everything that stands before the first = of a row."""
    found: set[Key] = set()
    for line in (line for line in lines if line.relation and not line.under and not line.indent):
        relation = next(k for k, chunk in enumerate(line.chunks) if chunk.relation)
        for chunk in line.chunks[:relation]:
            found |= {line.key, *(spot.key for spot in spots(chunk)), sign_key(chunk)}
    return found


def start_links(lines: Sequence[Line]) -> list[Link]:
    """The leftmost nodes of rows in one column, where none has an =."""
    if any(line.relation for line in lines):
        return []
    begun: dict[int, Spot] = {}
    for line in lines:
        first = spots(line.chunks[0])[0]
        begun.setdefault(line.row, Spot(first.key, line.chunks[0].first_node - first.x))
    return [link for a, b in pairwise(begun.values()) for link in together(a, b)]
