"""Words with mathematics in them, ``OV circuit ($\\mathrm{rank} \\le d$)``, as one outline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram import measure
from tensorgraph.diagram.scene import Bounds, Outline, union

BEARING = 0.08
"""Of the size: the most that a letter has beside its ink."""

_TOKEN = re.compile(r"\\\$|\$|[^\\$]+|\\")
_WORD = re.compile(r"(?:\\\$|\$(?:\\\$|[^$])*\$|\S)+")


def mixed(text: str, set_words: Callable[[str], Outline] = measure.words) -> Outline:
    """The outline of words in which what stands between dollar signs is LaTeX; ``\\$`` is a dollar sign.

    ``set_words`` is `measure.words` or `measure.bold`. A TensorgraphError with the code ``latex`` for a formula that
    cannot be set or is not closed.
    """
    if "$" not in text:
        return set_words(text)
    parts: list[Outline] = []
    paths, at = [], 0.0
    for is_math, piece in stretches(text):
        outline = measure.math(piece) if is_math else set_words(piece)
        before, after = _air(outline) if is_math else (0.0, 0.0)
        paths.append(measure.shifted(outline.path, at - before))
        parts.append(_moved(outline, at - before))
        at += outline.advance - before - after
    ink = union([part.ink for part in parts if part.path])
    return Outline("".join(paths), ink, at, measure.EM, text, set_words(" ").style)


def unbroken(text: str) -> list[str]:
    """The words of a text, formulas whole.

    >>> unbroken("rank ($r \\\\le d$) is low")
    ['rank', '($r \\\\le d$)', 'is', 'low']
    """
    return _WORD.findall(text)


def stretches(text: str) -> Iterator[tuple[bool, str]]:
    """Stretches of words and of mathematics in turn, the latter marked."""
    is_math, piece = False, ""
    for token in _TOKEN.findall(text):
        if token == "$":
            if piece or is_math:
                yield is_math, piece
            is_math, piece = not is_math, ""
        else:
            piece += "$" if token == r"\$" and not is_math else token
    if is_math:
        raise mistake("latex", f"the formula “{piece}” is not closed", None, r"put $ after it; a dollar sign is \$")
    if piece:
        yield False, piece


def _air(outline: Outline) -> tuple[float, float]:
    """What a formula has before and after it more than a letter: an operator's space, where words have their own."""
    before, after = outline.ink.left, outline.advance - outline.ink.right
    return max(0.0, before - BEARING * measure.EM), max(0.0, after - BEARING * measure.EM)


def _moved(outline: Outline, by: float) -> Outline:
    ink = outline.ink
    moved = Bounds(ink.left + by, ink.top, ink.right + by, ink.bottom)
    return Outline(outline.path, moved, outline.advance, outline.em, outline.text, outline.style)
