"""Fills and lines of DrawingML."""

from __future__ import annotations

from tensorgraph.diagram.formats.pptx.geometry import SHARE
from tensorgraph.diagram.formats.pptx.page import Page
from tensorgraph.diagram.formats.pptx.things import Leaf
from tensorgraph.diagram.scene import Curve, Text

MITER = 4
"""How far a pointed corner may reach, in widths of the line: as in SVG."""


def pen(leaf: Leaf, page: Page) -> str:
    """Fill and line of a shape."""
    if isinstance(leaf, Curve):
        return f"<a:noFill/>{line(leaf, page)}"
    fill = _fill(leaf.fill) if leaf.fill else "<a:noFill/>"
    if isinstance(leaf, Text) or not leaf.stroke:
        return f"{fill}<a:ln><a:noFill/></a:ln>"
    corner = f'<a:miter lim="{MITER * SHARE}"/>'
    return f'{fill}<a:ln w="{page.length(leaf.width)}">{_fill(leaf.stroke)}{corner}</a:ln>'


def line(curve: Curve, page: Page, cap: str = "flat") -> str:
    """The line of a curve; dashes are measured in its width."""
    dash = ""
    if curve.dash:
        on, off = (round(length / curve.width * SHARE) for length in curve.dash)
        dash = f'<a:custDash><a:ds d="{on}" sp="{off}"/></a:custDash>'
    return f'<a:ln w="{page.length(curve.width)}" cap="{cap}">{_fill(curve.stroke)}{dash}<a:round/></a:ln>'


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour.lstrip("#").upper()}"/></a:solidFill>'
