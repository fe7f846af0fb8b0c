"""Matrix products take in a further term of the sum they are in."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from tensorgraph.einsum.operations import Add, Affine, Load, Number
from tensorgraph.passes.affine import affine
from tests.passes.comparing import ROUNDING, difference, network_of, operations, planned

HEAD = """dim i = 3, m = 4, n = 5, h = 2
input x[i, m], r[i, n], z[h, i, m], v[m], u[n]
param W[m, n], b[n], c[i], V[m, n], T[h, m, n], bT[h, n], P[n, i], e[h]
"""

TAKEN = {
    "bias": ("x[i, m] W[m, n] + b[n]", "i, n", ["b"], 0),
    "bias first": ("b[n] + x[i, m] W[m, n]", "i, n", ["b"], 0),
    "bias of the rows": ("x[i, m] W[m, n] + c[i]", "i, n", ["c"], 0),
    "a number": ("x[i, m] W[m, n] + 1", "i, n", ["1"], 0),
    "residual": ("r[i, n] + x[i, m] W[m, n]", "i, n", ["r"], 0),
    "residual the other way round": ("x[i, m] W[m, n] + P[n, i]", "i, n", ["P"], 0),
    "residual and bias": ("r[i, n] + x[i, m] W[m, n] + b[n]", "i, n", ["b"], 1),
    "two products": ("x[i, m] W[m, n] + x[i, m] V[m, n]", "i, n", [""], 0),
    "two products and a bias": ("x[i, m] W[m, n] + x[i, m] V[m, n] + b[n]", "i, n", ["b", ""], 0),
    "two products, one scaled": ("x[i, m] W[m, n] + 2 x[i, m] V[m, n] + b[n]", "i, n", ["b"], 1),
    "a scaled residual": ("2 r[i, n] + x[i, m] W[m, n] + b[n]", "i, n", ["b"], 1),
    "minus a residual, and a bias": ("x[i, m] W[m, n] - r[i, n] + b[n]", "i, n", ["b"], 1),
    "a batch": ("z[h, i, m] T[h, m, n] + bT[h, n]", "h, i, n", ["bT"], 0),
    "several columns": ("x[i, m] T[h, m, n] + bT[h, n]", "i, h, n", ["bT"], 0),
    "a part of the columns": ("x[i, m] T[h, m, n] + e[h]", "i, h, n", ["e"], 0),
    "turned": ("x[i, m] T[h, m, n] + bT[h, n]", "n, i, h", ["bT"], 0),
    "a vector": ("v[m] W[m, n] + b[n]", "n", ["b"], 0),
    "two residuals": ("r[i, n] + x[i, m] W[m, n] + exp(r[i, n])", "i, n", ["r"], 1),
}
"""Texts, the wires of the result, what each product takes in (a text for an input, a number, or nothing known), and how
many sums are left."""

LEFT = {
    "nothing is summed": "r[i, n] b[n] + c[i]",
    "the product lacks a wire": "v[m] W[m, n] + r[i, n]",
    "the product is scaled": "2 x[i, m] W[m, n] + b[n]",
    "summed over a wire of one factor": "x[i, m] ones[m] b[n] + r[i, n]",
    "all the rest is scaled": "x[i, m] W[m, n] + 2 b[n]",
    "a constant product": "P[n, i] + V[m, n] W[m, k] P[k, i] + r[i, n]",
}
"""Texts in which no product takes in anything."""


def affines(plan: Any) -> list[Affine]:
    return [step.operation for step in plan.steps if isinstance(step.operation, Affine)]


def taken_in(plan: Any) -> list[str]:
    """What the third operands are."""
    found = [plan.steps[one.operands[2]].operation for one in affines(plan)]
    texts = {Load: lambda one: one.name, Number: lambda one: str(one.coefficient)}
    return [texts.get(type(one), lambda one: "")(one) for one in found]


@pytest.mark.parametrize("case", TAKEN)
def test_products_take_in_a_term(case: str) -> None:
    expression, wires, thirds, sums = TAKEN[case]
    network = network_of(f"{HEAD}y[{wires}] = {expression}")
    plan = planned(network, [affine])
    assert taken_in(plan) == thirds
    assert sum(isinstance(step.operation, Add) for step in plan.steps) == sums
    assert difference(network, plan) < ROUNDING


@pytest.mark.parametrize("case", LEFT)
def test_others_do_not(case: str) -> None:
    network = network_of(f"{HEAD}y[i, n] = {LEFT[case]}")
    plan = planned(network, [affine])
    assert not affines(plan)
    assert difference(network, plan) < ROUNDING


def test_a_product_that_is_read_twice_is_made_once() -> None:
    network = network_of(HEAD + "p[i, n] = x[i, m] W[m, n]\nq[i, n] = p[i, n] + b[n]\ny[i, n] = p[i, n] q[i, n]")
    plan = planned(network, [affine])
    assert operations(plan) == {"product": 2, "Add": 1}
    assert difference(network, plan) < ROUNDING


def test_a_product_that_is_returned_is_made_by_itself() -> None:
    network = network_of(HEAD + "y[i, n] = x[i, m] W[m, n] + 0 b[n]\nq[i, n] = y[i, n] + b[n]")
    assert operations(planned(network, [affine])) == operations(planned(network, []))


MISTAKES: dict[str, tuple[str, Any]] = {
    "coefficients are forgotten": ("ONE", None),
    "any term is taken in as it is": ("_first", lambda others, plan: others[0] if others else None),
    "any product is one of matrices": ("_is_matrix_product", lambda operation: True),
    "any term is a product": ("takes_one_more", lambda term, step, plan: len(plan.steps[term[0]].dims) == 2),
    "the largest is taken in": ("min", max),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_caught(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("tensorgraph.passes.affine"), *MISTAKES[mistake], raising=False)
    checks = (test_products_take_in_a_term, TAKEN), (test_others_do_not, LEFT)
    assert any(fails(function, case) for function, cases in checks for case in cases)


def fails(function: Any, case: str) -> bool:
    try:
        function(case)
    except Exception:  # whatever it is
        return True
    return False
