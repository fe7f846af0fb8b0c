"""Writes glyphs.json and texts.json, what simple labels and the texts of tables are set with:
`python -m tensorgraph.diagram.typeset.refresh_glyphs`

The outlines are taken from ziamath, with its font STIX Two Math (SIL Open Font License 1.1).
"""

from __future__ import annotations

import json
import string
from collections.abc import Callable
from typing import Any

from tensorgraph.diagram import measure
from tensorgraph.diagram.typeset.glyph import TABLE, TEXTS
from tensorgraph.diagram.typeset.run import CELL

PRINTABLE = "".join(chr(code) for code in range(33, 127))
UPRIGHT = PRINTABLE + "×·–—“”’…′,−↑↓"
GREEK = "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ"
LETTERS = string.ascii_letters
CONSTANTS = (
    "superscriptShiftUp", "superscriptBottomMin", "superscriptBaselineDropMax", "subscriptShiftDown", "subscriptTopMax",
    "subscriptBaselineDropMin", "subSuperscriptGapMin", "scriptPercentScaleDown", "axisHeight", "fractionRuleThickness",
    "fractionNumeratorDisplayStyleShiftUp", "fractionDenominatorDisplayStyleShiftDown", "fractionNumDisplayStyleGapMin",
    "fractionDenomDisplayStyleGapMin", "radicalDisplayStyleVerticalGap", "radicalRuleThickness",
)  # fmt: skip
SIGNS = ("=", "+", "-", "(", ")", r"\neq", r"\approx", "{-}")
"""Formulas that are shipped as they are set."""
WIDEST = 470
"""Units of a sign in a cell of code, so that `+=` are two; a letter is as wide as the font has it."""
TALLEST = 1000
"""Units of a sign in code, the brackets' own height."""
TYPEWRITER_LETTERS, TYPEWRITER_DIGITS = 0x1D670, 0x1D7F6
"""Where Unicode has the mathematical monospace A and 0."""
LETTERS_IN_UNICODE = string.ascii_uppercase + string.ascii_lowercase
CORNERS = ("topright", "bottomright", "topleft", "bottomleft")


def made() -> str:
    """The table as JSON: constants, glyphs by style and character, other forms in scripts, radicals, signs, kerning."""
    import ziamath
    from ziamath.styles import MathVariant

    font: Any = ziamath.zmath.loadedfonts["default"]
    variants = {"normal": MathVariant(normal=True), "italic": MathVariant(italic=True), "bold": MathVariant(bold=True)}
    chars = {"normal": UPRIGHT + " " + GREEK, "italic": LETTERS + GREEK, "bold": LETTERS}
    table: dict[str, Any] = {"constants": {name: getattr(font.math.consts, name) for name in CONSTANTS}}
    for style, members in chars.items():
        table[style] = {char: _glyph(font.findglyph(char, variants[style]), font) for char in dict.fromkeys(members)}
        table[f"{style} scripts"] = _scripts(font, variants[style], members)
    table["roots"] = _roots(font)
    table["signs"] = {latex: _sign(latex) for latex in SIGNS}
    font.language("DFLT", "")
    for style in ("normal", "italic"):
        table[f"{style} pairs"] = _pairs(font, variants[style], LETTERS + string.digits + " -,.()")
    font.language("math", "")
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n"


def made_texts() -> str:
    """The table of what tables need beside: bold words, and outlines of code, each in its cell."""
    import ziamath
    from ziamath.styles import MathVariant

    font: Any = ziamath.zmath.loadedfonts["default"]
    bold = MathVariant(normal=True, bold=True)
    table: dict[str, Any] = {"bold": {char: _glyph(font.findglyph(char, bold), font) for char in PRINTABLE + " "}}
    font.language("DFLT", "")
    table["bold pairs"] = _pairs(font, bold, LETTERS + string.digits + " -,.()")
    font.language("math", "")
    table["code"] = {char: _in_cell(char, font) for char in PRINTABLE}
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n"


