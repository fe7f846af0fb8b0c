"""Rows of blocks as they are written on a slide: a GPT-2 block, W_OV by its name, keys that are the values, scores.

Each is what one of the passes is there for; the libraries of einsums are in the other rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import torch
from torch import Tensor
from torch.nn.functional import gelu, layer_norm

from tests.bench.compute import by_hand
from tests.bench.compute.case import BY_HAND, OURS, Case, Goal, Program, Row, Setting, doubled, nbytes

GPT2 = """
use "std/norm.tg"
dim context, model, heads, head, mlp
input x[context, model]
param W_Q[heads, model, head], W_K[heads, model, head], W_V[heads, model, head], W_O[heads, head, model]
param b_Q[heads, head], b_K[heads, head], b_V[heads, head], b_O[model]
param W_in[model, mlp], b_in[mlp], W_out[mlp, model], b_out[model]
param g_1[model], b_1[model], g_2[model], b_2[model]
n1[i, m] = ln(x, g_1, b_1)[i, m]
q[i, h, d] = n1[i, m] W_Q[h, m, d] + b_Q[h, d]
k[j, h, d] = n1[j, m] W_K[h, m, d] + b_K[h, d]
v[j, h, d] = n1[j, m] W_V[h, m, d] + b_V[h, d]
A[h, i, j] = softmax[j](causal[i, j](q[i, h, d] k[j, h, d] / sqrt(head)))
x1[i, m] = x[i, m] + A[h, i, j] v[j, h, d] W_O[h, d, m] + b_O[m]
n2[i, m] = ln(x1, g_2, b_2)[i, m]
y[i, m] = x1[i, m] + gelu_new(n2[i, n] W_in[n, k] + b_in[k]) W_out[k, m] + b_out[m]
"""
BY_NAME = """
dim context, model, heads, head
input x[context, model]
param W_Q[heads, model, head], W_K[heads, model, head], W_V[heads, model, head], W_O[heads, head, model]
W_OV[h, m, n] = W_V[h, m, d] W_O[h, d, n]
A[h, i, j] = softmax[j](causal[i, j](x[i, m] W_Q[h, m, d] W_K[h, n, d] x[j, n] / sqrt(head)))
y[i, n] = x[i, n] + A[h, i, j] x[j, m] W_OV[h, m, n]
"""
KEYS = """
dim context, model, heads, head
input x[context, model]
param W_Q[heads, model, head], W_K[heads, model, head], W_O[heads, head, model]
A[h, i, j] = softmax[j](causal[i, j](x[i, m] W_Q[h, m, d] W_K[h, n, d] x[j, n] / sqrt(head)))
y[i, n] = A[h, i, j] x[j, m] W_K[h, m, d] W_O[h, d, n]
"""
SCORES = """
dim context, model, heads, head
input x[context, model]
param W_Q[heads, model, head], W_K[heads, model, head]
S[h, i, j] = x[i, m] W_Q[h, m, d] W_K[h, n, d] x[j, n] / sqrt(head)
"""
SHAPES: Mapping[str, tuple[str, ...]] = {
    "x": ("context", "model"),
    **dict.fromkeys(("W_Q", "W_K", "W_V"), ("heads", "model", "head")),
    "W_O": ("heads", "head", "model"),
    **dict.fromkeys(("b_Q", "b_K", "b_V"), ("heads", "head")),
    **dict.fromkeys(("b_O", "b_out", "g_1", "b_1", "g_2", "b_2"), ("model",)),
    "W_in": ("model", "mlp"),
    "b_in": ("mlp",),
    "W_out": ("mlp", "model"),
}
Make = Callable[..., Callable[[Tensor], Tensor]]
"""From the parameters by name to the function of the stream."""


def made(text: str, target: str, names: str, hand: Make, plain: Make, setting: Setting) -> Case:
    """A row from its text, the parameters that it has, by hand, and one einsum after the other."""
    values = {name: _drawn(name, place, setting) for place, name in enumerate(["x", *names.split()])}
    given = {name: value for name, value in values.items() if name != "x"}
    return Case(
        expected=lambda: plain(doubled(given))(doubled(values)["x"]),
        programs={OURS: Program(text, target, values)},
        rivals={BY_HAND: partial(hand(given), values["x"])},
        flops=flops(setting, values),
        bytes=nbytes(*values.values()) + _result(target, setting) * values["x"].element_size(),
    )


def _drawn(name: str, place: int, setting: Setting) -> Tensor:
    entries = setting.draw(*SHAPES[name], seed=place)
    fan = setting["model"] if name.startswith("W") else 1
    return torch.add(entries * fan**-0.5, 1 if name.startswith("g") else 0)


def _result(target: str, setting: Setting) -> int:
    last = setting["heads"] * setting["context"] if target == "S" else setting["model"]
    return setting["context"] * last


def flops(setting: Setting, values: Mapping[str, Tensor]) -> float:
    """Each weight times each position; the scores, and with W_O the sums, of what is not later."""
    context, width = setting["context"], setting["heads"] * setting["head"]
    weights = sum(value.numel() for name, value in values.items() if name.startswith("W"))
    pairs = context * (context + 1) / 2 if "W_O" in values else context**2
    return 2 * context * weights + 2 * pairs * width * (2 if "W_O" in values else 1)


def pattern(q: Tensor, k: Tensor) -> Tensor:
    """Softmax of causal scores, from queries and keys by head."""
    scores = torch.einsum("hid,hjd->hij", q, k) / q.shape[-1] ** 0.5
    later = torch.ones(scores.shape[1:], dtype=torch.bool).triu_(1)
    return torch.softmax(scores.masked_fill(later, -torch.inf), -1)


def plain_attention(given: Mapping[str, Tensor], values: str = "W_V") -> Callable[[Tensor], Tensor]:
    """Attention without biases."""

    def attended(x: Tensor) -> Tensor:
        q, k, v = (torch.einsum("im,hmd->hid", x, given[name]) for name in ("W_Q", "W_K", values))
        return torch.einsum("hij,hjd,hdm->im", pattern(q, k), v, given["W_O"])

    return attended


def plain_residual(given: Mapping[str, Tensor]) -> Callable[[Tensor], Tensor]:
    """The same, added to the stream."""
    return lambda x: x + plain_attention(given)(x)


def plain_scores(given: Mapping[str, Tensor]) -> Callable[[Tensor], Tensor]:
    """Scores of all heads."""
    scale = given["W_Q"].shape[-1] ** -0.5
    return lambda x: scale * torch.einsum("im,hmd,hnd,jn->hij", x, given["W_Q"], given["W_K"], x)


def plain_gpt2(given: Mapping[str, Tensor]) -> Callable[[Tensor], Tensor]:
    """A block with every bias."""

    def block(x: Tensor) -> Tensor:
        n = layer_norm(x, x.shape[1:], given["g_1"], given["b_1"])
        q, k, v = (torch.einsum("im,hmd->hid", n, given[f"W_{name}"]) + given[f"b_{name}"][:, None] for name in "QKV")
        x = x + torch.einsum("hij,hjd,hdm->im", pattern(q, k), v, given["W_O"]) + given["b_O"]
        n = layer_norm(x, x.shape[1:], given["g_2"], given["b_2"])
        inner = gelu(n @ given["W_in"] + given["b_in"], approximate="tanh")
        return x + inner @ given["W_out"] + given["b_out"]

    return block


ATTENDED = "W_Q W_K W_V W_O"
ALL = " ".join(name for name in SHAPES if name != "x")
SMALL = {"context": 32, "model": 64, "heads": 4, "head": 16, "mlp": 256}
MIDDLE = {"context": 256, "model": 256, "heads": 8, "head": 32, "mlp": 1024}
TINY = {"context": 5, "model": 6, "heads": 3, "head": 2, "mlp": 8}
LIKE = (Goal(1.05),)
block = partial(made, GPT2, "y", ALL, by_hand.gpt2_block, plain_gpt2)
by_name = partial(made, BY_NAME, "y", ATTENDED, by_hand.residual_attention, plain_residual)
keys = partial(made, KEYS, "y", "W_Q W_K W_O", by_hand.key_attention, partial(plain_attention, values="W_K"))
scores = partial(made, SCORES, "S", "W_Q W_K", by_hand.one_score, plain_scores)
ROWS = (
    Row("block-small", "GPT-2 block with all biases, 32 × 64", LIKE, block, SMALL, TINY),
    Row("block-middle", "… 256 × 256, 8 heads", LIKE, block, MIDDLE, TINY),
    Row("by-name", "x + A x W_OV with W_OV by its name, 256 × 256", LIKE, by_name, MIDDLE, TINY),
    Row("keys", "attention that moves its keys, 256 × 256", LIKE, keys, MIDDLE, TINY),
    Row("one-score", "scores before the softmax, 4 heads, 32 × 64", LIKE, scores, SMALL, TINY),
)
