"""Coefficients of queries and keys in their attention."""

from __future__ import annotations

import pytest

from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.operations import Attend, Scale
from tensorgraph.passes.attention import attention
from tensorgraph.passes.scales import scales
from tests.passes.comparing import ROUNDING, difference, network_of, planned

DIMS = """dim n = 5, m = 6, d = 4, e = 3
scalar c
param Q[m, d], K[m, d]
input x[n, m], q[n, d], k[n, d], v[n, e], b[d]
"""
ATTEND = "y[i, a] = softmax[j](causal[i, j](s[i, z] r[j, z])) v[j, a]"
PLAIN = "r[j, z] = k[j, z]\n" + ATTEND

CASES = [
    ("a number times a parameter", "s[i, z] = x[i, p] Q[p, z] / sqrt(d)\n" + PLAIN, "d^(-1/2)", 0),
    ("queries and keys", "s[i, z] = 2 q[i, z]\nr[j, z] = 3 x[j, p] K[p, z]\n" + ATTEND, "6", 0),
    ("a sum all of whose terms have it", "s[i, z] = 2 x[i, p] Q[p, z] + 2 b[z]\n" + PLAIN, "2", 0),
    ("a sum one of whose terms has it", "s[i, z] = 2 x[i, p] Q[p, z] + b[z]\n" + PLAIN, "1", 0),
    ("through a slice", "u[i, j, z] = 2 q[i, z] k[j, z]\ns[i, z] = u[i, 1, z]\n" + PLAIN, "2", 0),
    ("what may be negative", "s[i, z] = c q[i, z]\n" + PLAIN, "1", 1),
    ("a function on the way", "s[i, z] = relu(2 q[i, z])\n" + PLAIN, "1", 1),
    ("a square", "u[i, z] = 2 q[i, z]\ns[i, z] = u[i, z] u[i, z]\n" + PLAIN, "1", 1),
    ("the values", "s[i, z] = q[i, z]\nu[j, a] = 2 v[j, a]\n" + PLAIN.replace("v[j, a]", "u[j, a]"), "1", 1),
]
"""What it is, the queries ``s`` and keys ``r``, the scale of the attention, how many coefficients stay."""


@pytest.mark.parametrize(("name", "text", "scale", "left"), CASES, ids=[case[0] for case in CASES])
def test_what_goes_in(name: str, text: str, scale: str, left: int) -> None:
    network = network_of(DIMS + text)
    plan = planned(network, [attention, scales])
    operations = [step.operation for step in plan.steps]
    assert [str(operation.scale) for operation in operations if isinstance(operation, Attend)] == [scale]
    assert sum(isinstance(operation, Scale) for operation in operations) == left
    assert difference(network, plan) < ROUNDING


def test_what_others_read_stays() -> None:
    network = network_of(DIMS + "s[i, z] = 2 q[i, z]\n" + PLAIN)
    plan = scales(attention(make_plan(network, ["y", "s"], {"n": 5, "d": 4, "e": 3})))
    assert [str(step.operation.scale) for step in plan.steps if isinstance(step.operation, Attend)] == ["1"]
    assert difference(network, plan) < ROUNDING
