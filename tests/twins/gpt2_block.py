"""One GPT-2 transformer block, LayerNorm first, with all its biases."""

import torch
from torch import Tensor


def layer_norm(x: Tensor, g: Tensor, b: Tensor) -> Tensor:
    """(x - mean) / sqrt(mean (x - mean)^2 + 1e-5) * g + b, over the model axis"""
    centred = x - x.mean(dim=1, keepdim=True)
    variance = (centred * centred).mean(dim=1, keepdim=True)
    return centred / torch.sqrt(variance + 1e-5) * g + b


def gelu_new(x: Tensor) -> Tensor:
    """x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2"""
    return x * (1.0 + torch.tanh((2.0 / torch.pi) ** 0.5 * (x + 0.044715 * x**3))) / 2.0


def causal_softmax(S: Tensor) -> Tensor:
    """A_qk = exp S_qk / sum_{k' <= q} exp S_qk' for k <= q, else 0"""
    position = torch.arange(S.shape[0], device=S.device)
    future = position[None, :] > position[:, None]
    return S.masked_fill(future, float("-inf")).softmax(dim=1)


def pattern(q: Tensor, k: Tensor) -> Tensor:
    """A = causal softmax(q k^T / sqrt(head)) for one head, axes [query, key]"""
    return causal_softmax(q @ k.transpose(0, 1) / q.shape[1] ** 0.5)


def twin(v: dict[str, Tensor]) -> dict[str, Tensor]:
    """n1 = LN1 x, mid = x + sum_h A^h v^h W_O^h + b_O, f = gelu_new(LN2(mid) W_in + b_in), y = mid + f W_out + b_out"""
    x = v["x"]
    n1 = layer_norm(x, v["g_1"], v["b_1"])
    patterns = []
    mid = x + v["b_O"]
    for h in range(v["W_Q"].shape[0]):
        q = n1 @ v["W_Q"][h] + v["b_Q"][h]
        k = n1 @ v["W_K"][h] + v["b_K"][h]
        value = n1 @ v["W_V"][h] + v["b_V"][h]
        A_h = pattern(q, k)
        patterns.append(A_h)
        mid = mid + A_h @ value @ v["W_O"][h]
    n2 = layer_norm(mid, v["g_2"], v["b_2"])
    f = gelu_new(n2 @ v["W_in"] + v["b_in"])
    y = mid + f @ v["W_out"] + v["b_out"]
    return {"n1": n1, "A": torch.stack(patterns), "mid": mid, "f": f, "y": y}
