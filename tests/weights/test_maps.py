"""The maps: every name they know, against names and reshapes spelled by hand from the sources of the models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.weights.files import save
from tensorgraph.weights.maps import MAPS

LAYERS, HEADS, HEAD, MODEL, VOCAB, CONTEXT, MLP = 2, 3, 2, 5, 7, 6, 11
"""All different, and model is not heads times head, so that no axis is taken for another."""

TEXT = f"""dim layer = {LAYERS}, heads = {HEADS}, head = {HEAD}, model = {MODEL}
dim vocab = {VOCAB}, context = {CONTEXT}, mlp = {MLP}
param W_E[vocab, model], W_pos[context, model], W_U[model, vocab], b_U[vocab]
param W_Q[layer, heads, model, head], W_K[layer, heads, model, head], W_V[layer, heads, model, head]
param W_O[layer, heads, head, model]
param b_Q[layer, heads, head], b_K[layer, heads, head], b_V[layer, heads, head], b_O[layer, model]
param g_1[layer, model], b_1[layer, model], g_2[layer, model], b_2[layer, model]
param W_in[layer, model, mlp], b_in[layer, mlp], W_out[layer, mlp, model], b_out[layer, model]
param g_f[model], b_f[model]
"""


def gpt2(prefix: str = "") -> dict[str, Tensor]:
    """What `GPT2LMHeadModel` calls its parameters; Conv1D weights are [in, out], c_attn has Q, K, V side by side."""
    torch.manual_seed(0)
    inner = HEADS * HEAD
    shapes = {"wte.weight": (VOCAB, MODEL), "wpe.weight": (CONTEXT + 3, MODEL), "ln_f.weight": (MODEL,)}
    shapes["ln_f.bias"] = (MODEL,)
    for k in range(LAYERS):
        shapes |= {f"h.{k}.ln_{n}.{word}": (MODEL,) for n in (1, 2) for word in ("weight", "bias")}
        shapes |= {f"h.{k}.attn.c_attn.weight": (MODEL, 3 * inner), f"h.{k}.attn.c_attn.bias": (3 * inner,)}
        shapes |= {f"h.{k}.attn.c_proj.weight": (inner, MODEL), f"h.{k}.attn.c_proj.bias": (MODEL,)}
        shapes |= {f"h.{k}.mlp.c_fc.weight": (MODEL, MLP), f"h.{k}.mlp.c_fc.bias": (MLP,)}
        shapes |= {f"h.{k}.mlp.c_proj.weight": (MLP, MODEL), f"h.{k}.mlp.c_proj.bias": (MODEL,)}
    return {prefix + key: torch.randn(shape) for key, shape in shapes.items()}


def heads_by_hand(columns: Tensor) -> Tensor:
    """[model, heads · head] to [heads, model, head], head by head."""
    return torch.stack([columns[..., h * HEAD : (h + 1) * HEAD] for h in range(HEADS)])


def by_hand(held: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    def every(key: str) -> list[Tensor]:
        return [held[f"{prefix}h.{k}.{key}"] for k in range(LAYERS)]

    inner = HEADS * HEAD
    parts = {"Q": slice(0, inner), "K": slice(inner, 2 * inner), "V": slice(2 * inner, 3 * inner)}
    found = {"W_E": held[f"{prefix}wte.weight"], "W_pos": held[f"{prefix}wpe.weight"][:CONTEXT]}
    for name, part in parts.items():
        found[f"W_{name}"] = torch.stack([heads_by_hand(one[:, part]) for one in every("attn.c_attn.weight")])
        found[f"b_{name}"] = torch.stack([heads_by_hand(one[part]) for one in every("attn.c_attn.bias")])
    rows = [[one[h * HEAD : (h + 1) * HEAD] for h in range(HEADS)] for one in every("attn.c_proj.weight")]
    found["W_O"] = torch.stack([torch.stack(heads) for heads in rows])
    plain = {"b_O": "attn.c_proj.bias", "W_in": "mlp.c_fc.weight", "b_in": "mlp.c_fc.bias"}
    plain |= {"W_out": "mlp.c_proj.weight", "b_out": "mlp.c_proj.bias"}
    plain |= {"g_1": "ln_1.weight", "b_1": "ln_1.bias", "g_2": "ln_2.weight", "b_2": "ln_2.bias"}
    found |= {name: torch.stack(every(key)) for name, key in plain.items()}
    return {**found, "g_f": held[f"{prefix}ln_f.weight"], "b_f": held[f"{prefix}ln_f.bias"]}


def same(found: dict[str, Any], wanted: dict[str, Tensor]) -> bool:
    return found.keys() == wanted.keys() and all(torch.equal(found[name], wanted[name]) for name in wanted)


@pytest.mark.parametrize("prefix", ["", "transformer."])
def test_gpt2_with_and_without_prefix(prefix: str, tmp_path: Path) -> None:
    doc = tg.loads(TEXT.replace(", W_U[model, vocab], b_U[vocab]", ""))
    held = gpt2(prefix)
    wanted = by_hand(held, prefix)
    assert set(wanted) == set(MAPS["gpt2"].places)
    assert same(doc.weights(held, map="gpt2"), wanted)
    save(tmp_path / "model.safetensors", held)
    assert same(doc.weights(tmp_path, map="gpt2"), wanted)


def test_transformer_lens() -> None:
    doc = tg.loads(TEXT)
    top = {"W_E": "embed.W_E", "W_pos": "pos_embed.W_pos", "W_U": "unembed.W_U", "b_U": "unembed.b_U"}
    top |= {"g_f": "ln_final.w", "b_f": "ln_final.b"}
    inside = {f"{kind}_{part}": f"attn.{kind}_{part}" for kind in "Wb" for part in "QKVO"}
    inside |= {name: f"mlp.{name}" for name in ("W_in", "b_in", "W_out", "b_out")}
    inside |= {"g_1": "ln1.w", "b_1": "ln1.b", "g_2": "ln2.w", "b_2": "ln2.b"}
    wanted: dict[str, Tensor] = {}
    held: dict[str, Tensor] = {}
    for name, declaration in doc.network.declarations.items():
        wanted[name] = torch.randn([doc.sizes({})[dims[0]] for dims in declaration.dims])
        if name in top:
            held[top[name]] = wanted[name]
        else:
            held |= {f"blocks.{k}.{inside[name]}": wanted[name][k] for k in range(LAYERS)}
    held |= {f"blocks.{k}.attn.mask": torch.ones(6, 6) > 0 for k in range(LAYERS)}
    held |= {f"blocks.{k}.attn.IGNORE": torch.tensor(-1e5) for k in range(LAYERS)}
    assert set(wanted) == set(MAPS["transformer-lens"].places)
    assert same(doc.weights(held, map="transformer-lens"), wanted)
    left = doc.left_out(held, map="transformer-lens")
    assert [(one.key, one.why, one.trainable) for one in left] == [
        ("blocks.{0, 1}.attn.mask", "a buffer, no parameter", False),
        ("blocks.{0, 1}.attn.IGNORE", "a buffer, no parameter", False),
    ]


def test_dimensions_may_be_called_otherwise() -> None:
    doc = tg.loads(f"dim l, n = {HEADS}, d = {HEAD}, e\nparam W_Q[l, n, e, d]")
    held = gpt2()
    assert same(doc.weights(held, map="gpt2"), {"W_Q": by_hand(held, "")["W_Q"]})


def test_other_legs_than_the_map_has() -> None:
    doc = tg.loads("dim model, head\nparam W_Q[model, head]")
    with pytest.raises(TensorgraphError) as error:
        doc.weights(gpt2(), map="gpt2")
    assert str(error.value) == (
        "text.tg:2:7: error[wrong-shape]: `W_Q` is declared [model, head], and the map `gpt2` gives it as "
        "[layer, heads, model, head]\n  |\n2 | param W_Q[model, head]\n  |       ^^^^^^^^^^^^^^^^\n"
        "  = declare it so, or say `from:` where it is"
    )


def test_a_state_dict_of_transformers() -> None:
    transformers = pytest.importorskip("transformers")
    config = transformers.GPT2Config(
        n_layer=LAYERS, n_head=2, n_embd=6, vocab_size=VOCAB, n_positions=CONTEXT, n_inner=MLP
    )
    held = transformers.GPT2LMHeadModel(config).state_dict()
    sizes = {"heads": 2, "head": 3, "model": 6}
    doc = tg.loads(TEXT.replace(", W_U[model, vocab], b_U[vocab]", ""))
    found = doc.weights(held, map="gpt2", sizes=sizes)
    assert set(found) == set(MAPS["gpt2"].places)
    attn = held["transformer.h.1.attn.c_attn.weight"]
    assert torch.equal(found["W_V"][1, 1], attn[:, 12 + 3 : 12 + 6])
    (left,) = doc.left_out(held, map="gpt2", sizes=sizes)
    assert (left.key, left.why, left.trainable) == ("lm_head.weight", "the same as transformer.wte.weight", False)


PART = "dim layer, heads = 3, head = 3, model\nparam "


@pytest.mark.parametrize(
    ("name", "legs", "shape", "wanted", "axis"),
    [
        ("W_K", "layer, heads, model, head", "12 × 36", "12 × 27", 1),
        ("W_Q", "layer, heads, model, head", "12 × 36", "12 × 27", 1),
        ("b_K", "layer, heads, head", "36", "27", 0),
    ],
)
def test_a_part_that_is_not_a_third_of_its_axis(name: str, legs: str, shape: str, wanted: str, axis: int) -> None:
    held = {"h.0.attn.c_attn.weight": torch.ones(12, 36), "h.0.attn.c_attn.bias": torch.ones(36)}
    kind = "weight" if axis == 1 else "bias"
    with pytest.raises(TensorgraphError) as error:
        tg.loads(f"{PART}{name}[{legs}]").weights(held, map="gpt2")
    lines = str(error.value).splitlines()
    assert lines[0] == (
        f"text.tg:2:7: error[wrong-shape]: `h.0.attn.c_attn.{kind}` in the mapping has shape {shape}, "
        f"and `{name}` expects {wanted}"
    )
    assert lines[-3:] == [
        f"  = axis {axis} holds queries, keys and values side by side: 3 heads head",
        "  = `heads` is 3 as declared",
        "  = `head` is 3 as declared",
    ]


def test_the_size_of_a_head_follows_from_one_tensor() -> None:
    doc = tg.loads(f"dim layer, heads = {HEADS}, head, model\nparam W_K[layer, heads, model, head]")
    held = {key: value for key, value in gpt2().items() if "c_attn.weight" in key}
    assert same(doc.weights(held, map="gpt2"), {"W_K": by_hand(gpt2(), "")["W_K"]})
    with pytest.raises(TensorgraphError) as error:
        doc.weights(held, map="gpt2", sizes={"heads": 4})
    assert f"has shape {MODEL} × {3 * HEADS * HEAD}, and `W_K` expects {MODEL} × a multiple of 12" in str(error.value)


def test_keys_of_a_map_without_the_map() -> None:
    doc = tg.loads("dim model\nparam g_f[model]")
    for held, more, name in [
        (gpt2("transformer."), 27, "gpt2"),
        ({"ln_final.w": torch.ones(2), "x": torch.ones(1)}, 1, "transformer-lens"),
    ]:
        with pytest.raises(TensorgraphError) as error:
            doc.weights(held)
        assert str(error.value) == (
            f"error[unknown-name]: values are given for `{next(iter(held))}` and {more} more key{'s' * (more > 1)} by "
            f'the mapping, which are not declared\n  = write `--map {name}`, from Python `map="{name}"`, which knows '
            "these keys\n  = or say with `from:` which keys are read"
        )
