"""`examples/llama_block.tg` against a one-layer Llama of transformers, eager attention, every parameter drawn anew.

Their RMSNorm and softmax go to float32 on the way; here the name `float32` means float64 in their module.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor

import tensorgraph as tg
from tests.models.compare import TOLERANCE, apart
from tests.models.redraw import redraw
from tests.models.rotary import as_rotations, rotations

transformers = pytest.importorskip("transformers", reason="transformers is not installed (pip install transformers)")

TEXT = tg.example("llama_block").read_text("utf-8")
CONTEXT, MODEL, GROUPS, REPEATS, HEAD, MLP = 7, 11, 2, 3, 4, 17
SIZES = {"model": MODEL, "groups": GROUPS, "repeats": REPEATS, "head": HEAD, "mlp": MLP}
"""All different."""
NOISE = 0.5
"""Standard deviation of a change."""
SEEN = 1e-3
"""Least relative change of the stream that a changed parameter makes."""
CAUGHT = 1e-6
"""Least relative error of a mistake; eps is one of 1e-5 beside a mean square of about one."""
SINGLE = 1e-6
"""Their angles, cosines and sines are always in float32."""
EMBEDDING = "model.embed_tokens.weight"
"""Never looked at: the stream is given."""

LAYER = "model.layers.0."
PLACES: dict[str, tuple[str, Callable[[Tensor], Tensor]]] = {
    f"{LAYER}self_attn.q_proj.weight": ("W_Q", lambda w: w.T.reshape(MODEL, GROUPS, REPEATS, HEAD).permute(1, 2, 0, 3)),
    f"{LAYER}self_attn.k_proj.weight": ("W_K", lambda w: w.T.reshape(MODEL, GROUPS, HEAD).transpose(0, 1)),
    f"{LAYER}self_attn.v_proj.weight": ("W_V", lambda w: w.T.reshape(MODEL, GROUPS, HEAD).transpose(0, 1)),
    f"{LAYER}self_attn.o_proj.weight": ("W_O", lambda w: w.T.reshape(GROUPS, REPEATS, HEAD, MODEL)),
    f"{LAYER}mlp.gate_proj.weight": ("W_gate", lambda w: w.T),
    f"{LAYER}mlp.up_proj.weight": ("W_in", lambda w: w.T),
    f"{LAYER}mlp.down_proj.weight": ("W_out", lambda w: w.T),
    f"{LAYER}input_layernorm.weight": ("g_1", lambda w: w),
    f"{LAYER}post_attention_layernorm.weight": ("g_2", lambda w: w),
}
"""Our tensor for each of their entries, and the entry turned by hand: a Linear multiplies by its transpose."""


class Wide(ModuleType):
    """torch, with another float32."""

    float32 = torch.float64

    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)


@dataclass(frozen=True)
class Block:
    """Their model, the stream it reads, and our function."""

    model: Any
    x: Tensor
    R: Tensor
    ours: Any

    @property
    def values(self) -> dict[str, Tensor]:
        state = self.model.state_dict()
        return {name: turned(state[key]) for key, (name, turned) in PLACES.items()} | {"x": self.x, "R": self.R}

    def y(self, **changed: Tensor) -> Tensor:
        return self.ours({**self.values, **changed})

    def theirs(self) -> Tensor:
        """What the layer makes of the stream; the last norm is taken out."""
        return self.model.model(inputs_embeds=self.x[None]).last_hidden_state[0]


@pytest.fixture(scope="module")
def block() -> Iterator[Block]:
    config = transformers.LlamaConfig(
        vocab_size=5, hidden_size=MODEL, num_hidden_layers=1, num_attention_heads=GROUPS * REPEATS, head_dim=HEAD,
        num_key_value_heads=GROUPS, intermediate_size=MLP, rms_norm_eps=1e-5, attn_implementation="eager",
    )  # fmt: skip
    model = transformers.LlamaForCausalLM(config).double().eval()
    redraw(model, seed=6)
    cos, sin = model.model.rotary_emb(torch.zeros(1, dtype=torch.float64), torch.arange(CONTEXT)[None])
    model.model.norm = torch.nn.Identity()
    x = torch.randn(CONTEXT, MODEL, generator=torch.Generator().manual_seed(8), dtype=torch.float64)
    with torch.no_grad(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(importlib.import_module("transformers.models.llama.modeling_llama"), "torch", Wide("torch"))
        yield Block(model, x, as_rotations(cos[0], sin[0]), tg.loads(TEXT).compile("y"))


def test_the_stream_is_theirs(block: Block) -> None:
    assert apart(block.y(), block.theirs()) <= TOLERANCE


def test_weights_are_those_turned_by_hand(block: Block) -> None:
    found = tg.loads(TEXT).weights(block.model.state_dict(), sizes=SIZES)
    assert found.keys() == block.values.keys() - {"x", "R"}
    assert all(torch.equal(value, block.values[name]) for name, value in found.items())


def test_the_twin_is_theirs(block: Block) -> None:
    found = importlib.import_module("tests.twins.llama_block").twin(block.values)
    assert apart(found["y"], block.theirs()) <= TOLERANCE


def test_the_rotations_are_as_the_file_says(block: Block) -> None:
    ours = rotations(CONTEXT, HEAD)
    assert apart(ours, block.R) <= SINGLE
    assert apart(ours @ ours.transpose(1, 2), torch.eye(HEAD).double().expand(CONTEXT, HEAD, HEAD)) <= TOLERANCE
    # a query at i and a key at j see i - j only
    assert apart(ours[5] @ ours[3].T, ours[4] @ ours[2].T) <= TOLERANCE
    assert apart(ours[5] @ ours[3].T, ours[3] @ ours[5].T) >= SEEN


def test_these_are_all_parameters(block: Block) -> None:
    assert {EMBEDDING, "lm_head.weight", *PLACES} == set(block.model.state_dict())


def test_it_does_not_matter_where_positions_begin(block: Block) -> None:
    later = rotations(CONTEXT + 3, HEAD)[3:]
    assert apart(block.y(R=later), block.y(R=rotations(CONTEXT, HEAD))) <= TOLERANCE


@pytest.mark.parametrize("key", PLACES)
def test_each_parameter_changes_our_stream_as_theirs(block: Block, key: str) -> None:
    entry, ours, theirs = block.model.state_dict()[key], block.y(), block.theirs()
    before = entry.clone()
    entry += NOISE * torch.randn(entry.shape, generator=torch.Generator().manual_seed(3), dtype=entry.dtype)
    changed = block.y() - ours, block.theirs() - theirs
    entry.copy_(before)
    assert changed[1].abs().max() >= SEEN * theirs.abs().max()
    assert apart(*changed) <= TOLERANCE


# ---- mistakes, each of which is seen -----------------------------------------------------------------------------

MISTAKES = {
    "eps of the first norm": ("= rms(x, g_1)[i, m]", "= rmsnorm[m](x[i, m], eps: 1e-6) g_1[m]"),
    "eps of the second norm": ("= rms(mid, g_2)[i, m]", "= rmsnorm[m](mid[i, m], eps: 1e-6) g_2[m]"),
    "LayerNorm": ("= rms(x, g_1)[i, m]", "= layernorm[m](x[i, m]) g_1[m]"),
    "a query turned the other way": ("W_Q^g^r[m, d] R[i, d, e]\n", "W_Q^g^r[m, d] R[i, e, d]\n"),
    "both turned the other way": ("R[{}, d, e]\n", "R[{}, e, d]\n"),
    "a key not turned": ("W_K^g[m, d] R[j, d, e]\n", "W_K^g[m, e]\n"),
    "values turned": ("V[g, j, d] = n_1[j, m] W_V[g, m, d]", "V[g, j, e] = n_1[j, m] W_V[g, m, d] R[j, d, e]"),
    "no mask": ("causal[i, j](Q^g^r[i, e] K^g[j, e] / sqrt(head))", "Q^g^r[i, e] K^g[j, e] / sqrt(head)"),
    "no scale": (" / sqrt(head)", ""),
    "gate and input exchanged": ("(n_2, W_gate, W_in,", "(n_2, W_in, W_gate,"),
    "MLP beside attention": ("rms(mid, g_2)", "rms(x, g_2)"),
}


def with_mistake(mistake: str) -> str:
    """The definitions with the mistake in them."""
    old, new = MISTAKES[mistake]
    text = TEXT.split("\nshow ")[0]
    for wire in "ij" if "{}" in old else "i":
        assert text.count(old.format(wire)) == 1
        text = text.replace(old.format(wire), new.format(wire))
    return text


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_file_is_caught(block: Block, mistake: str) -> None:
    wrong = Block(block.model, block.x, block.R, tg.loads(with_mistake(mistake)).compile("y"))
    assert apart(wrong.y(), block.theirs()) >= CAUGHT


def repeats_first(value: Tensor) -> Tensor:
    """Heads numbered the other way round."""
    return value.transpose(0, 1).reshape(value.shape)


WRONG_VALUES = {
    "groups and repeats exchanged": lambda v: {"W_Q": repeats_first(v["W_Q"])},
    "output heads exchanged": lambda v: {"W_O": repeats_first(v["W_O"])},
    "all groups share one key": lambda v: {"W_K": v["W_K"][:1].expand_as(v["W_K"])},
    "pairs beside each other": lambda v: {"R": interleaved(v["R"])},
    "positions from the end": lambda v: {"R": v["R"].flip(0)},
}


def interleaved(turns: Tensor) -> Tensor:
    """As in the paper, entries 2e and 2e + 1 are a point."""
    order = torch.arange(HEAD).reshape(2, -1).T.flatten().argsort()
    return turns[:, order][:, :, order]


@pytest.mark.parametrize("mistake", WRONG_VALUES)
def test_a_mistake_in_the_values_is_caught(block: Block, mistake: str) -> None:
    assert apart(block.y(**WRONG_VALUES[mistake](block.values)), block.theirs()) >= CAUGHT


# ---- the same weights from a file --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(block: Block, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, and beside it the model as it would be published."""
    made = tmp_path_factory.mktemp("hub")
    block.model.save_pretrained(made / "llama")
    (made / "llama_block.tg").write_text(TEXT, "utf-8")
    return made


