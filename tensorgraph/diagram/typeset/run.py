"""Runs: glyphs and bars in place, with the box around them; and how a run is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from tensorgraph.diagram.typeset.glyph import UNITS, Glyph

POINTS = 12
"""The size in which ziamath scales a glyph: the same steps, so the same last bit."""

CELL = 560
"""Font units of a letter of code: the letters have 540, and capitals reach a little farther."""


class Placed(NamedTuple):
    """A glyph with its origin, y downwards, and its size."""

    glyph: Glyph
    x: float
    y: float
    size: float


class Bar(NamedTuple):
    """A rule with its upper left corner, y downwards."""

    x: float
    y: float
    width: float
    height: float


Piece: TypeAlias = Placed | Bar


@dataclass(frozen=True)
class Run:
    """Pieces in drawing order; the box is around them, y upwards; ``advance`` where the next thing begins.

    ``single`` says that it is one letter or number, and not a row of them.
    """

    pieces: tuple[Piece, ...]
    left: float
    bottom: float
    right: float
    top: float
    advance: float
    single: bool = True

    @property
    def first(self) -> Glyph:
        """The first glyph."""
        return next(piece.glyph for piece in self.pieces if isinstance(piece, Placed))

    @property
    def last(self) -> Glyph:
        """The last glyph."""
        return next(piece.glyph for piece in reversed(self.pieces) if isinstance(piece, Placed))

    def at(self, x: float, y: float = 0.0) -> tuple[Piece, ...]:
        """The pieces elsewhere."""
        return tuple([piece._replace(x=x + piece.x, y=y + piece.y) for piece in self.pieces])


def beside(parts: Sequence[Run]) -> Run:
    """Runs as a row."""
    x, pieces = 0.0, list[Piece]()
    lefts, rights = [], []
    for part in parts:
        pieces += part.at(x)
        lefts.append(x + part.left)
        rights.append(x + part.right)
        x += part.advance
    low, high = min(part.bottom for part in parts), max(part.top for part in parts)
    return Run(tuple(pieces), min(lefts), low, max(rights), high, x, single=False)


def path(pieces: Sequence[Piece]) -> str:
    """The outline, y downwards, in tenths, as ziamath writes it: closed before each further stroke."""
    return "".join(_bar(piece) if isinstance(piece, Bar) else _glyph(piece) for piece in pieces)


def _bar(bar: Bar) -> str:
    x, y, width, height = (float(_number(value)) for value in bar)
    return f"M {x} {y} L {x + width} {y} L {x + width} {y + height} L {x} {y + height} Z "


def _glyph(placed: Placed) -> str:
    if not placed.glyph.outline:
        return ""
    scale = POINTS / UNITS * (placed.size / POINTS)
    out: list[str] = []
    across = True
    for word in placed.glyph.outline.split(" "):
        if word.isalpha():
            out.append(f"Z {word}" if word == "M" and out else word)
            across = True
        else:
            out.append(_number(placed.x + float(word) * scale if across else placed.y - float(word) * scale))
            across = not across
    return " ".join(out) + " Z "


def _number(value: float) -> str:
    return format(value, ".1f").rstrip("0").rstrip(".")
