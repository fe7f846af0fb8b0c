"""Facts about numpy arrays and torch tensors alike, without importing torch."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np

from tensorgraph.diagnostics import mistake

Array: TypeAlias = "np.ndarray[Any, Any]"

FLOATS = {"float16": 2, "bfloat16": 2, "float32": 4, "float64": 8}
"""The dtypes a plan runs in, with the bytes of an entry."""

INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
"""The dtypes of ids; as a value of another tensor they are converted."""


def is_tensor(value: Any) -> bool:
    """Whether a value is a torch tensor."""
    return hasattr(value, "detach") and hasattr(value, "device")


def as_array(name: str, value: Any) -> Any:
    """A tensor or array as it is, nested lists as an array; `wrong-dtype` for what is no rectangle of numbers."""
    if is_tensor(value) or isinstance(value, np.ndarray | np.generic):
        return value  # a number of numpy keeps its precision, a Python list has none
    try:
        made = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        raise mistake("wrong-dtype", f"`{name}` is not an array of numbers: its rows differ in length") from None
    return made.astype(np.float32) if made.dtype == np.float64 else made


def dtype_name(value: Any) -> str:
    """``float32`` for numpy's and torch's."""
    return str(value.dtype).removeprefix("torch.")


def as_numpy(value: Any) -> Array:
    """The numbers in numpy, without a copy where there can be none; bfloat16, which numpy lacks, as float32."""
    if not is_tensor(value):
        return np.asarray(value)
    plain = value.detach().cpu()
    return np.asarray((plain.float() if dtype_name(plain) == "bfloat16" else plain).numpy())


def is_finite(value: Any) -> bool:
    """Whether no entry is NaN or infinite. A finite sum proves it in one pass; else every entry is looked at."""
    with np.errstate(all="ignore"):
        total = value.detach().sum() if is_tensor(value) else value.sum()
    return math.isfinite(float(total)) or bool(np.isfinite(as_numpy(value)).all())
