"""`examples/gpt2.tg` against the GPT-2 of transformers, eager attention, float64, every parameter drawn anew."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

import tensorgraph as tg
from tests.models.compare import TOLERANCE, apart
from tests.models.hub import Values, by_hand, entries, put
from tests.models.redraw import redraw

transformers = pytest.importorskip("transformers", reason="transformers is not installed (pip install transformers)")

TEXT = tg.example("gpt2").read_text("utf-8")
SIZES = {"vocab": 23, "model": 10, "heads": 2, "head": 5, "mlp": 17, "layer": 3}
POSITIONS = 11
"""All different."""
PROMPTS = ([4], [22, 0, 7, 7, 3, 22, 9], [1, 1, 1, 1], [20, 3, 5, 8, 13, 21, 2, 2, 11, 0, 6])
"""One token; a repetition; one token again and again; as long as it may be."""
NOISE = 0.5
"""Standard deviation of a change."""
SEEN = 1e-3
"""Least relative change of the logits that a changed parameter makes."""
CAUGHT = 1e-7
"""Least relative error of a mistake; eps of the last norm is one of 1e-5 beside entries of some size."""


@dataclass(frozen=True)
class Small:
    """A model of theirs with its weights under our names, and our function."""

    model: Any
    values: Values
    ours: Any

    def theirs(self, prompt: list[int]) -> Tensor:
        return self.model(torch.tensor([prompt])).logits[0]

    def logits(self, prompt: list[int], **changed: Tensor) -> Tensor:
        values = {**self.values, **changed, "t": torch.tensor(prompt)}
        return self.ours({**values, "W_pos": values["W_pos"][: len(prompt)]})


def config(**options: Any) -> Any:
    return transformers.GPT2Config(
        vocab_size=SIZES["vocab"], n_positions=POSITIONS, n_embd=SIZES["model"], n_head=SIZES["heads"],
        n_inner=SIZES["mlp"], n_layer=SIZES["layer"], resid_pdrop=0, embd_pdrop=0, attn_pdrop=0,
        attn_implementation="eager", **options,
    )  # fmt: skip


@pytest.fixture(scope="module")
def small() -> Iterator[Small]:
    model = transformers.GPT2LMHeadModel(config()).double().eval()
    redraw(model, seed=5)
    with torch.no_grad():
        yield Small(model, by_hand(model.config, entries(model)), tg.loads(TEXT).compile("logits"))


@pytest.mark.parametrize("prompt", PROMPTS, ids=len)
def test_logits_are_theirs(small: Small, prompt: list[int]) -> None:
    assert apart(small.logits(prompt), small.theirs(prompt)) <= TOLERANCE


def test_the_twin_is_theirs(small: Small) -> None:
    prompt = PROMPTS[-1]
    found = importlib.import_module("tests.twins.gpt2").twin({**small.values, "t": torch.tensor(prompt)})
    assert apart(found["logits"], small.theirs(prompt)) <= TOLERANCE


PARAMETERS = [
    "wte.weight", "wpe.weight", "ln_f.weight", "ln_f.bias",
    *(f"h.{layer}.{module}.{kind}" for layer in range(SIZES["layer"]) for kind in ("weight", "bias")
      for module in ("ln_1", "attn.c_attn", "attn.c_proj", "ln_2", "mlp.c_fc", "mlp.c_proj")),
]  # fmt: skip


def test_these_are_all_parameters(small: Small) -> None:
    assert sorted(PARAMETERS) == sorted(entries(small.model))


@pytest.mark.parametrize("key", PARAMETERS)
def test_each_parameter_changes_our_logits_as_theirs(small: Small, key: str) -> None:
    prompt, entry = PROMPTS[1], entries(small.model)[key]
    ours, theirs, before = small.logits(prompt), small.theirs(prompt), entry.clone()
    entry += NOISE * torch.randn(entry.shape, generator=torch.Generator().manual_seed(3), dtype=entry.dtype)
    put(small.values, key, entry)
    changed = small.logits(prompt) - ours, small.theirs(prompt) - theirs
    entry.copy_(before)
    put(small.values, key, before)
    assert changed[1].abs().max() >= SEEN * theirs.abs().max()
    assert apart(*changed) <= TOLERANCE


@pytest.mark.parametrize("name", ["W_Q", "W_K", "W_V", "b_Q", "b_V"])
def test_queries_keys_and_values_are_seen_apart(small: Small, name: str) -> None:
    """They share an entry of the file."""
    prompt = PROMPTS[1]
    changed = small.logits(prompt, **{name: small.values[name] + NOISE})
    assert apart(changed, small.logits(prompt)) >= SEEN


def test_the_bias_of_the_keys_changes_nothing(small: Small) -> None:
    """It adds the same to every key's score, which softmax does not see; nor does theirs."""
    prompt = PROMPTS[1]
    assert apart(small.logits(prompt, b_K=small.values["b_K"] + NOISE), small.logits(prompt)) <= TOLERANCE
    bias, theirs = entries(small.model)["h.0.attn.c_attn.bias"], small.theirs(prompt)
    before = bias.clone()
    bias[SIZES["model"] : 2 * SIZES["model"]] += NOISE
    changed = small.theirs(prompt)
    bias.copy_(before)
    assert apart(changed, theirs) <= TOLERANCE


