"""Exact numbers as the language writes them: 3 head, and below a line 2 and sqrt(model)."""

from __future__ import annotations

from fractions import Fraction

from tensorgraph.graph.scalar import Scalar

DIGITS = 40
"""Most digits of a number in a text."""
DECIMAL_PLACES = 4
"""Up to here a decimal is written out; a smaller one has a power of ten."""


def above_and_below(value: Scalar) -> tuple[list[str], list[str]]:
    """What multiplies and what divides, of a coefficient without its sign. A power that is not made of square roots,
    which the language cannot say, is written ``name^(1/3)``.

    >>> above_and_below(Scalar.number(Fraction(3, 2)) / Scalar.name("head").sqrt({"head"}))
    (['3'], ['2', 'sqrt(head)'])
    """
    rational = abs(value.rational)
    above = [whole(rational.numerator)] if rational.numerator != 1 else []
    below = [whole(rational.denominator)] if rational.denominator != 1 else []
    if _is_small_decimal(rational):
        above, below = [literal(rational)], []
    for name, power in value.powers:
        (above if power > 0 else below).extend(_power(name, abs(power)))
    return above, below


def _is_small_decimal(value: Fraction) -> bool:
    return 0 < value < Fraction(1, 100) and _places(value) is not None


def literal(value: Fraction) -> str:
    """A number that is not negative as one literal, where it is a decimal; else a fraction, which is no literal.

    >>> literal(Fraction(1, 100_000)), literal(Fraction(1, 4)), literal(Fraction(1, 3))
    ('1e-5', '0.25', '1/3')
    """
    places = _places(value)
    if places is None:
        return str(value)
    digits = str(value.numerator * 10**places // value.denominator)
    if places == 0:
        return digits
    if places <= DECIMAL_PLACES:
        padded = digits.rjust(places + 1, "0")
        return f"{padded[:-places]}.{padded[-places:]}"
    return f"{digits}e-{places}"


def _places(value: Fraction) -> int | None:
    """How many decimals a number has; None where it does not end, or not within `DIGITS`."""
    return next((k for k in range(DIGITS + 1) if 10**k % value.denominator == 0), None)


def whole(number: int) -> str:
    """A whole number; one of too many digits as an expression of shorter ones.

    >>> whole(10**41 + 5)
    '(10 * 1e40 + 5)'
    """
    upper, lower = divmod(number, 10**DIGITS)
    return f"({whole(upper)} * 1e{DIGITS} + {lower})" if upper else str(lower)


def _power(name: str, power: Fraction) -> list[str]:
    order = power.denominator
    if order & (order - 1):
        return [f"{name}^({power})"]
    root = name
    for _ in range(order.bit_length() - 1):
        root = f"sqrt({root})"
    count, rest = divmod(power.numerator, order)
    return [name] * count + [root] * rest
