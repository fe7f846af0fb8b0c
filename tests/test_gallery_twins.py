"""Every definition of the gallery against its hand-written twin, by the reference evaluator and by the plan."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.einsum.random_values import random_values
from tests.test_examples import CAUGHT, TOLERANCE, Case, by_plan, by_reference, worst
from tests.twins.gallery import TWINS
from tests.write_gallery import FILES

PATHS = {path.stem: path for path in FILES if tg.load(path).names}

LIGHT = {"15-peps": ({"bond": 3, "phys": 1}, {"bond": 1, "phys": 3})}
"""Sizes for the reference, which holds every entry of a whole product at once, instead of the case's own."""

CASES = {
    "02-operations": Case(
        ({"n": 3, "m": 4, "k": 5}, {"n": 5, "m": 3, "k": 2}),
        (
            ("dot = a[i] b[i]", "dot = a[i] a[i]"),
            ("= a[i] c[j]\n", "= b[i] c[j]\n"),
            ("= A[i, j] c[j]\n", "= A[i, j] ones[j]\n"),
            ("matmat[i, k] =", "matmat[k, i] ="),
            ("trace = A[i, j] C[j, i]", "trace = A[i, j] C[k, l] ones[i] ones[j] ones[k] ones[l]"),
        ),
    ),
    "03-copy": Case(
        ({"n": 3}, {"n": 4}),
        (
            ("diag[i, j] = copy[i, j, k] v[k]", "diag[i, j] = v[i] v[j]"),
            ("diag[i, j] = copy[i, j, k] v[k]", "diag[i: n, j] = id[i, j]"),
            ("= a[i] b[i]", "= a[i] a[i]"),
            ("= a[i] b[i]", "= a[i] b[j] ones[j]"),
        ),
    ),
    "04-svd": Case(
        ({"n": 4, "m": 5, "r": 3}, {"n": 6, "m": 4, "r": 2}),
        (
            ("copy[a, b, c] λ[c]\n", "id[a: r, b]\n"),
            ("M[i, j] { color: blue } = U[i, r] λ[r]", "M[i, j] { color: blue } = U[i, r]"),
            ("= U[i, r] λ[r] V[j, r]\n\n", "= U[i, r] λ[r] V[j, s] ones[s]\n\n"),
        ),
    ),
    "05-decompositions": Case(
        (
            {"n": 5, "m": 6, "k": 7, "l": 8, "r": 12, "p": 2, "q": 3, "s": 4, "x": 9, "y": 10, "z": 11},
            {"n": 12, "m": 11, "k": 9, "l": 2, "r": 6, "p": 7, "q": 10, "s": 8, "x": 3, "y": 4, "z": 5},
        ),
        (
            ("= A[i, r] λ[r] C[k, r]", "= A[i, r] C[k, r]"),
            ("= A[i, r] λ[r] C[k, r]", "= A[i, r] λ[s] ones[s] C[k, r]"),
            ("= U[i, a] G[a, b, c]", "= U[i, d] ones[d] ones[a] G[a, b, c]"),
            ("tucker[i, j, k] { kind", "tucker[k, j, i] { kind"),
            ("G3[b, k, c]", "G3[d, k, c] ones[d] ones[b]"),
            ("train[i, j, k, l] { kind", "train[i, k, j, l] { kind"),
        ),
    ),
    "06-sum-bubble": Case(
        ({"n": 3, "m": 4, "k": 5, "l": 2}, {"n": 5, "m": 2, "k": 3, "l": 4}),
        (
            ("= A[i, j] + B[i, j]\n", "= A[i, j] - B[i, j]\n"),
            ("fn σ = relu", "fn σ = abs"),
            ("= σ(A[i, j] C[j, k]) D[k, l]\n\n", "= σ(A[i, j] C[j, k] D[k, l])\n\n"),
        ),
    ),
    "07-mlp": Case(
        ({"batch": 2, "in": 3, "mid": 5, "out": 4}, {"batch": 5, "in": 4, "mid": 3, "out": 2}),
        (
            (" + b_up[h])", ")"),
            (" + b_down[o])", ")"),
            ("fn σ = gelu", "fn σ = gelu_new"),
            ("σ(σ(x[b, e] W_up[e, h] + b_up[h])", "σ((x[b, e] W_up[e, h] + b_up[h])"),
        ),
    ),
    "08-head": Case(
        ({"context": 4, "model": 5, "head": 3}, {"context": 5, "model": 3, "head": 2}),
        (
            ("softmax[j](", "softmax[i]("),
            ("causal[i, j](", "("),
            ("causal[i, j](", "causal[j, i]("),
            ("W_Q[m, d] W_K[n, d]", "W_K[m, d] W_Q[n, d]"),
            (" / sqrt(head)", " / head"),
            ("= A[i, j] x[j, m] W_V", "= A[j, i] x[j, m] W_V"),
        ),
    ),
    "09-multihead": Case(
        (
            {"context": 4, "model": 5, "heads": 2, "head": 3},
            {"context": 3, "model": 4, "heads": 5, "head": 2},
        ),
        (
            ("softmax[j](", "softmax[h]("),
            (" / sqrt(head)", ""),
            ("} = A[h, i, j] x[j, m] W_V[h, m, d]", "} = A[g, i, j] ones[g] x[j, m] W_V[h, m, d]"),
            ("= y[h, i, n] ones[h]", "= y[0, i, n]"),
        ),
    ),
    "10-one-layer": Case(
        (
            {"context": 4, "vocab": 6, "model": 5, "heads": 2, "head": 3},
            {"context": 3, "vocab": 7, "model": 4, "heads": 5, "head": 2},
        ),
        (
            ("W_OV^h[m, n] = W_V^h", "W_OV^h[n, m] = W_V^h"),
            ("x[i, m] = t[i, u] W_E[u, m]", "x[i, m] = t[i, u] W_U[m, u]"),
            ("= x[i, n] + A^h[i, j] x", "= A^h[i, j] x"),
            ("A^h[i, j] x[j, m]", "A^h[j, i] x[j, m]"),
            ("x[j, m] W_OV^h[m, n]\n", "x[j, m] W_OV^h[n, m]\n"),
            ("= x1[i, m] W_U", "= x[i, m] W_U"),
        ),
    ),
    "11-two-layer": Case(
        (
            {"context": 4, "vocab": 6, "model": 5, "heads": 2},
            {"context": 3, "vocab": 5, "model": 2, "heads": 4},
        ),
        (
            ("x0[i, m] = t[i, v'] W_E[v', m]", "x0[i, m] = t[i, v'] W_U[m, v']"),
            ("= x1[i, n] + A2", "= x0[i, n] + A2"),
            ("A2^h2[i, j] x1[j, m]", "A2^h2[i, j] x0[j, m]"),
            ("A1^h1[i, j] x0[j, m] W_OV1^h1[m, n]", "A1^h1[i, j] x0[j, m] W_OV1^h1[n, m]"),
            ("x0[j, m] W_OV1^h1", "x0[j, m] W_OV2^h1"),
            ("= x2[i, m] W_U[m, v]", "= x1[i, m] W_U[m, v]"),
        ),
    ),
    "12-scores": Case(
        (
            {"context": 4, "model": 5, "heads": 2, "head": 3},
            {"context": 3, "model": 4, "heads": 5, "head": 2},
        ),
        (
            ("= x0[i, m] + A^p", "= A^p"),
            ("A^p[i, k] x0[k, o] W_OV^p[o, m]", "A^p[k, i] x0[k, o] W_OV^p[o, m]"),
            ("x0[k, o] W_OV^p[o, m]\n", "x0[k, o] W_OV^p[m, o]\n"),
        ),
    ),
    "14-induction": Case(
        (
            {"context": 4, "vocab": 5, "model": 3, "head": 2},
            {"context": 5, "vocab": 6, "model": 4, "head": 3},
        ),
        (
            ("t[k, v] A_p[j, k] /", "t[k, v] A_p[k, j] /"),
            ("A_p[j, k] / sqrt(head)", "A_p[j, k]"),
            (
                "W_Q[m, d] W_K[n, d] O_p[e, n] V_p[o, e] W_E[v, o] t[k, v] A_p[j, k] / sqrt",
                "W_K[m, d] W_Q[n, d] O_p[e, n] V_p[o, e] W_E[v, o] t[k, v] A_p[j, k] / sqrt",
            ),
            ("softmax[j](causal[i, j](\n    t[i, u] W_E", "softmax[i](causal[i, j](\n    t[i, u] W_E"),
            ("= A[i, j] t[j, u] W_E", "= A_p[i, j] t[j, u] W_E"),
        ),
    ),
    "15-peps": Case(
        ({"bond": 2, "phys": 3}, {"bond": 3, "phys": 2}),
        (
            ("psi[a, b, c, d, e, f, g, h, i] {", "psi[a, d, c, b, e, f, g, h, i] {"),
            ("A[r, s, a]", "A[s, r, a]"),
            ("B[r, t, u, b]", "B[t, r, u, b]"),
            ("C[t, v, c]", "C[v, t, c]"),
            ("D[s, w, x, d]", "D[s, x, w, d]"),
            ("E[u, w, y, z, e]", "E[u, y, w, z, e]"),
            ("F[v, y, o, f]", "F[y, v, o, f]"),
            ("G[x, p, g]", "G[p, x, g]"),
            ("H[z, p, q, h]", "H[z, q, p, h]"),
            ("I[o, q, i]", "I[q, o, i]"),
        ),
    ),
    "16-mps": Case(
        (
            {"phys": 2, "a": 3, "b": 4, "c": 5, "p": 6, "q": 7, "r": 8},
            {"phys": 3, "a": 8, "b": 2, "c": 6, "p": 4, "q": 7, "r": 5},
        ),
        (
            ("B2[p, j, q] B3[q, k, r] B4[r, l]\n", "B2[p, k, q] B3[q, j, r] B4[r, l]\n"),
            ("B1[i, p]", "B1[0, p] ones[i]"),
            ("overlap { label", "overlap[l] { label"),
        ),
    ),
    "17-bilinear": Case(
        ({"model": 3, "hidden": 5, "out": 2}, {"model": 4, "hidden": 3, "out": 6}),
        (
            ("x[n] V[n, h]\n", "x[n] W[n, h]\n"),
            ("y[o] = g[h] D[h, o]", "y[o] = g[h] g[h] D[h, o]"),
            ("B[m, n, o] = W[m, h]", "B[n, m, o] = W[m, h]"),
        ),
    ),
    "18-gated-mlp": Case(
        ({"context": 2, "model": 3, "mlp": 5}, {"context": 4, "model": 5, "mlp": 3}),
        (
            ("= silu(x[i, m] W_gate[m, h])", "= sigmoid(x[i, m] W_gate[m, h])"),
            ("= silu(x[i, m] W_gate[m, h]) (x[i, p] W_up[p, h])", "= silu(x[i, m] W_gate[m, h])"),
            ("= silu(x[i, m] W_gate[m, h]) (x[i, p] W_up[p, h])", "= (x[i, m] W_gate[m, h]) silu(x[i, p] W_up[p, h])"),
        ),
    ),
    "19-batched-attention": Case(
        (
            {"batch": 6, "context": 4, "model": 5, "heads": 2, "head": 3},
            {"batch": 2, "context": 3, "model": 4, "heads": 5, "head": 6},
        ),
        (
            ("softmax[j](", "softmax[h]("),
            ("causal[i, j](", "causal[j, i]("),
            (" / sqrt(head)", " / sqrt(model)"),
            ("A[b, h, i, j] x[b, j, m]", "A[b, h, i, j] x[c, j, m] ones[c]"),
        ),
    ),
    "20-grouped-query": Case(
        (
            {"context": 4, "model": 5, "groups": 2, "queries": 3, "head": 6},
            {"context": 3, "model": 4, "groups": 5, "queries": 2, "head": 6},
        ),
        (
            ("softmax[j](", "softmax[q]("),
            ("W_K[g, n, d] x", "W_K[0, n, d] x"),
            ("x[j, m] W_V[g, m, d]", "x[j, m] W_V[-1, m, d]"),
            ("y[i, n] = A[g, q, i, j]", "y[i, n] = A[g, p, i, j] ones[p] ones[q]"),
            (" / sqrt(head)", ""),
        ),
    ),
    "21-lora": Case(
        ({"context": 2, "in": 5, "out": 4, "rank": 3}, {"context": 4, "in": 3, "out": 5, "rank": 2}),
        (
            ("scalar α = 2", "scalar α = 3"),
            ("(W[m, o] + α A[m, r] B[r, o])", "(W[m, o] + A[m, r] B[r, o])"),
            ("(W[m, o] + α A[m, r] B[r, o])", "(W[m, o] - α A[m, r] B[r, o])"),
            ("(W[m, o] + α A[m, r] B[r, o])", "(W[m, o] + α A[m, r] ones[r] B[s, o] ones[s])"),
        ),
    ),
    "22-residual-stream": Case(
        (
            {"context": 4, "vocab": 6, "model": 5, "heads": 2},
            {"context": 3, "vocab": 5, "model": 2, "heads": 4},
        ),
        (
            ("x0[i, m] = t[i, v] W_E[v, m]", "x0[i, m] = t[i, v] W_U[m, v]"),
            ("(x1[i, m] + A2", "(x0[i, m] + A2"),
            ("A2[h, i, j] x1[j, n]", "A2[h, i, j] x0[j, n]"),
            ("A1[h, i, j] x0[j, n]", "A1[h, j, i] x0[j, n]"),
            ("W_OV2[h, n, m]) W_U", "W_OV2[h, m, n]) W_U"),
        ),
    ),
    "23-gpt2-block": Case(
        (
            {"context": 4, "model": 6, "heads": 2, "head": 3, "mlp": 5},
            {"context": 3, "model": 5, "heads": 4, "head": 2, "mlp": 7},
        ),
        (
            (" + b_1[m]\n", "\n"),
            (" + b_2[m]\n", "\n"),
            (" + b_O[m]\n", "\n"),
            (" + b_in[h])", ")"),
            (" + b_out[m]\n", "\n"),
            ("gelu_new(", "gelu("),
            ("layernorm[m](x[i, m])", "layernorm[i](x[i, m])"),
            ("layernorm[m](x1[i, m])", "layernorm[m](x1[i, m], eps: 1e-3)"),
            ("= A[h, i, j] n1[j, n]", "= A[h, i, j] x[j, n]"),
            ("= x[i, m] + attn[i, m]\n", "= n1[i, m] + attn[i, m]\n"),
            ("y[i, m] = x1[i, m] +", "y[i, m] = x[i, m] +"),
        ),
    ),
}


