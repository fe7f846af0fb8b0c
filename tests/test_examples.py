"""Every example against its hand-written twin, by the reference evaluator and by the plan."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.code.run import execute
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.random_values import random_values
from tensorgraph.einsum.reference import evaluate
from tensorgraph.graph.derived import derived_dims
from tensorgraph.graph.nodes import Graph, Product, Sum, Tensor

TOLERANCE = 1e-10
CAUGHT = 1e-6
"""Least relative error of a planted mistake: gelu and its tanh approximation differ by about 1e-4."""


@dataclass(frozen=True)
class Case:
    """An example: two size sets with all dimensions distinct, twin names that differ from ours, and mutations of the
    text, each of which the comparison must catch."""

    sizes: tuple[dict[str, int], dict[str, int]]
    mutations: tuple[tuple[str, str], ...]
    names: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)


CASES = {
    "decompositions": Case(
        (
            {"n": 9, "m": 5, "a": 4, "b": 3, "c": 8, "d": 2, "terms": 6},
            {"n": 5, "m": 4, "a": 3, "b": 2, "c": 6, "d": 7, "terms": 8},
        ),
        (
            ("svd(M[i, j], rank: 2)", "svd(M[i, j], rank: 3)"),
            ("= svd(t_1[x] L_1[x, j, k, l])", "= svd(L_1[x, j, k, l])"),
            ("svd(t_2[y] L_2[y, k, l])", "svd(t_2[y] L_2[y, k, l] + t_2[y] L_2[y, k, l])"),
            ("= M[k, i] M[k, j]", "= M[k, i] M[k, j] + id[i, j]"),
            ("O[i, p] R[p, j] = qr(M[i, j])", "O[i, p] R[p, j] = qr(-M[i, j])"),
            ("e[u] = eigh(C[i, j])", "e[u] = eigh(-C[i, j])"),
            ("π[w] Q[w, k, l] = svd(T", "π[w] Q[w, k, l] = svd(-T"),
            ("= abs(λ[o]) ones[o]", "= abs(λ[o]) abs(λ[o])"),
            ("K[α, β, γ, δ] = T", "K[α, β, γ, δ] = 2 T"),
            ("M_2[i, j] = U_2[i, q] s_2[q]", "M_2[i, j] = U_2[i, q] ones[q]"),
            ("f[i, v] g[j, v] h[k, v]", "f[i, v] g[j, w] h[k, v] ones[w]"),
        ),
    ),
    "deep": Case(
        (
            {"context": 4, "vocab": 9, "model": 6, "layer": 3, "heads": 2, "head": 5, "mlp": 7},
            {"context": 3, "vocab": 8, "model": 5, "layer": 4, "heads": 2, "head": 6, "mlp": 7},
        ),
        (
            ("W_Q^l^h, W_K^l^h", "W_Q^0^h, W_K^l^h"),
            ("W_V^l^h[p, d] W_O^l^h[d, n]\n", "W_V^l^h[p, d] W_O^0^h[d, n]\n"),
            ("norm(x, g_1^l, b_1^l), l", "norm(x0, g_1^l, b_1^l), l"),
            ("block(x0, l)", "block(x0, 1)"),
            ("x[i, m] = block(", "x[i, m] = attention("),
            (" + b_out^l[n]", ""),
            (" + b_in^l[q]", ""),
            ("norm(x, g_f, b_f)", "norm(x0, g_f, b_f)"),
            ("W_OV^k^g[p, n]", "W_OV^l^g[p, n] ones[k: layer]"),
        ),
    ),
    "basics": Case(
        ({"n": 3, "m": 4, "k": 5, "l": 2}, {"n": 5, "m": 2, "k": 3, "l": 4}),
        (
            ("matmat[i, k] =", "matmat[k, i] ="),
            ("= A[i, j] + A_1[i, j]", "= A[i, j]"),
            ("composed[i, l] = σ(A[i, j] B[j, k])", "composed[i, l] = A[i, j] B[j, k]"),
            ("trace = A[i, j] B[j, i]", "trace = A[i, j] B[j, k] ones[i] ones[k]"),
            ("total = s R", "total = R"),
            ("three[i] = T[i, j, k] c[j]", "three[i] = T[i, j, k] ones[j]"),
        ),
        inputs={"A_1": "A1"},
    ),
    "mlp": Case(
        ({"batch": 2, "in": 3, "mid": 5, "out": 4}, {"batch": 5, "in": 4, "mid": 3, "out": 2}),
        (
            (" + b_up[h])", ")"),
            (" + b_down[o])", ")"),
            ("fn σ = gelu", "fn σ = gelu_new"),
            ("z[b, o] = σ(", "z[b, o] = ("),
        ),
        names={"mid_x": "mid"},
    ),
    "head": Case(
        ({"context": 4, "vocab": 7, "model": 5, "head": 3}, {"context": 5, "vocab": 6, "model": 3, "head": 2}),
        (
            ("softmax[j](", "softmax[i]("),
            ("(S[i, j]))", "(S[j, i]))"),
            ("causal[i, j](S", "causal[j, i](S"),
            (" / sqrt(head)", ""),
            ("h[i, n] = A[i, j] x[j, m]", "h[j, n] = A[i, j] x[i, m]"),
        ),
    ),
    "multihead": Case(
        (
            {"context": 4, "model": 5, "heads": 2, "head": 3},
            {"context": 3, "model": 4, "heads": 5, "head": 2},
        ),
        (
            ("softmax[j](", "softmax[h]("),
            ("S[h, i, j] = x[i, m] W_Q", "S[h, j, i] = x[i, m] W_Q"),
            ("H[i, n] = A[h, i, j] x[j, m]", "H[j, n] = A[h, i, j] x[i, m]"),
            (" / sqrt(head)", " / head"),
        ),
    ),
    "one_layer": Case(
        (
            {"context": 4, "vocab": 7, "model": 5, "heads": 2, "head": 3},
            {"context": 3, "vocab": 6, "model": 4, "heads": 5, "head": 2},
        ),
        (
            ("add_pos(x0, W_pos)", "add_pos(x0, x0)"),
            ("attn(y, W_Q^h, W_K^h)", "attn(x0, W_Q^h, W_K^h)"),
            ("attn(y, W_Q^h, W_K^h)", "attn(y, W_K^h, W_Q^h)"),
            ("W_OV^h[m, n] = ov", "W_OV^h[n, m] = ov"),
            ('x1[i, n] { label: "x^1" } = x0[i, n] +', 'x1[i, n] { label: "x^1" } ='),
        ),
    ),
    "gpt2_block": Case(
        (
            {"context": 4, "model": 6, "heads": 2, "head": 3, "mlp": 5},
            {"context": 3, "model": 5, "heads": 4, "head": 2, "mlp": 7},
        ),
        (
            ("n1, W_Q, b_Q,", "n1, W_Q, b_K,"),
            # b_K alone changes nothing: it adds the same to every key's score, and softmax does not see that
            ("W_K, b_K)[h, i, j]\n", "W_V, b_K)[h, i, j]\n"),
            ("project(n1, W_V, b_V)", "project(n1, W_V, b_K)"),
            (" + b_O[m]\nn2", "\nn2"),
            (" + b_in[p]", ""),
            (" + b_out[m]\n", "\n"),
            ("ln(x, g_1, b_1)", "ln(x, g_1, b_2)"),
            ("ln(mid, g_2, b_2)", "ln(mid, g_2, b_1)"),
            ("ln(x, g_1, b_1)", "ln(x, g_2, b_1)"),
            ("ln(mid, g_2, b_2)", "ln(x, g_2, b_2)"),
            ("multi_attn_bias(n1, ", "multi_attn_bias(x, "),
            ("A[h, i, j] { kind: pattern } =", "A[h, j, i] { kind: pattern } ="),
            ("project(n1, W_V, b_V)[i, h, d]\n", "project(x, W_V, b_V)[i, h, d]\n"),
        ),
    ),
    "gpt2": Case(
        (
            {"context": 4, "vocab": 8, "model": 5, "layer": 2, "heads": 3, "head": 6, "mlp": 7},
            {"context": 4, "vocab": 9, "model": 6, "layer": 3, "heads": 2, "head": 5, "mlp": 7},
        ),
        (
            ("gelu_new(", "gelu("),
            ("[i, h, d] keys(x, l)[j, h, d]", "[j, h, d] keys(x, l)[i, h, d]"),
            (" W_V^l[h, m, d] + b_V^l[h, d]", " W_V^l[h, m, d]"),
            (" W_V^l[h, m, d] +", " W_V^0[h, m, d] +"),
            (" + b_Q^l[h, d]", ""),
            (" + b_O^l[m]", ""),
            (" + b_in^l[k]", ""),
            (" + b_out^l[m]", ""),
            ("ln(x, g_1^l, b_1^l)", "ln(x, g_1^l, b_2^l)"),
            ("ln(x, g_2^l, b_2^l)", "ln(x, g_1^l, b_2^l)"),
            ("ln(x, g_f, b_f)", "ln(x_0, g_f, b_f)"),
            ("ffn(attention(x, l), l)", "ffn(x, l)"),
            ("block(x_0, l)", "block(x_0, 0)"),
            (" + W_pos[i, m]", ""),
            ("W_QK^l^h[m, n] {", "W_QK^l^h[n, m] {"),
            (" / sqrt(head)))\ndef", "))\ndef"),
        ),
    ),
    "llama_block": Case(
        (
            {"context": 4, "model": 6, "groups": 2, "repeats": 3, "head": 5, "mlp": 7},
            {"context": 3, "model": 5, "groups": 4, "repeats": 2, "head": 6, "mlp": 8},
        ),
        (
            ("rms(x, g_1)", "rms(x, g_2)"),
            ("rms(mid, g_2)", "rms(x, g_2)"),
            ("W_Q^g^r[m, d] R[i, d, e]\n", "W_Q^g^r[m, d] R[i, e, d]\n"),
            ("= n_1[j, m] W_K^g[m, d] R[j, d, e]", "= n_1[j, m] W_K^g[m, e]"),
            ("V[g, j, d] = n_1[j, m]", "V[g, j, d] = x[j, m]"),
            ("softmax[j](causal[i, j](Q", "softmax[i](causal[i, j](Q"),
            ("} = x[i, m] + A", "} = A"),
            ("mlp_gated(n_2, W_gate, W_in,", "mlp_gated(n_2, W_in, W_gate,"),
            ("y[i, m] = mid[i, m] +", "y[i, m] = x[i, m] +"),
            (" / sqrt(head)", ""),
        ),
    ),
}


def values_of(document: tg.Document, sizes: dict[str, int], seed: int) -> dict[str, Any]:
    """Random values for every declared tensor, none of them zero."""
    values = random_values(document.network, document.network.declarations, sizes, seed)
    for name, value in values.items():
        if np.issubdtype(value.dtype, np.floating):
            assert np.all(value != 0), name
    return values


def twin_of(name: str, case: Case, values: dict[str, Any]) -> dict[str, np.ndarray[Any, Any]]:
    """What the twin makes of them, by our names."""
    given = {case.inputs.get(key, key): torch.as_tensor(value) for key, value in values.items()}
    results = importlib.import_module(f"tests.twins.{name}").twin(given)
    ours = {theirs: mine for mine, theirs in case.names.items()}
    return {ours.get(key, key): value.numpy() for key, value in results.items()}


def by_reference(document: tg.Document, names: list[str], values: dict[str, Any], sizes: dict[str, int]) -> list[Any]:
    return [evaluate(document.network, _named(document, name), values, sizes, {}) for name in names]


def _named(document: tg.Document, name: str) -> Graph:
    """A definition by its name."""
    graph = document.network.definitions[name].graph
    return Graph(graph.legs, Sum((Product((Tensor(name, graph.legs),)),)))


def by_plan(document: tg.Document, names: list[str], values: dict[str, Any], sizes: dict[str, int]) -> list[Any]:
    plan = make_plan(document.network, names, sizes)
    used = {load.name: values[load.name] for load in plan.inputs}
    results = execute(plan, used, dtype=torch.float64)
    return [results[name].numpy() for name in names]


def worst(ours: list[Any], twin: list[Any]) -> float:
    """The largest difference, relative to the largest entry of each result."""
    errors = [float(np.abs(a - b).max() / np.abs(b).max()) for a, b in zip(ours, twin, strict=True)]
    return float(np.max(errors))  # not-a-number stays


@pytest.mark.parametrize("path", list(tg.examples()), ids=lambda path: path.stem)
def test_every_example_has_a_case_and_a_twin(path: Any) -> None:
    assert path.stem in CASES


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("evaluator", [by_reference, by_plan])
def test_example_equals_its_twin(name: str, which: int, evaluator: Any) -> None:
    case, document = CASES[name], tg.load(tg.example(name))
    sizes = case.sizes[which]
    derived = derived_dims(document.network)
    assert len(set(sizes.values())) == len(sizes) and set(sizes) == set(document.network.dims) - set(derived)
    values = values_of(document, sizes, seed=which)
    twin = twin_of(name, case, values)
    assert twin
    assert worst(evaluator(document, list(twin), values, sizes), list(twin.values())) < TOLERANCE


@pytest.mark.parametrize(
    ("name", "old", "new"), [(name, *mutation) for name, case in CASES.items() for mutation in case.mutations]
)
def test_a_mistake_in_the_text_is_caught(name: str, old: str, new: str) -> None:
    case, text = CASES[name], tg.example(name).read_text("utf-8")
    assert text.count(old) == 1
    document = tg.loads(text.replace(old, new).split("\nshow ")[0])
    sizes = case.sizes[0]
    values = values_of(document, sizes, seed=0)
    twin = twin_of(name, case, values)
    ours = by_reference(document, list(twin), values, sizes)
    same_shape = all(a.shape == b.shape for a, b in zip(ours, twin.values(), strict=True))
    assert not same_shape or not worst(ours, list(twin.values())) < CAUGHT


@pytest.mark.parametrize("name", CASES)
def test_gradients_of_every_example(name: str) -> None:
    """By finite differences, of every definition at once, in every tensor that is not ids."""
    document, sizes = tg.load(tg.example(name)), CASES[name].sizes[0]
    values = values_of(document, sizes, seed=3)
    plan = make_plan(document.network, [name for name in document.names if name != "λ"], sizes)  # complex
    fixed = {key: value for key, value in values.items() if not np.issubdtype(value.dtype, np.floating)}
    free = [load.name for load in plan.inputs if load.name not in fixed]
    tensors = [torch.tensor(values[key], requires_grad=True) for key in free]

    def function(*arguments: torch.Tensor) -> Any:
        given = {**fixed, **dict(zip(free, arguments, strict=True))}
        results = execute(plan, given, dtype="float64").values()
        return tuple(
            torch.where(torch.isfinite(result), result, 0).sum(-1) if result.dim() else result for result in results
        )

    assert torch.autograd.gradcheck(function, tensors, fast_mode=True)
