"""Arrays modulo a prime that obey each set of properties, in the table at the end.

Isometries are drawn by Cayley's transform (1 − S)(1 + S)⁻¹ of a skew matrix S (Cayley, Sur quelques propriétés des
déterminants gauches, 1846), rational in what is drawn, and of every value but a few.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import log2
from typing import TypeAlias

import numpy as np

from tensorgraph.einsum.sizes import product_of
from tensorgraph.verdict.exact.bound import Bound, Divisor
from tensorgraph.verdict.exact.contract import ENTRY_WORK
from tensorgraph.verdict.exact.field import Field, Residues
from tensorgraph.verdict.exact.linear import inverse, product
from tensorgraph.verdict.exact.stop import Undecided

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Form:
    """What is drawn: the tensor's name and shape, the leg that a property names, and of a square isometry the sign of
    its determinant."""

    name: str
    shape: Shape
    leg: int = 0
    negative: bool = False

    @property
    def size(self) -> int:
        """Of the last two legs, which are equal."""
        return self.shape[-1]

    @property
    def others(self) -> int:
        """The indices of all legs but the one named."""
        return product_of(self.shape[: self.leg] + self.shape[self.leg + 1 :])

    def with_sign(self, negative: bool) -> Form:
        """The same with another determinant."""
        return replace(self, negative=negative)


Draw: TypeAlias = Callable[[Field, np.random.Generator, Form], Residues]


def _generic(field: Field, generator: np.random.Generator, form: Form) -> Residues:
    return field.random(generator, form.shape)


def _affine(field: Field, generator: np.random.Generator, form: Form) -> Residues:
    """Sums along the leg are one, by its last entry."""
    array = np.moveaxis(field.random(generator, form.shape), form.leg, -1).copy()
    rest = field.total(array[..., :-1], (-1,))
    array[..., -1] = field.minus(np.ones_like(rest), rest)
    return np.moveaxis(array, -1, form.leg)


def _isometry(field: Field, generator: np.random.Generator, form: Form) -> Residues:
    """The first columns of Cayley's transform of [[A, −Bᵀ], [B, 0]]: 2 C − 1 over −2 B C, C = (1 + A + BᵀB)⁻¹."""
    columns = form.shape[form.leg]
    skew = np.triu(field.random(generator, (columns, columns)), 1)
    lower = field.random(generator, (form.others - columns, columns))
    unit = np.eye(columns, dtype=np.uint64)
    square = product(field, lower.T, lower) if len(lower) else np.zeros_like(skew)
    solved = inverse(field, field.plus(field.plus(unit, field.minus(skew, skew.T)), square))
    twice = field.plus(solved, solved)
    below = field.minus(np.zeros_like(lower), product(field, lower, twice))
    matrix = np.concatenate([field.minus(twice, unit), below])
    if form.negative:
        matrix[:, 0] = field.minus(np.zeros_like(matrix[:, 0]), matrix[:, 0])
    rest = form.shape[: form.leg] + form.shape[form.leg + 1 :]
    return np.moveaxis(matrix.reshape(*rest, columns), -1, form.leg)


def _reflection(field: Field, generator: np.random.Generator, form: Form) -> Residues:
    """1 − 2 v vᵀ / |v|²."""
    vector = field.random(generator, (form.size,))
    scale = field.inverse(field.total(field.times(vector, vector), (0,)))
    outer = field.times(field.times(vector[:, None], vector[None, :]), scale)
    return field.minus(np.eye(form.size, dtype=np.uint64), field.plus(outer, outer))


def _symmetric(field: Field, generator: np.random.Generator, form: Form) -> Residues:
    lower = np.tril(field.random(generator, form.shape))
    return lower + np.swapaxes(np.tril(lower, -1), -1, -2)


def _diagonal(field: Field, generator: np.random.Generator, form: Form) -> Residues:
    return field.random(generator, form.shape) * np.eye(form.size, dtype=np.uint64)


def _pattern(field: Field, generator: np.random.Generator, form: Form) -> Residues:
    """Lower triangular, the diagonal such that each row sums to one."""
    lower = np.tril(field.random(generator, form.shape), -1)
    rest = field.total(lower, (-1,))
    return lower + field.minus(np.ones_like(rest), rest)[..., None] * np.eye(form.size, dtype=np.uint64)


def _identity(field: Field, generator: np.random.Generator, form: Form) -> Residues:
    return np.broadcast_to(np.eye(form.size, dtype=np.uint64), form.shape)


def _onehot(field: Field, generator: np.random.Generator, form: Form) -> Residues:
    width = form.shape[form.leg]
    ids = generator.integers(0, width, form.shape[: form.leg] + form.shape[form.leg + 1 :])
    return np.moveaxis(np.eye(width, dtype=np.uint64)[ids], -1, form.leg)


def _signs(field: Field, generator: np.random.Generator, form: Form) -> Residues:
    return np.diag(generator.choice(field.of([1, -1]), form.size))


def _permutation(field: Field, generator: np.random.Generator, form: Form) -> Residues:
    return np.eye(form.size, dtype=np.uint64)[generator.permutation(form.size)]


def _involution(field: Field, generator: np.random.Generator, form: Form) -> Residues:
    """A permutation that swaps random pairs."""
    order = generator.permutation(form.size)
    swapped = np.arange(form.size)
    for left, right in zip(order[::2], order[1::2], strict=False):
        swapped[left], swapped[right] = right, left
    return np.eye(form.size, dtype=np.uint64)[swapped]


