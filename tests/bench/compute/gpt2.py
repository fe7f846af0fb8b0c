"""GPT-2 small, from token ids to logits: `examples/gpt2.tg` beside transformers with SDPA."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import gelu, layer_norm

import tensorgraph as tg
from tests.bench.compute import by_hand
from tests.bench.compute.case import BY_HAND, OURS, Case, Entry, Goal, Program, Row, Setting, Values, doubled, nbytes

THEIRS = "transformers, SDPA"
SHAPES = {
    "W_E": ("vocab", "model"),
    "W_pos": ("context", "model"),
    **{f"W_{name}": ("layer", "heads", "model", "head") for name in "QKV"},
    "W_O": ("layer", "heads", "head", "model"),
    **{f"b_{name}": ("layer", "heads", "head") for name in "QKV"},
    "b_O": ("layer", "model"),
    "W_in": ("layer", "model", "mlp"),
    "b_in": ("layer", "mlp"),
    "W_out": ("layer", "mlp", "model"),
    "b_out": ("layer", "model"),
    **dict.fromkeys(("g_1", "b_1", "g_2", "b_2"), ("layer", "model")),
    "g_f": ("model",),
    "b_f": ("model",),
}
FAN = {
    "W_O": ("heads", "head"),
    "W_in": ("model",),
    "W_out": ("mlp",),
    "W_Q": ("model",),
    "W_K": ("model",),
    "W_V": ("model",),
}
"""What is summed over, which the entries are scaled by."""


def drawn(setting: Setting) -> dict[str, Tensor]:
    """Every parameter: weights N(0, 1/fan-in), biases and embeddings N(0, 1), gains 1 + N(0, 1)."""
    found = {}
    for place, (name, legs) in enumerate(SHAPES.items()):
        fan = torch.Size(setting[dim] for dim in FAN.get(name, ())).numel()
        entries = setting.draw(*legs, scale=fan**-0.5, seed=place)
        found[name] = entries + 1 if name.startswith("g_") else entries
    return found


def state(values: Values) -> dict[str, Tensor]:
    """The same in the names and layouts of transformers."""
    found = {"wte.weight": values["W_E"], "wpe.weight": values["W_pos"]}
    for layer in range(len(values["W_Q"])):
        here = {name: value[layer] for name, value in values.items() if SHAPES[name][0] == "layer"}
        into = [by_hand.fused(here[f"W_{name}"]) for name in "QKV"]
        part = {
            "attn.c_attn.weight": torch.cat(into, 1),
            "attn.c_attn.bias": torch.cat([here[f"b_{name}"].flatten() for name in "QKV"]),
            "attn.c_proj.weight": here["W_O"].flatten(0, 1),
            **{f"{theirs}.{kind}": here[ours] for theirs, kind, ours in NAMES},
        }
        found.update({f"h.{layer}.{name}": value for name, value in part.items()})
    return {**found, "ln_f.weight": values["g_f"], "ln_f.bias": values["b_f"]}


NAMES = (
    ("attn.c_proj", "bias", "b_O"),
    ("mlp.c_fc", "weight", "W_in"),
    ("mlp.c_fc", "bias", "b_in"),
    ("mlp.c_proj", "weight", "W_out"),
    ("mlp.c_proj", "bias", "b_out"),
    ("ln_1", "weight", "g_1"),
    ("ln_1", "bias", "b_1"),
    ("ln_2", "weight", "g_2"),
    ("ln_2", "bias", "b_2"),
)


def theirs(setting: Setting, values: Values) -> Any:
    """Their model with our values."""
    library: Any = importlib.import_module("transformers")
    config = library.GPT2Config(
        vocab_size=setting["vocab"],
        n_positions=setting["context"],
        n_embd=setting["model"],
        n_layer=setting["layer"],
        n_head=setting["heads"],
        n_inner=setting["mlp"],
        attn_implementation="sdpa",
    )
    model = library.GPT2LMHeadModel(config).to(setting.dtype).eval()
    missing, unknown = model.transformer.load_state_dict(state(values), strict=False)
    assert not unknown and all(name.endswith("attn.bias") for name in missing), (missing, unknown)
    return model


def plain(values: Mapping[str, Tensor]) -> Tensor:
    """The logits, one einsum after the other."""
    einsum, given = torch.einsum, values
    x = given["W_E"][given["t"]] + given["W_pos"]
    context, model = x.shape
    later = torch.ones(context, context, dtype=torch.bool).triu_(1)
    for layer in range(len(given["W_Q"])):
        here = {name: given[name][layer] for name, legs in SHAPES.items() if legs[0] == "layer"}
        n = layer_norm(x, (model,), here["g_1"], here["b_1"])
        q, k, v = (einsum("im,hmd->hid", n, here[f"W_{name}"]) + here[f"b_{name}"][:, None] for name in "QKV")
        scores = einsum("hid,hjd->hij", q, k) / q.shape[-1] ** 0.5
        pattern = scores.masked_fill(later, -torch.inf).softmax(-1)
        x = x + einsum("hij,hjd,hdm->im", pattern, v, here["W_O"]) + here["b_O"]
        n = layer_norm(x, (model,), here["g_2"], here["b_2"])
        inner = gelu(einsum("im,mk->ik", n, here["W_in"]) + here["b_in"], approximate="tanh")
        x = x + einsum("ik,km->im", inner, here["W_out"]) + here["b_out"]
    return einsum("im,vm->iv", layer_norm(x, (model,), given["g_f"], given["b_f"]), given["W_E"])


def gpt2(setting: Setting) -> Case:
    """The whole model."""
    values = drawn(setting)
    generator = torch.Generator().manual_seed(0)
    t = torch.randint(setting["vocab"], (setting["context"],), generator=generator).to(setting.device)
    found: dict[str, Entry] = {BY_HAND: partial(by_hand.gpt2(values), t)}
    installed = importlib.util.find_spec("transformers") is not None
    if setting.others and installed:
        model = theirs(setting, values)
        found[THEIRS] = lambda: model(t[None], use_cache=False).logits[0]
    text = tg.example("gpt2").read_text("utf-8")
    return Case(
        expected=lambda: plain(doubled({**values, "t": t})),
        programs={OURS: Program(text, "logits", {**values, "t": t})},
        rivals=found,
        flops=flops(setting),
        bytes=nbytes(*values.values())
        + nbytes(values["W_E"][:1]) / setting["model"] * setting["context"] * setting["vocab"],
        missing=() if installed else (THEIRS,),
    )


def flops(setting: Setting) -> float:
    """Products with weights, and what is not later in each head."""
    context, model, width = setting["context"], setting["model"], setting["heads"] * setting["head"]
    weights = 4 * model * width + 2 * model * setting["mlp"]
    layer = 2 * context * weights + 2 * context * (context + 1) * width
    return setting["layer"] * layer + 2 * context * model * setting["vocab"]


SIZES = {"context": 1024, "vocab": 50257, "model": 768, "layer": 12, "heads": 12, "head": 64, "mlp": 3072}
TINY = {"context": 5, "vocab": 7, "model": 6, "layer": 2, "heads": 3, "head": 2, "mlp": 8}
NEAR = 1e-3
"""Twelve layers of float32."""
ROUNDS = 7
"""A round takes some seconds."""
GOALS = (Goal(1.0, OURS, THEIRS),)
ROWS = (Row("gpt2", "GPT-2 small, 1 × 1,024 tokens", GOALS, gpt2, SIZES, TINY, near=NEAR, rounds=ROUNDS),)
