"""Unfolding keeps the meaning: by text form, by the invariants, by value."""

from __future__ import annotations

import numpy as np
import pytest

from tensorgraph.graph.nodes import Unfold
from tensorgraph.graph.text import graph_text
from tensorgraph.graph.verify import verify_graph
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite import resolve, resolve_picture
from tests.graph.language import checked, refused, value

D = """dim a, b, h
param A[a, b], M[a, a], v[a], w[b], W[h, a, b]
scalar s
y[i] = A[i, j] w[j]
z[i] = y[i] + v[i]
c = v[i] v[i]
one[i: a] = 3
r[i] = relu(M[i, j] z[j])
def f(x[p], l)[i] = W[l, i, j] w[j] x[i]
"""
CASES = {
    "y[i]": "[i] = (A[i, j] w[j] sum j)",
    "2 y[i]": "[i] = (2 A[i, j] w[j] sum j)",
    "-y[i]": "[i] = (-1 A[i, j] w[j] sum j)",
    "z[i]": "[i] = (y[i]) + (v[i])",
    "-z[i]": "[i] = (-1 y[i]) + (-1 v[i])",
    "z[i]; y": "[i] = (A[i, j] w[j] sum j) + (v[i])",
    "M[i, k] z[k]": "[i] = (M[i, k] ((y[k]) + (v[k])) sum k)",
    "M[i, k] y[k]": "[i] = (M[i, k] A[k, j] w[j] sum k j)",
    "M[i, j] y[j]": "[i] = (M[i, j] A[j, j.1] w[j.1] sum j j.1)",
    "c c": "[] = (v[i] v[i] v[i.1] v[i.1] sum i i.1)",
    "one[i]": "[i] = (3 dot[i])",
    "one[i] v[i]": "[] = (3 dot[i] v[i] sum i)",
    "r[i]": "[i] = (relu[]((M[i, j] z[j] sum j)))",
    "r[i]; z, y": "[i] = (relu[]((M[i, j] ((A[j, j.1] w[j.1] sum j.1) + (v[j])) sum j)))",
    "f(v, k)[i] M[i, i]": None,
    'z[i] "both"': '[i] = (((y[i]) + (v[i])) "both")',
    "y[i] s / 2 + y[i]": "[i] = (1/2 s A[i, j] w[j] sum j) + (A[i, j.1] w[j.1] sum j.1)",
    "f(v, 1)[i]; f": None,
    "f(v, k)[i]": "[k, i] = (W[k, i, j] w[j] v[i] sum j)",
    "relu(y[i] y[i])": "[] = (relu[]((w[j] A[i, j] A[i, j.1] w[j.1] sum i j j.1)))",
}


@pytest.mark.parametrize("expression", [text for text, expected in CASES.items() if expected])
def test_text(expression: str) -> None:
    network = checked(D + f"show p: unfold({expression.replace(';', ',')})")
    side = network.pictures[0].rows[0].sides[0]
    assert graph_text(resolve(network, side)) == CASES[expression]


@pytest.mark.parametrize("expression", CASES)
def test_value_and_invariants(expression: str) -> None:
    before = expression.partition(";")[0]
    network = checked(D + f"show p: {before} == unfold({expression.replace(';', ',')})")
    folded, unfolded = resolve_picture(network, network.pictures[0]).rows[0].sides
    assert not any(isinstance(factor, Unfold) for factor in factors(unfolded.body))
    assert verify_graph(network, unfolded) == []
    np.testing.assert_allclose(value(network, unfolded), value(network, folded), rtol=1e-12)


def test_inside_an_expression() -> None:
    network = checked(D + "show p: M[i, k] (unfold(z[k]) + v[k]) == M[i, k] (z[k] + v[k])")
    one, other = resolve_picture(network, network.pictures[0]).rows[0].sides
    assert graph_text(one) == "[i] = (M[i, k] ((y[k]) + (v[k]) + (v[k])) sum k)"
    np.testing.assert_allclose(value(network, one), value(network, other), rtol=1e-12)


def test_computed_names_stay() -> None:
    network = checked(D + "U[i, q] t[q] V[q, j] = svd(A[i, j])\nu[i] = U[i, q] t[q]\nshow p: unfold(u[i])")
    side = network.pictures[0].rows[0].sides[0]
    assert graph_text(resolve(network, side)) == "[i] = (U[i, q] t[q] sum q)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("show p: unfold(v[i])", ["nothing-to-unfold: unfold(v[i])"]),
        ("show p: unfold(y[i], z)", ["nothing-to-unfold: z"]),
        ("show p: unfold(r[i], y)", ["nothing-to-unfold: y"]),
        ("show p: unfold(y[i], v)", ["not-a-definition: v"]),
        ("show p: unfold(y[i], nope)", ["unknown-name: nope"]),
        ("show p: unfold[i](y[i])", ["rewrite-form: unfold[i](y[i])"]),
        ("show p: unfold", ["rewrite-form: unfold"]),
        ("q[i] = unfold(v[i])", ["nothing-to-unfold: unfold(v[i])"]),
        ("q[i] = expand(W^k[i, j] w[j] W^k[l, j] v[l], h)", ["rewrite-place: h"]),
        ("U[i, q] t[q] V[q, j] = svd(A[i, j])\nshow p: unfold(y[i], U)", ["not-a-definition: U"]),
    ],
)
def test_refused(text: str, expected: list[str]) -> None:
    assert refused(D + text) == expected


def test_expand_names_definitions() -> None:
    assert refused(D + "show p: expand(z[i], v)") == ["not-a-definition: v"]
