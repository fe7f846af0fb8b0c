"""How large the polynomials behind values can be, which says how likely a zero is an accident.

Every entry of an array is a fraction N / (m · Π Dᵏ): N and the D are polynomials with whole coefficients in what is
drawn, m is a whole number. Degrees and the sums of absolute coefficients are bounded through sums, products and
inverses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log2

from tensorgraph.verdict.exact.primes import BITS, LOG_PRIMES


@dataclass(frozen=True)
class Divisor:
    """A polynomial that occurs below: what it belongs to, its degree, the binary logarithm of its coefficients' sum."""

    name: str
    degree: int
    bits: float


@dataclass(frozen=True)
class Bound:
    """Of every entry of an array: degree and bits of N, the powers of what is below, the bits of m."""

    degree: int = 0
    bits: float = 0.0
    below: Mapping[Divisor, int] = field(default_factory=dict)
    whole: float = 0.0

    def times(self, other: Bound) -> Bound:
        """Of a product."""
        below = {key: self.below.get(key, 0) + other.below.get(key, 0) for key in {**self.below, **other.below}}
        return Bound(self.degree + other.degree, self.bits + other.bits, below, self.whole + other.whole)

    def summed(self, count: int) -> Bound:
        """Of a sum of this many entries."""
        return replace(self, bits=self.bits + log2(count))

    def inverse(self, name: str, entries: int) -> Bound:
        """Of one over each entry: below is the product of all of them, above all the others and what was below."""
        divisor = Divisor(name, self.degree * entries, self.bits * entries)
        degree = self.degree * (entries - 1) + sum(key.degree * power for key, power in self.below.items())
        bits = self.bits * (entries - 1) + sum(key.bits * power for key, power in self.below.items()) + self.whole
        return Bound(degree, bits, {divisor: 1})

    def over(self, below: Mapping[Divisor, int], whole: float) -> Bound:
        """The same fraction with more below, and as much more above."""
        more = [(key, power - self.below.get(key, 0)) for key, power in below.items()]
        degree = self.degree + sum(key.degree * power for key, power in more)
        bits = self.bits + sum(key.bits * power for key, power in more) + whole - self.whole
        return Bound(degree, bits, below, whole)


def added(bounds: Sequence[Bound]) -> Bound:
    """Of a sum of fractions, over what is below any of them."""
    if not bounds:
        return Bound()
    keys = {key: None for bound in bounds for key in bound.below}
    below = {key: max(bound.below.get(key, 0) for bound in bounds) for key in keys}
    over = [bound.over(below, sum(each.whole for each in bounds)) for bound in bounds]
    degree = max(bound.degree for bound in over)
    return Bound(degree, max(bound.bits for bound in over) + log2(len(over)), below, over[0].whole)


def sureness(bound: Bound, rooted: int) -> float:
    """The binary logarithm of one over the chance that a fraction that is not zero is zero at one random point.

    Either the prime divides all coefficients of N, or N is zero at the point. ``rooted`` is how many whole numbers have
    a root: each doubles the degree of the numbers the coefficients are from, and halves the primes to choose from. The
    chance of the second is degree / prime (Schwartz, Zippel), twice that where no divisor may be zero.
    """
    divisible = max(bound.bits, 1.0) * 2**rooted / (BITS - 1) * 2.0 ** (rooted - LOG_PRIMES)
    vanishes = 2 * bound.degree * 2.0 ** (1 - BITS)
    return -log2(divisible + vanishes)
