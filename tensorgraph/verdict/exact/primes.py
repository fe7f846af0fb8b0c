"""Random primes of 61 bits, and square roots modulo them."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from tensorgraph.verdict.exact.stop import Undecided

BITS = 61
"""So large that a zero is hardly ever an accident, and so small that sums of a few residues fit into 64 bits."""
LOG_PRIMES = 53
"""There are more than two to the power of this many primes of 61 bits that are 3 modulo 4 (about 2^53.6)."""
WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
"""Bases of Miller and Rabin's test that no composite below 3·10²³ passes (Sorenson & Webster 2015)."""
LARGEST_FACTOR = 1_000_000
"""Trial division goes up to here."""


def random_prime(generator: np.random.Generator, squares: Collection[int] = ()) -> int:
    """A prime of 61 bits, 3 modulo 4, modulo which each of ``squares`` is a square."""
    while True:
        prime = int(generator.integers(2 ** (BITS - 3), 2 ** (BITS - 2))) * 4 + 3
        if all(pow(number, (prime - 1) // 2, prime) == 1 for number in squares) and is_prime(prime):
            return prime


def is_prime(number: int) -> bool:
    """Whether an odd number from 41 to 3·10²³ is prime."""
    twos = ((number - 1) & (1 - number)).bit_length() - 1
    odd = (number - 1) >> twos
    return all(_passes(pow(base, odd, number), number, twos) for base in WITNESSES)


def _passes(power: int, number: int, twos: int) -> bool:
    if power in (1, number - 1):
        return True
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False


def root(number: int, depth: int, prime: int) -> int:
    """The 2^depth-th root of a square that is a square itself; ``prime`` is 3 modulo 4.

    >>> root(4, 1, 7), root(2, 2, 7)
    (2, 2)
    """
    for _ in range(depth):
        number = pow(number, (prime + 1) // 4, prime)
    return number


def factorised(number: int) -> dict[int, int]:
    """The prime factors of a whole number from 1, each with its power.

    >>> factorised(360)
    {2: 3, 3: 2, 5: 1}
    """
    powers: dict[int, int] = {}
    divisor = 2
    while divisor * divisor <= number:
        if divisor > LARGEST_FACTOR:
            raise Undecided(f"{number} is too large to take its root")
        while number % divisor == 0:
            powers[divisor] = powers.get(divisor, 0) + 1
            number //= divisor
        divisor += 1
    return {**powers, number: powers.get(number, 0) + 1} if number > 1 else powers
