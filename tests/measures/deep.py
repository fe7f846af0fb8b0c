"""A GPT-2 of three layers with its weights in a file, as published ones are, and its patterns by plain loops."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor

import tensorgraph as tg
from tests.measures import loops
from tests.twins import gpt2

SIZES = {"context": 9, "vocab": 7, "model": 6, "layer": 3, "heads": 2, "head": 3, "mlp": 5}
TOKENS = [1, 4, 0, 1, 4, 6, 1]
LINE = re.compile(r"^dim .*$", re.MULTILINE)


def write(folder: Path) -> Path:
    """`examples/gpt2.tg` with other sizes, weights beside it, and the ids of a prompt in the folder above."""
    made = folder / "examples"
    (made / "gpt2").mkdir(parents=True)
    sizes = ", ".join(f"{name} = {size}" for name, size in SIZES.items())
    (made / "gpt2.tg").write_text(LINE.sub(f"dim {sizes}", tg.example("gpt2").read_text("utf-8")), "utf-8")
    save_file(weights(), made / "gpt2" / "model.safetensors")
    np.save(folder / "tokens.npy", np.array(TOKENS))
    return made / "gpt2.tg"


def weights() -> dict[str, loops.Array]:
    """Every entry drawn, in float32; those of the queries are larger, so that patterns are far from even."""
    draw = np.random.default_rng(0).standard_normal
    v, m, k = SIZES["vocab"], SIZES["model"], SIZES["mlp"]
    shapes: dict[str, tuple[int, ...]] = {"wte.weight": (v, m), "wpe.weight": (SIZES["context"], m)}
    shapes |= {"ln_f.weight": (m,), "ln_f.bias": (m,)}
    for layer in range(SIZES["layer"]):
        of_layer = {"attn.c_attn": (m, 3 * m), "attn.c_proj": (m, m), "mlp.c_fc": (m, k), "mlp.c_proj": (k, m)}
        for key, shape in of_layer.items():
            shapes |= {f"h.{layer}.{key}.weight": shape, f"h.{layer}.{key}.bias": shape[1:]}
        shapes |= {f"h.{layer}.{norm}.{part}": (m,) for norm in ("ln_1", "ln_2") for part in ("weight", "bias")}
    return {key: draw(shape).astype(np.float32) for key, shape in shapes.items()}


def patterns(values: dict[str, Tensor]) -> list[list[loops.Array]]:
    """The attention of each head of each layer; `tests/twins/gpt2.py` goes from one layer to the next."""
    x, found = values["W_E"][values["t"]] + values["W_pos"], []
    for layer in range(SIZES["layer"]):
        of_layer = {name: value[layer] for name, value in values.items() if len(value) == SIZES["layer"]}
        y = gpt2.layer_norm(x, of_layer["g_1"], of_layer["b_1"])
        found.append([pattern(y, of_layer, h) for h in range(SIZES["heads"])])
        x = gpt2.layer(x, of_layer)
    return found


def pattern(y: Tensor, of_layer: dict[str, Tensor], h: int) -> loops.Array:
    """Row by row, each query by itself."""
    q, k = (y @ of_layer[f"W_{name}"][h] + of_layer[f"b_{name}"][h] for name in "QK")
    made = np.zeros((len(q), len(q)))
    for i in range(len(q)):
        made[i, : i + 1] = torch.softmax(k[: i + 1] @ q[i] / q.shape[1] ** 0.5, 0)
    return made
