"""Rows of letters, words, numbers and signs, from LaTeX."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tensorgraph.diagram.latex import GREEK
from tensorgraph.diagram.typeset.glyph import UNITS, Glyph, constant, glyph_of
from tensorgraph.diagram.typeset.run import Placed, Run, beside

ARROWS = {r"\uparrow": "↑", r"\downarrow": "↓"}
CAPITALS = "ΓΔΘΛΞΠΣΥΦΨΩ"
"""Upright in mathematics."""
LETTERS = {rf"\{name}": letter for name, letter in zip(GREEK, "αβγδϵεζηθϑικλμνξπρστυϕφχψω" + CAPITALS, strict=True)}
_TOKEN = re.compile(r"\\math(rm|it|bf)\{([A-Za-z]+)\}|\\[a-zA-Z]+ ?|[A-Za-z]|\d+|,")
_STYLE = {"rm": "normal", "it": "italic", "bf": "bold", None: "italic"}


def row(text: str, em: float, script: bool = False, braced: bool = False) -> Run | None:
    """What a text sets side by side; None where it has anything else. Braces make a row of one, too."""
    tokens = list(_TOKEN.finditer(text))
    if not tokens or "".join(token[0] for token in tokens) != text:
        return None
    size = em * constant("scriptPercentScaleDown") / 100 if script else em
    parts: list[Run] = []
    for token in tokens:
        made = _atoms(token[0].strip(), token[2], _STYLE[token[1]], size, script)
        if made is None:
            return None
        parts += made
    word = tokens[0][1] in ("rm", "it")
    return beside(parts) if len(parts) > 1 or word or braced else parts[0]


def _atoms(token: str, word: str | None, style: str, size: float, script: bool) -> list[Run] | None:
    """A run for each letter of a word, for a letter, a number, a sign."""
    chars = word or LETTERS.get(token) or ARROWS.get(token) or token
    if chars.startswith("\\"):
        return None
    sign = chars in ("↑", "↓", ",")
    upright = sign or chars.isdigit() or chars in CAPITALS
    found = [glyph_of(char, "normal" if upright else style, script) for char in chars]
    glyphs = [glyph for glyph in found if glyph]
    if len(glyphs) < len(found):
        return None
    if chars.isdigit():
        return [_number(glyphs, size)]
    make: Callable[[Glyph, float], Run] = _sign if sign else _letter
    return [make(glyph, size) for glyph in glyphs]


def _letter(glyph: Glyph, size: float) -> Run:
    """One that reaches left of its origin is moved right by that much."""
    scale = size / UNITS
    shift = max(0.0, -glyph.left * scale)
    right = shift + max(glyph.right * scale, glyph.advance * scale)
    pieces = (Placed(glyph, shift, 0.0, size),)
    return Run(pieces, glyph.left * scale, glyph.bottom * scale, right, glyph.top * scale, right)


def _sign(glyph: Glyph, size: float) -> Run:
    """A sign in a script has no air around it."""
    scale = size / UNITS
    right = glyph.right * scale
    box = (glyph.left * scale, glyph.bottom * scale, right, glyph.top * scale)
    return Run((Placed(glyph, 0.0, 0.0, size),), *box, right, single=False)


def _number(glyphs: Sequence[Glyph], size: float) -> Run:
    scale, x, placed = size / UNITS, 0.0, list[Placed]()
    for glyph in glyphs:
        placed.append(Placed(glyph, x, 0.0, size))
        x += glyph.advance * scale
    right = placed[-1].x + max(glyphs[-1].right * scale, glyphs[-1].advance * scale)
    low, high = min(glyph.bottom for glyph in glyphs) * scale, max(glyph.top for glyph in glyphs) * scale
    return Run(tuple(placed), glyphs[0].left * scale, low, right, high, right)
