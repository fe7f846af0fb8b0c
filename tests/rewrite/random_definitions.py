"""Random files of definitions that are sums of chains, and how many terms their expansion has."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

HEAD = """dim a = 2, h = 3
param M[a, a], W[a, a], H[h, a, a], v[a], u[a]
scalar s
fn f
"""
NUMBERS = ("", "", "-", "2 ", "-3/2 ", "s ")
SEPARATORS = (" + ", " - ")
DEFINITIONS = 4


@dataclass(frozen=True)
class File:
    """A text with the definitions d0, d1, …, and the number of terms of each one multiplied out."""

    text: str
    names: tuple[str, ...]
    terms: tuple[int, ...]

    def with_show(self, expression: str) -> str:
        """The file with a picture that has the free wires i and j."""
        return f"{self.text}show p[i, j]: {expression}\n"


def random_file(seed: int) -> File:
    """Definitions, each a sum of chains of parameters and earlier definitions."""
    chance = random.Random(seed)
    lines: list[str] = []
    counts: list[int] = []
    for number in range(DEFINITIONS):
        made = [_term(chance, counts) for _ in range(chance.choice((1, 2, 2, 3)))]
        body = made[0][0] + "".join(chance.choice(SEPARATORS) + text.lstrip("-") for text, _ in made[1:])
        lines.append(f"d{number}[i: a, j: a] = {body}")
        counts.append(sum(count for _, count in made))
    names = tuple(f"d{number}" for number in range(DEFINITIONS))
    return File(HEAD + "\n".join(lines) + "\n", names, tuple(counts))


def _term(chance: random.Random, counts: Sequence[int]) -> tuple[str, int]:
    """A term with the free wires i and j, and how many it becomes."""
    if chance.random() < 0.15:
        return f"{chance.choice(NUMBERS)}v[{chance.choice('ij')}]", 1  # the same along the other wire
    length = chance.randint(1, 3)
    wires = ["i", *"klm"[: length - 1], "j"]
    count, factors = 1, list[str]()
    for left, right in pairwise(wires):
        text, many = _matrix(chance, counts, left, right)
        factors.append(text)
        count *= many
    if chance.random() < 0.3:
        factors.reverse()
    return chance.choice(NUMBERS) + " ".join(factors), count


def _matrix(chance: random.Random, counts: Sequence[int], left: str, right: str) -> tuple[str, int]:
    """A factor between two wires; of a definition as many terms as that has, turned round as often as not."""
    legs = f"{left}, {right}" if chance.random() < 0.5 else f"{right}, {left}"
    kind = chance.random()
    if counts and kind < 0.5:
        number = chance.randrange(len(counts))
        return f"d{number}[{legs}]", counts[number]
    if counts and kind < 0.6:
        return f"f(d{chance.randrange(len(counts))}[{legs}])", 1
    if kind < 0.7:
        return f"(M[{left}, {right}] - 2 W[{right}, {left}])", 1
    if kind < 0.8:
        return f"(H^q{left}[{legs}] u[p{left}] H^q{left}[p{left}, r{left}] v[r{left}])", 1
    return f"{chance.choice('MW')}[{legs}]", 1
