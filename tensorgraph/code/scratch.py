"""What calls of torch take beside their result and give back: bytes, counted on a CPU with torch 2.13.

Attention has its own count (`tensorgraph.code.attention.scratch`). Sums, gathers and what works entry by entry
take a few bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.code.views import View, contiguous
from tensorgraph.einsum.factors import LEFT, PARTS
from tensorgraph.einsum.sizes import product_of

SMALL = 400
"""Multiplications of a matrix below which a product of batches reads any memory."""


def of_product(one: View, two: View, batch: bool, item: int) -> int:
    """Copies of matrices that BLAS cannot read: neither rows nor columns lie together. In a batch one at a time."""
    rank = 3 if batch else 2
    matrices = [view for view in (one, two) if len(view.shape) == rank]
    work = product_of(one.shape[batch:]) * (two.shape[-1] if len(two.shape) == rank else 1)
    if batch and work < SMALL:
        return 0
    return sum(product_of(view.shape[-2:]) * item for view in matrices if not _is_readable(view))


def _is_readable(view: View) -> bool:
    """Whether one of the last two dimensions has stride 1, and the other steps over it."""
    (rows, columns), (row, column) = view.shape[-2:], view.strides[-2:]
    by_rows = (column == 1 or columns == 1) and (rows == 1 or row >= max(1, columns))
    return by_rows or ((row == 1 or rows == 1) and (columns == 1 or column >= max(1, rows)))


def of_function(function: str, view: View, item: int, along: int = 1, weighted: bool = False) -> int:
    """What a function along axes takes: of ``along`` entries together, maybe times a gain."""
    copy = 0 if view.strides == contiguous(view.shape) else view.entries * item
    rows = view.entries // max(1, along) * item
    match function:
        case "softmax" | "log_softmax":
            return copy
        case "layernorm":
            return copy + 2 * rows  # a mean and a deviation
        case "rmsnorm":
            return rows + (view.entries * item if weighted else 0)
        case _:
            return 0


def of_decomposition(kind: str, matrix: View, shapes: Sequence[tuple[int, ...]], item: int) -> int:
    """The most of its stages beside its outputs: looking for what is not finite, LAPACK, signs."""
    whole, outputs = matrix.entries * item, sum(map(product_of, shapes)) * item
    stages = [whole + 3 * matrix.entries]
    if kind == "eigh":
        stages.append(4 * whole)
    elif kind != "eigvals":
        left = product_of(shapes[PARTS[kind].index(LEFT)])
        stages += [outputs + whole, 2 * outputs]
        stages += [outputs + left * (2 * item + 1)] if kind == "svd" else []
    return max(0, max(stages) - outputs)
