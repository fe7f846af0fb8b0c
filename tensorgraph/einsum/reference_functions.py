"""What each function of `tensorgraph.ops` means, in numpy.

A function along axes acts along the last one; ``causal`` on the last two, query then key. Options come by name.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp −x), without overflow."""
    result: Array = np.exp(-np.logaddexp(0, -x))
    return result


def gelu(x: Array) -> Array:
    """x Φ(x), Φ by the error function."""
    phi: Array = (1 + np.vectorize(math.erf, otypes=[float])(x / math.sqrt(2))) / 2
    product: Array = x * phi
    return product


def gelu_new(x: Array) -> Array:
    """The tanh approximation of gelu; 0.044715 is from arXiv 1606.08415."""
    phi: Array = (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2
    product: Array = x * phi
    return product


def log_softmax(x: Array) -> Array:
    """x − log Σ exp x, shifted by the largest entry."""
    shifted: Array = x - x.max(-1, keepdims=True)
    total: Array = np.exp(shifted).sum(-1, keepdims=True)
    return shifted - np.log(total)


def layernorm(x: Array, eps: float = 1e-5) -> Array:
    """(x − mean) / sqrt(biased variance + eps)."""
    mean: Array = x.mean(-1, keepdims=True)
    variance: Array = x.var(-1, keepdims=True)
    return (x - mean) / np.sqrt(variance + eps)


def rmsnorm(x: Array, eps: float = 1e-5) -> Array:
    """x / sqrt(mean x² + eps)."""
    square: Array = (x * x).mean(-1, keepdims=True)
    return x / np.sqrt(square + eps)


def causal(x: Array) -> Array:
    """Minus infinity where key > query.

    >>> causal(np.zeros((2, 2)))
    array([[  0., -inf],
           [  0.,   0.]])
    """
    query, key = np.indices(x.shape[-2:])
    return np.where(key > query, -np.inf, x)


REFERENCE_FUNCTIONS: dict[str, Callable[..., Array]] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "square": np.square,
    "reciprocal": lambda x: 1 / x,
    "sin": np.sin,
    "cos": np.cos,
    "relu": lambda x: np.maximum(x, 0),
    "gelu": gelu,
    "gelu_new": gelu_new,
    "silu": lambda x: x * sigmoid(x),
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "softplus": lambda x: np.logaddexp(0, x),
    "softmax": lambda x: np.exp(log_softmax(x)),
    "log_softmax": log_softmax,
    "layernorm": layernorm,
    "rmsnorm": rmsnorm,
    "mean": lambda x: x.mean(-1),
    "max": lambda x: x.max(-1),
    "sum": lambda x: x.sum(-1),
    "causal": causal,
}
"""The twin of `tensorgraph.ops.FUNCTIONS`, entry by entry."""
