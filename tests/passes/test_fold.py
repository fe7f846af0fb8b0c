"""Numbers are put on constants, where that is once for all calls."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from tensorgraph.einsum.operations import Scale
from tensorgraph.passes.affine import affine
from tensorgraph.passes.fold import fold
from tests.passes.comparing import ROUNDING, difference, network_of, planned

HEAD = """dim i = 3, m = 4, n = 5, d = 6
scalar c
input x[i, m], z[i, n], u[m, n]
param W[m, n], V[m, n], b[n], K[n, d]
"""

FOLDED = {
    "a product": ("p[i, n] = x[i, m] W[m, n]\ny[i, n] = p[i, n] / sqrt(d)", 1),
    "a bias": ("p[i, n] = x[i, m] W[m, n] + b[n]\ny[i, n] = p[i, n] / sqrt(d)", 2),
    "scores": ("q[i, n] = x[i, m] W[m, n]\nk[j, n] = x[j, m] V[m, n]\ny[i, j] = exp(q[i, n] k[j, n] / sqrt(n))", 1),
    "a slice of it": ("q[i, n] = x[i, m] W[m, n]\np[n] = q[0, n]\ny[n] = exp(3 p[n])", 1),
    "twice": ("q[i, n] = x[i, m] W[m, n]\np[n, i] = 2 q[i, n]\ny[i, n] = exp(p[n, i] / sqrt(d))", 1),
}
"""Texts whose numbers end on constants, and on how many."""

LEFT = {
    "no constant": "p[i, n] = x[i, m] u[m, n]\ny[i, n] = 3 p[i, n]",
    "a function between": "p[i, n] = relu(x[i, m] W[m, n])\ny[i, n] = 3 p[i, n]",
    "read elsewhere": "p[i, n] = x[i, m] W[m, n]\nq[i, n] = exp(3 p[i, n])\ny[i, n] = p[i, n] q[i, n]",
    "something else is added": "p[i, n] = x[i, m] W[m, n] + z[i, n]\ny[i, n] = 3 p[i, n]",
    "a number that is not known": "p[i, n] = x[i, m] W[m, n]\ny[i, n] = c p[i, n]",
}
"""Texts whose numbers stay where they are."""


def scaled(plan: Any) -> list[bool]:
    """Whether what each number is on is constant."""
    return [step.register in plan.constant for step in plan.steps if isinstance(step.operation, Scale)]


@pytest.mark.parametrize("case", FOLDED)
def test_numbers_are_on_constants(case: str) -> None:
    text, count = FOLDED[case]
    network = network_of(HEAD + text)
    plan = planned(network, [affine, fold])
    assert scaled(planned(network, [affine])).count(False) >= 1
    assert scaled(plan) == [True] * count
    assert difference(network, plan) < ROUNDING


@pytest.mark.parametrize("case", LEFT)
def test_numbers_stay(case: str) -> None:
    network = network_of(HEAD + LEFT[case])
    plan = planned(network, [affine, fold])
    assert scaled(plan) == [False]
    assert difference(network, plan) < ROUNDING


@pytest.mark.parametrize(("calls", "constant"), [(1, False), (2, True)])
def test_a_constant_is_scaled_where_that_is_less(calls: int, constant: bool) -> None:
    network = network_of(HEAD + FOLDED["a product"][0])  # 20 entries of W, 15 of the product
    assert scaled(planned(network, [fold], calls=calls)) == [constant]


def weight_only(register: int, plan: Any) -> list[int]:
    """The mistake of leaving out what is added."""
    read = getattr(plan.steps[register].operation, "operands", ())
    return [one for one in read[:2] if one in plan.constant]


MISTAKES: dict[str, tuple[str, Any]] = {
    "only the weight is scaled": ("_constants", weight_only),
    "readers do not count": ("uses", lambda plan: [[0]] * len(plan.steps)),
    "constants cost nothing": ("_entries", lambda register, plan: int(register not in plan.constant)),
    "every step is linear": ("is_view", lambda operation: True),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_caught(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("tensorgraph.passes.fold"), *MISTAKES[mistake])
    checks = (test_numbers_are_on_constants, FOLDED), (test_numbers_stay, LEFT)
    caught = any(fails(function, case) for function, cases in checks for case in cases)
    assert caught or fails(test_a_constant_is_scaled_where_that_is_less, 1, False)


def fails(function: Any, *case: Any) -> bool:
    try:
        function(*case)
    except Exception:  # whatever it is
        return True
    return False
