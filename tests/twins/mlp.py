"""A two-layer perceptron with exact gelu after each layer."""

import torch
from torch import Tensor


def gelu(x: Tensor) -> Tensor:
    """gelu(x) = x (1 + erf(x / sqrt 2)) / 2"""
    return x * (1.0 + torch.erf(x / 2.0**0.5)) / 2.0


def twin(v: dict[str, Tensor]) -> dict[str, Tensor]:
    """mid = gelu(x W_up + b_up), z = gelu(mid W_down + b_down)"""
    mid = gelu(v["x"] @ v["W_up"] + v["b_up"])
    z = gelu(mid @ v["W_down"] + v["b_down"])
    return {"mid": mid, "z": z}