def _in_cell(char: str, font: Any) -> str:
    """The outline of a letter of one width, of any other sign in the middle of a cell, made narrower where it must be;
    a hyphen is as long as a minus, so that it meets the head of an arrow."""
    glyph = font.glyph(_typewriter(char))
    box = glyph.path.bbox
    scale = 1.0 if char.isalnum() else min(1.0, WIDEST / (box.xmax - box.xmin), TALLEST / (box.ymax - box.ymin))
    axis = font.math.consts.axisHeight
    across = CELL / 2 - scale * (box.xmin + box.xmax) / 2
    if char.isalnum():
        across = (CELL - glyph.advance()) / 2
    return _outline(glyph, lambda x, y: (across + scale * x, axis + scale * (y - axis)))


def _typewriter(char: str) -> str:
    """The character that a cell of code shows: a mathematical letter or digit of one width, or the sign itself."""
    if char.isdigit():
        return chr(TYPEWRITER_DIGITS + int(char))
    if char.isalpha():
        return chr(TYPEWRITER_LETTERS + LETTERS_IN_UNICODE.index(char))
    return {"-": "−"}.get(char, char)


def _glyph(glyph: Any, font: Any) -> list[Any]:
    """Advance, box, italic correction, whether it has taller forms, kerning at its corners, outline; in font units."""
    box = glyph.path.bbox
    italic = font.math.italicsCorrection.getvalue(glyph.index) or 0
    tall = int(font.math._extendedShapeCoverage.covidx(glyph.index) is not None)
    found = font.math.kernInfo.glyph(glyph.index)
    kern = [_kern(getattr(found, corner)) for corner in CORNERS] if found else []
    return [glyph.advance(), box.xmin, box.ymin, box.xmax, box.ymax, italic, tall, kern, _outline(glyph)]


def _kern(table: Any) -> list[list[int]]:
    return [list(getattr(table, "heights", [])), list(getattr(table, "kernvalues", [0]))]


def _outline(glyph: Any, place: Callable[[float, float], tuple[float, float]] = lambda x, y: (x, y)) -> str:
    """Commands with their points, y upwards, each at its place."""
    words: list[str] = []
    for operator in glyph.operators:
        points, _ = operator.points()
        name = operator.path(0, 0, 1).strip()[0]
        words += [name, *(f"{value:g}" for point in points for value in place(point.x, point.y))]
    return " ".join(words)


def _scripts(font: Any, variant: Any, chars: str) -> dict[str, Any]:
    """The characters that have another glyph in a script."""
    from ziamath.nodes.nodetools import subglyph

    glyphs = {char: font.findglyph(char, variant) for char in dict.fromkeys(chars)}
    others = {char: subglyph(glyph, font) for char, glyph in glyphs.items()}
    return {char: _glyph(other, font) for char, other in others.items() if other.index != glyphs[char].index}


def _roots(font: Any) -> list[list[Any]]:
    """The forms of the radical, each with the height it is made for, lowest first."""
    forms = font.math.listvariants(font.glyphindex("√"))
    return [[height, _glyph(font.glyph_fromid(index), font)] for height, index in sorted(forms.items())]


def _sign(latex: str) -> list[Any]:
    """Path and advance, as the typesetter sets it."""
    outline = measure.set_by_library(latex)
    return [outline.path, outline.advance]


def _pairs(font: Any, variant: Any, chars: str) -> dict[str, int]:
    """The advances that differ from the glyph's own before another."""
    found = {}
    for one in chars:
        glyph = font.findglyph(one, variant)
        for other in chars:
            advance = glyph.advance(nextchr=font.findglyph(other, variant))
            if advance != glyph.advance():
                found[one + other] = advance
    return found


if __name__ == "__main__":
    TABLE.write_text(made(), encoding="utf-8")
    TEXTS.write_text(made_texts(), encoding="utf-8")
