"""Softmax that is written out."""

from __future__ import annotations

import pytest
import torch

from tensorgraph.code.run import execute
from tensorgraph.passes.attention import attention
from tensorgraph.passes.softmax import softmax
from tests.passes.comparing import ROUNDING, difference, network_of, planned
from tests.passes.test_attention import written

DIMS = """dim n = 5, l = 6, d = 4, e = 3, h = 2
scalar c
input q[n, d], k[l, d], v[l, e], S[n, l], T[n, l], U[n, n], B[h, n, l], r[n]
"""

CASES = [
    ("divided by a sum with ones", "y[i, j] = exp(S[i, j]) / (exp(S[i, p]) ones[p])", "softmax"),
    ("divided by the function sum", "y[i, j] = exp(S[i, j]) / sum[p](exp(S[i, p]))", "softmax"),
    ("times a reciprocal", "z[i] = sum[p](exp(S[i, p]))\ny[i, j] = exp(S[i, j]) reciprocal(z[i])", "softmax"),
    ("along the other wire", "y[i, j] = exp(S[i, j]) / (exp(S[p, j]) ones[p])", "softmax"),
    ("over both", "y[i, j] = exp(S[i, j]) / (exp(S[p, s]) ones[p] ones[s])", "softmax"),
    ("a multiple", "y[i, j] = 3 exp(S[i, j]) / (exp(S[i, p]) ones[p])", "softmax scale"),
    ("a multiple of the sum", "y[i, j] = exp(S[i, j]) / (exp(S[i, p]) ones[p] / l)", "softmax scale"),
    ("transposed", "y[j, i] = exp(S[i, j]) / (exp(S[i, p]) ones[p])", "softmax a"),
    ("masked", "M[i, j] = causal[i, j](U[i, j])\ny[i, j] = exp(M[i, j]) / (exp(M[i, p]) ones[p])", "mask softmax"),
    ("with a batch", "y[g, i, j] = exp(B[g, i, j]) / (exp(B[g, i, p]) ones[p])", "softmax"),
    ("divided after the values", "z[i] = exp(S[i, p]) ones[p]\ny[i, a] = exp(S[i, j]) v[j, a] / z[i]", "softmax ab"),
    ("the exponential of its logarithm", "y[i, j] = exp(log_softmax[j](S[i, j]))", "softmax"),
    ("the same through a view", "L[j, i] = log_softmax[j](S[i, j])\ny[j, i] = exp(L[j, i])", "softmax a"),
    ("attention", "P[i, j] = q[i, x] k[j, x] / sqrt(d)\nz[i] = exp(P[i, p]) ones[p]\n"
     "y[i, a] = exp(P[i, j]) / z[i] v[j, a]", "scale attend(1)"),
    ("other exponentials in the sum", "y[i, j] = exp(S[i, j]) / (exp(T[i, p]) ones[p])", "exp exp a reciprocal ab"),
    ("the sum along the wrong wire", "z[j] = exp(U[i, j]) ones[i]\ny[i, j] = exp(U[i, j]) / z[i]",
     "exp a reciprocal ab"),
    ("the sum transposed", "z[i] = exp(U[p, i]) ones[p]\ny[i, j] = exp(U[i, j]) / z[i]", "exp a reciprocal ab"),
    ("queries summed with it", "z[i] = exp(S[i, p]) ones[p]\ny[j] = exp(S[i, j]) / z[i]", "exp a reciprocal ab"),
    ("a weighted sum", "y[i, j] = exp(S[i, j]) / (exp(S[p, j]) r[p])", "exp ab reciprocal ab"),
    ("something added to the sum", "z[i] = exp(S[i, p]) ones[p]\ny[i, j] = exp(S[i, j]) / (z[i] + 1)",
     "exp a number add reciprocal ab"),
    ("a sum that may be of nothing", "y[i, j] = exp(S[i, j]) / (c exp(S[i, p]) ones[p])",
     "exp a scale reciprocal ab"),
    ("not divided", "z[i] = exp(S[i, p]) ones[p]\ny[i, j] = exp(S[i, j]) z[i]", "exp a ab"),
    ("one over each", "y[i, j] = reciprocal(exp(S[i, j])) (exp(S[i, p]) ones[p])", "exp reciprocal a ab"),
    ("a sum over part of what it should", "y[g, i, j] = exp(B[g, i, j]) / (exp(B[s, p, j]) ones[s] ones[p] / l)",
     "softmax scale"),
    ("the logarithm of a multiple", "y[i, j] = exp(2 log_softmax[j](S[i, j]))", "log_softmax scale exp"),
    ("softmax of a logarithm", "y[i, j] = softmax[j](log_softmax[i](S[i, j]))", "log_softmax softmax"),
]  # fmt: skip
"""What it is, the definition of ``y``, the operations (as in `tests.passes.test_attention`)."""


@pytest.mark.parametrize(("name", "text", "operations"), CASES, ids=[case[0] for case in CASES])
def test_what_is_softmax(name: str, text: str, operations: str) -> None:
    network = network_of(DIMS + text)
    plan = planned(network, [softmax, attention])
    assert written(plan) == operations
    assert difference(network, plan) < ROUNDING


def test_it_does_not_overflow() -> None:
    network = network_of("dim l = 2\ninput s[l]\ny[j] = exp(s[j]) / sum[p](exp(s[p]))")
    scores = {"s": torch.tensor([1000.0, 0.0])}
    assert execute(planned(network, [softmax]), scores)["y"].tolist() == [1, 0]
    assert execute(planned(network, []), scores)["y"].isnan().any()
