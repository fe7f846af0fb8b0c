"""The library: every definition against its hand-written twin, and each planted mistake caught."""

from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.einsum.random_values import random_values
from tensorgraph.graph.check import use
from tests.test_examples import CAUGHT, TOLERANCE, by_plan, by_reference, worst
from tests.twins.std import TWINS
from tests.write_std import SHOWN, Entry, entries, stems

ENTRIES = {entry.name: entry for stem in stems() for entry in entries(stem)}

DIMS = (
    "context", "vocab", "model", "head", "heads", "hidden", "out", "head1", "heads1", "head2", "heads2"
)  # fmt: skip
SIZES = (
    dict(zip(DIMS, (4, 7, 5, 3, 2, 6, 8, 9, 10, 11, 12), strict=True)),
    dict(zip(DIMS, (5, 3, 4, 2, 6, 8, 7, 3, 2, 4, 3), strict=True)),
)
LAWS = {"t": "onehot: vocab", "A": "pattern", "A1": "pattern", "A2": "pattern"}
"""What is declared of the arguments with these names."""

MUTATIONS = (
    ("attention", "W_Q[m, d] W_K[n, d] x[j, n] / sqrt(head)\n",
     "W_Q[n, d] W_K[m, d] x[j, n] / sqrt(head)\n", "attn_scores"),
    ("attention", "x[j, n] / sqrt(head)\n", "x[j, n]\n", "attn_scores"),
    ("attention", "causal[i, j](", "causal[j, i](", "attn attn_head"),
    ("attention", "softmax[j](", "softmax[i](", "attn attn_head"),
    ("attention", "x[j, n] / sqrt(head)))", "x[j, n] / head))", "attn attn_head"),
    ("attention", "    A[i, j] x[j, m]", "    A[j, i] x[j, m]", "attend"),
    ("attention", "attn(x, W_Q, W_K)[i, j] x", "attn(x, W_K, W_Q)[i, j] x", "attn_head"),
    ("multihead", "W_K[h, n, d] x[j, n]", "W_K[0, n, d] x[j, n]", "multi_attn multi_head"),
    ("multihead", "    A[h, i, j] x[j, m]", "    A[g, i, j] ones[g] x[j, m]", "multi_attend"),
    ("multihead", "multi_attn(x, W_Q, W_K)[h, i, j] x", "multi_attn(x, W_Q, W_K)[h, j, i] x", "multi_head"),
    ("multihead", "W[h, m, d] + b[h, d]", "W[h, m, d]", "project multi_attn_bias multi_head_bias"),
    ("multihead", "project(x, W_K, b_K)[j, h, d] / sqrt(head)", "project(x, W_K, b_K)[j, h, d]", "multi_attn_bias"),
    ("multihead", " + b_O[n]", "", "multi_head_bias"),
    ("multihead", "project(x, W_V, b_V)", "project(x, W_V, b_Q)", "multi_head_bias"),
    ("norm", " g[m] + b[m]", " g[m]", "ln"),
    ("norm", "layernorm[m](x[i, m], eps: 1e-5)", "layernorm[m](x[i, m], eps: 1e-3)", "ln"),
    ("norm", "rmsnorm[m](", "rmsnorm[i](", "rms"),
    ("norm", "mean[n](x[i, n])", "max[n](x[i, n])", "centred ln_scale"),
    ("norm", " + 1e-5)", ")", "ln_scale"),
    ("mlp", "    relu(x[i, m] W_in[m, k] + b_in[k])", "    relu(x[i, m] W_in[m, k])", "mlp_relu"),
    ("mlp", "    gelu(", "    gelu_new(", "mlp_gelu"),
    ("mlp", "    gelu_new(", "    gelu(", "mlp_gelu_new"),
    ("mlp", "silu(x[i, m] W_gate[m, k]) (x[i, p] W_in[p, k])",
     "silu(x[i, m] W_in[m, k]) (x[i, p] W_gate[p, k])", "mlp_gated"),
    ("block", "x[i, m] + multi_head_bias(", "ln(x, g, b)[i, m] + multi_head_bias(", "block_attn block"),
    ("block", "mlp_gelu_new(ln(x, g, b)", "mlp_gelu_new(x", "block_mlp block"),
    ("block", "block_mlp(block_attn(x, g_1, b_1,", "block_mlp(block_attn(x, g_2, b_2,", "block"),
    ("tokens", "t[i, v] W_E[v, m]", "2 t[i, v] W_E[v, m]", "embed"),
    ("tokens", "x[i, m] + W_pos[i, m]", "x[i, m] - W_pos[i, m]", "add_pos"),
    ("tokens", "x[i, m] W_U[m, v]", "x[i, n] ones[n] W_U[m, v] ones[m]", "unembed"),
    ("circuits", "[m, n] = W_Q[m, d] W_K[n, d]", "[m, n] = W_K[m, d] W_Q[n, d]", "qk"),
    ("circuits", "[m, n] = W_V[m, d] W_O[d, n]", "[n, m] = W_V[m, d] W_O[d, n]", "ov"),
    ("circuits", "W_K[n, d] W_E[v, n]", "W_Q[n, d] W_E[v, n]", "qk_full"),
    ("circuits", "W_O[d, n] W_U[n, v]\n", "W_O[d, n] W_E[v, n]\n", "ov_full"),
    ("circuits", "W_E[u, m] W_U[m, v]", "W_E[v, m] W_U[m, u]", "bigrams"),
    ("circuits", "W_O[d, n] W_U[n, v] W_E[v, m] W_V[m, e]", "W_O[e, n] W_U[n, v] W_E[v, m] W_V[m, d]", "ov_core"),
    ("circuits", "A2[i, j] A1[j, k]", "A1[i, j] A2[j, k]", "attn_virtual"),
    ("circuits", "W_V2[p, e] W_O2[e, n]\n", "W_O2[e, p] W_V2[n, e]\n", "comp_v"),
    ("circuits", "W_Q2[p, e] W_K2[n, e]\n", "W_K2[p, e] W_Q2[n, e]\n", "comp_q"),
    ("circuits", "W_Q2[m, e] W_K2[p, e] W_O1[d, p] W_V1[n, d]\n",
     "W_K2[m, e] W_Q2[p, e] W_O1[d, p] W_V1[n, d]\n", "comp_k"),
    ("circuits", "sqrt(W_V[m, d] W_O[d, n]", "(W_V[m, d] W_O[d, n]", "ov_norm"),
    ("circuits", "sqrt(W_Q[m, d] W_K[n, d]", "sqrt(2 W_Q[m, d] W_K[n, d]", "qk_norm"),
    ("circuits", "/ (ov_norm(W_V1, W_O1) ov_norm(W_V2, W_O2))", "/ ov_norm(W_V1, W_O1)", "score_v"),
    ("circuits", "W_K2[n, f] W_Q2[q, f] W_O1[g, q]", "W_Q2[n, f] W_K2[q, f] W_O1[g, q]", "score_q"),
    ("circuits", "sqrt(W_Q2[m, e] W_K2[p, e]", "sqrt(W_K2[m, e] W_Q2[p, e]", "score_k"),
    ("attention_only", "    t[i, u] W_E[u, m] W_U[m, v]", "    t[i, u] W_E[u, m] W_E[v, m]", "zero_layer"),
    ("attention_only", "x[i, m] + A^h", "A^h", "frozen_layer one_layer_frozen two_layer_frozen"),
    ("attention_only", "W_V^h[n, d] W_O^h[d, m]", "W_V^h[n, d] W_O^0[d, m]", "frozen_layer"),
    ("attention_only", "multi_attn(add_pos(x, W_pos), ", "multi_attn(x, ", "attn_layer one_layer two_layer"),
    ("attention_only", "A1, W_V1, W_O1), A2, W_V2", "A2, W_V1, W_O1), A1, W_V2", "two_layer_frozen"),
    ("attention_only", "W_Q1, W_K1, W_V1, W_O1), W_pos, W_Q2", "W_K1, W_Q1, W_V1, W_O1), W_pos, W_Q2", "two_layer"),
    ("induction", "A[i, j] shift[i, j] / (context - 1)", "A[i, j] shift[i, j] / context", "prev_score"),
    ("induction", "A[i, j] shift[i, j] / (context - 1)", "A[i, j] shift[j, i] / (context - 1)", "prev_score"),
    ("induction", "W_E[u, m] comp_k(", "W_E[u, n] ones[m] ones[n] comp_k(", "token_match"),
    ("induction", "W_E[u, m] comp_k(W_V1, W_O1, W_Q2, W_K2)",
     "W_E[u, m] comp_k(W_V1, W_O1, W_K2, W_Q2)", "token_match"),
    ("induction", "t[k, v] A1[j, k]", "t[k, v] A1[k, j]", "attn_induction induction_head"),
    ("induction", "[i, j] t[j, u] ov_full", "[j, i] t[j, u] ov_full", "induction_head"),
    ("induction", "shift[i, j] exp(", "id[i, j] exp(", "repeated"),
    ("induction", "A[i, j] shift[j, k] t[k, v]", "A[i, j] id[j, k] t[k, v]", "prefix_score"),
    ("induction", " / sum[p](repeated(t)[p])", " / context", "prefix_score"),
)  # fmt: skip
"""A file of the library, a text in it, what is written instead, and definitions that are wrong then."""

