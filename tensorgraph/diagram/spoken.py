"""Names, numbers and lists as they are read aloud."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from tensorgraph.graph.scalar import Scalar


def spoken(text: str) -> str:
    """A name or a text without the signs of LaTeX.

    >>> spoken("gelu_new"), spoken("rank $\\\\leq d_{head}$")
    ('gelu new', 'rank leq d head')
    """
    return re.sub(r"\s+", " ", re.sub(r"[\\${}_^]+", " ", text)).strip()


def listed(words: Sequence[str]) -> str:
    """With commas and an and.

    >>> listed(["A", "B", "C"]), listed(["A"])
    ('A, B and C', 'A')
    """
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def scalar_words(scalar: Scalar) -> str:
    """A coefficient without its sign; nothing for one.

    >>> scalar_words(Scalar.number(3) / Scalar.name("head").sqrt({"head"})), scalar_words(Scalar.number(1))
    ('3 over the square root of head', '')
    """
    above = [_power(name, power) for name, power in scalar.powers if power > 0]
    below = [_power(name, -power) for name, power in scalar.powers if power < 0]
    rational = abs(scalar.rational)
    if rational != 1 or (below and not above):
        above = [str(rational), *above]
    top = " ".join(above)
    return f"{top} over {' '.join(below)}" if below else top


def _power(name: str, power: Fraction) -> str:
    if power == Fraction(1, 2):
        return f"the square root of {spoken(name)}"
    return spoken(name) if power == 1 else f"{spoken(name)} to the power {power}"