# ---- mistakes, each of which is seen -----------------------------------------------------------------------------

MISTAKES = {
    "exact gelu": ("gelu_new(n_2", "gelu(n_2"),
    "eps of the first norm": ("= ln(x, g_1^l, b_1^l)[i, m]", "= layernorm[m](x[i, m], eps: 1e-6) g_1^l[m] + b_1^l[m]"),
    "eps of the second norm": ("= ln(x, g_2^l, b_2^l)[i, m]", "= layernorm[m](x[i, m], eps: 1e-6) g_2^l[m] + b_2^l[m]"),
    "eps of the last norm": ("= ln(x, g_f, b_f)[i, m]", "= layernorm[m](x[i, m], eps: 1e-6) g_f[m] + b_f[m]"),
    "no last norm": ("= ln(x, g_f, b_f)[i, m]", "= x[i, m]"),
    "queries for keys": ("[i, h, d] keys(x, l)[j, h, d]", "[j, h, d] keys(x, l)[i, h, d]"),
    "no bias of queries": ("W_Q^l[h, m, d] + b_Q^l[h, d]", "W_Q^l[h, m, d]"),
    "no bias of values": ("W_V^l[h, m, d] + b_V^l[h, d]", "W_V^l[h, m, d]"),
    "no bias of heads": (" + b_O^l[m]\n", "\n"),
    "no bias of the MLP": (" + b_in^l[k]", ""),
    "no last bias of the MLP": (" + b_out^l[m]", ""),
    "no scale": (" / sqrt(head)))\ndef", "))\ndef"),
    "the scale of the whole model": (" / sqrt(head)))\ndef", " / sqrt(model)))\ndef"),
    "no mask": ("softmax[j](causal[i, j](queries(x, l)[i, h, d] keys(x, l)[j, h, d] / sqrt(head)))",
                "softmax[j](queries(x, l)[i, h, d] keys(x, l)[j, h, d] / sqrt(head))"),
    "MLP beside attention": ("ffn(attention(x, l), l)[i, m]\n", "ffn(x, l)[i, m]\n"),
    "no positions": (" + W_pos[i, m]", ""),
}  # fmt: skip


def definitions(text: str) -> str:
    """A text without its pictures and equations."""
    return text.split("\nshow ")[0]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_file_is_caught(small: Small, mistake: str) -> None:
    old, new = MISTAKES[mistake]
    assert TEXT.count(old) == 1
    wrong = Small(small.model, small.values, tg.loads(definitions(TEXT.replace(old, new))).compile("logits"))
    assert apart(wrong.logits(PROMPTS[1]), small.theirs(PROMPTS[1])) >= CAUGHT


