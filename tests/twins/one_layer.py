"""A one-layer attention-only transformer whose positions enter queries and keys only."""

import torch
from torch import Tensor


def causal_softmax(S: Tensor) -> Tensor:
    """A_qk = exp S_qk / sum_{k' <= q} exp S_qk' for k <= q, else 0"""
    position = torch.arange(S.shape[0], device=S.device)
    future = position[None, :] > position[:, None]
    return S.masked_fill(future, float("-inf")).softmax(dim=1)


def pattern(y: Tensor, W_Q: Tensor, W_K: Tensor) -> Tensor:
    """A = causal softmax((y W_Q)(y W_K)^T / sqrt(head)) for one head, axes [query, key]"""
    q = y @ W_Q
    k = y @ W_K
    return causal_softmax(q @ k.transpose(0, 1) / W_Q.shape[1] ** 0.5)


def twin(v: dict[str, Tensor]) -> dict[str, Tensor]:
    """x0 = W_E[t], A^h from x0 + W_pos, x1 = x0 + sum_h A^h x0 W_OV^h, logits = x1 W_U, direct = x0 W_U"""
    heads = range(v["W_Q"].shape[0])
    x0 = v["W_E"][v["t"]]
    y = x0 + v["W_pos"]
    A = [pattern(y, v["W_Q"][h], v["W_K"][h]) for h in heads]
    W_OV = [v["W_V"][h] @ v["W_O"][h] for h in heads]
    x1 = x0
    for h in heads:
        x1 = x1 + A[h] @ x0 @ v["W_V"][h] @ v["W_O"][h]
    return {
        "x0": x0,
        "A": torch.stack(A),
        "x1": x1,
        "logits": x1 @ v["W_U"],
        "direct": x0 @ v["W_U"],
        "W_OV": torch.stack(W_OV),
    }
