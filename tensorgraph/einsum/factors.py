"""What decompositions make: which axes each output has, and what it costs.

Results are the same on every machine where the matrix determines them, up to rounding: singular values descend, so do
the moduli of eigenvalues of a matrix without symmetry, eigenvalues of a symmetric one ascend; the largest entry of each
column of U and Q (of `eigh`) is positive, and the diagonal of R. Vectors of equal values, and those of zero, are not
determined; what is made of all of them together is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from tensorgraph.einsum.operations import Decompose
from tensorgraph.einsum.polynomial import Polynomial

LEFT, VALUES, RIGHT = "left", "values", "right"
"""Rows and the new axis; the new axis alone; the new axis and columns."""

PARTS = {"svd": (LEFT, VALUES, RIGHT), "qr": (LEFT, RIGHT), "eigh": (LEFT, VALUES), "eigvals": (VALUES,)}
"""The outputs of each decomposition, in the order in which they are written."""

TIE = 1e-3
"""Entries whose sizes differ by no more of the largest count as equally large, and the first of them has the sign: what
rounding decides, in float32 as well, would be another sign on another machine."""

SYMMETRY = {"float64": 1e-9, "float32": 1e-4, "float16": 1e-2, "bfloat16": 5e-2}
"""The most that `eigh` lets an entry differ from its mirror image, relative to the largest, by dtype: some ten times
what rounding leaves of a sum of ten thousand terms."""

FLOPS = {"svd": (6, 20), "qr": (4, 0), "eigh": (0, 9), "eigvals": (0, 10)}
"""FLOPs as (a, b): a for each entry of the matrix times the smaller side k, and b k³. From Golub and Van Loan, Matrix
Computations, for dense matrices and thin factors, to leading order; a QR less is not counted."""

Item = TypeVar("Item")


def part_axes(
    part: str, batch: Iterable[Item], rows: Iterable[Item], columns: Iterable[Item], new: Iterable[Item]
) -> tuple[Item, ...]:
    """What an output has of each group, in order.

    >>> part_axes("right", "b", "ij", "k", "r")
    ('b', 'r', 'k')
    """
    groups = {LEFT: (batch, rows, new), VALUES: (batch, new), RIGHT: (batch, new, columns)}[part]
    return tuple(item for group in groups for item in group)


def decomposition_flops(step: Decompose, dims: tuple[str, ...]) -> Polynomial:
    """FLOPs of all outputs together, for an operand of these dimensions.

    >>> str(decomposition_flops(Decompose("svd", 0, 0, 1, ("b",), "left", ("r",)), ("a", "b")))
    '6 a b² + 20 b³'
    """
    entries, cube = FLOPS[step.kind]
    batch = dims[: step.batch]
    return Polynomial.of(dims + step.smaller, entries) + Polynomial.of(batch + 3 * step.smaller, cube)


def outputs_entries(step: Decompose, dims: tuple[str, ...]) -> Polynomial:
    """The entries of all outputs before anything is cut off.

    >>> str(outputs_entries(Decompose("svd", 0, 0, 1, ("b",), "left", ("r",)), ("a", "b")))
    'a b + b² + b'
    """
    first, last = step.batch, step.batch + step.rows
    groups = dims[:first], dims[first:last], dims[last:], step.smaller
    return sum((Polynomial.of(part_axes(part, *groups)) for part in PARTS[step.kind]), Polynomial())
