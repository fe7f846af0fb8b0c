"""Typeset text: outlines and ink, by ziamath (STIX Two Math), each text once."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from html import escape
from itertools import count
from typing import Any
from unicodedata import normalize

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram import typeset
from tensorgraph.diagram.latex import LONGEST, checked, refused
from tensorgraph.diagram.scene import Bounds, Outline
from tensorgraph.source import Span

EM = 100.0
"""Size at which text is set before it is scaled: three decimals are exact enough, and no script meets ziamath's
smallest size (0.3 of 24)."""

PRECISION = 1
"""Decimals of an outline: a tenth of a hundredth of the size, under 0.02 points."""

KEPT = 4096
"""Outlines kept, of a few kilobytes each."""

_BRACED = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_SUM = re.compile(rf"(\\(?:sum|prod|int)(?:[_^](?:{_BRACED}|\\[a-zA-Z]+|[^\s{{}}\\]))+) *")
"""A sum with its limits."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def math(latex: str, span: Span | None = None) -> Outline:
    """The outline of a formula; a TensorgraphError with the code ``latex`` when it cannot be set."""
    return _checked(latex, span, LONGEST, _math)


def inline(latex: str, longest: int = LONGEST) -> Outline:
    """The same for a formula in a line of text: limits stand beside their sum."""
    return _checked(latex, None, longest, _inline)


def _checked(latex: str, span: Span | None, longest: int, set_formula: Callable[[str], Outline]) -> Outline:
    latex = normalize("NFC", latex)
    checked(latex, span, longest)
    try:
        outline = set_formula(latex)
    except Exception as error:  # ziamath and latex2mathml raise many kinds on input they cannot read
        raise refused(latex, span) from error
    if not outline.path:
        raise refused(latex, span)
    return outline


@cache
def _typesetter() -> Any:
    """ziamath, loaded with the first label: half of the start-up of a drawing, which a check need not pay."""
    import ziamath

    return ziamath


@lru_cache(KEPT)
def words(text: str, italic: bool = False) -> Outline:
    """The outline of plain words, in which nothing is markup; a TensorgraphError with the code ``text`` for a character
    that cannot be drawn."""
    shown = "".join(" " if character.isspace() else character for character in normalize("NFC", text))
    simple = typeset.words(shown, italic, EM)
    if simple:
        return _of(*simple, shown, "italic" if italic else "words")
    for character in shown:
        _drawable(character)
    return words_by_library(shown, italic)


@lru_cache(KEPT)
def bold(text: str) -> Outline:
    """The outline of words in bold letters, and otherwise as `words`."""
    shown = "".join(" " if character.isspace() else character for character in normalize("NFC", text))
    simple = typeset.bold(shown, EM)
    if simple:
        return _of(*simple, shown, "bold")
    for character in shown:
        _drawable(character)
    return _set_words(shown, "bold", "bold")


@lru_cache(KEPT)
def code(text: str) -> Outline:
    """The outline of code, in letters of one width, spaces as they are; a TensorgraphError as for `words`.

    A letter that the table has not stands in the middle of its cell.
    """
    shown = "".join(" " if character.isspace() else character for character in normalize("NFC", text))
    simple = typeset.code(shown, EM)
    path = simple[0] if simple else " ".join(_celled(character, place) for place, character in enumerate(shown))
    return _of(path, typeset.cell(EM) * len(shown), shown, "code")


def _celled(character: str, place: int) -> str:
    """The path of a letter in the cell of this number."""
    x = place * typeset.cell(EM)
    simple = typeset.code(character, EM)
    outline = words(character) if simple is None else _of(*simple, character, "code")
    room = (typeset.cell(EM) - outline.advance) / 2 if simple is None else 0.0
    return shifted(outline.path, x + room)


def shifted(path: str, by: float) -> str:
    """A path further right: of its numbers every other is an x.

    >>> shifted("M1 2L3 4Z", 0.5)
    'M1.5 2L3.5 4Z'
    """
    numbers = count()
    return _NUMBER.sub(lambda found: found.group() if next(numbers) % 2 else _text(float(found.group()) + by), path)


def _text(value: float) -> str:
    return f"{value:.{PRECISION}f}".removesuffix(".0")


def words_by_library(shown: str, italic: bool) -> Outline:
    """The outline of words as ziamath sets them."""
    return _set_words(shown, "italic", "italic") if italic else _set_words(shown, "normal", "words")


def _set_words(shown: str, variant: str, style: str) -> Outline:
    formula = _typesetter().Math(f'<math><mtext mathvariant="{variant}">{escape(shown)}</mtext></math>', size=EM)
    return _outline(formula, shown, style)


def _drawable(character: str) -> None:
    hint = "write it in Latin, Greek or Cyrillic letters"
    if not character.isprintable():
        raise mistake("text", f"the character U+{ord(character):04X} cannot be drawn", None, "remove it")
    if not has_glyph(character):
        raise mistake("text", f"the font has no “{character}” (U+{ord(character):04X})", None, hint)


def has_glyph(character: str) -> bool:
    """Whether the font can draw a character."""
    return bool(_typesetter().zmath.loadedfonts["default"].glyphindex(character))


@lru_cache(KEPT)
def _math(latex: str) -> Outline:
    simple = typeset.formula(latex, EM)
    return _of(*simple, latex, "math") if simple else set_by_library(latex)


@lru_cache(KEPT)
def _inline(latex: str) -> Outline:
    return set_by_library(latex, in_line=True)


def set_by_library(latex: str, in_line: bool = False) -> Outline:
    """The outline of a formula as ziamath sets it; ValueError for a character its font has not."""
    missing = next((c for c in latex if ord(c) > 127 and not has_glyph(c)), None)
    if missing:
        raise ValueError(f"the font has no {missing}")
    spaced = _SUM.sub(r"\1\\, ", latex) if in_line else latex  # TeX's own space, which the typesetter leaves out
    formula = _typesetter().Latex(spaced, size=EM, inline=in_line)
    return _outline(formula, latex, "inline" if in_line else "math")


def _outline(formula: Any, text: str, style: str) -> Outline:
    settings = _typesetter().config
    settings.svg2, settings.precision = False, PRECISION  # outlines, not <use> of symbols
    drawn = formula.svgxml()
    path = "".join(_path_of(part.tag, part.attrib) for part in drawn)
    return _of(path, formula.node.xadvance(), text, style)


def _of(path: str, advance: float, text: str, style: str) -> Outline:
    """An outline from its path."""
    numbers = [float(number) for number in _NUMBER.findall(path)]
    xs, ys = numbers[0::2] or [0.0], numbers[1::2] or [0.0]
    ink = Bounds(min(xs), min(ys), max(xs), max(ys))
    return Outline(_compact(path), ink, advance, EM, text, style)


def _path_of(tag: str, attributes: dict[str, str]) -> str:
    """A glyph's path, or a fraction's bar as one."""
    if tag != "rect":
        return attributes["d"].strip() if tag == "path" else ""
    x, y, width, height = (float(attributes[key]) for key in ("x", "y", "width", "height"))
    return f"M {x} {y} L {x + width} {y} L {x + width} {y + height} L {x} {y + height} Z "


def _compact(path: str) -> str:
    return re.sub(r"\s*([MLQCZ])\s*", r"\1", path).strip()
