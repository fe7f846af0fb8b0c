"""Every parameter drawn anew: transformers begins with biases of zero, gains of one and small weights, which hide
nearly every mistake."""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn

GAINS = ("LayerNorm", "RMSNorm")
"""Modules whose weight is a gain."""
FAN_IN_FIRST = ("Conv1D",)
"""Modules whose weight is [in, out]; that of the others is [out, in], an embedding's [tokens, model]."""


@torch.no_grad()
def redraw(model: nn.Module, seed: int) -> None:
    """Weights N(0, 1/fan-in), biases N(0, 1), gains 1 + N(0, 1), in place."""
    draw = torch.Generator().manual_seed(seed)
    for module in model.modules():
        for name, parameter in module.named_parameters(recurse=False):
            parameter.copy_(drawn(type(module).__name__, name, parameter, draw))


def drawn(module: str, name: str, parameter: Tensor, draw: Generator) -> Tensor:
    """New values for a parameter of that name in a module of that class."""
    normal = torch.randn(parameter.shape, generator=draw, dtype=parameter.dtype)
    if name == "bias":
        return normal
    if module.endswith(GAINS):
        return 1 + normal
    return normal.mul_(parameter.shape[0 if module in FAN_IN_FIRST else 1] ** -0.5)
