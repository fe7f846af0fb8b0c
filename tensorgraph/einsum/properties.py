"""The laws a tensor can obey: which values do, and by how much others do not."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from tensorgraph.diagnostics import Diagnostic
from tensorgraph.graph.network import Declaration, Definition, Property

Array: TypeAlias = "np.ndarray[Any, Any]"
Floats: TypeAlias = npt.NDArray[np.float64]

TOLERANCE = 1e-5
"""What a float64 or float32 value may miss its law by: a float32 sum of ten thousand terms errs by about 1e-6."""

HALF_TOLERANCE = 1e-2
"""The same for 16-bit floats, whose rounding alone is 4e-3 (bfloat16)."""

BFLOAT16_REST = 0xFFFF
"""The bits of a float32 that are zero in one that was a bfloat16."""


def hot_leg(entry: Declaration | Definition) -> int | None:
    """The leg along which a declared tensor is one-hot, whose values are ids; None for any other tensor."""
    if isinstance(entry, Definition):
        return None
    return next((law.leg for law in entry.properties if law.name == "onehot"), None)


def violations(entry: Declaration | Definition, value: Array) -> list[Diagnostic]:
    """A Diagnostic `property` for each law that a dense value breaks, with its worst entry.

    ``value`` has an axis for each leg. 16-bit floats may miss a law by `HALF_TOLERANCE`, others by `TOLERANCE`.
    """
    tolerance = HALF_TOLERANCE if _is_half(value) else TOLERANCE
    found = []
    for law in entry.properties:
        problem = _problem(law, np.asarray(value, dtype=np.float64), tolerance)
        if problem:
            message = f"`{entry.name}` is declared `{law_text(entry, law)}`, but {problem}"
            found.append(Diagnostic("property", message, entry.span))
    return found


def _is_half(value: Array) -> bool:
    """Whether entries are 16-bit floats, or were: numpy has no bfloat16, so they come as float32."""
    if value.dtype == np.float32:
        return not (np.ascontiguousarray(value).view(np.uint32) & BFLOAT16_REST).any()
    return str(value.dtype) == "float16"


def law_text(entry: Declaration | Definition, law: Property) -> str:
    """A property as it is written: ``onehot: vocab``."""
    return law.name if law.leg is None else f"{law.name}: {entry.leg_names[law.leg]}"


def fits(law: Property, shape: tuple[int, ...]) -> bool:
    """Whether a shape allows a property: all but ``onehot`` and ``isometry`` concern two last legs of one size."""
    return law.leg is not None or (len(shape) >= 2 and shape[-1] == shape[-2])


def ids_of(value: Array, leg: int) -> Array:
    """The ids of a dense one-hot value (already found to obey its law), without that leg."""
    return np.asarray(np.argmax(value, axis=leg), dtype=np.int64)


def _problem(law: Property, value: Floats, tolerance: float) -> str:
    if not fits(law, value.shape):
        return f"its shape is {value.shape}, and its last two legs must have one size"
    worst, entry = _worst(CHECKS[law.name](value, law.leg))
    if worst <= tolerance:
        return ""
    return f"{PHRASES[law.name]} {worst:.2g} at entry [{', '.join(map(str, entry))}], expected at most {tolerance:g}"


def _worst(errors: Floats) -> tuple[float, tuple[int, ...]]:
    """The largest error and where; what is not a number is the worst."""
    if not errors.size:
        return 0.0, ()
    place = int(np.argmax(np.where(np.isnan(errors), math.inf, errors)))
    where = tuple(int(i) for i in np.unravel_index(place, errors.shape))
    return float(np.nan_to_num(errors[where], nan=math.inf, posinf=math.inf)), where


def _onehot(value: Floats, leg: int | None) -> Floats:
    axis = 0 if leg is None else leg
    nearest = np.moveaxis(np.zeros_like(value), axis, -1).copy()
    np.put_along_axis(nearest, np.expand_dims(np.argmax(value, axis=axis), -1), 1, axis=-1)
    return np.abs(value - np.moveaxis(nearest, -1, axis))


def _isometry(value: Floats, leg: int | None) -> Floats:
    matrix = np.moveaxis(value, leg or 0, -1).reshape(-1, value.shape[leg or 0])
    return np.abs(matrix.T @ matrix - np.eye(matrix.shape[1]))


def _permutation(value: Floats, leg: int | None) -> Floats:
    return np.maximum(_onehot(value, value.ndim - 1), _onehot(value, value.ndim - 2))


def _symmetric(value: Floats, leg: int | None) -> Floats:
    other = np.swapaxes(value, -1, -2)
    with np.errstate(invalid="ignore"):
        return np.where(value == other, 0.0, np.abs(value - other))  # equal infinities are equal


def _diagonal(value: Floats, leg: int | None) -> Floats:
    return np.abs(value) * (1 - np.eye(value.shape[-1]))


def _pattern(value: Floats, leg: int | None) -> Floats:
    query, key = np.indices(value.shape[-2:])
    above = np.where(key > query, np.abs(value), 0)
    rows = np.abs(value.sum(-1, keepdims=True) - 1)
    return np.maximum(above, np.where(key == 0, rows, 0))


CHECKS: dict[str, Callable[[Floats, int | None], Floats]] = {
    "onehot": _onehot,
    "isometry": _isometry,
    "permutation": _permutation,
    "symmetric": _symmetric,
    "diagonal": _diagonal,
    "pattern": _pattern,
}
"""For each property, how far each entry is from obeying it."""

PHRASES = {
    "onehot": "it is off a one-hot vector by",
    "isometry": "contracting its other legs with themselves is off the identity by",
    "permutation": "it is off a permutation matrix by",
    "symmetric": "it differs from its transpose by",
    "diagonal": "off its diagonal it is as large as",
    "pattern": "its rows do not sum to one, or it is not lower triangular: off by",
}
"""How the worst error of each property is said."""
