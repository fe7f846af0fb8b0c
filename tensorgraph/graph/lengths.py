"""Lengths as an author writes them."""

from __future__ import annotations

import re

UNITS = {"mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0, "pt": 1.0}
"""Points in a unit; a point is 1/72 inch, as in PDF and SVG."""
SHORTEST, LONGEST = 20.0, 20_000.0
"""Points: narrower than a node, and wider than any page of paper."""
_LENGTH = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?(mm|cm|in|pt)")


def points(text: str) -> float | None:
    """A length in points; None where a text is none, or no width a picture could have.

    >>> points("1in"), points("25.4 mm"), points("wide"), points("0mm")
    (72.0, 72.0, None, None)
    """
    match = _LENGTH.fullmatch(text.strip())
    length = float(match[1]) * UNITS[match[2]] if match else 0.0
    return length if SHORTEST <= length <= LONGEST else None
