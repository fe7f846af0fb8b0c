"""One value against what is declared of it: dtype, shape, finite entries, ids, properties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.einsum.arrays import FLOATS, INTEGERS, as_array, as_numpy, dtype_name, is_finite
from tensorgraph.einsum.properties import hot_leg, ids_of, violations
from tensorgraph.einsum.sizes import require_sizes, shape_of
from tensorgraph.graph.network import Declaration, Definition, Network


def checked_value(network: Network, name: str, value: Any, sizes: Mapping[str, int]) -> Any:
    """The value for a tensor, ids for a one-hot one; raises what `tensorgraph.einsum.binding.bind_values` does."""
    array = numbers(name, value)
    entry = network[name]
    require_sizes((dim for leg in entry.dims for dim in leg), sizes)
    hot = hot_leg(entry)
    if hot is not None and len(array.shape) == len(entry.dims) - 1:
        return _checked_ids(name, array, entry.leg_names[hot], shape_of([entry.dims[hot]], sizes)[0])
    wanted = shape_of(entry.dims, sizes)
    if tuple(array.shape) != wanted:
        raise mistake("wrong-shape", f"`{name}` has shape {tuple(array.shape)}, expected {wanted}")
    _check_finite(name, array)
    if entry.properties:
        broken = violations(entry, as_numpy(array))
        if broken:
            raise TensorgraphError(broken)
    return array if hot is None else ids_of(as_numpy(array), hot)


def numbers(name: str, value: Any) -> Any:
    """A value as an array or tensor of real numbers; `wrong-dtype` where it is none."""
    array = as_array(name, value)
    _check_dtype(name, array)
    return array


def require_one_text(entry: Declaration | Definition, array: Any) -> None:
    """Ids with an axis too many, such as a batch of one text: whole numbers that no one-hot vector has."""
    hot = hot_leg(entry)
    if hot is None or len(array.shape) != len(entry.dims) or dtype_name(array) not in INTEGERS:
        return
    found = as_numpy(array)
    if found.size and (found.min() < 0 or found.max() > 1):
        ids = " × ".join(leg for place, leg in enumerate(entry.leg_names) if place != hot)
        shape = " × ".join(map(str, array.shape))
        message = f"`{entry.name}` wants {ids} ids, or {' × '.join(entry.leg_names)} one-hot rows, and got {shape} ids"
        raise mistake("wrong-shape", message, None, "give one text: `tokens[0]`")


def _check_dtype(name: str, array: Any) -> None:
    dtype = dtype_name(array)
    if dtype not in FLOATS and dtype not in INTEGERS:
        message = f"`{name}` has dtype {dtype}, expected real numbers"
        raise mistake("wrong-dtype", message, None, "a float or integer dtype")


def _check_finite(name: str, array: Any) -> None:
    if dtype_name(array) in INTEGERS or is_finite(array):
        return
    bad = np.argwhere(~np.isfinite(as_numpy(array)))
    where = ", ".join(map(str, bad[0]))
    count = f"{len(bad)} entries that are" if len(bad) > 1 else "an entry that is"
    first = "the first " if len(bad) > 1 else ""
    worst = as_numpy(array)[tuple(bad[0])]
    raise mistake("not-finite", f"`{name}` has {count} not finite, {first}at [{where}]: {worst}")


def _checked_ids(name: str, array: Any, leg: str, size: int) -> Any:
    numbers = as_numpy(array)
    if dtype_name(array) not in INTEGERS:
        message = f"`{name}` has ids of dtype {dtype_name(array)}, expected integers"
        raise mistake("not-integer", message, None, f"integers below {size}, or one-hot vectors along {leg}")
    wrong = np.argwhere((numbers < 0) | (numbers >= size))
    if len(wrong):
        place = ", ".join(map(str, wrong[0]))
        message = f"`{name}` has id {numbers[tuple(wrong[0])]} at [{place}], and {leg} has size {size}"
        raise mistake("id-range", message, None, f"ids from 0 to {size - 1}")
    return array
