"""Lines put together from pieces."""

from __future__ import annotations

from collections.abc import Iterable

from tensorgraph.views.line import Line, Piece


def words(text: str, of: str = "") -> Line:
    """A line of one piece, or of none."""
    return (Piece(text, of),) if text else ()


def row(*parts: Line | str) -> Line:
    """Parts one after the other; neighbours that spell no tensor are one piece.

    >>> row("(", words("A", "A"), "[", "i", "])")
    (Piece(text='(', of=''), Piece(text='A', of='A'), Piece(text='[i])', of=''))
    """
    found: list[Piece] = []
    for part in parts:
        for piece in words(part) if isinstance(part, str) else part:
            if found and not piece.of and not found[-1].of:
                found[-1] = Piece(found[-1].text + piece.text)
            elif piece.text:
                found.append(piece)
    return tuple(found)


def joined(lines: Iterable[Line], between: str) -> Line:
    """Lines with a text between them."""
    made: Line = ()
    for place, line in enumerate(lines):
        made = row(made, between if place else "", line)
    return made
