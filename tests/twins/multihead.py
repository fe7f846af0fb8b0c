"""Causal attention with several heads, summed and concatenated."""

import torch
from torch import Tensor


def scores(x: Tensor, W_Q: Tensor, W_K: Tensor) -> Tensor:
    """S = (x W_Q)(x W_K)^T / sqrt(head) for one head, axes [query, key]"""
    q = x @ W_Q
    k = x @ W_K
    return q @ k.transpose(0, 1) / W_Q.shape[1] ** 0.5


def causal_softmax(S: Tensor) -> Tensor:
    """A_qk = exp S_qk / sum_{k' <= q} exp S_qk' for k <= q, else 0"""
    position = torch.arange(S.shape[0], device=S.device)
    future = position[None, :] > position[:, None]
    return S.masked_fill(future, float("-inf")).softmax(dim=1)


def twin(v: dict[str, Tensor]) -> dict[str, Tensor]:
    """S^h scaled scores, A^h = causal softmax S^h, H = sum_h A^h x W_V^h W_O^h, Z = concat_h A^h x W_V^h"""
    x = v["x"]
    heads = range(v["W_Q"].shape[0])
    S = [scores(x, v["W_Q"][h], v["W_K"][h]) for h in heads]
    A = [causal_softmax(S[h]) for h in heads]
    z = [A[h] @ x @ v["W_V"][h] for h in heads]
    H = torch.zeros_like(x)
    for h in heads:
        H = H + z[h] @ v["W_O"][h]
    return {"S": torch.stack(S), "A": torch.stack(A), "H": H, "Z": torch.cat(z, dim=1)}
