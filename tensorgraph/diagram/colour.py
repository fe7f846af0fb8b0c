"""Colours an author asks for, with text that can be read on them."""

from __future__ import annotations

import re

from tensorgraph.diagnostics import mistake, near
from tensorgraph.diagram.theme import Paint, Theme
from tensorgraph.graph.network import Value


def paint_of(value: Value | None, theme: Theme) -> Paint | None:
    """The paint of a ``color`` attribute, None without one; a TensorgraphError for what is not a colour."""
    if value is None:
        return None
    fill = theme.named.get(value) if isinstance(value, str) else None
    if fill is None and isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        fill = value.lower()
    if fill is None:
        suggestion = near(str(value), theme.named)
        hint = f"did you mean {suggestion[0]}?" if suggestion else f'one of {", ".join(theme.named)}, or "#4a90d9"'
        raise mistake("color", f"{value} is not a colour", None, hint)
    return Paint(fill, readable(fill, theme))


LEGIBLE = 4.5
"""The least contrast of text and its ground: WCAG 2.1, level AA."""


def readable(fill: str, theme: Theme) -> str:
    """The colour of text on a ground: the theme's ink or background where it can be read, else black or white.

    >>> from tensorgraph.diagram.theme import TAYLOR
    >>> readable("#ffffff", TAYLOR), readable("#202020", TAYLOR), readable("#747474", TAYLOR)
    ('#111111', '#ffffff', '#ffffff')
    """
    own = [text for text in (theme.ink, theme.background) if contrast(fill, text) >= LEGIBLE]
    return max(own or ["#000000", "#ffffff"], key=lambda text: contrast(fill, text))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, after WCAG 2.1.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
