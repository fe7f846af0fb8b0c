"""False equations that a prover took for true, or might: each is the smallest of its sort."""

from __future__ import annotations

import numpy as np
import pytest

from tensorgraph.document import loads
from tensorgraph.rewrite import resolve_picture
from tensorgraph.rewrite.prove import prove
from tensorgraph.verdict.judge import judge

DECLARED = """
dim n = 5, m = 3
tensor u[n], v[n], W[p: n, q: n], A[n, m], B[n, m], X[n, m, m]
tensor P[p: n, q: n] { permutation }, N[p: n, q: n] { pattern }, S[p: n, q: n] { symmetric }, V[n, m] { isometry: m }
input t[p: n, q: n] { onehot: q }
scalar c, two = 2
fn f, g[j]
U[i, r] s[r] Z[r, j] = svd(A[i, j])
T[i, k] s_2[k] Y[k, j] = svd(A[i, j], rank: 2)
"""

FALSE = {
    "a term that cancels and comes back": "u[i] - u[i] + u[i] == 1",
    "three times, and half of it": "u[i] - u[i] + u[i] / 2 == 1/2",
    "the diagonal of a permutation is no pick": "f(P[i, i] u[i]) == P[i, i] f(u[i])",
    "the diagonal of a one-hot matrix is no pick": "f(t[i, i] u[i]) == t[i, i] f(u[i])",
    "a truncated svd": "T[i, k] s_2[k] Y[k, j] == A[i, j]",
    "an isometry the other way": "V[i, a] V[j, a] == id[i, j]",
    "columns of a pattern": "N[i, j] ones[i] == 1",
    "two shifts": "shift[i: n, j] shift[j, k] == shift[i, k]",
    "a shift and back": "shift[i: n, j] shift[k, j] == id[i, k]",
    "a constant in rmsnorm": "rmsnorm[j](W[i, j] + u[i]) == rmsnorm[j](W[i, j])",
    "a constant along the other axis": "softmax[j](causal[i, j](W[i, j] + u[j])) == softmax[j](causal[i, j](W[i, j]))",
    "a scale in layernorm": "layernorm[j](2 W[i, j]) == layernorm[j](W[i, j])",
    "a scalar that may be negative": "relu(c W[i, j]) == c relu(W[i, j])",
    "a negative number in a maximum": "max[j](-2 W[i, j]) == -2 max[j](W[i, j])",
    "the root of a square": "sqrt(square(u[i])) == u[i]",
    "a pattern's first column": "N[0, j] == N[j, 0]",
    "axes of one dimension": "softmax[j](W[i, j]) == softmax[i](W[i, j])",
    "query and key": "softmax[j](causal[i, j](W[i, j])) == softmax[j](causal[j, i](W[i, j]))",
    "a function of a sequence the other way": "g[j](W[i, j]) == g[i](W[i, j])",
    "two sums for one": "sum[j](A[i, j] B[i, j]) == A[i, j] ones[j] B[i, k] ones[k]",
    "a bubble of a sum": "f(u[i] + v[i]) == f(u[i]) + f(v[i])",
    "which legs are joined": "X[i, j, j] == X[i, j, k] ones[j] ones[k]",
    "symmetry of what is not": "W[i, j] == W[j, i]",
}
"""What is wrong, and the equation."""

FROZEN = {
    "s": "U[i, r] s[r] Z[r, j] == A[i, j]",
    "U": "U[i, r] U[k, r] A[k, j] == A[i, j]",
    "U, s, Z": "U[i, r] s[r] Z[r, j] == A[i, j]",
}
"""What a decomposition made, with a value of its own: then it says nothing about what was decomposed."""


def proved(text: str, given: str = "") -> bool:
    network = loads(f"{DECLARED}check it{' given ' * bool(given)}{given}: {text}\n").network
    picture = resolve_picture(network, network.pictures[0])
    return prove(network, *picture.rows[0].sides, picture.given).proof is not None


@pytest.mark.parametrize("name", FALSE)
def test_what_is_false_is_not_proved(name: str) -> None:
    assert not proved(FALSE[name])


@pytest.mark.parametrize("name", FALSE)
def test_it_is_false(name: str) -> None:
    network = loads(f"{DECLARED}check it: {FALSE[name].replace('==', '!=')}\n").network
    (verdict,) = [verdict for verdict in judge(network, {}, 0, {}) if verdict.name == "it"]
    assert verdict.word == "differs"


@pytest.mark.parametrize("given", FROZEN)
def test_frozen_factors_are_no_factors(given: str) -> None:
    assert proved(FROZEN[given])
    assert not proved(FROZEN[given], given)


def test_a_bound_value_goes_before_a_declared_one() -> None:
    network = loads("dim n = 3\nscalar two = 2\ntensor u[n]\ncheck it: two u[i] == 2 u[i]\n").network
    words = [verdict.word for verdict in judge(network, {"two": 3.0, "u": np.ones(3)}, 0, {})]
    assert words == ["false"]


def test_a_loop_is_not_two() -> None:
    """Everywhere alike, and not the same: a ring of six against two of three."""
    ring = "W[a, b] W[b, c] W[c, d] W[d, e] W[e, h] W[h, a]"
    assert not proved(f"{ring} == W[a, b] W[b, c] W[c, a] W[d, e] W[e, h] W[h, d]")
    assert proved(f"{ring} == W[c, d] W[h, a] W[e, h] W[a, b] W[d, e] W[b, c]")
