"""Graphs that are the same but for names and order, and graphs that are nearly so."""

from __future__ import annotations

import pytest

import tensorgraph as tg
from tensorgraph.rewrite import isomorphism
from tensorgraph.rewrite.isomorphism import same_graph
from tensorgraph.rewrite.limits import GaveUp
from tensorgraph.rewrite.terms import Setting

HEAD = """dim n = 5, m = 7
param M[n, n], N[n, n], A[n, m], B[m, n], S[n, n] { symmetric }, T[n, n, n], K[(n n), n]
input x[n], y[n]
scalar c
fn f, g[n]
"""
RING = "S[{0}, {1}] S[{1}, {2}] S[{2}, {3}] S[{3}, {4}] S[{4}, {5}] S[{5}, {0}]"
TWO_RINGS = "S[a, b] S[b, c] S[c, a] S[d, e] S[e, f'] S[f', d]"

SAME = {
    "order of factors": "M[i, j] N[j, k] == N[j, k] M[i, j]",
    "names of summed wires": "M[i, j] N[j, k] == M[i, p] N[p, k]",
    "a trace may be read from anywhere": "M[i, j] N[j, k] T[k, i, i] == N[b, c] T[c, a, a] M[a, b]",
    "order of terms": "M[i, j] + N[i, j] == N[i, j] + M[i, j]",
    "legs of a symmetric matrix": "S[i, j] x[j] == S[j, i] x[j]",
    "equal parts": "(x[i] M[i, j] y[j]) (x[k] M[k, l] y[l]) == (x[k] M[k, j] y[j]) (x[i] M[i, l] y[l])",
    "a ring of equal matrices": RING.format(*"abcdef") + " == " + RING.format(*"fbdace"),
    "insides of bubbles": "f(M[i, j] x[j] + y[i]) == f(y[i] + x[k] M[i, k])",
    "bubbles in bubbles": "f(M[i, j] f(x[j] + y[j])) == f(M[i, k] f(y[k] + x[k]))",
    "wires on a dot": "x[i] y[j] id[i, j] == y[i] x[j] id[j, i]",
    "the end a dot gives": "M[i, k] id[i, j] == M[j, k] id[i, j]",
    "axes in any order": "softmax[i, j](M[i, j]) == softmax[j, i](M[i, j])",
    "an option that is the default": "layernorm[j](M[i, j]) == layernorm[j](M[i, j], eps: 1e-5)",
}
OTHER = {
    "free wires": "M[i, j] == M[j, i]",
    "tensors": "M[i, j] x[j] == N[i, j] x[j]",
    "coefficients": "2 M[i, j] == 3 M[i, j]",
    "scalars": "c M[i, j] == M[i, j]",
    "the order of a product": "M[i, j] N[j, k] T[k, i, i] == N[i, j] M[j, k] T[k, i, i]",
    "how often a term stands": "M[i, j] + M[i, j] + N[i, j] == M[i, j] + N[i, j] + N[i, j]",
    "one ring or two": RING.format("a", "b", "c", "d", "e", "f'") + " == " + TWO_RINGS,
    "where a wire is summed": "f(x[i]) y[j] M[j, j] == f(x[i] ones[j] M[j, j]) y[k] ones[k]",
    "inside or outside": "f(x[i] y[i]) == f(x[i]) f(y[i])",
    "functions": "relu(x[i]) == tanh(x[i])",
    "axes": "softmax[j](M[i, j]) == softmax[i](M[i, j])",
    "query and key": "causal[i, j](M[i, j]) == causal[j, i](M[i, j])",
    "options": "layernorm[j](M[i, j], eps: 1) == layernorm[j](M[i, j], eps: 2)",
    "fixed indices": "M[0, j] == M[1, j]",
    "ends of a shift": "shift[i: n, j] x[j] == shift[j: n, i] x[j]",
    "parts of a thick leg": "K[(i j), k] x[k] == K[(j i), k] x[k]",
    "the axis on a dot": "softmax[j](M[i, j]) id[i, j] == softmax[i](M[i, j]) id[i, j]",
}


def compared(equation: str) -> bool:
    network = tg.loads(f"{HEAD}\ncheck claim: {equation}").network
    left, right = network.pictures[0].rows[0].sides
    return same_graph(Setting(network), left, right)


@pytest.mark.parametrize("name", SAME)
def test_same(name: str) -> None:
    assert compared(SAME[name])


@pytest.mark.parametrize("name", OTHER)
def test_other(name: str) -> None:
    assert not compared(OTHER[name])


def test_colours_alone_take_one_ring_for_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isomorphism, "same_shape", lambda one, other, colours: one.key == other.key)
    assert compared(OTHER["one ring or two"])


def test_a_comparison_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isomorphism, "MOST_VISITS", 50)
    with pytest.raises(GaveUp, match="more than 50 looks"):
        compared(SAME["a ring of equal matrices"])
