"""Scripts below and above, by the rules of the OpenType MATH table as ziamath reads them."""

from __future__ import annotations

from tensorgraph.diagram.typeset.glyph import (
    BOTTOM_LEFT,
    BOTTOM_RIGHT,
    TOP_LEFT,
    TOP_RIGHT,
    UNITS,
    Glyph,
    constant,
)
from tensorgraph.diagram.typeset.run import Run

Place = tuple[float, float, float]
"""Of a script: right and down from the end of its base, and where the next thing begins."""


def scripted(base: Run, below: Run | None, above: Run | None, em: float) -> Run:
    """A base with its scripts."""
    low, high = (_below(base, below, em) if below else None), (_above(base, above, em) if above else None)
    if low and high and below and above:
        low, high = _kept_apart(low, high, below, above, em)
    pieces, right = base.pieces, base.right
    for place, run in ((low, below), (high, above)):
        if place and run:
            pieces += run.at(base.advance + place[0], place[1])
            right = max(right, base.advance + place[2], base.advance + place[0] + run.right)
    return Run(pieces, base.left, base.bottom, right, base.top, right)


def _below(base: Run, script: Run, em: float) -> Place:
    scale = em / UNITS
    last, first = base.last, script.first
    shift = constant("subscriptShiftDown")
    x = _kern(last, first, BOTTOM_RIGHT, TOP_LEFT, _sub_heights(last, first)) * scale
    if not base.single:
        drop = constant("subscriptBaselineDropMin") - base.bottom / scale
        shift = max(shift, first.top - constant("subscriptTopMax"), drop)
    return x, shift * scale, x + script.advance


def _sub_heights(last: Glyph, first: Glyph) -> tuple[float, float]:
    shift = constant("subscriptShiftDown") - last.bottom
    return -shift + first.top * constant("scriptPercentScaleDown") / 100, last.bottom + shift


def _above(base: Run, script: Run, em: float) -> Place:
    scale = em / UNITS
    last, first = base.last, script.first
    x = last.italic * scale
    drop = base.top / scale - constant("superscriptBaselineDropMax")
    shift = max(constant("superscriptShiftUp"), -first.bottom + constant("superscriptBottomMin"), drop)
    if script.single:
        shift = last.top - constant("superscriptShiftUp") / 2 if last.tall else constant("superscriptShiftUp")
        heights = shift + first.bottom * constant("scriptPercentScaleDown") / 100, last.top - shift
        x += _kern(last, first, TOP_RIGHT, BOTTOM_LEFT, heights) * scale
    return x, -shift * scale, x + script.right


def _kern(last: Glyph, first: Glyph, one: int, other: int, heights: tuple[float, float]) -> float:
    """The smaller of the kernings at two heights."""
    return min(_kern_at(last, one, height) + _kern_at(first, other, height) for height in heights)


def _kern_at(glyph: Glyph, corner: int, height: float) -> float:
    if not glyph.kern:
        return 0.0
    steps, values = glyph.kern[corner]
    return values[next((k for k, step in enumerate(steps) if step > height), len(steps))]


def _kept_apart(low: Place, high: Place, below: Run, above: Run, em: float) -> tuple[Place, Place]:
    """Scripts moved apart where they would be too near."""
    least = constant("subSuperscriptGapMin") * em / UNITS
    gap = (low[1] - below.top) - (high[1] - above.bottom)
    more = max(0.0, least - gap) / 2
    return (low[0], low[1] + more, low[2]), (high[0], high[1] - more, high[2])