WRONG_VALUES = {
    "c_proj untransposed": lambda v: {"W_O": v["W_O"].flatten(1, 2).transpose(1, 2).reshape(v["W_O"].shape)},
    "heads interleaved": lambda v: {"W_Q": v["W_Q"].permute(0, 2, 3, 1).reshape(3, 10, 2, 5).transpose(1, 2)},
    "queries and keys swapped": lambda v: {"W_Q": v["W_K"], "W_K": v["W_Q"], "b_Q": v["b_K"], "b_K": v["b_Q"]},
    "layers the other way": lambda v: {name: v[name].flip(0) for name in ("W_in", "b_in", "W_out", "b_out")},
    "gains left at one": lambda v: {"g_1": torch.ones_like(v["g_1"])},
    "heads exchanged": lambda v: {"W_V": v["W_V"].flip(1)},
}


@pytest.mark.parametrize("mistake", WRONG_VALUES)
def test_a_mistake_in_the_values_is_caught(small: Small, mistake: str) -> None:
    prompt = PROMPTS[1]
    found = small.logits(prompt, **WRONG_VALUES[mistake](small.values))
    assert apart(found, small.theirs(prompt)) >= SEEN


# ---- the same weights from a file --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(small: Small, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, and beside it the model as it is published."""
    made = tmp_path_factory.mktemp("hub")
    small.model.transformer.save_pretrained(made / "gpt2")
    (made / "gpt2.tg").write_text(TEXT, "utf-8")
    return made


def test_tokens_are_all_that_is_given(small: Small, folder: Path) -> None:
    for prompt in PROMPTS:
        given = {"t": torch.tensor(prompt)}
        found = tg.load(folder / "gpt2.tg").run("logits", given, sizes=SIZES, dtype="float64")["logits"]
        assert apart(found, small.theirs(prompt)) <= TOLERANCE


READ: dict[str, Callable[[Small], dict[str, Any]]] = {
    "by from": lambda small: {},
    "by from in a mapping": lambda small: {"source": entries(small.model)},
    "by the map in their state": lambda small: {"source": small.model.state_dict(), "map": "gpt2"},
}


@pytest.mark.parametrize("way", READ)
def test_weights_are_those_cut_by_hand(small: Small, folder: Path, way: str) -> None:
    found = tg.load(folder / "gpt2.tg").weights(sizes={**SIZES, "context": 7}, **READ[way](small))
    expected = {**small.values, "W_pos": small.values["W_pos"][:7]}
    assert found.keys() == expected.keys()
    assert all(torch.equal(found[name], expected[name]) for name in expected)


ADDRESSES = {
    "queries for keys": ("c_attn.weight[:, model:2 model]", "c_attn.weight[:, :model]"),
    "values for queries, of the bias": ("c_attn.bias[:model]", "c_attn.bias[2 model:]"),
    "heads fastest": ('[:, :model]", as: "m (h d)', '[:, :model]", as: "m (d h)'),
    "c_proj untransposed": ('c_proj.weight", as: "(h d) m -> h d m"', 'c_proj.weight", as: "m (h d) -> h d m"'),
    "norms exchanged": ("{layer}.ln_1.weight", "{layer}.ln_2.weight"),
    "positions from the end": ("wpe.weight[:context]", "wpe.weight[4:]"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", ADDRESSES)
def test_a_mistake_in_an_address_is_caught(small: Small, folder: Path, mistake: str) -> None:
    old, new = ADDRESSES[mistake]
    assert TEXT.count(old) == 1
    path = folder / "wrong.tg"
    path.write_text(definitions(TEXT.replace(old, new)), "utf-8")
    found = tg.load(path).run("logits", {"t": torch.tensor(PROMPTS[1])}, sizes=SIZES, dtype="float64")["logits"]
    assert apart(found, small.theirs(PROMPTS[1])) >= SEEN
