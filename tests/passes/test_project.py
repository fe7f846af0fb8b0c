"""Projections of one tensor by constants of one shape are one product."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from tensorgraph.einsum.operations import Affine, Contract, Select, Stack
from tensorgraph.passes.affine import affine
from tensorgraph.passes.attention import attention
from tensorgraph.passes.common import common
from tensorgraph.passes.project import LARGEST, PAYS_FROM, project
from tests.passes.comparing import ROUNDING, difference, network_of, operations, planned

HEAD = """dim i = 3, m = 4, h = 2, d = 5, g = 3
input x[i, m], z[h, i, m], X[m, d], s[m, m]
param Q[h, m, d], K[h, m, d], V[h, m, d], T[d, h, m], P[m, d], R[m, d], S[d, m], B[h, m, d], C[h, m, d], W[g, h, m, d]
param bQ[h, d], bK[h, d], bT[d, h], bP[d], bR[d], bW[g, h, d], L[g, m, d]
"""

TOGETHER = {
    "queries, keys, values": ("a[i, h, d] = x[i, m] Q[h, m, d]\nb[i, h, d] = x[i, m] K[h, m, d]\n"
                              "c[i, h, d] = x[i, m] V[h, m, d]\ny[h, i, d] = a[i, h, e] b[j, h, e] c[j, h, d]", 3),
    "results in other orders": ("a[i, h, d] = x[i, m] Q[h, m, d]\nb[d, h, i] = K[h, m, d] x[i, m]\n"
                                "y[h, i, j] = a[i, h, d] b[d, h, j]", 2),
    "a weight turned": ("a[i, d] = x[i, m] P[m, d]\nb[i, d] = x[i, m] S[d, m]\ny[i, j] = a[i, d] b[j, d]", 2),
    "with biases": ("a[i, h, d] = x[i, m] Q[h, m, d] + bQ[h, d]\nb[i, h, d] = x[i, m] K[h, m, d] + bK[h, d]\n"
                    "y[h, i, j] = a[i, h, d] b[j, h, d]", 2),
    "with a bias turned": ("a[i, h, d] = x[i, m] Q[h, m, d] + bQ[h, d]\nb[d, h, i] = x[i, m] K[h, m, d] + bT[d, h]\n"
                           "y[h, i, j] = a[i, h, d] b[d, h, j]", 2),
    "a batch": ("a[h, i, d] = z[h, i, m] B[h, m, d]\nb[i, d, h] = z[h, i, m] C[h, m, d]\n"
                "y[h, i, j] = a[h, i, d] b[j, d, h]", 2),
    "summed over the heads": ("a[i, d] = z[h, i, m] B[h, m, d]\nb[i, d] = z[h, i, m] C[h, m, d]\n"
                              "y[i, j] = a[i, d] b[j, d]", 2),
    "a scaled weight": ("a[i, d] = x[i, m] P[m, d]\nc[m, d] = 2 R[m, d]\nb[i, d] = x[i, m] c[m, d]\n"
                        "y[i, j] = a[i, d] b[j, d]", 2),
    "slices": ("a[i, h, d] = x[i, m] W[0, h, m, d]\nb[i, h, d] = x[i, m] W[2, h, m, d]\n"
               "y[h, i, j] = a[i, h, d] b[j, h, d]", 2),
    "attention": ("a[i, h, d] = x[i, m] Q[h, m, d]\nb[i, h, d] = x[i, m] K[h, m, d]\n"
                  "c[i, h, d] = x[i, m] V[h, m, d]\n"
                  "y[h, i, d] = softmax[j | h](a[i, h, e] b[j, h, e]) c[j, h, d]", 3),
}  # fmt: skip
"""Texts with projections that are done together, and how many."""

SLICED = {
    "by the heads": ("a[i, d] = exp(x[i, m] L[1, m, d])\nb[i, d] = sin(x[i, m] L[0, m, d])\n"
                     "c[i, d] = cos(x[i, m] L[2, m, d])\ny[i, d] = a[i, d] b[i, d] c[i, d]", 3),
    "with biases": ("a[i, h, d] = x[i, m] W[2, h, m, d] + bW[2, h, d]\n"
                    "b[i, h, d] = x[i, m] W[0, h, m, d] + bW[0, h, d]\n"
                    "c[i, h, d] = x[i, m] W[1, h, m, d] + bW[1, h, d]\n"
                    "y[i, h, d] = exp(a[i, h, d]) sin(b[i, h, d]) cos(c[i, h, d])", 3),
}  # fmt: skip
"""Texts with projections by all slices of one tensor."""

APART = {
    "other shapes": "a[i, h, d] = x[i, m] Q[h, m, d]\nb[i, d] = x[i, m] P[m, d]\ny[h, i, j] = a[i, h, d] b[j, d]",
    "summed over other wires": "a[i, h, d] = z[h, i, m] B[h, m, d]\nb[i, d] = z[h, i, m] C[h, m, d]\n"
                               "y[h, i, j] = a[i, h, d] b[j, d]",
    "other tensors": "a[i, d] = x[i, m] P[m, d]\nc[i, m] = exp(x[i, m])\nb[i, d] = c[i, m] R[m, d]\n"
                     "y[i, j] = a[i, d] b[j, d]",
    "another wire of it": "a[k, d] = s[m, k] P[m, d]\nb[i, d] = s[i, m] R[m, d]\ny[k, i] = a[k, d] b[i, d]",
    "one with a bias": "a[i, d] = x[i, m] P[m, d] + bP[d]\nb[i, d] = x[i, m] R[m, d]\ny[i, j] = a[i, d] b[j, d]",
    "by an input": "a[i, d] = x[i, m] P[m, d]\nb[i, d] = x[i, m] X[m, d]\ny[i, j] = a[i, d] b[j, d]",
    "of a constant": "a[h, d] = L[1, m, k] Q[h, m, k] ones[d: d]\nb[h, d] = L[1, m, k] K[h, m, k] ones[d: d]\n"
                     "y[h, g: h] = a[h, d] b[g, d]",
    "read entry by entry": "a[i, d] = x[i, m] P[m, d]\nb[i, d] = x[i, m] R[m, d]\ny[i, d] = relu(a[i, d]) b[i, d]",
    "read by a product, and entry by entry": "a[i, d] = x[i, m] P[m, d]\nb[i, d] = x[i, m] R[m, d]\n"
                                             "y[i, j] = a[i, d] b[j, d] + exp(b[i, e]) ones[e] ones[j]",
}  # fmt: skip
"""Texts that look like those."""


def together(plan: Any) -> tuple[int, int]:
    """How many products of stacks there are, and slices of them."""
    found = [
        step.register for step in plan.steps if isinstance(step.operation, Contract | Affine) and "s" in step.wires
    ]
    slices = [step for step in plan.steps if isinstance(step.operation, Select) and step.operation.operand in found]
    return len(found), len(slices)


PASSES = (common, attention, affine, project)


@pytest.mark.parametrize("case", TOGETHER)
def test_done_together(case: str) -> None:
    text, count = TOGETHER[case]
    network = network_of(HEAD + text)
    plan = planned(network, PASSES)
    assert together(plan) == (1, count)
    stacks = [len(step.operation.operands) for step in plan.steps if isinstance(step.operation, Stack)]
    assert stacks == [count] * (2 if "bias" in case else 1)
    assert difference(network, plan) < ROUNDING


@pytest.mark.parametrize("case", SLICED)
def test_all_slices_are_the_tensor(case: str) -> None:
    text, count = SLICED[case]
    network = network_of(HEAD + text)
    plan = planned(network, PASSES, calls=1)
    assert together(plan) == (1, count)
    assert not operations(plan)["Stack"]
    assert difference(network, plan) < ROUNDING


@pytest.mark.parametrize("case", APART)
def test_done_apart(case: str) -> None:
    network = network_of(HEAD + APART[case])
    plan = planned(network, PASSES)
    assert together(plan) == (0, 0)
    assert difference(network, plan) < ROUNDING


@pytest.mark.parametrize(("calls", "stacks"), [(1, 0), (PAYS_FROM - 1, 0), (PAYS_FROM, 1)])
def test_constants_are_copied_only_for_many_calls(calls: int, stacks: int) -> None:
    network = network_of(HEAD + (TOGETHER["queries, keys, values"][0]))
    assert operations(planned(network, PASSES, calls=calls))["Stack"] == stacks


@pytest.mark.parametrize(("head", "stacks"), [(64, 1), (65, 0)])
def test_large_constants_are_not_copied(head: int, stacks: int) -> None:
    network = network_of(
        f"dim i = 3, m = {LARGEST // 64}, d = {head}\ninput x[i, m]\nparam P[m, d], R[m, d]\n"
        "a[i, d] = x[i, m] P[m, d]\nb[i, d] = x[i, m] R[m, d]\ny[i, j] = a[i, d] b[j, d]\n"
    )
    assert operations(planned(network, PASSES))["Stack"] == stacks


def test_keys_and_values_of_grouped_heads() -> None:
    network = network_of(
        "dim i = 3, m = 4, g = 2, r = 5, d = 3\ninput x[i, m]\nparam Q[g, r, m, d], K[g, m, d], V[g, m, d]\n"
        "q[i, g, r, d] = x[i, m] Q[g, r, m, d]\nk[j, g, d] = x[j, m] K[g, m, d]\nv[j, g, d] = x[j, m] V[g, m, d]\n"
        "y[i, g, r, e] = softmax[j | g](q[i, g, r, d] k[j, g, d]) v[j, g, e]\n"
    )
    plan = planned(network, PASSES)
    assert together(plan) == (1, 2)
    assert difference(network, plan) < ROUNDING


MISTAKES: dict[str, tuple[str, Any]] = {
    "any weights go together": ("_key", lambda one, plan: (one.source, one.bias is None)),
    "weights as they come": ("_as", lambda first, other: tuple(range(len(first)))),
    "slices as they come": ("_in_order", lambda group, plan: tuple(group)),
    "results as they come": ("reordered", lambda new, register, order, like: register),
    "some slices are the tensor": (
        "_sliced",
        lambda registers, plan: getattr(plan.steps[registers[0]], "operation", None),
    ),
    "it always pays": ("PAYS_FROM", 0),
    "any reader will do": ("_reads_rows", lambda reader, plan: True),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_caught(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("tensorgraph.passes.project"), *MISTAKES[mistake])
    checks: tuple[tuple[Any, Any], ...] = (
        (test_done_together, TOGETHER), (test_all_slices_are_the_tensor, SLICED), (test_done_apart, APART)
    )  # fmt: skip
    assert any(fails(function, case) for function, cases in checks for case in cases) or fails(
        test_constants_are_copied_only_for_many_calls, 1, 0
    )


def fails(function: Any, *case: Any) -> bool:
    try:
        function(*case)
    except Exception:  # whatever it is
        return True
    return False
