"""A fraction, and the root of a row: what coefficients are made of."""

from __future__ import annotations

from tensorgraph.diagram.typeset.glyph import UNITS, constant, root_for
from tensorgraph.diagram.typeset.run import Bar, Placed, Run

THIN = 3 / 18 * 10.00002 * 1.333 / 10
"""Ems after a fraction: a thin space, with ziamath's points to the em and pixels to the point."""


def fraction(above: Run, below: Run, em: float) -> Run:
    """One over the other, the bar on the axis."""
    scale = em / UNITS
    thick, axis = constant("fractionRuleThickness") * scale, constant("axisHeight") * scale
    up = -constant("fractionNumeratorDisplayStyleShiftUp") * scale
    down = constant("fractionDenominatorDisplayStyleShiftDown") * scale
    up = min(up, -(axis + constant("fractionNumDisplayStyleGapMin") * scale - above.bottom + thick / 2))
    down = max(down, -axis + constant("fractionDenomDisplayStyleGapMin") * scale + below.top + thick / 2)
    width = max(above.right, below.right)
    pieces = (
        *above.at((width - (above.right - above.left)) / 2, up),
        *below.at((width - (below.right - below.left)) / 2, down),
        Bar(0.0, -axis - thick / 2, width, thick),
    )
    right = width + THIN * em
    return Run(pieces, 0.0, -down + below.bottom, right, -up + above.top, right, single=False)


def root(inside: Run, em: float) -> Run | None:
    """A square root; None where no single radical is high enough."""
    scale = em / UNITS
    sign = root_for((inside.top - inside.bottom) / scale)
    if sign is None:
        return None
    thick, gap = constant("radicalRuleThickness") * scale, constant("radicalDisplayStyleVerticalGap") * scale
    high = inside.top > sign.top * scale - gap or inside.bottom <= sign.bottom * scale + thick
    down = -(inside.top + gap + thick - sign.top * scale) if high else 0.0
    x = sign.advance * scale
    width = inside.right + inside.last.italic * scale
    pieces = (Placed(sign, 0.0, down, em), *inside.at(x), Bar(x, down - sign.top * scale, width, thick))
    bottom = min(-down + sign.bottom * scale, inside.bottom)
    return Run(pieces, sign.left * scale, bottom, x + width, -down + sign.top * scale, x + width, single=False)
