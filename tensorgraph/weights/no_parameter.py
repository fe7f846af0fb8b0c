"""Entries beside the parameters of a model: masks, counters, and what is tied to another entry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import prod

import torch

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.arrays import INTEGERS
from tensorgraph.weights.form import shown
from tensorgraph.weights.stores import Store

BUFFERS = re.compile(
    r"(^|\.)(attn\.masked_bias|attn\.mask|attn\.IGNORE|rotary_emb\.inv_freq|position_ids|num_batches_tracked"
    r"|attn\.rotary_(sin|cos))$"
)
"""Keys of what Hugging Face and TransformerLens keep beside parameters: masks, rotations, counters."""

CAUSAL_MASK = re.compile(r"(^|\.)attn\.bias$")
"""What GPT-2's causal mask is called, of four axes; with one axis it is a bias."""

TIED = (("lm_head.weight", "wte.weight"), ("lm_head.weight", "embed_tokens.weight"))
"""Keys (by their ends) of which the first is often the same tensor as the second."""

MOST_READ = 200_000_000
"""Entries of a file that are read to describe what is left out: about a second; the rest has no number beside it."""

ROWS = 1024
"""Rows compared at a time, so that nothing large is held."""


@dataclass
class Allowance:
    """How many entries may still be read."""

    entries: int = MOST_READ

    def spend(self, entries: int) -> bool:
        """Whether that many may be read; they are then counted as read."""
        affordable = entries <= self.entries
        self.entries -= entries * affordable
        return affordable


def look(store: Store, key: str) -> tuple[tuple[int, ...] | None, str | None]:
    """Shape and dtype, None for what is in a file that is not there or of no known dtype."""
    try:
        return store.look(key)
    except TensorgraphError:
        return None, None


def no_parameter(store: Store, key: str, allowance: Allowance) -> str:
    """What an entry is that is not trained; nothing for a parameter."""
    shape, dtype = look(store, key)
    if BUFFERS.search(key) or (CAUSAL_MASK.search(key) and shape is not None and len(shape) == 4):
        return "a buffer, no parameter"
    if dtype in (*INTEGERS, "bool"):
        return "whole numbers, no parameter"
    for name, other in TIED:
        twin = _twin(store, key, name, other)
        if twin is not None and shape is not None and _same(store, key, twin, allowance):
            return f"the same as {shown(twin)}"
    return ""


def _twin(store: Store, key: str, name: str, other: str) -> str | None:
    if key != name and not key.endswith(f".{name}"):
        return None
    return next((found for found in store.keys if found == other or found.endswith(f".{other}")), None)


def _same(store: Store, key: str, other: str, allowance: Allowance) -> bool:
    """Whether two entries are one: all of them, else, where that is too much, their first and last rows."""
    shape, _ = look(store, key)
    if shape is None or shape != look(store, other)[0] or 0 in shape or not shape:
        return False
    starts, rows = range(0, shape[0], ROWS), ROWS
    if not allowance.spend(2 * prod(shape)):
        starts, rows = range(0, shape[0], max(1, shape[0] - 1)), 1
    cuts = [(slice(start, min(start + rows, shape[0])), *(slice(0, size) for size in shape[1:])) for start in starts]
    return all(torch.equal(store.read(key, cut), store.read(other, cut)) for cut in cuts)
