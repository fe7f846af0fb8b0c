"""Decompositions in numpy, each matrix of a batch by itself, column by column."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any, TypeAlias

import numpy as np

from tensorgraph.diagnostics import mistake
from tensorgraph.einsum.factors import PARTS, SYMMETRY, TIE, part_axes

Array: TypeAlias = "np.ndarray[Any, Any]"


def decomposed(kind: str, array: Array, shape: tuple[tuple[int, ...], ...], size: int) -> dict[str, Array]:
    """Each output of a decomposition, the new axis cut to ``size``.

    ``array`` has the axes of ``shape``, which are the sizes of batch, of rows and of columns.
    """
    batch, rows, columns = shape
    matrices = array.reshape(prod(batch), prod(rows), prod(columns))
    found = [DECOMPOSED[kind](matrix) for matrix in matrices]
    made = {}
    for place, part in enumerate(PARTS[kind]):
        cut = [item[place][:size] if part == "right" else item[place][..., :size] for item in found]
        made[part] = np.stack(cut).reshape(part_axes(part, batch, rows, columns, (size,)))
    return made


def _svd(matrix: Array) -> tuple[Array, ...]:
    left, values, right = np.linalg.svd(matrix, full_matrices=False)
    for column in range(len(values)):
        sign = _sign(left[:, column])
        left[:, column] *= sign
        right[column] *= sign
    return left, values, right


def _qr(matrix: Array) -> tuple[Array, ...]:
    left, right = np.linalg.qr(matrix)
    for column in range(len(right)):
        if right[column, column] < 0:
            left[:, column] *= -1
            right[column] *= -1
    return left, right


def _eigh(matrix: Array) -> tuple[Array, ...]:
    if np.abs(matrix - matrix.T).max() > SYMMETRY["float64"] * np.abs(matrix).max():
        raise mistake("decomposition", "`eigh` reads a symmetric matrix, and this is none")
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    for column in range(len(values)):
        vectors[:, column] *= _sign(vectors[:, column])
    return vectors, values


def _eigvals(matrix: Array) -> tuple[Array, ...]:
    values = np.linalg.eigvals(matrix)
    return (np.array(sorted(values, key=abs, reverse=True)),)


def _sign(column: Array) -> float:
    largest = np.abs(column).max()
    return -1.0 if next(entry for entry in column if abs(entry) >= (1 - TIE) * largest) < 0 else 1.0


DECOMPOSED: dict[str, Callable[[Array], tuple[Array, ...]]] = {
    "svd": _svd,
    "qr": _qr,
    "eigh": _eigh,
    "eigvals": _eigvals,
}
"""The twin of `tensorgraph.code.prelude`."""
