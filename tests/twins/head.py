"""One causal attention head on embedded tokens."""

import torch
from torch import Tensor


def scores(x: Tensor, W_Q: Tensor, W_K: Tensor) -> Tensor:
    """S = (x W_Q)(x W_K)^T / sqrt(head), axes [query, key]"""
    q = x @ W_Q
    k = x @ W_K
    return q @ k.transpose(0, 1) / W_Q.shape[1] ** 0.5


def causal_softmax(S: Tensor) -> Tensor:
    """A_qk = exp S_qk / sum_{k' <= q} exp S_qk' for k <= q, else 0"""
    position = torch.arange(S.shape[0], device=S.device)
    future = position[None, :] > position[:, None]
    return S.masked_fill(future, float("-inf")).softmax(dim=1)


def twin(v: dict[str, Tensor]) -> dict[str, Tensor]:
    """x = W_E[t], S = (x W_Q)(x W_K)^T / sqrt(head), A = causal softmax S, h = A x W_V W_O"""
    x = v["W_E"][v["t"]]
    S = scores(x, v["W_Q"], v["W_K"])
    A = causal_softmax(S)
    h = A @ x @ v["W_V"] @ v["W_O"]
    return {"x": x, "S": S, "A": A, "h": h}