def drawn(document: tg.Document, sizes: dict[str, int], seed: int) -> dict[str, Any]:
    """Random values for every declared tensor; a pattern's future may be zero, nothing else."""
    values = random_values(document.network, document.network.declarations, sizes, seed)
    for name, value in values.items():
        laws = {law.name for law in document.network[name].properties}
        assert laws & {"onehot", "pattern"} or np.all(value != 0), name
    return values


def twin_of(name: str, values: dict[str, Any]) -> dict[str, np.ndarray[Any, Any]]:
    results = TWINS[name]({key: torch.as_tensor(value) for key, value in values.items()})
    return {key: result.numpy() for key, result in results.items()}


def differing(ours: list[Any], twin: dict[str, Any]) -> set[str]:
    """The definitions that are not their twins', by their shape or clearly by a value."""
    return {
        name
        for array, (name, expected) in zip(ours, twin.items(), strict=True)
        if array.shape != expected.shape or not worst([array], [expected]) < CAUGHT
    }


@cache
def text_and_document(name: str) -> tuple[str, tg.Document]:
    return PATHS[name].read_text("utf-8"), tg.load(PATHS[name])


def test_every_file_with_definitions_has_a_case_and_a_twin() -> None:
    assert list(PATHS) == list(CASES) == list(TWINS)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("evaluator", [by_reference, by_plan])
