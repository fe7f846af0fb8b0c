"""Words in columns: a view leaves two blanks or more where the next column begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tensorgraph.views.line import Line, Piece

_STOP = re.compile(r" {2,}")


def parted(line: Line) -> tuple[Line, ...]:
    """The parts of a line, each a line.

    >>> from tensorgraph.views.line import text_of
    >>> [text_of(part) for part in parted((Piece("A", "A"), Piece("   n × m  (2 × 3)")))]
    ['A', 'n × m', '(2 × 3)']
    """
    parts: list[list[Piece]] = [[]]
    for piece in line:
        first, *rest = _STOP.split(piece.text)
        parts[-1].append(Piece(first, piece.of))
        parts += [[Piece(text, piece.of)] for text in rest]
    return tuple(tuple(piece for piece in part if piece.text) for part in parts)


def in_columns(lines: Sequence[Line]) -> tuple[tuple[Line, ...], ...]:
    """The lines in columns, empty where a line has fewer; () where none has several.

    >>> in_columns([(Piece("one two"),)])
    ()
    """
    rows = [parted(line) for line in lines]
    count = max(map(len, rows), default=0)
    return tuple((*row, *((),) * (count - len(row))) for row in rows) if count > 1 else ()
