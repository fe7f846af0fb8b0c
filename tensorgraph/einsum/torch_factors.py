"""Decompositions in PyTorch, with signs and orders chosen (`tensorgraph.einsum.factors`), and torch's gradients."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from tensorgraph.diagnostics import mistake
from tensorgraph.einsum.factors import PARTS, SYMMETRY, TIE, part_axes
from tensorgraph.einsum.steps import Decompose


def outputs(step: Decompose, value: Tensor, name: str) -> dict[str, Tensor]:
    """All outputs of a decomposition by part, with the axes that the step says and the new one whole.

    16-bit floats are decomposed in float32. ``name`` is what is being made, for messages. Raises `decomposition` for
    entries that are not finite, a matrix that is not symmetric where `eigh` reads one, and where LAPACK finds no
    result.
    """
    first, last = step.batch, step.batch + step.rows
    batch, rows, columns = value.shape[:first], value.shape[first:last], value.shape[last:]
    found = _decomposed(step.kind, value.reshape(*batch, rows.numel(), columns.numel()), name)
    size = [found[0].shape[-1]]
    shapes = (part_axes(part, batch, rows, columns, size) for part in PARTS[step.kind])
    return {part: one.reshape(shape) for part, one, shape in zip(PARTS[step.kind], found, shapes, strict=True)}


def _decomposed(kind: str, matrix: Tensor, name: str) -> tuple[Tensor, ...]:
    if not bool(torch.isfinite(matrix).all()):
        raise mistake("decomposition", f"`{name}` is made by `{kind}` from a matrix with an entry that is not finite")
    if kind == "eigh":
        _check_symmetric(matrix, name)
    half = matrix.dtype in (torch.float16, torch.bfloat16)
    try:
        parts = DECOMPOSED[kind](matrix.float() if half else matrix)
    except torch.linalg.LinAlgError as error:  # type: ignore[attr-defined]
        reason = str(error).partition("\n")[0]
        raise mistake("decomposition", f"`{kind}` finds no result for `{name}`: {reason}") from None
    return tuple(part.to(matrix.dtype) if half and not part.is_complex() else part for part in parts)


def _check_symmetric(matrix: Tensor, name: str) -> None:
    off = (matrix - matrix.mT).abs()
    allowed = SYMMETRY[str(matrix.dtype).removeprefix("torch.")] * matrix.abs().amax((-2, -1), keepdim=True)
    if bool((off <= allowed).all()):
        return
    excess = off - allowed
    *batch, row, column = torch.nonzero(excess == excess.max())[0].tolist()
    one, other = (float(matrix[(*batch, *place)]) for place in ((row, column), (column, row)))
    where = f"[{row}, {column}] is {one:.6g} where [{column}, {row}] is {other:.6g}"
    message = f"`{name}` is made by `eigh`, which reads a symmetric matrix, and {where}"
    hint = "declare it `symmetric`, write `eigh(A[i, k] A[j, k])`, or take `svd`"
    raise mistake("decomposition", message, None, hint)


def _svd(matrix: Tensor) -> tuple[Tensor, ...]:
    left, values, right = torch.linalg.svd(matrix, full_matrices=False)
    signs = _signs(left)
    return left * signs.unsqueeze(-2), values, right * signs.unsqueeze(-1)


def _qr(matrix: Tensor) -> tuple[Tensor, ...]:
    left, right = torch.linalg.qr(matrix)
    diagonal = right.detach().diagonal(dim1=-2, dim2=-1)
    signs = torch.where(diagonal < 0, -1.0, 1.0).to(right.dtype)
    return left * signs.unsqueeze(-2), right * signs.unsqueeze(-1)


def _eigh(matrix: Tensor) -> tuple[Tensor, ...]:
    values, vectors = torch.linalg.eigh((matrix + matrix.mT) / 2)
    return vectors * _signs(vectors).unsqueeze(-2), values


def _eigvals(matrix: Tensor) -> tuple[Tensor, ...]:
    values = torch.linalg.eigvals(matrix)
    order = values.detach().abs().argsort(dim=-1, descending=True, stable=True)
    return (values.gather(-1, order),)


def _signs(columns: Tensor) -> Tensor:
    """The sign of the largest entry of each column, the first one where several are as large."""
    entries = columns.detach()
    size = entries.abs()
    first = (size >= (1 - TIE) * size.amax(-2, keepdim=True)).to(columns.dtype).argmax(-2, keepdim=True)
    return torch.where(entries.gather(-2, first).squeeze(-2) < 0, -1.0, 1.0).to(columns.dtype)


DECOMPOSED: dict[str, Callable[[Tensor], tuple[Tensor, ...]]] = {
    "svd": _svd,
    "qr": _qr,
    "eigh": _eigh,
    "eigvals": _eigvals,
}
"""How each decomposition runs; outputs in the order of `tensorgraph.einsum.factors.PARTS`."""
