"""The table of glyphs: shapes and metrics in font units, y upwards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

TABLE = Path(__file__).with_name("glyphs.json")
"""Written by `refresh_glyphs`."""
TEXTS = Path(__file__).with_name("texts.json")
"""What bold words and code need beside, written by it as well."""
UNITS = 1000
"""Font units to the em."""


class Glyph(NamedTuple):
    """A character's shape in font units, y upwards; ``kern`` has heights and values at its four corners."""

    advance: float
    left: float
    bottom: float
    right: float
    top: float
    italic: float
    tall: int
    kern: Sequence[Sequence[Sequence[float]]]
    outline: str


TOP_RIGHT, BOTTOM_RIGHT, TOP_LEFT, BOTTOM_LEFT = range(4)
"""The corners of a glyph in its ``kern``."""


def glyph_of(char: str, style: str, script: bool = False) -> Glyph | None:
    """A character in a style (normal, italic, bold), in the form for scripts where it has one."""
    row = table()[f"{style} scripts"].get(char) if script else None
    row = row or table()[style].get(char)
    return Glyph(*row) if row else None


def constant(name: str) -> float:
    """A constant of the font's MATH table, in font units or per cent."""
    found: float = table()["constants"][name]
    return found


def root_for(height: float) -> Glyph | None:
    """The lowest radical for something of a height in font units."""
    return next((Glyph(*row) for made_for, row in table()["roots"] if made_for >= height), None)


@cache
def table() -> dict[str, Any]:
    """The table, read once: it never changes."""
    return _read(TABLE)


@cache
def texts() -> dict[str, Any]:
    """The table of bold words and code, which few pictures need."""
    return _read(TEXTS)


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
