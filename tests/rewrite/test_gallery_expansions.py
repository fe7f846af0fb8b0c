"""Figures 10 to 12 of the gallery come from `expand`, and are byte for byte what was written by hand."""

from __future__ import annotations

import pytest

import tensorgraph as tg
from tensorgraph.graph.nodes import Unfold
from tests.write_gallery import FILES

PATHS = {path.stem: path for path in FILES}

ONE_LAYER = r"""
dim context = 128, vocab = 5000, model = 192, heads = 6, head = 32
style { dims: none }

input t[context, vocab] { onehot: vocab }, A[heads, context, context] { pattern }
param W_E[vocab, model], W_U[model, vocab], W_V[heads, model, head], W_O[heads, head, model]

x[i, m] = t[i, v] W_E[v, m]
W_OV^h[m, n] = W_V^h[m, d] W_O^h[d, n]
logits[i, v] = (x[i, m] + A^h[i, j] x[j, n] W_OV^h[n, m]) W_U[m, v]

show paths: logits[i, v] == t[i, u] W_E[u, m] W_U[m, v] "direct path (bigrams)"
    + A^h[i, j] t[j, u] (W_E[u, m] unfold(W_OV^h[m, n]) W_U[n, v]
    "OV circuit (rank $\leq d_{\mathit{head}}$)")
"""
TWO_LAYER = r"""
dim context = 128, vocab = 5000, model = 192, heads = 6
style { dims: none }

input t[context, vocab] { onehot: vocab }
input A1[heads, context, context] { pattern, label: "A^1" }, A2[heads, context, context] { pattern, label: "A^2" }
param W_E[vocab, model], W_U[model, vocab]
param W_OV1[heads, model, model] { label: "W_{OV}^1" }, W_OV2[heads, model, model] { label: "W_{OV}^2" }

x0[i, m] = t[i, v] W_E[v, m]
x1[i, m] = x0[i, m] + A1[h, i, j] x0[j, n] W_OV1[h, n, m]
x2[i, m] = x1[i, m] + A2[h, i, j] x1[j, n] W_OV2[h, n, m]
logits[i, v] = x2[i, m] W_U[m, v]

show paths { stack }: logits[i, v] == t[i, v'] W_E[v', m] W_U[m, v]
    + A1^h1[i, j] t[j, v'] W_E[v', m] W_OV1^h1[m, n] W_U[n, v]
    + A2^h2[i, j] t[j, v'] W_E[v', m] W_OV2^h2[m, n] W_U[n, v]
    + A2^h2[i, j] A1^h1[j, k] t[k, v'] W_E[v', m] W_OV1^h1[m, n] W_OV2^h2[n, p] W_U[p, v]
    group "virtual head: $A^2 A^1$" { color: red }: A2, A1
    group "its OV: $W_{OV}^1 W_{OV}^2$" { color: blue }: W_OV1, W_OV2
"""
SCORES = r"""
dim context = 64, model = 48, heads = 4, head = 12
style { dims: none }

input x0[context, model] { label: "x^0" }, A[heads, context, context] { pattern }
param W_Q[heads, model, head], W_K[heads, model, head], W_OV[heads, model, model]

x1[i, m] { label: "x^1" } = x0[i, m] + A^p[i, j] x0[j, n] W_OV^p[n, m]

show scores[i, j, h] { stack }: x1[i, m] W_Q^h[m, d] W_K^h[n, d] x1[j, n]
    == x0[i, m] W_Q^h[m, d] W_K^h[n, d] x0[j, n] "no composition"
    + x0[i, m] W_Q^h[m, d] W_K^h[n, d] W_OV^q[o, n] x0[k, o] A^q[j, k] "K-composition"
    + A^p[i, k] x0[k, o] W_OV^p[o, m] W_Q^h[m, d] W_K^h[n, d] x0[j, n] "Q-composition"
    + A^p[i, k] x0[k, o] W_OV^p[o, m] W_Q^h[m, d] W_K^h[n, d] W_OV^q[r, n] x0[l, r] A^q[j, l] "K&Q-composition"
"""
BY_HAND = {
    "10-one-layer": ("paths", ONE_LAYER, ("direct path (bigrams)", "direct path")),
    "11-two-layer": ("paths", TWO_LAYER, ("W_OV1^h1[m, n] W_OV2^h2[n, p]", "W_OV2^h2[m, n] W_OV1^h1[n, p]")),
    "12-scores": ("scores", SCORES, ("W_OV^q[o, n] x0[k, o] A^q[j, k]", "A^q[j, k] x0[k, o] W_OV^q[o, n]")),
}
"""The picture, its text by hand, and a change of it that is seen."""


def svg(text: str, name: str) -> bytes:
    return tg.loads(text)[name].render("svg", source=False)


@pytest.mark.parametrize("stem", BY_HAND)
def test_the_picture_is_the_one_by_hand(stem: str) -> None:
    name, by_hand, (old, new) = BY_HAND[stem]
    found = svg(PATHS[stem].read_text("utf-8"), name)
    assert found == svg(by_hand, name)
    assert by_hand.count(old) == 1 and found != svg(by_hand.replace(old, new), name)


@pytest.mark.parametrize("stem", BY_HAND)
def test_its_right_hand_side_is_an_expansion(stem: str) -> None:
    name = BY_HAND[stem][0]
    network = tg.load(PATHS[stem]).network
    (picture,) = (picture for picture in network.pictures if picture.name == name)
    _, right = picture.rows[0].sides
    ((only,),) = (term.factors for term in right.body.terms)
    assert isinstance(only, Unfold) and only.kind == "expand"
