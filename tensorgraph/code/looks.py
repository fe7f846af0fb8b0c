"""What is looked at in a tensor that is given: its form at every call, its entries once for each version of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import torch
from torch import Tensor

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.arrays import FLOATS, INTEGERS
from tensorgraph.einsum.properties import hot_leg
from tensorgraph.einsum.sizes import shape_of
from tensorgraph.einsum.values import checked_value
from tensorgraph.graph.network import Network

PLAIN = (Tensor, torch.nn.Parameter)
"""The types whose versions can be relied on; every other one is bound anew at each call."""

DTYPES = {getattr(torch, name): name for name in (*FLOATS, *INTEGERS) if hasattr(torch, name)}
"""Real numbers."""

HALVES = (torch.float16, torch.bfloat16)
"""Dtypes whose sums overflow, or are rounded away."""

Form: TypeAlias = "tuple[tuple[int, ...], torch.dtype, torch.device]"
"""Shape, dtype and device."""


@dataclass(frozen=True)
class Expected:
    """A tensor that a call is given: its name and form, whether it is used, so that its entries are checked, and
    whether these are ids."""

    network: Network
    name: str
    form: Form
    sizes: Mapping[str, int]
    used: bool
    ids: bool

    def fits(self, value: Any) -> bool:
        """Whether a value has the form, and entries that the declaration allows."""
        return form_of(value) == self.form and (not self.used or self.look(value))

    def look(self, tensor: Tensor) -> bool:
        """Whether the entries are what is declared: finite, ids in range, properties."""
        entry = self.network[self.name]
        if not entry.properties and _surely_finite(tensor):
            return True
        hot = hot_leg(entry)
        if hot is not None and self.ids and tensor.dtype in (torch.int64, torch.int32):
            least, most = torch.aminmax(tensor)
            return int(least) >= 0 and int(most) < shape_of([entry.dims[hot]], self.sizes)[0]
        try:
            checked_value(self.network, self.name, tensor, self.sizes)
        except TensorgraphError:
            return False
        return True


def form_of(value: Any) -> Form | None:
    """The form of a plain dense tensor of real numbers; None for any other value."""
    if type(value) not in PLAIN or value.layout is not torch.strided or value.dtype not in DTYPES:
        return None
    return tuple(value.shape), value.dtype, value.device


def _surely_finite(tensor: Tensor) -> bool:
    """Whether a sum says so, which takes one pass."""
    if not tensor.dtype.is_floating_point:
        return True
    total = tensor.detach().sum(dtype=torch.float32 if tensor.dtype in HALVES else None)
    return math.isfinite(float(total))


NOBODY = object()
"""What no caller can give."""


def nobody() -> object:
    """Stands where there is no weak reference."""
    return NOBODY


def versioned(tensor: Tensor) -> bool:
    """Whether torch counts what is written to a tensor: not in one made in inference mode, nor in one without memory
    of its own."""
    try:
        return not tensor.is_inference() and tensor.data_ptr() != 0
    except RuntimeError:
        return False