SAME_SIZED = {"head1": "head", "head2": "head", "heads1": "heads", "heads2": "heads"}
"""Dimensions that some mistakes exchange, as one: with two sizes, they would be refused before they are computed."""


def one_size(entry: Entry) -> Entry:
    """A definition whose formals have the same dimension where a mistake may exchange them."""
    text = re.sub(r"\b(?:head|heads)[12]\b", lambda match: SAME_SIZED[match[0]], entry.text)
    return Entry(entry.name, entry.comment, text)


def program(entry: Entry) -> str:
    """A file that declares what the definition needs, and calls it with that."""
    formals = re.findall(r"([\w']+)\[([^\]]*)\]", entry.formals)
    dims = dict.fromkeys(dim for _, legs in formals for dim in legs.split(", "))
    declared = [f"input {name}[{legs}] {{ {LAWS.get(name, 'label: name')} }}" for name, legs in formals]
    declared = [text.replace("{ label: name }", "").strip() for text in declared]
    call = f"{entry.name}({', '.join(name for name, _ in formals)}){entry.result}"
    files = [f'use "std/{stem}.tg"' for stem in stems() if entry.name in {other.name for other in entries(stem)}]
    return "\n".join([*files, f"dim {', '.join(dims)}", *declared, f"found{entry.result} = {call}"]) + "\n"


