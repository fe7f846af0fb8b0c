"""Counts as polynomials in the named dimensions, to say what a number is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Monomial: TypeAlias = tuple[tuple[str, int], ...]
"""(dimension, power) pairs, in the order of the names."""

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Polynomial:
    """A sum of integer multiples of products of dimensions.

    >>> n = Polynomial.of(["n", "n"])
    >>> str(2 * n + Polynomial.of(["n"]) + n), (2 * n).value({"n": 5})
    ('3 n² + n', 50)
    """

    terms: tuple[tuple[Monomial, int], ...] = ()

    @classmethod
    def of(cls, dims: Iterable[str], times: int = 1) -> Polynomial:
        """``times`` the product of dimensions, each as often as it occurs."""
        return cls(((tuple(sorted(Counter(dims).items())), times),) if times else ())

    def __add__(self, other: Polynomial) -> Polynomial:
        total: Counter[Monomial] = Counter(dict(self.terms))
        total.update(dict(other.terms))
        return Polynomial(tuple(sorted(((m, n) for m, n in total.items() if n), key=_order)))

    def __rmul__(self, times: int) -> Polynomial:
        return Polynomial(tuple((monomial, times * n) for monomial, n in self.terms)) if times else Polynomial()

    def value(self, sizes: Mapping[str, int]) -> int:
        """The number, exact at any size."""
        total = 0
        for monomial, times in self.terms:
            for dim, power in monomial:
                times *= sizes[dim] ** power
            total += times
        return total

    def __str__(self) -> str:
        return " + ".join(_term(monomial, times) for monomial, times in self.terms) or "0"


def _order(term: tuple[Monomial, int]) -> tuple[int, Monomial]:
    """Highest degree first, then by name."""
    return -sum(power for _, power in term[0]), term[0]


def _term(monomial: Monomial, times: int) -> str:
    powers = [dim if power == 1 else dim + str(power).translate(_RAISED) for dim, power in monomial]
    return " ".join(([str(times)] if times != 1 or not powers else []) + powers)