def test_stream_and_rotations_are_all_that_is_given(block: Block, folder: Path) -> None:
    found = tg.load(folder / "llama_block.tg").run("y", {"x": block.x, "R": block.R}, sizes=SIZES, dtype="float64")
    assert apart(found["y"], block.theirs()) <= TOLERANCE


ADDRESSES = {
    "repeats before groups": ('q_proj.weight", as: "(g r d)', 'q_proj.weight", as: "(r g d)'),
    "output repeats before groups": ('o_proj.weight", as: "m (g r d)', 'o_proj.weight", as: "m (r g d)'),
    "heads fastest": ('v_proj.weight", as: "(g d)', 'v_proj.weight", as: "(d g)'),
    "keys for values": ("v_proj", "k_proj"),
    "gate for input": ("up_proj", "gate_proj"),
    "norms exchanged": ("post_attention_layernorm", "input_layernorm"),
}


@pytest.mark.parametrize("mistake", ADDRESSES)
def test_a_mistake_in_an_address_is_caught(block: Block, folder: Path, mistake: str) -> None:
    old, new = ADDRESSES[mistake]
    assert TEXT.count(old) == 1
    path = folder / "wrong.tg"
    path.write_text(TEXT.split("\nshow ")[0].replace(old, new), "utf-8")
    found = tg.load(path).run("y", {"x": block.x, "R": block.R}, sizes=SIZES, dtype="float64")
    assert apart(found["y"], block.theirs()) >= SEEN
