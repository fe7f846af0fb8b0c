"""The entries of a GPT-2 file under the names of `examples/gpt2.tg`, cut and turned by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

Values = dict[str, Tensor]

PLAIN = {
    "attn.c_proj.bias": "b_O",
    "mlp.c_fc.weight": "W_in",
    "mlp.c_fc.bias": "b_in",
    "mlp.c_proj.weight": "W_out",
    "mlp.c_proj.bias": "b_out",
    "ln_1.weight": "g_1",
    "ln_1.bias": "b_1",
    "ln_2.weight": "g_2",
    "ln_2.bias": "b_2",
}
"""Entries of a layer that are our tensors as they are."""
WHOLE = {"wte.weight": "W_E", "wpe.weight": "W_pos", "ln_f.weight": "g_f", "ln_f.bias": "b_f"}


def empty(config: Any) -> Values:
    """Our tensors for a model of this configuration, nothing in them yet."""
    model, heads, layers = config.n_embd, config.n_head, config.n_layer
    head, mlp = model // heads, config.n_inner or 4 * model
    into, vector = (layers, heads, model, head), (layers, heads, head)
    shapes: dict[str, tuple[int, ...]] = {"W_E": (config.vocab_size, model), "W_pos": (config.n_positions, model)}
    shapes |= {f"W_{name}": into for name in "QKV"} | {f"b_{name}": vector for name in "QKV"}
    shapes |= {"W_O": (layers, heads, head, model), "W_in": (layers, model, mlp), "b_in": (layers, mlp)}
    shapes |= {"W_out": (layers, mlp, model), "g_f": (model,), "b_f": (model,)}
    shapes |= dict.fromkeys(("b_O", "b_out", "g_1", "b_1", "g_2", "b_2"), (layers, model))
    return {name: torch.empty(shape, dtype=torch.float64) for name, shape in shapes.items()}


def put(values: Values, key: str, entry: Tensor) -> None:
    """Write one entry of the file where it belongs."""
    if key in WHOLE:
        values[WHOLE[key]][:] = entry
        return
    _, layer, kind = key.split(".", 2)
    mine = {name: value[int(layer)] for name, value in values.items() if name not in WHOLE.values()}
    heads, head, model = mine["W_O"].shape
    if kind in PLAIN:
        mine[PLAIN[kind]][:] = entry
    elif kind == "attn.c_proj.weight":
        mine["W_O"][:] = entry.reshape(heads, head, model)
    elif kind == "attn.c_attn.weight":
        for name, part in zip("QKV", entry.split(model, dim=1), strict=True):
            mine[f"W_{name}"][:] = part.reshape(model, heads, head).transpose(0, 1)
    elif kind == "attn.c_attn.bias":
        for name, part in zip("QKV", entry.split(model), strict=True):
            mine[f"b_{name}"][:] = part.reshape(heads, head)
    else:
        raise KeyError(key)


def entries(model: Any) -> dict[str, Tensor]:
    """The parameters of a GPT2LMHeadModel under the names of the published file; the unembedding is wte."""
    return {name.removeprefix("transformer."): value.detach() for name, value in model.named_parameters()}


def by_hand(config: Any, file: Mapping[str, Tensor]) -> Values:
    """Our tensors from all entries."""
    values = empty(config)
    for key, entry in file.items():
        put(values, key, entry)
    return values
