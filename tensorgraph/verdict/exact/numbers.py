"""Coefficients modulo a prime: sizes and declared scalars as they are, other scalars at random, roots where needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import log2

import numpy as np

from tensorgraph.graph.network import Network
from tensorgraph.graph.scalar import Scalar
from tensorgraph.verdict.exact.bound import Bound, Divisor
from tensorgraph.verdict.exact.primes import factorised, root
from tensorgraph.verdict.exact.stop import Undecided, Unlucky


@dataclass(frozen=True)
class Names:
    """What coefficients are made of: the number each name stands for, None for one drawn at random; the names that a
    root is taken of; ``depth``, such that each power times 2^depth is whole; the primes whose roots that needs."""

    known: Mapping[str, Fraction | None]
    rooted: frozenset[str]
    depth: int
    squares: tuple[int, ...]


def names_in(network: Network, scalars: Iterable[Scalar], sizes: Mapping[str, int]) -> Names:
    """The names in some coefficients; Undecided where one has no value modulo a prime."""
    powers = [(name, power) for scalar in scalars for name, power in scalar.powers]
    known = {name: _known(network, name, sizes) for name, _ in powers}
    depth = max((power.denominator.bit_length() - 1 for _, power in powers), default=0)
    if any(2**depth % power.denominator for _, power in powers):
        raise Undecided("a root of odd order")
    rooted = frozenset(name for name, power in powers if power.denominator > 1)
    values = [value for name in sorted(rooted) if (value := known[name]) is not None]
    if any(value <= 0 for value in values):
        raise Undecided("the root of a number that is not positive")
    squares = {q for value in values for q in (*factorised(value.numerator), *factorised(value.denominator))}
    return Names(known, rooted, depth, tuple(sorted(squares)))


def _known(network: Network, name: str, sizes: Mapping[str, int]) -> Fraction | None:
    if name in sizes:
        return Fraction(sizes[name])
    if network.scalars[name].fit:
        raise Undecided(f"`{name}` is fitted")
    return network.scalars[name].value


@dataclass(frozen=True)
class Numbers:
    """A residue for each name and, where roots are taken, for its root of order 2^depth."""

    prime: int
    names: Names
    values: Mapping[str, int]
    roots: Mapping[str, int]

    def residue(self, scalar: Scalar) -> int:
        """A coefficient; Unlucky where something below is zero."""
        result = _residue(scalar.rational, self.prime)
        for name, power in scalar.powers:
            whole = power.denominator == 1
            base = self.values[name] if whole else self.roots[name]
            if base == 0 and power < 0:
                raise Unlucky
            result = result * pow(base, int(power if whole else power * 2**self.names.depth), self.prime) % self.prime
        return result


def drawn_numbers(names: Names, prime: int, generator: np.random.Generator) -> Numbers:
    """The names' residues. Roots of whole numbers are products of roots of primes, so that √2 √2 = 2 and √8 = 2 √2."""
    values: dict[str, int] = {}
    roots: dict[str, int] = {}
    for name, value in names.known.items():
        if value is None:
            roots[name] = int(generator.integers(1, prime))
            values[name] = pow(roots[name], 2**names.depth, prime) if name in names.rooted else roots[name]
        else:
            values[name] = _residue(value, prime)
            roots[name] = _root(value, names.depth, prime) if name in names.rooted else 0
    return Numbers(prime, names, values, roots)


def _residue(value: Fraction, prime: int) -> int:
    if value.denominator % prime == 0:
        raise Unlucky
    return value.numerator * pow(value.denominator, -1, prime) % prime


def _root(value: Fraction, depth: int, prime: int) -> int:
    result = 1
    for sign, number in ((1, value.numerator), (-1, value.denominator)):
        for factor, power in factorised(number).items():
            result = result * pow(root(factor, depth, prime), sign * power, prime) % prime
    return result


def scalar_bound(names: Names, scalar: Scalar) -> Bound:
    """Of a coefficient."""
    result = Bound(0, _bits(scalar.rational.numerator), {}, _bits(scalar.rational.denominator))
    for name, power in scalar.powers:
        result = result.times(_power_bound(names, name, power))
    return result


def _power_bound(names: Names, name: str, power: Fraction) -> Bound:
    value = names.known[name]
    degree = int(abs(power) * 2**names.depth)
    if value is None:
        return Bound(degree) if power > 0 else Bound(0, 0.0, {Divisor(name, 1, 0.0): degree})
    size = float(abs(power)) + 1  # a root is below its square
    above, below = size * _bits(value.numerator), size * _bits(value.denominator)
    return Bound(0, above, {}, below) if power > 0 else Bound(0, below, {}, above)


def _bits(number: int) -> float:
    return log2(abs(number)) if number else 0.0
