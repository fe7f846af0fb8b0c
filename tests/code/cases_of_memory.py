"""Definitions whose memory is predicted and counted, with values for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from tensorgraph.code.generate import Code
from tensorgraph.einsum.plan import Plan
from tensorgraph.einsum.sizes import product_of


def values_of(plan: Plan, dtype: str = "float32") -> dict[str, Tensor]:
    """Random tensors for the inputs of a plan; square matrices are symmetric, for `eigh`."""
    source = torch.Generator().manual_seed(0)
    found = {}
    for load in plan.inputs:
        kept = [leg for place, leg in enumerate(load.legs) if place != load.hot]
        shape = [product_of(plan.sizes[dim] for dim in leg) for leg in kept]
        if load.hot is not None:
            size = product_of(plan.sizes[dim] for dim in load.legs[load.hot])
            found[load.name] = torch.randint(0, size, shape, generator=source)
            continue
        value = torch.randn(shape, generator=source, dtype=getattr(torch, dtype)) / 8
        found[load.name] = value + value.T if len(shape) == 2 and shape[0] == shape[1] else value
    return found


def runs(code: Code, values: Mapping[str, Tensor], constants: tuple[Tensor, ...] = ()) -> Callable[[], Any]:
    """The code's function on values, with one number for every scalar and one function for every opaque one."""
    arguments = [*(values[name] for name in code.inputs), *constants, *[1.25] * len(code.scalars)]
    functions = [lambda value, *axis: torch.tanh(value)] * len(code.functions)
    return lambda: code.function(*arguments, *functions)


def prepares(code: Code, values: Mapping[str, Tensor]) -> Callable[[], tuple[Tensor, ...]]:
    """The code's `prepare`."""
    return lambda: code.prepare(*(values[name] for name in code.parameters))
