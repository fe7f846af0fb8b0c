"""Gradients of compiled definitions: against those of the twins, and by finite differences."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

import tensorgraph as tg
from tensorgraph.code.run import execute
from tensorgraph.einsum.lower import make_plan
from tests.test_examples import CASES, values_of

TOLERANCE = 1e-9


def total(results: Iterable[Tensor]) -> Tensor:
    """A number that depends on every finite entry of all results, each in its own way."""
    parts = [torch.where(torch.isfinite(one), one, 0).flatten() for one in results]
    return sum(((torch.arange(len(one)) * 0.37 + 1).sin() * one).sum() for one in parts)  # type: ignore[return-value]


class Task:
    """An example at a small size: its values, its definitions by the names of the twin, which of them are trained."""

    def __init__(self, name: str):
        case = CASES[name]
        self.document, self.sizes = tg.load(tg.example(name)), case.sizes[0]
        self.values = {k: torch.as_tensor(v) for k, v in values_of(self.document, self.sizes, seed=3).items()}
        self.free = [key for key, value in self.values.items() if value.is_floating_point()]
        self.names: tuple[str, ...] = ()
        self.case, self.twin = case, importlib.import_module(f"tests.twins.{name}").twin
        self.names = tuple(self.theirs(self.values))

    def theirs(self, values: dict[str, Tensor]) -> dict[str, Tensor]:
        """The twin's results by our names; of one that writes in place, the plan's as it is before any pass."""
        if self.names and self.document.network.source.name.endswith("decompositions.tg"):
            plan = make_plan(self.document.network, self.names, self.sizes)
            return execute(plan, {load.name: values[load.name] for load in plan.inputs}, dtype="float64")
        ours = {theirs: mine for mine, theirs in self.case.names.items()}
        found = self.twin({self.case.inputs.get(key, key): value for key, value in values.items()})
        return {ours.get(key, key): value for key, value in found.items()}

    def gradients(self, function: Callable[[dict[str, Tensor]], Iterable[Tensor]]) -> dict[str, Tensor]:
        """Of a function of the values, in each of them."""
        values = {key: value.clone().requires_grad_(key in self.free) for key, value in self.values.items()}
        total(function(values)).backward()  # type: ignore[no-untyped-call]
        found = {key: values[key].grad for key in self.free}
        return {key: torch.zeros_like(self.values[key]) if one is None else one for key, one in found.items()}

    def ours(self, values: dict[str, Tensor]) -> list[Tensor]:
        """By a call."""
        first, *also = self.names
        results = self.document.compile(first)(values, also=also, sizes=self.sizes)
        results = results if also else {first: results}
        return [results[name] for name in self.names]

    def apart(self, values: dict[str, Tensor]) -> Iterable[Tensor]:
        """By the code for many calls, through what it prepares."""
        first, *also = self.names
        code = self.document.compile(first).code(self.sizes, "float64", also=also)
        constants = code.prepare(*(values[name] for name in code.parameters)) if code.preparing else ()
        made = code.function(*(values[name] for name in code.inputs), *constants)
        return made if also else (made,)


@pytest.fixture(scope="module", params=list(CASES))
def task(request: pytest.FixtureRequest) -> Task:
    return Task(request.param)


def largest(one: dict[str, Tensor], other: dict[str, Tensor]) -> float:
    """The largest difference, relative to the largest gradient."""
    scale = max(float(value.abs().max()) for value in other.values())
    return max(float((one[key] - other[key]).abs().max()) for key in other) / scale


def test_gradients_are_those_of_the_twin(task: Task) -> None:
    wanted = task.gradients(lambda values: list(task.theirs(values).values()))
    assert any(value.any() for value in wanted.values())
    assert largest(task.gradients(task.ours), wanted) < TOLERANCE
    assert largest(task.gradients(task.apart), wanted) < TOLERANCE


def test_a_wrong_gradient_would_be_seen(task: Task) -> None:
    wanted = task.gradients(lambda values: list(task.theirs(values).values()))
    key = max(task.free, key=lambda key: float(wanted[key].abs().max()))
    wrong = task.gradients(lambda values: task.ours({**values, key: values[key].detach()}))
    assert largest(wrong, wanted) > TOLERANCE


TEXTS = {
    "attention": ("param q[n, d], k[m, d], v[m, e]", "y[i, a] = softmax[j](q[i, x] k[j, x] / sqrt(d)) v[j, a]"),
    "causal attention": ("param q[n, d], v[n, e]", "y[i, a] = softmax[j](causal[i, j](q[i, x] q[j, x])) v[j, a]"),
    "embedding": ("input t[n, vocab] { onehot: vocab }\nparam W[vocab, d]", "y[i, a] = exp(t[i, j] W[j, a])"),
    "norm": ("param x[n, d], g[d], b[d]", "y[i, a] = layernorm[a](x[i, a]) g[a] + b[a]"),
    "svd": ("param A[n, d]", "U[i, r] s[r] V[r, j] = svd(A[i, j])\ny[i, j] = U[i, r] s[r] s[r] V[r, j]"),
    "sum of terms": ("param A[n, d], B[d, n], c[n]", "y[i, k] = A[i, j] B[j, k] + 2 c[i] c[k] - A[i, j] A[k, j]"),
}
"""What it is, its tensors, a definition."""


@pytest.mark.parametrize("calls", [1, 1000])
@pytest.mark.parametrize("name", TEXTS)
def test_finite_differences(name: str, calls: int) -> None:
    tensors, text = TEXTS[name]
    document = tg.loads(f"dim n = 3, m = 4, d = 2, e = 5, vocab = 6\n{tensors}\n{text}")
    f, generator = document.compile("y", calls=calls), np.random.default_rng(0)
    given: dict[str, Any] = {"t": torch.tensor([5, 1, 5])} if "t[" in tensors else {}
    free = [one for one in document.network.declarations if one not in given]
    shapes = {one: [document.sizes({})[leg[0]] for leg in document.network.declarations[one].dims] for one in free}
    leaves = [torch.tensor(generator.standard_normal(shapes[one]), requires_grad=True) for one in free]
    assert torch.autograd.gradcheck(lambda *some: f({**given, **dict(zip(free, some, strict=True))}), leaves)
