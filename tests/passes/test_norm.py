"""Gain and bias of a norm are applied by the norm itself, where the law says so."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from tensorgraph.einsum.operations import Norm, Step
from tensorgraph.passes.norm import norm
from tests.passes.comparing import ROUNDING, difference, network_of, operations, planned

HEAD = """dim i = 3, m = 4, n = 5
input x[i, m], z[i, m, n], s[m, m]
param g[m], b[m], h[i], G[i, m], B[i, m], g2[m, n], b2[n, m]
"""

FUSED = {
    "gain and bias": ("layernorm[m](x[i, m]) g[m] + b[m]", "i, m", True, True),
    "gain first": ("b[m] + g[m] layernorm[m](x[i, m])", "i, m", True, True),
    "gain only": ("layernorm[m](x[i, m]) g[m]", "i, m", True, False),
    "bias only": ("layernorm[m](x[i, m]) + b[m]", "i, m", False, True),
    "rms": ("rmsnorm[m](x[i, m], eps: 1e-2) g[m]", "i, m", True, False),
    "eps": ("layernorm[m](x[i, m], eps: 1e-1) g[m] + b[m]", "i, m", True, True),
    "the first axis": ("layernorm[i](x[i, m]) h[i]", "i, m", True, False),
    "the result turned": ("layernorm[m](x[i, m]) g[m] + b[m]", "m, i", True, True),
    "two axes": ("layernorm[m, n](z[i, m, n]) g2[m, n] + b2[n, m]", "i, m, n", True, True),
    "two axes, turned": ("layernorm[n, m](z[i, m, n]) g2[m, n] + b2[n, m]", "n, i, m", True, True),
    "gain and bias from the input": ("layernorm[m](x[i, m]) x[0, m] + x[1, m]", "i, m", True, True),
    "gain of its own size": ("layernorm[m](s[k, m]) g[m] + b[m]", "k, m", True, True),
}
"""Texts that are one norm: the expression, the wires of the result, whether it has a gain and a bias."""

LEFT = {
    "a gain along another axis": ("layernorm[m](x[i, m]) h[i]", {"Call": 1, "product": 1}),
    "a gain along another axis, too": ("layernorm[m](x[i, m]) G[i, m]", {"Call": 1, "product": 1}),
    "a bias along another axis": ("layernorm[m](x[i, m]) + h[i]", {"Call": 1, "Add": 1}),
    "a bias along another axis, too": ("layernorm[m](x[i, m]) + B[i, m]", {"Call": 1, "Add": 1}),
    "half the norm": ("layernorm[m](x[i, m]) / 2 + b[m]", {"Call": 1, "Add": 1}),
    "minus the bias": ("layernorm[m](x[i, m]) - b[m]", {"Call": 1, "Add": 1}),
    "rms has no bias": ("rmsnorm[m](x[i, m]) + b[m]", {"Call": 1, "Add": 1}),
    "another function": ("softmax[m](x[i, m]) g[m] + b[m]", {"Call": 1, "product": 1, "Add": 1}),
    "the norm is repeated": ("layernorm[m](g[m]) + B[i, m]", {"Call": 1, "Add": 1, "view": 1}),
    "summed": ("layernorm[m](x[i, m]) g[m] ones[i]", None),
}
"""Texts that are not, and the operations that they keep."""


def norms(plan: Any) -> list[Step]:
    return [step for step in plan.steps if isinstance(step.operation, Norm)]


@pytest.mark.parametrize("case", FUSED)
def test_one_norm(case: str) -> None:
    expression, wires, gain, bias = FUSED[case]
    network = network_of(f"{HEAD}y[{wires}] = {expression}")
    plan = planned(network, [norm])
    (found,) = norms(plan)
    assert isinstance(found.operation, Norm)
    assert (found.operation.gain is not None, found.operation.bias is not None) == (gain, bias)
    assert not {"Call", "Add", "product"} & set(operations(plan))
    assert difference(network, plan) < ROUNDING


@pytest.mark.parametrize("case", LEFT)
def test_no_norm(case: str) -> None:
    expression, kept = LEFT[case]
    network = network_of(f"{HEAD}y[i, m] = {expression}" if kept else f"{HEAD}y[m] = {expression}")
    plan = planned(network, [norm])
    assert not norms(plan)
    assert kept is None or operations(plan) == kept
    assert difference(network, plan) < ROUNDING


def test_the_norm_itself_is_read_elsewhere() -> None:
    network = network_of(HEAD + "u[i, m] = layernorm[m](x[i, m])\ny[i, m] = u[i, m] g[m] + b[m] + exp(u[i, m])")
    plan = planned(network, [norm])
    assert not norms(plan)
    assert difference(network, plan) < ROUNDING


def test_what_has_only_its_gain_is_read_elsewhere() -> None:
    network = network_of(
        HEAD + "u[i, m] = layernorm[m](x[i, m]) g[m]\nw[i, m] = u[i, m] + b[m]\ny[i, m] = w[i, m] u[i, m]"
    )
    plan = planned(network, [norm])
    (found,) = norms(plan)
    assert isinstance(found.operation, Norm) and found.operation.bias is None
    assert operations(plan) == {"Norm": 1, "Add": 1, "product": 1}
    assert difference(network, plan) < ROUNDING


MISTAKES: dict[str, tuple[str, Any]] = {
    "axes of a gain as they come": ("_in_order", lambda register, order, new: new.place[register]),
    "the result as it comes": ("reordered", lambda new, register, order, like: register),
    "any function is a norm": ("NORMS", ("layernorm", "rmsnorm", "softmax")),
    "any norm has a bias": ("BIASED", ("layernorm", "rmsnorm")),
    "a product with anything is one with a gain": ("sorted", lambda some: []),
    "coefficients and other axes are forgotten": ("all", lambda some: True),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_caught(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("tensorgraph.passes.norm"), *MISTAKES[mistake], raising=False)
    assert any(
        fails(function, case) for function, cases in ((test_one_norm, FUSED), (test_no_norm, LEFT)) for case in cases
    )


def fails(function: Any, case: str) -> bool:
    try:
        function(case)
    except Exception:  # whatever it is
        return True
    return False
