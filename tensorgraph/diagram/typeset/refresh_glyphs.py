"""Writes glyphs.json, what simple labels are set with: `python -m tensorgraph.diagram.typeset.refresh_glyphs`

The outlines are taken from ziamath, with its font STIX Two Math (SIL Open Font License 1.1).
"""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

from tensorgraph.diagram import measure

TABLE = Path(__file__).with_name("glyphs.json")
UPRIGHT = "".join(chr(code) for code in range(33, 127)) + "×·–—“”’…′,−↑↓"
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


def _outline(glyph: Any) -> str:
    """Commands with their points, y upwards."""
    words: list[str] = []
    for operator in glyph.operators:
        points, _ = operator.points()
        name = operator.path(0, 0, 1).strip()[0]
        words += [name, *(f"{value:g}" for point in points for value in (point.x, point.y))]
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
