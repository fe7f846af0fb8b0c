"""Simple labels set without loading a typesetter: words, names with scripts, coefficients, signs.

Outlines and rules are ziamath's, the outlines from ``glyphs.json``; a test compares every kind of label with what it
sets itself. Whatever is not simple is left to it (`measure`), so that only pictures with formulas pay for its start.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tensorgraph.diagram.typeset.atoms import row
from tensorgraph.diagram.typeset.fraction import fraction, root
from tensorgraph.diagram.typeset.glyph import UNITS, Glyph, glyph_of, table, texts
from tensorgraph.diagram.typeset.run import CELL, Placed, Run, path
from tensorgraph.diagram.typeset.scripts import scripted

_WORD = r"\\math(?:rm|it|bf)\{[A-Za-z]+\}"
_ATOM = rf"(?:{_WORD}|\\[a-zA-Z]+|[A-Za-z]|\d+)"
_SCRIPT = re.compile(rf"([_^])(?:\{{((?:{_ATOM}|,)+)\}}|({_ATOM}))")
_NAME = re.compile(rf"({_ATOM})((?:[_^](?:\{{(?:{_ATOM}|,)+\}}|{_ATOM})){{0,2}})")
_FRACTION = re.compile(rf"\\frac\{{((?:{_ATOM})+)\}}\{{(?:\\sqrt\{{((?:{_ATOM})+)\}}|((?:{_ATOM})+))\}}")
_WORDS = re.compile(r"[A-Za-z0-9 ,.()]+")


def words(text: str, italic: bool, em: float) -> tuple[str, float] | None:
    """The path and the advance of plain words; None where they are not simple."""
    if not _WORDS.fullmatch(text):
        return None
    found = [(glyph_of(char, "italic") if italic else None) or glyph_of(char, "normal") for char in text]
    return _kerned(text, found, table()["italic pairs" if italic else "normal pairs"], em)


def bold(text: str, em: float) -> tuple[str, float] | None:
    """The path and the advance of bold words; None where they are not simple."""
    if not _WORDS.fullmatch(text):
        return None
    rows = [texts()["bold"].get(char) for char in text]
    return _kerned(text, [Glyph(*row) if row else None for row in rows], texts()["bold pairs"], em)


def code(text: str, em: float) -> tuple[str, float] | None:
    """The path and the advance of letters of one width; None where one is not in ASCII."""
    outlines = ["" if char == " " else texts()["code"].get(char) for char in text]
    if None in outlines:
        return None
    step = cell(em)
    placed = [_celled(outline, place * step, em) for place, outline in enumerate(outlines) if outline]
    return path(placed), step * len(text)


def cell(em: float) -> float:
    """The width of a letter of code."""
    return CELL / UNITS * em


def _celled(outline: str, x: float, em: float) -> Placed:
    """A letter of code, of which nothing but its outline is asked."""
    return Placed(Glyph(CELL, 0.0, 0.0, CELL, 0.0, 0.0, 0, (), outline), x, 0.0, em)


def _kerned(
    text: str, glyphs: Sequence[Glyph | None], pairs: Mapping[str, float], em: float
) -> tuple[str, float] | None:
    """Letters side by side, each pair as near as the font wants them; None where there is no glyph for one."""
    scale, x, placed = em / UNITS, 0.0, list[Placed]()
    for place, glyph in enumerate(glyphs):
        if glyph is None:
            return None
        placed.append(Placed(glyph, x, 0.0, em))
        x += pairs.get(text[place : place + 2], glyph.advance) * scale
    return path(placed), x


def formula(latex: str, em: float) -> tuple[str, float] | None:
    """The path and the advance of a name, a coefficient or a sign; None for anything else."""
    sign = table()["signs"].get(latex)
    if sign:
        return sign[0], sign[1]
    run = _name(latex, em) or _fraction(latex, em)
    return (path(run.pieces), run.advance) if run else None


def _name(latex: str, em: float) -> Run | None:
    match = _NAME.fullmatch(latex)
    base = row(match[1], em) if match else None
    if match is None or base is None:
        return None
    found = {sign: row(braced or bare, em, True, bool(braced)) for sign, braced, bare in _SCRIPT.findall(match[2])}
    if None in found.values() or len(found) < len(re.findall(r"[_^]", match[2])):
        return None
    return scripted(base, found.get("_"), found.get("^"), em) if found else base


def _fraction(latex: str, em: float) -> Run | None:
    match = _FRACTION.fullmatch(latex)
    if match is None:
        return None
    above, inside = row(match[1], em, braced=True), row(match[2] or match[3], em, braced=True)
    below = root(inside, em) if inside and match[2] else inside
    return fraction(above, below, em) if above and below else None
