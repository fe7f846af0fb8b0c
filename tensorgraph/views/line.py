"""A line of a view: pieces of text, each of which may spell a tensor, so that it can have that tensor's colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Piece:
    """A part of a line. ``of`` is the declared tensor or definition that it spells, "" for everything else."""

    text: str
    of: str = ""


Line: TypeAlias = tuple[Piece, ...]


def text_of(line: Line) -> str:
    """The line without its colours.

    >>> text_of((Piece("A", "A"), Piece("[i, j]")))
    'A[i, j]'
    """
    return "".join(piece.text for piece in line)
