"""Exact coefficients: a rational times rational powers of dimension and scalar names."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Scalar:
    """``rational · Π name^power``, the names in alphabetical order and no power zero.

    >>> half = Scalar.number(1) / Scalar.name("head").sqrt({"head"})
    >>> str(half), half.value({"head": 64})
    ('head^(-1/2)', 0.125)
    >>> half * half == Scalar.number(1) / Scalar.name("head")
    True
    """

    rational: Fraction
    powers: tuple[tuple[str, Fraction], ...] = ()

    @classmethod
    def number(cls, value: int | Fraction) -> Scalar:
        """A plain number."""
        return cls(Fraction(value))

    @classmethod
    def name(cls, name: str) -> Scalar:
        """A dimension's size or a declared scalar."""
        return cls(Fraction(1), ((name, Fraction(1)),))

    def __mul__(self, other: Scalar) -> Scalar:
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, Fraction(0)) + power
        rational = self.rational * other.rational
        kept = tuple(sorted((name, power) for name, power in powers.items() if power and rational))
        return Scalar(rational, kept)

    def inverse(self) -> Scalar:
        """One over this; a zero raises ZeroDivisionError."""
        return Scalar(1 / self.rational, tuple((name, -power) for name, power in self.powers))

    def __truediv__(self, other: Scalar) -> Scalar:
        return self * other.inverse()

    def __neg__(self) -> Scalar:
        return Scalar(-self.rational, self.powers)

    def sqrt(self, positive: set[str]) -> Scalar | None:
        """The square root where it is exact, else None.

        ``positive`` names what is never negative (dimensions). An even power of another name is left alone,
        because the root of c² is \\|c\\| and not c.
        """
        root = _rational_root(self.rational)
        if root is None or any(name not in positive and power.numerator % 2 == 0 for name, power in self.powers):
            return None
        return Scalar(root, tuple((name, power / 2) for name, power in self.powers))

    def rename(self, names: Mapping[str, Scalar]) -> Scalar:
        """Each name replaced by a scalar. A root of a replacement must be exact only as a power of names."""
        result = Scalar(self.rational)
        for name, power in self.powers:
            result *= names.get(name, Scalar.name(name))._power(power)
        return result

    def _power(self, power: Fraction) -> Scalar:
        rational = Fraction(self.rational**power) if power.denominator == 1 else self.rational
        if power.denominator != 1 and self.rational != 1:
            raise ValueError(f"{self} to the power {power} is not exact")
        return Scalar(rational, tuple((name, old * power) for name, old in self.powers))

    def value(self, names: Mapping[str, float]) -> float:
        """The number, given one for each name; not-a-number for a root of a negative one, infinite beyond a double."""
        result = _float(self.rational)
        for name, power in self.powers:
            result *= _real_power(float(names[name]), power)
        return result

    @property
    def is_one(self) -> bool:
        """Whether this is the number one."""
        return self.rational == 1 and not self.powers

    def __str__(self) -> str:
        factors = [] if self.rational == 1 and self.powers else [str(self.rational)]
        for name, power in self.powers:
            factors.append(name if power == 1 else f"{name}^{_exponent(power)}")
        return " ".join(factors)


ONE = Scalar.number(1)
"""The coefficient that is not written."""


def _exponent(power: Fraction) -> str:
    return str(power) if power.denominator == 1 and power > 0 else f"({power})"


def _rational_root(value: Fraction) -> Fraction | None:
    if value < 0:
        return None
    top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
    root = Fraction(top, bottom)
    return root if root * root == value else None


def _float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _real_power(base: float, power: Fraction) -> float:
    if base < 0 and power.denominator != 1:
        return math.nan
    if base == 0 and power < 0:
        return math.inf
    try:
        return float(base**power) if power.denominator != 1 else float(base ** int(power))
    except OverflowError:
        return math.inf if base > 0 or power % 2 == 0 else -math.inf
