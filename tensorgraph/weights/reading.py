"""The numbers of tensors that have their place, every mistake at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor

from tensorgraph.diagnostics import Diagnostic, TensorgraphError, mistake
from tensorgraph.einsum.memory import default_memory
from tensorgraph.einsum.table import amount
from tensorgraph.weights.fit import times
from tensorgraph.weights.placing import Placed, collected


def read_all(placed: Sequence[Placed], memory: int | None = None) -> dict[str, Tensor]:
    """The numbers, as tensors of the files' dtypes with an axis for each leg. Raises `memory` before it reads."""
    wanted, allowed = sum(one.bytes for one in placed), default_memory() if memory is None else memory
    if wanted > allowed:
        largest = max(placed, key=lambda one: one.bytes)
        message = f"this would read {amount(wanted, 'B')} and {amount(allowed, 'B')} of memory may be used"
        hint = f"the largest is `{largest.wanted.name}`, {times(largest.shape)}: {amount(largest.bytes, 'B')}"
        raise mistake("memory", message, largest.wanted.span, hint)
    problems: list[Diagnostic] = []
    values = {one.wanted.name: collected(problems, one.wanted.span, partial(_read, one)) for one in placed}
    if problems:
        raise TensorgraphError(problems)
    return {name: value for name, value in values.items() if value is not None}


def _read(one: Placed) -> Tensor:
    """One tensor, filled piece by piece, so that nothing is held twice."""
    stacked = [one.wanted.declaration.dims.index((dim,)) for dim in one.wanted.address.stacked]
    legs = sorted([*stacked, *one.fit.legs])
    made: Tensor | None = None
    for piece in one.pieces:
        part = one.wanted.store.read(piece.key, one.fit.index)
        part = part.reshape(one.fit.split).permute(one.fit.order).reshape(one.fit.shape)
        if made is None:
            made = torch.empty(one.shape, dtype=one.dtype, device=part.device)
            first = made.permute(tuple(legs.index(leg) for leg in (*stacked, *one.fit.legs)))
        first[piece.index].copy_(part)
    assert made is not None
    return made
