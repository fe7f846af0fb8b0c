"""Colour maps by formula, from the ground of a theme: equal steps of value are equal steps to the eye.

A map is an arm, a curve in Oklab (B. Ottosson, *A perceptual color space for image processing*, 2020) that leaves the
ground with one hue and ever more contrast, so that it reads in grey as well. Values with signs have two arms of one
lightness, blue and red: of the hues of alike contrast, those that colour-blind readers tell apart.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from functools import cache
from itertools import accumulate, pairwise
from typing import TypeAlias

from tensorgraph.diagram.theme import Theme

LEVELS = 255
"""Colours of a map: all that eight bits can tell apart, and an odd number, so that zero has one between its signs."""
MIDDLE = LEVELS // 2

Lab: TypeAlias = tuple[float, float, float]
"""Lightness from 0 to 1, and two axes of colour: green to red, blue to yellow."""
Corners: TypeAlias = tuple[Lab, Lab, Lab]
"""Of a curve: it leaves the first towards the second, and comes to the third."""

BLUE, RED = math.radians(252), math.radians(33)
"""Hues of the arms: values above zero, and below."""
DEEP, BRIGHT = 0.33, 0.93
"""Lightness of the far end on light and on dark grounds: not black, nor white, which are text."""
BOW = 0.19
"""Chroma towards which an arm bends in its middle: nearly what screens can show there."""
END = {DEEP: 0.115, BRIGHT: 0.045}
"""Chroma of the far end: so much fits in what screens can show of both hues."""
GREY = 0.02
"""Chroma below which a paint is no colour."""
SAMPLES = 2000
"""Of a curve, to measure its length: many for each level."""


def ramp(theme: Theme, signed: bool) -> tuple[str, ...]:
    """The colours of the levels, lowest first; ``signed`` with the ground in the middle.

    A theme without colour has greys; of signed values its lowest is the ground and its highest the ink.

    >>> from tensorgraph.diagram.theme import MONO, TAYLOR
    >>> ramp(TAYLOR, True)[MIDDLE], ramp(MONO, False)[0]
    ('#ffffff', '#ffffff')
    """
    ground = _lab(theme.background)
    if math.hypot(*_lab(theme.paints["param"].fill)[1:]) < GREY:
        return _evenly(_greys(ground, _lab(theme.ink)), LEVELS)
    if not signed:
        return _evenly(_arm(ground, BLUE), LEVELS)
    below, above = (_evenly(_arm(ground, hue), MIDDLE + 1) for hue in (RED, BLUE))
    return *below[:0:-1], *above


@cache
def _evenly(corners: Corners, count: int) -> tuple[str, ...]:
    """Colours at equal distances along a curve."""
    curve = [_bent(corners, k / SAMPLES) for k in range(SAMPLES + 1)]
    lengths = list(accumulate((math.dist(a, b) for a, b in pairwise(curve)), initial=0.0))
    places = (bisect_left(lengths, lengths[-1] * k / (count - 1)) for k in range(count))
    return tuple(_written(curve[min(place, SAMPLES)]) for place in places)


def _arm(ground: Lab, hue: float) -> Corners:
    """From a ground towards one hue."""
    end = DEEP if ground[0] > 0.5 else BRIGHT
    return ground, _polar((ground[0] + end) / 2, BOW, hue), _polar(end, END[end], hue)


def _greys(ground: Lab, ink: Lab) -> Corners:
    """Straight from one to the other."""
    (a, b, c), (u, v, w) = ground, ink
    return ground, ((a + u) / 2, (b + v) / 2, (c + w) / 2), ink


def _polar(lightness: float, chroma: float, hue: float) -> Lab:
    return lightness, chroma * math.cos(hue), chroma * math.sin(hue)


def _bent(corners: Corners, t: float) -> Lab:
    """A point of a quadratic Bézier curve."""
    weights = (1 - t) ** 2, 2 * t * (1 - t), t * t
    light, red, yellow = (
        sum(w * part for w, part in zip(weights, axis, strict=True)) for axis in zip(*corners, strict=True)
    )
    return light, red, yellow


def _lab(colour: str) -> Lab:
    """``#rrggbb`` in Oklab."""
    r, g, b = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _written(lab: Lab) -> str:
    """``#rrggbb`` of a colour in Oklab, cut to what a screen shows."""
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    parts = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _curved(part)):02x}" for part in parts)


def _linear(part: float) -> float:
    """Light of a part of a colour, after sRGB."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _curved(light: float) -> float:
    cut = min(1.0, max(0.0, light))
    return 12.92 * cut if cut <= 0.0031308 else 1.055 * cut ** (1 / 2.4) - 0.055
