"""Arithmetic modulo a prime of at most 61 bits, on whole arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tensorgraph.verdict.exact.stop import Unlucky

Residues: TypeAlias = npt.NDArray[np.uint64]
"""Numbers from 0 to the prime, less one."""

HALF = np.uint64(32)
"""Bits of a small factor: its product with a residue has a quotient by the prime that a float64 gives to one."""
LOW = np.uint64(2**32 - 1)


@dataclass(frozen=True)
class Field:
    """The numbers modulo a prime below 2^61."""

    prime: int

    @property
    def modulus(self) -> np.uint64:
        """The prime, as numpy has it."""
        return np.uint64(self.prime)

    def of(self, value: Any) -> Residues:
        """Whole numbers of any sign below 2^63."""
        return (np.asarray(value, dtype=np.int64) % np.int64(self.prime)).astype(np.uint64)

    def random(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Residues:
        """Uniform residues."""
        return generator.integers(0, self.prime, shape, dtype=np.uint64)

    def plus(self, left: Residues, right: Residues) -> Residues:
        """The sum, entry by entry."""
        return self._below(left + right)

    def minus(self, left: Residues, right: Residues) -> Residues:
        """The difference, entry by entry."""
        return self._below(left + (self.modulus - right))

    def times(self, left: Residues, right: Residues) -> Residues:
        """The product, entry by entry: the right factor's upper and lower 32 bits in turn."""
        upper = self.times_small(self.times_small(left, right >> HALF), np.uint64(2**32))
        return self.plus(upper, self.times_small(left, right & LOW))

    def times_small(self, left: Residues, small: Residues | np.uint64) -> Residues:
        """A product with numbers up to 2^32.

        The quotient by the prime is at most 2^32, so that a float64 has it to one; the remainder is exact modulo 2^64,
        whatever overflows on the way, because it is itself between −prime and 2·prime.
        """
        with np.errstate(over="ignore"):
            quotient = (left.astype(np.float64) * (np.asarray(small, np.float64) / self.prime)).astype(np.uint64)
            rest = left * small - quotient * self.modulus
            return self._below(np.minimum(rest, rest + self.modulus))

    def _below(self, array: Residues) -> Residues:
        """Numbers below twice the prime, less the prime where that is not negative: a negative one would be huge."""
        with np.errstate(over="ignore"):
            less: Residues = array - self.modulus
            smaller: Residues = np.minimum(array, less)
        return smaller

    def scaled(self, array: Residues, number: int) -> Residues:
        """A multiple by any whole number."""
        factor = number % self.prime
        return array if factor == 1 else self.times(array, np.asarray(factor, np.uint64))

    def total(self, array: Residues, axes: tuple[int, ...]) -> Residues:
        """The sum along axes of fewer than 2^31 entries, upper and lower 32 bits apart so that neither overflows."""
        upper = np.asarray((array >> HALF).sum(axis=axes, dtype=np.uint64)) % self.modulus
        lower = np.asarray((array & LOW).sum(axis=axes, dtype=np.uint64)) % self.modulus
        return self.plus(self.times_small(upper, np.uint64(2**32)), lower)

    def power(self, array: Residues, exponent: int) -> Residues:
        """A power from 0, entry by entry, by squaring."""
        result = np.ones_like(array)
        for bit in bin(exponent)[2:]:
            result = self.times(result, result)
            if bit == "1":
                result = self.times(result, array)
        return result

    def inverse(self, array: Residues) -> Residues:
        """One over each entry, by Fermat's theorem; Unlucky where one is zero."""
        if not array.all():
            raise Unlucky
        return self.power(array, self.prime - 2)
