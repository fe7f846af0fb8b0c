"""Norms, singular values, eigenvalues, traces and largest entries by the cut, against dense matrices."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

import tensorgraph as tg
from tensorgraph.cuts import Factored, factored, matrices, reduced
from tensorgraph.einsum.random_values import random_functions, random_scalars, random_values
from tensorgraph.einsum.reference import evaluate
from tensorgraph.einsum.uses import needed
from tests.cuts.nets import NETS, random_net
from tests.cuts.oracle import compare
from tests.einsum.test_plans_against_reference import values_of
from tests.random_networks import SIZES, random_case

SEEDS = 30
CASES = 12
"""Random networks with everything the notation has; more were tried once."""
SINGLE = 1e-5
"""Rounding of float32."""


@pytest.mark.parametrize("name", NETS)
def test_every_kind(name: str) -> None:
    compare(NETS[name].factored, NETS[name].dense)


def test_random_products() -> None:
    for seed in range(SEEDS):
        net = random_net(seed)
        compare(net.factored, net.dense)


def test_batches_and_memory_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrices, "LARGEST_BLOCK", 200)
    for name in ("batch", "batch on the rows' side", "pairs", "a batch wire joins"):
        compare(NETS[name].factored, NETS[name].dense)


def test_a_batch_that_does_not_fit_is_taken_in_parts() -> None:
    """Memory for one of three heads, in copies, is enough for all; less is refused."""
    net = NETS["batch on the rows' side"]
    operands = {"network": net.operator.network, "name": "out", "values": net.values}
    head = 8 * 6 * 6  # rows × columns in float64, which `best` looks at together
    compare(factored(**operands, memory=2 * head), net.dense)
    with pytest.raises(tg.TensorgraphError, match="80 B may be used"):
        factored(**operands, memory=80).norms()


def test_anything_the_notation_has() -> None:
    """Bubbles, sums, thick legs, ids, fixed indices, shifts: what is no product is one node."""
    done = 0
    for seed in range(10**4):
        case = random_case(seed)
        if len(case.graph.legs) + len(case.graph.through) < 2:
            continue
        values: dict[str, Any] = values_of(case, seed)
        scalars, functions = random_scalars(case.network, seed), random_functions(case.network, seed)
        dense = evaluate(case.network, case.graph, values, SIZES, scalars, functions)
        given = {name: torch.as_tensor(value) for name, value in values.items()}
        found = factored(case.network, case.graph, {**given, **scalars, **functions}, SIZES)
        compare(found, dense, SINGLE if found.matrices.dtype is torch.float32 else 1e-9)
        done += 1
        if done == CASES:
            break


TEXT = """
dim a = 5, b = 3, c = 4, n = 6
input t[c, n] { onehot: n }
param A[a, b], B[b, a], v[a], W[n, b], K[(a b), c]
thick[(i j), (k l)] = A[i, k] B[l, j]
vectors[(i j), (k l)] = A[i, j] B[l, k]
diagonal[i, j] = v[i] id[i, j]
all_equal[i, j] = 3 ones[i: a] ones[j: a]
one_row[i, j] = id[2, i: a] v[j]
rows[p, d] = t[p, v] W[v, d]
scaled[i, j] = -A[i, k] B[k, j] / sqrt(a)
inner[i, j] = -2 scaled[i, j]
twice[i, j] = inner[i, k] inner[k, j]
added[i, j] = A[i, k] B[k, j] + v[i]
grouped[i, j] = (A[i, k] - v[i]) B[k, j]
bent[i, j] = relu(A[i, k]) B[k, j] * sum[p](v[p])
U[i, r] s[r] V[r, j] = svd(scaled[i, j])
back[i, j] = U[i, r] s[r] V[r, j]
split[i, j] = K[(i k), p] K[(j k), p]
traced[i, j] = A[i, k] B[k, j] twice[l, l]
"""
BOUNDS = {
    "thick": 9, "vectors": 1, "diagonal": 5, "all_equal": 1, "one_row": 1, "rows": 3, "scaled": 3, "inner": 3,
    "twice": 3, "added": 5, "grouped": 3, "bent": 3, "back": 5, "split": 5, "traced": 3,
}  # fmt: skip
"""The rank bound of each, by hand; that of `back` is the size of r, as its numbers are not looked at."""


@pytest.mark.parametrize("name", BOUNDS)
def test_definitions(name: str) -> None:
    doc = tg.loads(TEXT)
    values = _random(doc, name)
    found = factored(doc.network, name, values)
    compare(found, doc.run(name, values, dtype="float64")[name].numpy())
    assert found.rank_bound == BOUNDS[name]


def _random(doc: tg.Document, name: str) -> dict[str, Any]:
    sizes = {dim: size for dim, size in doc.network.dims.items() if size is not None}
    outside, _ = needed(doc.network, [doc.network.definitions[name].graph])
    return {n: torch.as_tensor(v) for n, v in random_values(doc.network, outside, sizes, 3).items()}


def test_a_definition_among_the_values_stands_for_itself() -> None:
    doc = tg.loads(TEXT)
    value = torch.randn(5, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    compare(factored(doc.network, "twice", {"inner": value}), (value @ value).numpy())
    compare(factored(doc.network, "inner", {"inner": value}), value.numpy())


def test_rows_and_columns_by_name() -> None:
    doc = tg.loads("dim a = 3, b = 4, c = 5, d = 2\nparam A[a, d, b], B[d, c]\nM[i, j, k] = A[i, d, j] B[d, k]")
    values = _random(doc, "M")
    dense = doc.run("M", values, dtype="float64")["M"].numpy()
    compare(factored(doc.network, "M", values), dense)
    turned = factored(doc.network, "M", values, rows="k", columns=["i", "j"])
    compare(turned, dense.transpose(2, 0, 1).reshape(5, 12))
    assert (turned.batch, turned.rank_bound) == ((), 2)
    only = factored(doc.network, "M", values, rows="i")
    compare(only, dense.transpose(1, 0, 2))
    assert only.batch == ("j",)


def test_a_dense_matrix_has_the_same_methods() -> None:
    dense = np.random.default_rng(0).standard_normal((2, 3, 5, 5))
    found = Factored.of(torch.as_tensor(dense), ("l", "h"))
    compare(found, dense)
    assert (found.batch, found.shape, found.rank_bound) == (("l", "h"), (2, 3, 5, 5), 5)
    compare(Factored.of(torch.as_tensor(dense[0, 0, :2])), dense[0, 0, :2])


CIRCUIT = """
dim vocab, model, head
param E[vocab, model], V[model, head], O[head, model], U[model, vocab]
M[u, v] = E[u, m] V[m, d] O[d, n] U[n, v]
"""


def circuit(vocab: int, dtype: torch.dtype = torch.float32) -> tuple[tg.Document, dict[str, torch.Tensor]]:
    generator = torch.Generator().manual_seed(0)
    shapes = {"E": (vocab, 12), "V": (12, 4), "O": (4, 12), "U": (12, vocab)}
    return tg.loads(CIRCUIT), {n: torch.randn(s, generator=generator).to(dtype) for n, s in shapes.items()}


class Largest(TorchDispatchMode):
    """Watches every tensor that torch makes."""

    entries = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        made = func(*args, **(kwargs or {}))
        for tensor in made if isinstance(made, tuple | list) else [made]:
            if isinstance(tensor, torch.Tensor):
                self.entries = max(self.entries, tensor.untyped_storage().nbytes() // tensor.itemsize)
        return made


VOCAB = 1003
MEASURES: dict[str, Callable[[Factored], Any]] = {
    "norms": Factored.norms,
    "singular values": Factored.singular_values,
    "eigenvalues": Factored.eigenvalues,
    "traces": Factored.traces,
    "best": lambda found: found.best(memory=8 * VOCAB * 4),
}


@pytest.mark.parametrize("name", MEASURES)
def test_nothing_of_the_outer_size_squared(name: str) -> None:
    doc, values = circuit(VOCAB)
    with Largest() as watch:
        MEASURES[name](factored(doc.network, "M", values))
    assert VOCAB * 4 <= watch.entries <= VOCAB * 12  # E and U themselves are 12 wide
    with Largest() as watch:
        doc.run("M", values)
    assert watch.entries == VOCAB**2


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_other_dtypes(dtype: torch.dtype) -> None:
    doc, values = circuit(40, dtype)
    exact = torch.linalg.multi_dot([value.double() for value in values.values()])
    found = factored(doc.network, "M", values)
    close = 20 * torch.finfo(dtype).eps
    torch.testing.assert_close(found.norms(), exact.norm(), rtol=close, atol=0)
    torch.testing.assert_close(found.singular_values(), torch.linalg.svdvals(exact)[:4], rtol=close, atol=0)
    torch.testing.assert_close(found.eigenvalues().sum().real, exact.trace(), rtol=close, atol=close * 100)


def test_small_singular_values_keep_the_digits_of_float32() -> None:
    """The Gram matrix is in float64: in float32 what is below 3e-4 of the largest would be noise."""
    chance = np.random.default_rng(0)
    left, right = (np.linalg.qr(chance.standard_normal((500, 6)))[0] for _ in range(2))
    wanted = 10.0 ** -np.arange(6)
    doc = tg.loads("dim a, b\nparam L[a, b], R[b, a]\nM[i, j] = L[i, k] R[k, j]")
    given = {"L": torch.as_tensor(left * wanted).float(), "R": torch.as_tensor(right.T).float()}
    found = factored(doc.network, "M", given).singular_values().numpy()
    assert abs(found - wanted).max() <= 1e-6 and abs(found / wanted - 1).max() < 0.02


def test_a_singular_end() -> None:
    doc = tg.loads("dim a, b\nparam L[a, b], R[b, a]\nM[i, j] = L[i, k] R[k, j]")
    left = torch.zeros(7, 3)
    left[:, 1] = torch.arange(7.0)
    given = {"L": left, "R": torch.ones(3, 7)}
    compare(factored(doc.network, "M", given), (left.double() @ torch.ones(3, 7).double()).numpy(), SINGLE)
    compare(factored(doc.network, "M", {**given, "L": left * 0}), np.zeros((7, 7)), SINGLE)


@pytest.mark.parametrize("columns", [1, 255, 256, 257, 700])
def test_the_first_of_equal_entries(columns: int) -> None:
    chance = np.random.default_rng(0)
    dense = chance.integers(-9, 0, (40, columns)).astype(float)  # many equal ones, all negative
    found = Factored.of(torch.as_tensor(dense))
    np.testing.assert_array_equal(found.best().numpy(), dense.argmax(-1))
    alone = (dense == dense.max(-1, keepdims=True)).sum(-1) == 1
    np.testing.assert_array_equal(found.best(lone=True).numpy(), np.where(alone, dense.argmax(-1), -1))


@pytest.mark.parametrize(("first", "second"), [(0, 1), (3, 256), (255, 299), (256, 299), (298, 299)])
def test_the_largest_entry_that_is_not_the_only_one(first: int, second: int) -> None:
    """Within a stretch of columns, across two, and at the end of a short one."""
    rows = torch.arange(300.0).repeat(3, 1) % 7
    rows[0, first] = rows[0, second] = rows[1, first] = rows[2, second] = 9
    assert Factored.of(rows).best(lone=True).tolist() == [-1, first, second]


def test_the_same_twice() -> None:
    net = NETS["middle between two cuts"]
    first, second = net.factored, net.factored
    assert torch.equal(first.singular_values(), second.singular_values())
    assert torch.equal(first.norms(), second.norms()) and torch.equal(first.eigenvalues(), second.eigenvalues())


def test_mistaken_parts_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An R-factor transposed; the network closed crosswise; an end reduced for one batch index only."""
    net = NETS["batch"]
    thick = tg.loads("dim a = 3\nparam A[a, a], B[a, a]\nM[(i j), (k l)] = A[i, k] B[j, l]")
    values = _random(thick, "M")
    dense = thick.run("M", values, dtype="float64")["M"].numpy()
    r_factor, closed, batch_of = reduced._r_factor, reduced.closed, matrices.Matrices.batch_of
    compare(net.factored, net.dense)
    compare(factored(thick.network, "M", values), dense)
    monkeypatch.setattr(reduced, "_r_factor", lambda made, batch, outer: r_factor(made, batch, outer).mT.contiguous())
    with pytest.raises(AssertionError):
        compare(net.factored, net.dense)
    monkeypatch.setattr(reduced, "_r_factor", r_factor)

    def crossed(found: matrices.Matrices) -> Any:
        return closed(replace(found, columns=found.columns[::-1]))

    monkeypatch.setattr(sys.modules["tensorgraph.cuts.factored"], "closed", crossed)
    with pytest.raises(AssertionError):
        compare(factored(thick.network, "M", values), dense)
    monkeypatch.undo()
    monkeypatch.setattr(matrices.Matrices, "batch_of", lambda self, pieces: batch_of(self, pieces)[:0])
    with pytest.raises((AssertionError, RuntimeError)):
        compare(net.factored, net.dense)