def given(entry: Entry, document: tg.Document, sizes: dict[str, int]) -> dict[str, Any]:
    """Random arguments; of the tokens, which are ids, some occur twice."""
    values = random_values(document.network, document.network.declarations, sizes, seed=5)
    if "t" in values:
        values["t"] = np.array([2, 0, 2, 0, 1], dtype=np.int64)[: sizes["context"]]
    return values


def twin_of(entry: Entry, values: dict[str, Any], sizes: dict[str, int]) -> np.ndarray[Any, Any]:
    """What the twin makes of them, in the order of the formals."""
    names = re.findall(r"([\w']+)\[", entry.formals)
    tensors = {name: torch.as_tensor(values[name]) for name in names}
    if "t" in tensors:
        tensors["t"] = torch.nn.functional.one_hot(tensors["t"], sizes["vocab"]).double()
    return np.asarray(TWINS[entry.name](*(tensors[name] for name in names)).numpy())


def computed(
    entry: Entry, sizes: dict[str, int], evaluator: Callable[..., Any] = by_plan
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """What the definition gives, and what its twin does."""
    document = tg.loads(program(entry))
    used = {dim: sizes[dim] for dim in document.network.dims}
    values = given(entry, document, used)
    (ours,) = evaluator(document, ["found"], values, used)
    return np.asarray(ours), twin_of(entry, values, used)


def test_every_definition_has_a_twin_of_as_many_arguments() -> None:
    assert sorted(ENTRIES) == sorted(TWINS)
    for name, twin in TWINS.items():
        kinds = [parameter.kind for parameter in inspect.signature(twin).parameters.values()]
        count = len(re.findall(r"\w\[", ENTRIES[name].formals))
        assert len(kinds) == count or inspect.Parameter.VAR_POSITIONAL in kinds, name


@pytest.mark.parametrize("name", ENTRIES)
@pytest.mark.parametrize("sizes", SIZES, ids=["first", "second"])
@pytest.mark.parametrize("evaluator", [by_reference, by_plan])
def test_it_equals_its_twin(name: str, sizes: dict[str, int], evaluator: Any) -> None:
    small = {**sizes, "head1": 2, "head2": 3, "heads1": 3, "heads2": 2} if evaluator is by_reference else sizes
    ours, twin = computed(ENTRIES[name], small, evaluator)
    assert ours.shape == twin.shape and np.abs(twin).max() > CAUGHT
    assert worst([ours], [twin]) < TOLERANCE


@pytest.mark.parametrize(("stem", "old", "new", "names"), MUTATIONS)
def test_a_mistake_in_the_library_is_caught(
    stem: str, old: str, new: str, names: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "std"
    shutil.copytree(use.STD, folder)
    text = (folder / f"{stem}.tg").read_text("utf-8")
    assert text.count(old) == 1, old
    (folder / f"{stem}.tg").write_text(text.replace(old, new), "utf-8")
    monkeypatch.setattr(use, "STD", folder)
    for name in names.split():
        ours, twin = computed(one_size(ENTRIES[name]), SIZES[0])
        assert ours.shape != twin.shape or not worst([ours], [twin]) < CAUGHT, name


def test_a_mistake_is_planted_in_every_definition() -> None:
    assert {name for *_, names in MUTATIONS for name in names.split()} == set(ENTRIES)


LAYERED = (
    "g_1", "b_1", "W_Q", "b_Q", "W_K", "b_K", "W_V", "b_V", "W_O", "b_O",
    "g_2", "b_2", "W_in", "b_in", "W_out", "b_out",
)  # fmt: skip
"""The arguments of a block after its first."""


def test_blocks_applied_layer_by_layer_equal_the_twin() -> None:
    document = tg.load(SHOWN / "layers.tg")
    sizes = {dim: size for dim, size in {**SIZES[0], "layer": 3}.items() if dim in document.network.dims}
    values = random_values(document.network, document.network.declarations, sizes, seed=5)
    tensors = {name: torch.as_tensor(value) for name, value in values.items()}
    stream = tensors["W_E"][tensors["t"]] + tensors["W_pos"]
    for layer in range(3):
        stream = TWINS["block"](stream, *(tensors[name][layer] for name in LAYERED))
    expected = TWINS["ln"](stream, tensors["g"], tensors["b"]) @ tensors["W_U"]
    assert worst([document.run("logits", values, dtype="float64")["logits"]], [expected.numpy()]) < TOLERANCE


def test_the_eigenvalues_of_the_small_matrix_are_those_of_the_large_one() -> None:
    sizes = SIZES[0]
    small, _ = computed(ENTRIES["ov_core"], sizes)
    large, _ = computed(ENTRIES["ov_full"], sizes)
    found, expected = np.linalg.eigvals(small), np.linalg.eigvals(large)
    kept = sorted(expected, key=abs, reverse=True)[: sizes["head"]]
    assert np.allclose(sorted(found, key=lambda z: (z.real, z.imag)), sorted(kept, key=lambda z: (z.real, z.imag)))
    assert sorted(np.abs(expected))[-sizes["head"] - 1] < TOLERANCE


def test_the_copying_score_is_that_of_the_large_matrix() -> None:
    document = tg.load(SHOWN / "circuits.tg")
    sizes = {dim: size for dim, size in {**SIZES[0], "layer": 2}.items() if dim in document.network.dims}
    values = random_values(document.network, document.network.declarations, sizes, seed=5)
    large = values["W_E"] @ values["W_V"][0] @ values["W_O"][0] @ values["W_U"]
    eigenvalues = np.linalg.eigvals(large)
    expected = eigenvalues.sum().real / np.abs(eigenvalues).sum()
    assert abs(float(document.run("copying", values, dtype="float64")["copying"]) - expected) < TOLERANCE


@pytest.mark.parametrize("name", ["score_v", "score_q", "score_k"])
def test_composition_scores_are_at_most_one(name: str) -> None:
    score, _ = computed(ENTRIES[name], SIZES[1])
    assert 0 < score < 1
    one = dict.fromkeys(DIMS, 1)
    assert abs(float(computed(ENTRIES[name], {**one, "context": 2})[0]) - 1) < TOLERANCE


INDUCTION = """
use "std/induction.tg"
dim context, vocab, model, head
input t[context, vocab] { onehot: vocab }, A1[context, context] { pattern }
param W_E[vocab, model], W_V1[model, head], W_O1[head, model], W_Q2[model, head], W_K2[model, head]
A2[i, j] = attn_induction(t, W_E, A1, W_V1, W_O1, W_Q2, W_K2)[i, j]
previous = prev_score(A1)
prefix = prefix_score(A2, t)
"""
"""A head that attends to the previous token, and one that matches what it moved."""

SURE = 50.0
"""The score of a match: e to its power is above 10^21."""


def built_by_hand(match: float) -> tuple[float, float]:
    """The scores of two heads: the earlier copies tokens into a block of their own, which the later one reads."""
    ids = [0, 3, 1, 4, 2, 3, 1, 4, 2, 3]
    vocab = 5
    one, none = np.eye(vocab), np.zeros((vocab, vocab))
    shift = np.eye(len(ids), k=-1)
    shift[0, 0] = 1.0
    values = {
        "t": np.array(ids), "A1": shift, "W_E": np.hstack([one, none]),
        "W_V1": np.vstack([one, none]), "W_O1": np.hstack([none, one]),
        "W_Q2": match * vocab**0.5 * np.vstack([one, none]), "W_K2": np.vstack([none, one]),
    }  # fmt: skip
    found = tg.loads(INDUCTION).run(["previous", "prefix"], values, dtype="float64")
    return float(found["previous"]), float(found["prefix"])


def test_an_induction_head_made_by_hand_has_perfect_scores() -> None:
    previous, prefix = built_by_hand(SURE)
    assert previous == 1.0
    assert prefix > 0.999


def test_without_a_match_it_is_no_induction_head() -> None:
    """It attends evenly then: to the one position after an earlier occurrence with 1 / (i + 1)."""
    _, prefix = built_by_hand(0.0)
    assert abs(prefix - np.mean([1 / (i + 1) for i in range(5, 9)] + [2 / 10])) < TOLERANCE


LONG = 128
"""Positions for which the first, which has none before it, weighs less than a tenth."""


def conditions(weights: dict[str, Any]) -> set[str]:
    """The verdicts on the three conditions."""
    found = tg.load(SHOWN / "induction.tg").check(weights)
    return {verdict.word for verdict in found if verdict.name == "conditions"}


def layered(rng: np.random.Generator) -> dict[str, Any]:
    """The weights of both heads made by hand, in the file's shapes; what no condition reads is random."""
    vocab = 5
    one, none, other = np.eye(vocab), np.zeros((vocab, vocab)), rng.standard_normal((2 * vocab, vocab))
    shift = np.eye(LONG, k=-1)
    shift[0, 0] = 1.0
    low, high = np.vstack([one, none]), np.vstack([none, one])
    return {
        "t": np.arange(LONG) % vocab, "A": np.stack([shift, shift]), "W_E": np.hstack([one, none]), "W_U": low,
        "W_V": np.stack([low, low]), "W_O": np.stack([np.hstack([none, one]), np.hstack([one, none])]),
        "W_Q": np.stack([other, 3 * low]), "W_K": np.stack([other, high]),
    }  # fmt: skip


def test_weights_made_by_hand_meet_the_conditions_of_an_induction_head() -> None:
    assert conditions(layered(np.random.default_rng(0))) == {"holds"}


@pytest.mark.parametrize("name", ["A", "W_K", "W_U"])
def test_other_weights_do_not(name: str) -> None:
    rng = np.random.default_rng(0)
    weights = layered(rng)
    even = np.tril(np.ones((LONG, LONG))) / np.arange(1, LONG + 1)[:, None]
    other = np.stack([even, even]) if name == "A" else rng.standard_normal(weights[name].shape)
    assert "false" in conditions({**weights, name: other})
