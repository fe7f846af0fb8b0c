"""How values with each set of properties are drawn: a function each, in the table at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Shape: TypeAlias = tuple[int, ...]
Draw: TypeAlias = Callable[[np.random.Generator, Shape, tuple[int, ...]], Floats]
"""From a generator, a shape and the legs a property names, to an array."""

SMALLEST = 0.25
"""No entry is nearer to zero, so that no factor hides the others."""


def generic(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """Of either sign, none near zero."""
    values: Floats = generator.uniform(SMALLEST, 1, shape) * generator.choice([-1.0, 1.0], shape)
    return values


def _onehot(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    leg = legs[0]
    ids = generator.integers(0, shape[leg], shape[:leg] + shape[leg + 1 :])
    return np.moveaxis(np.eye(shape[leg])[ids], -1, leg)


def _isometry(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """By QR of a normal matrix; of a square matrix it is orthogonal, so both legs obey."""
    leg = legs[0]
    rest = shape[:leg] + shape[leg + 1 :]
    rows = int(np.prod(rest))
    if rows < shape[leg]:
        return np.zeros(shape)
    matrix, _ = np.linalg.qr(generator.standard_normal((rows, shape[leg])))
    matrix = matrix * generator.choice([-1.0, 1.0], shape[leg])  # QR alone fixes signs
    return np.moveaxis(matrix.reshape(*rest, shape[leg]), -1, leg)


def _reflection(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """1 − 2 v vᵀ / |v|², orthogonal and symmetric."""
    vector = generic(generator, shape[-1:], ())
    outer: Floats = np.outer(vector, vector) / (vector @ vector)
    return np.eye(shape[-1]) - 2 * outer


def _signs(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    return np.diag(generator.choice([-1.0, 1.0], shape[-1]))


def _permutation(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    size = shape[-1]
    if shape[-2] != size:
        return np.zeros(shape)
    rows = [np.eye(size)[generator.permutation(size)] for _ in range(int(np.prod(shape[:-2])))]
    return np.array(rows).reshape(shape)


def _involution(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """A permutation that swaps random pairs."""
    order = generator.permutation(shape[-1])
    swapped = np.arange(shape[-1])
    for left, right in zip(order[::2], order[1::2], strict=False):
        swapped[left], swapped[right] = right, left
    return np.broadcast_to(np.eye(shape[-1])[swapped], shape).copy()


def _symmetric(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """The lower triangle mirrored, so that no entry cancels."""
    lower = np.tril(generic(generator, shape, ()))
    return lower + np.swapaxes(np.tril(lower, -1), -1, -2)


def _diagonal(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    return generic(generator, shape, ()) * np.eye(shape[-1])


def _identity(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """The only permutation that is diagonal, and the only pattern that is."""
    return np.broadcast_to(np.eye(shape[-1]), shape).copy()


def _pattern(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    lower = np.tril(generator.uniform(SMALLEST, 1, shape))
    weights: Floats = lower / lower.sum(-1, keepdims=True)
    return weights


def _first_key(generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """A one-hot pattern: each query attends to one key that is not later."""
    keys = [generator.integers(0, query + 1, shape[:-2]) for query in range(shape[-2])]
    return np.eye(shape[-1])[np.stack(keys, axis=-1)]


DRAWS: dict[frozenset[str], Draw] = {
    frozenset(): generic,
    frozenset({"onehot"}): _onehot,
    frozenset({"isometry"}): _isometry,
    frozenset({"symmetric"}): _symmetric,
    frozenset({"diagonal"}): _diagonal,
    frozenset({"permutation"}): _permutation,
    frozenset({"pattern"}): _pattern,
    frozenset({"isometry", "symmetric"}): _reflection,
    frozenset({"isometry", "diagonal"}): _signs,
    frozenset({"isometry", "symmetric", "diagonal"}): _signs,
    frozenset({"isometry", "permutation"}): _permutation,
    frozenset({"onehot", "permutation"}): _permutation,
    frozenset({"onehot", "isometry"}): _permutation,
    frozenset({"onehot", "isometry", "permutation"}): _permutation,
    frozenset({"symmetric", "diagonal"}): _diagonal,
    frozenset({"symmetric", "permutation"}): _involution,
    frozenset({"isometry", "symmetric", "permutation"}): _involution,
    frozenset({"diagonal", "permutation"}): _identity,
    frozenset({"pattern", "permutation"}): _identity,
    frozenset({"pattern", "diagonal"}): _identity,
    frozenset({"pattern", "symmetric"}): _identity,
    frozenset({"onehot", "pattern"}): _first_key,
}
"""How each set of properties is drawn together. A set that is missing is drawn without them, and so reported."""


def drawn(names: frozenset[str], generator: np.random.Generator, shape: Shape, legs: tuple[int, ...]) -> Floats:
    """An array for a set of properties; zeros, which do not obey them, where the shape allows none."""
    value = DRAWS.get(names, generic)(generator, shape, legs)
    return value if value.shape == shape else np.zeros(shape)
