"""The rotations that `examples/llama_block.tg` takes as a tensor."""

from __future__ import annotations

import torch
from torch import Tensor


def rotations(context: int, head: int, base: float = 10_000.0) -> Tensor:
    """R[context, head, head] as the file says: entries e and e + head/2 of position i turn by i / base^(2e/head)."""
    half = head // 2
    turn = torch.zeros(context, head, head, dtype=torch.float64)
    for i in range(context):
        for e in range(half):
            angle = torch.tensor(i / base ** (2 * e / head), dtype=torch.float64)
            turn[i, e, e] = turn[i, e + half, e + half] = angle.cos()
            turn[i, e, e + half] = angle.sin()
            turn[i, e + half, e] = -angle.sin()
    return turn


def as_rotations(cos: Tensor, sin: Tensor) -> Tensor:
    """The same from the cos and sin [context, head] of transformers, where x becomes x cos + rotate_half(x) sin.

    Entry e of rotate_half(x) is -x[e + half] in the first half and x[e - half] in the second.
    """
    half = cos.shape[1] // 2
    turn = torch.zeros(cos.shape[1], cos.shape[1], dtype=cos.dtype)
    turn[half:, :half] = -torch.eye(half, dtype=cos.dtype)
    turn[:half, half:] = torch.eye(half, dtype=cos.dtype)
    return torch.diag_embed(cos) + turn * sin[:, None, :]
