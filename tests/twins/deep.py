"""A GPT of several layers, a Python loop over layers and heads."""

import torch
from torch import Tensor
from torch.nn import functional as F


def norm(x: Tensor, g: Tensor, b: Tensor) -> Tensor:
    """layer norm over the last axis"""
    return F.layer_norm(x, x.shape[-1:], g, b, eps=1e-5)


def head(x: Tensor, W_Q: Tensor, W_K: Tensor, W_V: Tensor, W_O: Tensor) -> Tensor:
    """One causal head."""
    scores = (x @ W_Q) @ (x @ W_K).T / W_Q.shape[1] ** 0.5
    future = torch.ones_like(scores).triu(1).bool()
    return scores.masked_fill(future, float("-inf")).softmax(dim=1) @ (x @ W_V) @ W_O


def twin(v: dict[str, Tensor]) -> dict[str, Tensor]:
    """x0, x after all layers, logits; W_OV of every layer and head, and all products of two of them"""
    layers, heads = v["W_Q"].shape[:2]
    x0 = v["W_E"][v["t"]] + v["W_pos"]
    x = x0
    for l in range(layers):
        y = norm(x, v["g_1"][l], v["b_1"][l])
        for h in range(heads):
            x = x + head(y, *(v[name][l, h] for name in ("W_Q", "W_K", "W_V", "W_O")))
        hidden = F.gelu(norm(x, v["g_2"][l], v["b_2"][l]) @ v["W_in"][l] + v["b_in"][l])
        x = x + hidden @ v["W_out"][l] + v["b_out"][l]
    logits = norm(x, v["g_f"], v["b_f"]) @ v["W_U"]
    W_OV = torch.stack([torch.stack([v["W_V"][l, h] @ v["W_O"][l, h] for h in range(heads)]) for l in range(layers)])
    pairs = [[[[W_OV[l, h] @ W_OV[k, g] for g in range(heads)] for k in range(layers)] for h in range(heads)]
             for l in range(layers)]  # fmt: skip
    shape = (layers, heads, layers, heads, *W_OV.shape[2:])
    flat = torch.stack([m for one in pairs for two in one for three in two for m in three])
    return {"x0": x0, "x": x, "logits": logits, "W_OV": W_OV, "virtual": flat.reshape(shape)}
