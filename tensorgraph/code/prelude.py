"""Functions that generated code may call and that torch does not have. Each stands in the code's text, so that it runs
without this package; therefore they use torch and each other only.

Signs and orders of decompositions are those of `tensorgraph.einsum.factors`.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

from tensorgraph.einsum.factors import SYMMETRY, TIE


class DecompositionError(ValueError):
    """A matrix cannot be decomposed: what was found, and what to write instead."""


def power(base: float, exponent: float) -> float:
    """A real power: not-a-number for a root of a negative number, infinite beyond a double and at a pole."""
    if base < 0 and exponent != int(exponent):
        return math.nan
    if base == 0 and exponent < 0:
        return math.inf
    try:
        return float(base) ** (int(exponent) if exponent == int(exponent) else exponent)
    except OverflowError:
        return math.inf if base > 0 or exponent % 2 == 0 else -math.inf


def svd(matrix: Tensor, name: str) -> tuple[Tensor, ...]:
    """Singular vectors and values; the largest entry of each left vector is positive."""
    left, values, right = decomposed("svd", lambda m: torch.linalg.svd(m, full_matrices=False), matrix, name)
    signs = signs_of(left)
    return left * signs.unsqueeze(-2), values, right * signs.unsqueeze(-1)


def qr(matrix: Tensor, name: str) -> tuple[Tensor, ...]:
    """An isometry and a triangle with a positive diagonal."""
    left, right = decomposed("qr", torch.linalg.qr, matrix, name)
    diagonal = right.detach().diagonal(dim1=-2, dim2=-1)
    signs = torch.where(diagonal < 0, -1.0, 1.0).to(right.dtype)
    return left * signs.unsqueeze(-2), right * signs.unsqueeze(-1)


def eigh(matrix: Tensor, name: str) -> tuple[Tensor, ...]:
    """Eigenvectors and values of a symmetric matrix; the largest entry of each vector is positive."""
    check_symmetric(matrix, name)
    values, vectors = decomposed("eigh", lambda m: torch.linalg.eigh((m + m.mT) / 2), matrix, name)
    return vectors * signs_of(vectors).unsqueeze(-2), values


def eigvals(matrix: Tensor, name: str) -> tuple[Tensor, ...]:
    """Eigenvalues, the largest first."""
    (values,) = decomposed("eigvals", lambda m: (torch.linalg.eigvals(m),), matrix, name)
    order = values.detach().abs().argsort(dim=-1, descending=True, stable=True)
    return (values.gather(-1, order),)


def decomposed(kind: str, call: Callable[[Tensor], Any], matrix: Tensor, name: str) -> tuple[Tensor, ...]:
    """What torch finds, in float32 for 16-bit floats."""
    check_finite(kind, matrix, name)
    half = matrix.dtype in (torch.float16, torch.bfloat16)
    try:
        parts = tuple(call(matrix.float() if half else matrix))
    except torch.linalg.LinAlgError as error:  # type: ignore[attr-defined]
        reason = str(error).partition("\n")[0]
        raise DecompositionError(f"`{kind}` finds no result for `{name}`: {reason}", "") from None
    return tuple(part.to(matrix.dtype) if half and not part.is_complex() else part for part in parts)


def check_finite(kind: str, matrix: Tensor, name: str) -> None:
    """DecompositionError for entries that are not."""
    if not bool(torch.isfinite(matrix).all()):
        message = f"`{name}` is made by `{kind}` from a matrix with an entry that is not finite"
        raise DecompositionError(message, "")


def check_symmetric(matrix: Tensor, name: str) -> None:
    """DecompositionError for a matrix that differs from its transpose by more than rounding."""
    check_finite("eigh", matrix, name)
    share = SYMMETRY[str(matrix.dtype).removeprefix("torch.")]
    off = (matrix - matrix.mT).abs()
    allowed = share * matrix.abs().amax((-2, -1), keepdim=True)
    if bool((off <= allowed).all()):
        return
    excess = off - allowed
    *batch, row, column = torch.nonzero(excess == excess.max())[0].tolist()
    one, other = (float(matrix[(*batch, *place)]) for place in ((row, column), (column, row)))
    where = f"[{row}, {column}] is {one:.6g} where [{column}, {row}] is {other:.6g}"
    message = f"`{name}` is made by `eigh`, which reads a symmetric matrix, and {where}"
    hint = "declare it `symmetric`, write `eigh(A[i, k] A[j, k])`, or take `svd`"
    raise DecompositionError(message, hint)


def signs_of(columns: Tensor) -> Tensor:
    """The sign of the largest entry of each column, the first one where several are as large."""
    entries = columns.detach()
    size = entries.abs()
    first = (size >= (1 - TIE) * size.amax(-2, keepdim=True)).to(columns.dtype).argmax(-2, keepdim=True)
    return torch.where(entries.gather(-2, first).squeeze(-2) < 0, -1.0, 1.0).to(columns.dtype)


NEEDS: dict[str, tuple[Any, ...]] = {
    "power": (power,),
    "svd": ("TIE", DecompositionError, svd, decomposed, check_finite, signs_of),
    "qr": (DecompositionError, qr, decomposed, check_finite),
    "eigh": ("TIE", "SYMMETRY", DecompositionError, eigh, decomposed, check_finite, check_symmetric, signs_of),
    "eigvals": (DecompositionError, eigvals, decomposed, check_finite),
}
"""Each function that code may call, with all that it needs; a text is the name of a number or table."""

NUMBERS = {"TIE": TIE, "SYMMETRY": SYMMETRY}
"""The values of those names."""


NAMES = frozenset(
    {name for name, value in list(globals().items()) if getattr(value, "__module__", "") == __name__} | {*NUMBERS}
)
"""What the texts of these functions define."""


def sources(names: Iterable[str]) -> list[str]:
    """The texts of functions and of what they need, each once."""
    wanted = dict.fromkeys(needed for name in names for needed in NEEDS[name])
    return [f"{one} = {NUMBERS[one]!r}" if isinstance(one, str) else inspect.getsource(one).rstrip() for one in wanted]


def imports(names: Iterable[str]) -> list[str]:
    """The lines before those texts that say where their words are from, torch apart."""
    used = set(names)
    lines = ["import math"] if "power" in used else []
    lines += ["from collections.abc import Callable", "from typing import Any"] if used - {"power"} else []
    return ["from __future__ import annotations", "", *lines, ""] if used else []
