"""Random products of tensors as einsum strings, so that numpy alone says what they are; and the cut by trying all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from math import prod
from typing import Any

import numpy as np

from tensorgraph.cuts import Cut, Factored, Operator, factored, minimum_cut, operator
from tests.einsum.networks import network

Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Net:
    """An einsum string whose output letters are batch, rows and columns, with a size for each letter."""

    inputs: str
    batch: str
    rows: str
    columns: str
    sizes: dict[str, int]
    seed: int = 0

    @cached_property
    def values(self) -> dict[str, Array]:
        """Generic values."""
        chance = np.random.default_rng(self.seed)
        shapes = [[self.sizes[letter] for letter in letters] for letters in self.inputs.split(",")]
        return {f"T{place}": chance.standard_normal(shape) for place, shape in enumerate(shapes)}

    @cached_property
    def operator(self) -> Operator:
        """The same, from the text of the language."""
        return operator(network(self.text), "out", list(self.rows), list(self.columns))

    @property
    def text(self) -> str:
        """A dimension for each size, so that what can be square is."""
        tensors = self.inputs.split(",")
        legs = [", ".join(f"l{n}: d{self.sizes[x]}" for n, x in enumerate(tensor)) for tensor in tensors]
        ends = self.batch + self.rows + self.columns
        alone = [x for x in self.sizes if self.inputs.count(x) == 1 and x not in ends]
        factors = [f"T{n}[{', '.join(tensor)}]" for n, tensor in enumerate(tensors)] + [f"ones[{x}]" for x in alone]
        lines = ["dim " + ", ".join(f"d{size} = {size}" for size in sorted(set(self.sizes.values())))]
        lines += [f"tensor T{n}[{each}]" for n, each in enumerate(legs)]
        return "\n".join([*lines, f"out[{', '.join(ends)}] = {' '.join(factors)}"])

    @property
    def factored(self) -> Factored:
        """With values."""
        return factored(self.operator.network, "out", self.values, None, list(self.rows), list(self.columns))

    @cached_property
    def cut(self) -> Cut:
        """The minimum cut as it is found."""
        return minimum_cut(self.operator)

    @cached_property
    def dense(self) -> Array:
        """All of it, by numpy."""
        output = self.batch + self.rows + self.columns
        found = np.einsum(f"{self.inputs}->{output}", *self.values.values())
        sides = (prod(self.sizes[letter] for letter in side) for side in (self.rows, self.columns))
        return found.reshape([*(self.sizes[letter] for letter in self.batch), *sides])

    def reached(self, closed: set[str], start: str) -> frozenset[str]:
        """The letters that tensors join to some, when others are closed."""
        found = set(start) - closed
        for _ in self.sizes:
            found |= {x for letters in self.inputs.split(",") if found & set(letters) for x in letters} - closed
        return frozenset(found)

    def cuts(self) -> Iterator[tuple[int, frozenset[str]]]:
        """Every set of letters that parts rows from columns, with the product of their sizes."""
        free = set(self.batch)
        letters = [letter for letter in self.sizes if letter not in free]
        for count in range(len(letters) + 1):
            for chosen in combinations(letters, count):
                if not self.reached(free | set(chosen), self.rows) & set(self.columns):
                    yield prod(self.sizes[letter] for letter in chosen), frozenset(chosen)


@cache
def random_net(seed: int) -> Net:
    """Two to five tensors on up to seven wires: loops, wires of many ends, diagonals, several outer wires, batches."""
    chance = random.Random(seed)
    letters = "abcdefg"[: chance.randint(3, 7)]
    sizes = {letter: chance.choice((2, 2, 3, 3, 5)) for letter in letters}
    tensors = [chance.choices(letters, k=chance.randint(1, 3)) for _ in range(chance.randint(2, 5))]
    tensors[0] += [letter for letter in letters if not any(letter in tensor for tensor in tensors)]
    order = chance.sample(letters, len(letters))
    batch, rows, columns = chance.choice(((0, 1, 1), (0, 1, 1), (1, 1, 1), (0, 2, 1), (0, 1, 2)))
    if len(letters) < batch + rows + columns:
        batch, rows, columns = 0, 1, 1
    taken = "".join(order)
    ends = (taken[:batch], taken[batch : batch + rows], taken[batch + rows : batch + rows + columns])
    if chance.random() < 0.7:  # wide outside, so that the cut is inside
        sizes |= dict.fromkeys(ends[1][0] + ends[2][0], 11)
    return Net(",".join("".join(tensor) for tensor in tensors), *ends, sizes, seed)


NETS = {
    "chain": Net("im,md,dn,nj", "", "i", "j", {"i": 9, "m": 6, "d": 2, "n": 7, "j": 8}),
    "two wires against one": Net("iab,abk,kj", "", "i", "j", {"i": 7, "a": 2, "b": 2, "k": 5, "j": 7}),
    "rows are the cut": Net("ik,kj", "", "i", "j", {"i": 2, "k": 5, "j": 3}),
    "columns are the cut": Net("ik,kj", "", "i", "j", {"i": 5, "k": 5, "j": 3}),
    "dense": Net("ij", "", "i", "j", {"i": 4, "j": 6}),
    "outer product": Net("i,j", "", "i", "j", {"i": 4, "j": 4}),
    "Hadamard": Net("ik,kj,il,lj", "", "i", "j", {"i": 7, "j": 8, "k": 2, "l": 3}),
    "copy dot": Net("ik,kj,k,kl,l", "", "i", "j", {"i": 6, "j": 6, "k": 3, "l": 2}),
    "copy dot on the rows": Net("i,ik,kj,i", "", "i", "j", {"i": 6, "j": 6, "k": 3}),
    "batch": Net("im,hmd,hdn,nj", "h", "i", "j", {"h": 3, "i": 9, "m": 7, "d": 2, "n": 7, "j": 9}),
    "batch on the rows' side": Net("him,mj", "h", "i", "j", {"h": 3, "i": 6, "m": 2, "j": 6}),
    "pairs": Net("amd,adp,bpe,ben", "ab", "m", "n", {"a": 3, "b": 4, "m": 8, "d": 2, "p": 8, "e": 2, "n": 8}),
    "loop": Net("ia,abx,bcx,cj", "", "i", "j", {"i": 6, "a": 3, "b": 2, "x": 2, "c": 3, "j": 6}),
    "tree": Net("iab,acd,bef,cde,fj", "", "i", "j", dict(zip("iabcdefj", (8, 3, 3, 2, 2, 2, 7, 8), strict=True))),
    "many outer wires": Net("iak,kjb", "", "ij", "ab", {"i": 3, "j": 2, "a": 3, "b": 2, "k": 2}),
    "an outer wire in the cut": Net("ia,sjb", "", "is", "jb", {"i": 5, "a": 1, "s": 2, "j": 5, "b": 2}),
    "a batch wire joins": Net("hi,hj", "h", "i", "j", {"h": 3, "i": 4, "j": 4}),
    "apart from both": Net("ik,kj,ab,ba", "", "i", "j", {"i": 5, "k": 2, "j": 5, "a": 3, "b": 2}),
    "middle between two cuts": Net("id,dm,me,ej", "", "i", "j", {"i": 9, "d": 2, "m": 5, "e": 2, "j": 9}),
}
"""Networks of every kind, by what they are."""
