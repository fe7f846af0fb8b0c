"""Coefficients as programs write them: ``2 * x / head**0.5``."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tensorgraph.graph.scalar import Scalar
from tensorgraph.views.line import Line
from tensorgraph.views.pieces import row


def scaled(scalar: Scalar, product: Line, names: Mapping[str, str]) -> Line:
    """A product with its coefficient, without the sign; of nothing the number alone.

    >>> from tensorgraph.views.line import text_of
    >>> from tensorgraph.views.pieces import words
    >>> half = Scalar.number(Fraction(3, 2)) / Scalar.name("head").sqrt({"head"})
    >>> text_of(scaled(half, words("x"), {})), text_of(scaled(half, (), {}))
    ('3 * x / 2 / head**0.5', '3 / 2 / head**0.5')
    """
    rational = abs(scalar.rational)
    above = [str(rational.numerator)] if rational.numerator != 1 else []
    below = [str(rational.denominator)] if rational.denominator != 1 else []
    for name, power in scalar.powers:
        (above if power > 0 else below).append(_power(names.get(name, name), abs(power)))
    if not above and not product:
        above = ["1"]
    front = " * ".join(above)
    return row(front, " * " if front and product else "", product, "".join(f" / {text}" for text in below))


def _power(name: str, power: Fraction) -> str:
    if power == 1:
        return name
    exponent = float(power)
    return f"{name}**{exponent:g}" if Fraction(f"{exponent:g}") == power else f"{name}**({power})"


def number_text(scalar: Scalar) -> str:
    """A number in full, as an option: ``1e-05``.

    >>> number_text(Scalar.number(Fraction(1, 100_000)))
    '1e-05'
    """
    return "".join(piece.text for piece in scaled(scalar, (), {})) if scalar.powers else repr(float(scalar.rational))