def _first_key(field: Field, generator: np.random.Generator, form: Form) -> Residues:
    """Each query attends to one key that is not later."""
    keys = [generator.integers(0, query + 1, form.shape[:-2]) for query in range(form.size)]
    return np.eye(form.size, dtype=np.uint64)[np.stack(keys, axis=-1)]


def _free(form: Form) -> Bound:
    return Bound(1)


def _summing(form: Form) -> Bound:
    """One less the sum of the others, of a row or along a leg."""
    return Bound(1, log2(max(form.shape) + 1))


def _fixed(form: Form) -> Bound:
    return Bound()


def _cayley(form: Form) -> Bound:
    """The entries of 1 + A + BᵀB have degree two and at most rows + 3 terms; its adjoint and determinant are sums of
    ``columns``! products of them."""
    columns, rows = form.shape[form.leg], form.others
    bits = columns * log2(columns * (rows + 3)) + log2(4 * rows + 4)
    return Bound(2 * columns, bits, {Divisor(form.name, 2 * columns, bits): 1})


def _householder(form: Form) -> Bound:
    return Bound(2, log2(form.size + 2), {Divisor(form.name, 2, log2(form.size)): 1})


@dataclass(frozen=True)
class Way:
    """How a set of properties is drawn: the draw, the bound of its entries, the tensors it is for, and

    - ``partial``, whether it draws from finitely many values, or from some of those there are, so that the chance of
      error says nothing of the rest;
    - ``wider``, then, a set of properties of more values: what holds for all these holds for all of those.
    """

    draw: Draw
    bound: Callable[[Form], Bound]
    fits: Callable[[Form], bool]
    partial: bool = False
    wider: frozenset[str] | None = None

    def work(self, form: Form) -> int:
        """About how many multiplications it takes."""
        entries = ENTRY_WORK * product_of(form.shape)
        return entries * form.shape[form.leg] if self.draw is _isometry else entries

    def signed(self, form: Form) -> bool:
        """Whether the determinant has a sign that is drawn."""
        return self.draw is _isometry and form.others == form.shape[form.leg]


def _any(form: Form) -> bool:
    return True


def _tall(form: Form) -> bool:
    return form.others >= form.shape[form.leg]


def _square(form: Form) -> bool:
    return len(form.shape) > 1 and form.shape[-1] == form.shape[-2]


def _matrix(form: Form) -> bool:
    return len(form.shape) == 2 and _square(form)


def _last(form: Form) -> bool:
    return _square(form) and form.leg == len(form.shape) - 1


_ISOMETRY = frozenset({"isometry"})

WAYS: dict[frozenset[str], Way] = {
    frozenset(): Way(_generic, _free, _any),
    frozenset({"affine"}): Way(_affine, _summing, _any),
    _ISOMETRY: Way(_isometry, _cayley, _tall),
    frozenset({"symmetric"}): Way(_symmetric, _free, _matrix),
    frozenset({"diagonal"}): Way(_diagonal, _free, _square),
    frozenset({"symmetric", "diagonal"}): Way(_diagonal, _free, _square),
    frozenset({"pattern"}): Way(_pattern, _summing, _square),
    frozenset({"diagonal", "permutation"}): Way(_identity, _fixed, _square),
    frozenset({"pattern", "permutation"}): Way(_identity, _fixed, _square),
    frozenset({"pattern", "diagonal"}): Way(_identity, _fixed, _square),
    frozenset({"pattern", "symmetric"}): Way(_identity, _fixed, _square),
    frozenset({"isometry", "symmetric"}): Way(_reflection, _householder, _matrix, True),
    frozenset({"onehot"}): Way(_onehot, _fixed, _any, True, frozenset({"affine"})),
    frozenset({"permutation"}): Way(_permutation, _fixed, _matrix, True, _ISOMETRY),
    frozenset({"isometry", "permutation"}): Way(_permutation, _fixed, _matrix, True, _ISOMETRY),
    frozenset({"onehot", "permutation"}): Way(_permutation, _fixed, _matrix, True, _ISOMETRY),
    frozenset({"onehot", "isometry"}): Way(_permutation, _fixed, _matrix, True, _ISOMETRY),
    frozenset({"onehot", "isometry", "permutation"}): Way(_permutation, _fixed, _matrix, True, _ISOMETRY),
    frozenset({"isometry", "diagonal"}): Way(_signs, _fixed, _matrix, True, frozenset({"diagonal"})),
    frozenset({"isometry", "symmetric", "diagonal"}): Way(_signs, _fixed, _matrix, True, frozenset({"diagonal"})),
    frozenset({"symmetric", "permutation"}): Way(_involution, _fixed, _matrix, True),
    frozenset({"isometry", "symmetric", "permutation"}): Way(_involution, _fixed, _matrix, True),
    frozenset({"onehot", "pattern"}): Way(_first_key, _fixed, _last, True, frozenset({"pattern"})),
}
"""Each set of properties that can be drawn; ``affine`` is no property, but what a one-hot tensor is among others."""


def way_of(properties: frozenset[str], form: Form, wide: bool) -> Way:
    """How a tensor is drawn, as one of more values where that is wanted and known; Undecided where it cannot be."""
    way = WAYS.get(properties)
    if way is None or not way.fits(form):
        raise Undecided(f"no way to draw `{form.name}`")
    return WAYS[way.wider] if wide and way.wider is not None else way
