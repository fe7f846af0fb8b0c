"""What a measured pattern must be: finite, not negative, with rows that sum to one; scores without softmax are none."""

from __future__ import annotations

import torch
from torch import Tensor

from tensorgraph.diagnostics import mistake
from tensorgraph.graph.network import Declaration, Definition

TOLERANCE = 1e-4
"""What the sum of a row may miss one by: that of a thousand entries in float32 errs by less."""

HALF_TOLERANCE = 1e-2
"""The same where entries are 16-bit floats, or were: their rounding alone is 4e-3 (bfloat16)."""

HALVES = (torch.float16, torch.bfloat16)


def require_pattern(entry: Declaration | Definition, value: Tensor) -> None:
    """Raise `nan` and `property` for what is said to be a pattern, A[…, query, key], and is none."""
    if value.isnan().any():
        raise mistake("nan", f"the pattern `{entry.name}` is not a number somewhere", hint="infinity minus infinity?")
    if not value.numel():
        return
    wrong = _wrong(entry, value)
    if wrong:
        raise mistake("property", f"`{entry.name}` is no attention pattern: {wrong}", entry.span, _hint(entry, value))


def later(entry: Declaration | Definition, value: Tensor) -> tuple[str, ...]:
    """A note where a pattern is not causal: what the query that looks ahead most gives to later positions."""
    if not value.numel():
        return ()
    ahead = torch.stack([one.triu(1).sum(-1) for one in value.reshape(-1, *value.shape[-2:])])
    most = float(ahead.max())
    if not _beyond(most, value):
        return ()
    where = _place(entry, ahead.reshape(value.shape[:-1]).double())
    return (f"`{entry.name}` attends to later positions: {most:.2g} of the row {where}; it is not causal",)


def _wrong(entry: Declaration | Definition, value: Tensor) -> str:
    """Which row is not that of a pattern, and why; nothing where all are."""
    if not value.isfinite().all():
        return f"its row {_place(entry, (~value.isfinite()).any(-1).double())} has an infinite entry"
    if _beyond(-float(value.min()), value):
        return f"its row {_place(entry, -value.amin(-1).double())} has the negative entry {float(value.min()):.4g}"
    sums = value.sum(-1, dtype=torch.float64)
    errors = (sums - 1).abs()
    if not _beyond(float(errors.max()), value):
        return ""
    total = float(sums.flatten()[errors.argmax()])
    return f"its row {_place(entry, errors)} sums to {total:.5g}, and the rows of a pattern sum to 1"


def _hint(entry: Declaration | Definition, value: Tensor) -> str:
    """What to write: the other order of legs where the columns sum to one, else a softmax."""
    *_, query, key = entry.leg_names
    if not _beyond(float((value.sum(-2, dtype=torch.float64) - 1).abs().max()), value):
        these = f"the last two legs are query and key, and these are `{query}` and `{key}`"
        return f"its columns do: {these}; exchange them, or write `softmax[{key}]`"
    said = "kind: pattern" if dict(entry.attributes).get("kind") == "pattern" else "pattern"
    return f"write `softmax[{key}](…)` around scores, or leave `{said}` out"


def _place(entry: Declaration | Definition, rows: Tensor) -> str:
    """Where the largest of the rows is, by its legs: ``h = 1, i = 0``."""
    place = torch.unravel_index(rows.argmax(), rows.shape)
    return ", ".join(f"{leg} = {int(k)}" for leg, k in zip(entry.leg_names, place, strict=False))


def _beyond(error: float, value: Tensor) -> bool:
    """Whether an error is more than the rounding of entries explains, which may have been in a shorter dtype before."""
    if error <= TOLERANCE:
        return False
    return not error <= HALF_TOLERANCE or not any((value.to(half).to(value.dtype) == value).all() for half in HALVES)
