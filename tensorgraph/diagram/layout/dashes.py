"""Dashed outlines with rounded corners: of bubbles, and of what is still to be filled in."""

from __future__ import annotations

import math

CORNER_SAVING = 8 - 2 * math.pi
"""How much shorter four rounded corners are than square ones, in radii."""


def fitted(dash: tuple[float, float], length: float) -> tuple[float, float]:
    """Dashes stretched a little, so that a line of this length begins and ends with a whole one.

    >>> fitted((4.0, 3.0), 11.0), fitted((4.0, 3.0), 22.0)
    ((4.0, 3.0), (3.52, 2.64))
    """
    on, off = dash
    scale = length / (max(1, round((length - on) / (on + off))) * (on + off) + on)
    return on * scale, off * scale


def fitted_around(dash: tuple[float, float], length: float) -> tuple[float, float]:
    """Dashes stretched a little, so that a closed line of this length has whole ones and whole gaps.

    >>> fitted_around((4.0, 3.0), 14.0), fitted_around((4.0, 3.0), 17.5)
    ((4.0, 3.0), (5.0, 3.75))
    """
    on, off = dash
    scale = length / (max(1, round(length / (on + off))) * (on + off))
    return on * scale, off * scale