def test_every_definition_equals_its_twin(name: str, which: int, evaluator: Any) -> None:
    _, document = text_and_document(name)
    sizes = (LIGHT.get(name, CASES[name].sizes) if evaluator is by_reference else CASES[name].sizes)[which]
    assert len(set(sizes.values())) == len(sizes) and set(sizes) == set(document.network.dims)
    values = drawn(document, sizes, seed=which)
    twin = twin_of(name, values)
    assert set(twin) == set(document.names)
    ours = evaluator(document, list(twin), values, sizes)
    assert [(array.shape, array.dtype) for array in ours] == [(array.shape, float) for array in twin.values()]
    assert worst(ours, list(twin.values())) < TOLERANCE


@pytest.mark.parametrize("name", CASES)
def test_mistakes_in_the_text_are_caught(name: str) -> None:
    """Each of them, and each definition shows at least one. By the plan, which can hold every file's full sizes."""
    text, document = text_and_document(name)
    sizes, shown = CASES[name].sizes[0], set()
    values = drawn(document, sizes, seed=0)
    twin = twin_of(name, values)
    for old, new in CASES[name].mutations:
        assert text.count(old) == 1, old
        mistaken = tg.loads(text.replace(old, new).split("\nshow ")[0])
        found = differing(by_plan(mistaken, list(twin), values, sizes), twin)
        assert found, (old, new)
        shown |= found
    assert shown == set(document.names)
