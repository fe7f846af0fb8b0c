"""Equal work is done once, whatever the order of its operands and of its result."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from tensorgraph.einsum.operations import Contract, Load
from tensorgraph.passes.common import common
from tests.passes.comparing import ROUNDING, difference, network_of, operations, planned

HEAD = """dim i = 5, m = 4, h = 2, d = 3
input x[i, m]
param W[h, m, d], W2[h, m, d], G[m, m]
fn f
"""

SHARED = {
    "order of the result": ("K[h, d, j] = x[j, m] W[h, m, d]\nV[j, h, d] = x[j, n] W[h, n, d]\n"
                            "y[h, i, j] = K[h, d, i] exp(V[j, h, d])", 2, 2),
    "order of the operands": ("K[j, h, d] = x[j, m] W[h, m, d]\nV[j, h, d] = W[h, n, d] x[j, n]\n"
                              "y[h, i, j] = K[i, h, d] exp(V[j, h, d])", 3, 2),
    "both": ("K[d, h, j] = x[j, m] W[h, m, d]\nV[h, j, d] = W[h, n, d] x[j, n]\n"
             "y[h, i, j] = K[d, h, i] exp(V[h, j, d])", 3, 2),
    "one tensor twice": ("K[i, j] = x[i, m] x[j, m]\nV[j, i] = x[i, m] x[j, m]\n"
                         "y[i, j] = K[i, k] exp(V[j, k])", 2, 2),
    "through a view": ("B[m, i] = x[i, m]\nK[i, n] = x[i, m] G[m, n]\nV[n, i] = G[m, n] B[m, i]\n"
                       "y[i, j] = K[i, n] exp(V[n, j])", 3, 2),
}  # fmt: skip
"""Texts whose definitions K and V are equal but for the order of axes, and how many products there are before and
after (the lowering finds some by itself)."""

APART = {
    "transposed": "K[i, n] = x[i, m] G[m, n]\nV[n, i] = x[i, m] G[n, m]\ny[i, j] = K[i, n] exp(V[n, j])",
    "another weight": "K[i, h, d] = x[i, m] W[h, m, d]\nV[j, h, d] = x[j, m] W2[h, m, d]\n"
                      "y[h, i, j] = K[i, h, d] exp(V[j, h, d])",
    "summed less": "K[i, d] = x[i, m] W[h, m, d] ones[h]\nV[j, h, d] = x[j, m] W[h, m, d]\n"
                   "y[h, i, j] = K[i, d] exp(V[j, h, d])",
}  # fmt: skip
"""Texts that look like those, with three products each."""


@pytest.mark.parametrize("case", SHARED)
def test_equal_products_are_one(case: str) -> None:
    text, products, left = SHARED[case]
    network = network_of(HEAD + text)
    before, after = planned(network, []), planned(network, [common])
    assert (operations(before)["product"], operations(after)["product"]) == (products, left)
    assert difference(network, after) < ROUNDING


@pytest.mark.parametrize("case", APART)
def test_others_are_not(case: str) -> None:
    network = network_of(HEAD + APART[case])
    plan = planned(network, [common])
    assert operations(plan)["product"] == 3
    assert difference(network, plan) < ROUNDING


VIEWED = {
    "function": "softmax[i](B[m, i])",
    "reduction": "max[k](B[m, k]) B[m, i]",
    "mask": "exp(causal[i, j](B[k, i] B[k, j])) B[m, j]",
    "scaled": "exp(2 B[m, i])",
    "slice": "exp(B[2, i]) B[m, 1]",
    "shift": "exp(shift[i, j] B[m, j])",
    "sum": "B[m, i] + x[i, m]",
    "product": "B[n, i] G[n, m]",
    "broadcast": "exp(B[m, i]) + B[m, 0]",
    "one of three axes": "x[i, m] + max[q](C[2, m, q])",
    "the first of three axes": "x[i, m] + max[q](max[d](C[d, m, q]))",
}
"""Steps that read B, a view of x with its axes the other way round, or C, a view of W."""

VIEWS = "B[m, i] = x[i, m]\nC[d, m, h] = W[h, m, d]\n"


@pytest.mark.parametrize("case", VIEWED)
def test_steps_read_what_a_view_is_of(case: str) -> None:
    network = network_of(f"{HEAD}{VIEWS}y[i, m] = {VIEWED[case]}")
    plan = planned(network, [common])
    used = [plan.steps[r].operation for step in plan.steps[:-1] for r in getattr(step.operation, "operands", ())]
    assert not any(isinstance(operation, Contract) and len(operation.operands) == 1 for operation in used)
    assert difference(network, plan) < ROUNDING


def test_a_view_of_a_view_is_one_and_its_own_inverse_is_none() -> None:
    network = network_of(
        HEAD + "A[d, h, m] = W[h, m, d]\nB[m, d, h] = A[d, h, m]\nC[h, m, d] = B[m, d, h]\ny[d, m, h] = C[h, m, d]"
    )
    plan = planned(network, [common])
    assert operations(plan) == {"view": 1}
    assert difference(network, plan) < ROUNDING
    there = planned(network, [common], "C")
    assert [type(step.operation) for step in there.steps] == [Load]
    assert difference(network, there) < ROUNDING


def test_opaque_functions_get_their_argument_in_its_own_order() -> None:
    network = network_of(HEAD + "B[m, i] = exp(x[i, m])\nA[m, i] = B[m, i]\ny[m, i] = f(A[m, i])")
    before, after = planned(network, []), planned(network, [common])
    call = next(step for step in after.steps if step.operation == replace(before.steps[-1].operation, operand=2))
    assert after.steps[2].dims == call.dims == ("m", "i")


def test_definitions_are_found_where_no_view_is_left() -> None:
    network = network_of(HEAD + "B[m, i] = exp(x[i, m])\nA[m, i] = exp(B[m, i])\ny[i, n] = A[m, i] G[m, n]")
    plan = planned(network, [common])
    assert operations(plan) == {"Call": 2, "product": 1}
    assert [output.name for output in plan.definitions] == ["B", "A", "y"]
    assert difference(network, plan, also=("A", "B")) < ROUNDING


def test_the_constant_is_the_second() -> None:
    network = network_of(HEAD + "y[n, i] = G[m, n] x[i, m]")
    plan = planned(network, [common])
    (product,) = (step.operation for step in plan.steps if isinstance(step.operation, Contract))
    assert [plan.steps[register].name for register in product.operands] == ["x", "G"]
    assert difference(network, plan) < ROUNDING


MISTAKES: dict[str, tuple[str, Any]] = {
    "the order of the result is ignored": ("reordered", lambda new, register, order, like: register),
    "the sums are ignored": ("_key", lambda o: ((o.operands, (), ()), tuple(sorted(o.output)))),
    "axes of a view are not looked up": ("_moved", lambda axes, order: axes),
    "the axes after one that goes keep their number": ("_without", lambda order, axis: tuple(sorted(order))[:-1]),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_caught(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("tensorgraph.passes.common"), *MISTAKES[mistake])
    texts = [text for text, *_ in SHARED.values()] + list(APART.values())
    texts += [f"{VIEWS}y[i, m] = {text}" for text in VIEWED.values()]
    assert any(_fails(HEAD + text) for text in texts)


def _fails(text: str) -> bool:
    network = network_of(text)
    try:
        return not difference(network, planned(network, [common])) < ROUNDING
    except (AssertionError, RuntimeError, IndexError, ValueError):
        return True
