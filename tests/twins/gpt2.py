"""GPT-2: token ids to logits, a Python loop over layers and heads, the unembedding tied to the embedding."""

import torch
from torch import Tensor


def layer_norm(x: Tensor, g: Tensor, b: Tensor) -> Tensor:
    """g (x - mean) / sqrt(variance + 1e-5) + b over the last axis, the variance divided by the number of entries"""
    variance, mean = torch.var_mean(x, dim=1, correction=0, keepdim=True)
    return g * (x - mean) / (variance + 1e-5) ** 0.5 + b


def gelu_new(x: Tensor) -> Tensor:
    """x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), GPT-2's activation"""
    return 0.5 * x * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (x + 0.044715 * x**3)))


def attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Query i takes the values of keys j <= i, weighted by a softmax of q_i . k_j / sqrt(head)"""
    rows = []
    for i in range(q.shape[0]):
        scores = k[: i + 1] @ q[i] / q.shape[1] ** 0.5
        rows.append(torch.softmax(scores, dim=0) @ v[: i + 1])
    return torch.stack(rows)


def layer(x: Tensor, p: dict[str, Tensor]) -> Tensor:
    """x + sum_h head_h(ln_1 x) W_O^h + b_O, and to that its MLP through ln_2"""
    y = layer_norm(x, p["g_1"], p["b_1"])
    x = x + p["b_O"]
    for h in range(p["W_Q"].shape[0]):
        q, k, v = (y @ p[f"W_{name}"][h] + p[f"b_{name}"][h] for name in "QKV")
        x = x + attention(q, k, v) @ p["W_O"][h]
    hidden = gelu_new(layer_norm(x, p["g_2"], p["b_2"]) @ p["W_in"] + p["b_in"])
    return x + hidden @ p["W_out"] + p["b_out"]


def twin(v: dict[str, Tensor]) -> dict[str, Tensor]:
    """x_0 = W_E[t] + W_pos, x after all layers, n_f = ln_f x, logits = n_f W_E^T; W_QK and W_OV of every head"""
    layered = ["g_1", "b_1", "g_2", "b_2", "W_in", "b_in", "W_out", "b_out", "W_O", "b_O"]
    layered += [f"{kind}_{name}" for kind in "Wb" for name in "QKV"]
    x_0 = v["W_E"][v["t"]] + v["W_pos"]
    x = x_0
    for l in range(v["W_Q"].shape[0]):
        x = layer(x, {name: v[name][l] for name in layered})
    n_f = layer_norm(x, v["g_f"], v["b_f"])
    W_QK = v["W_Q"] @ v["W_K"].transpose(-1, -2)
    W_OV = v["W_V"] @ v["W_O"]
    return {"x_0": x_0, "x": x, "n_f": n_f, "logits": n_f @ v["W_E"].T, "W_QK": W_QK, "W_OV": W_OV}
