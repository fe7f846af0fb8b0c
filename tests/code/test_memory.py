"""Predicted bytes are those that torch's allocator counts."""

from dataclasses import replace
from typing import Any

import pytest
import torch

import tensorgraph as tg
from tensorgraph.code.generate import Code, generate
from tensorgraph.code.memory import largest_moment, peak_bytes
from tensorgraph.einsum.plan import Plan
from tensorgraph.passes import compiled_plan
from tests.code.allocations import counted
from tests.code.cases_of_memory import prepares, runs, values_of
from tests.random_networks import random_case

CLOSE = 0.1
"""How far a prediction may be off, as a part of what is counted."""
SLACK = 1024
"""Bytes that it may be off besides: numbers that torch makes tensors of, positions of ids."""
CALLS = (1, 100)
"""Without and with constants that are made beforehand."""

EXAMPLES = [
    ("head", "h", {"context": 96, "vocab": 200, "model": 64}),
    ("multihead", "H", {"context": 128}),
    ("gpt2_block", "y", {"context": 128}),
    ("llama_block", "y", {"context": 96}),
    ("mlp", "z", {}),
    ("one_layer", "logits", {"context": 128}),
]

KERNELS = """
dim a = 120, b = 90, c = 70
input x[a, b], y[b, c], z[c, a, b]
soft[i, j] = softmax[i](x[i, j])
norm[i, j] = rmsnorm[j](x[i, j])
last[k, i, j] = layernorm[k](z[k, i, j])
late[i, j] = causal[i, j](x[i, k] x[j, k])
moved[i, j] = shift[i, k] x[k, j]
three[i, k] = x[i, j] z[k, i, j]
outer[i, k] = exp(x[i, j] y[j, k]) x[i, l] y[l, k]
left[i, r] s[r] right[r, j] = svd(x[i, j])
low[i, r] t[r] high[r, j] = svd(x[i, j], rank: 8)
q[i, p] up[p, j] = qr(x[i, j])
vec[i, e] val[e] = eigh(x[i, k] x[j, k])
ends[i, j] = left[i, r] s[r] right[r, j]
spectrum = s[r] s[r]
triangle[p] = up[p, j] up[p, j]
again[i, j] = vec[i, e] val[e] vec[j, e]
cut[i, j] = low[i, r] t[r] high[r, j]
orthogonal[p] = q[i, p] x[i, j] ones[j]
"""
"""Calls that take something beside their result."""


def pairs(plan: Plan, dtype: str = "float32") -> list[tuple[int, int]]:
    """What is predicted and what is counted: of the function, and of what prepares it."""
    code, values = generate(plan, dtype), values_of(plan, dtype)
    peak = peak_bytes(code)
    if code.preparing is None:
        return [(peak.own.bytes, counted(runs(code, values)))]
    preparing = peak.preparing.bytes, counted(prepares(code, values))
    constants = prepares(code, values)()
    return [preparing, (peak.own.bytes, counted(runs(code, values, constants)))]


def is_close(found: int, wanted: int) -> bool:
    return abs(found - wanted) <= CLOSE * wanted + SLACK


@pytest.mark.parametrize(("name", "target", "sizes"), EXAMPLES, ids=[name for name, _, _ in EXAMPLES])
def test_examples(name: str, target: str, sizes: dict[str, int]) -> None:
    document = tg.load(tg.example(name))
    for calls in CALLS:
        plan = compiled_plan(document.network, [target], document.sizes(sizes), (), calls)
        assert [pair for pair in pairs(plan) if not is_close(*pair)] == [], calls


def test_calls_that_take_something_beside_their_result() -> None:
    document = tg.loads(KERNELS)
    for name in document.names:
        ((found, wanted),) = pairs(compiled_plan(document.network, [name], document.sizes({})))
        assert is_close(found, wanted), (name, found, wanted)
        assert wanted > 10 * SLACK, name


def test_random_networks() -> None:
    sizes = {"a": 6, "b": 9, "c": 12, "d": 15}
    for seed in range(16):
        case = random_case(seed)
        plan = compiled_plan(case.network, {"it": case.graph}, sizes, (), CALLS[seed % 2])
        assert [pair for pair in pairs(plan) if not is_close(*pair)] == [], seed


CHAIN = """
dim n = 520
param A[n, n], B[n, n]
one[i, j] = exp(A[i, j])
two[i, j] = tanh(one[i, j])
three[i, j] = sin(two[i, k] B[k, j])
y[i, j] = cos(three[i, j])
"""
MATRIX = 520 * 520 * 4
"""Bytes of a matrix of it, more than is kept for nothing."""


@pytest.fixture(scope="module")
def chain() -> Code:
    document = tg.loads(CHAIN)
    return generate(compiled_plan(document.network, ["y"], document.sizes({})))


@pytest.fixture(scope="module")
def chain_counted(chain: Code) -> int:
    ones = torch.ones(520, 520)
    return counted(lambda: chain.function(ones, ones))


def test_a_peak_by_hand(chain: Code) -> None:
    """At the most two matrices: what a line reads and what it makes."""
    peak = peak_bytes(chain)
    assert (peak.bytes, peak.constants, peak.preparing.bytes) == (2 * MATRIX, 0, 0)
    assert peak.alive == {"two": MATRIX, "one": MATRIX}


def test_a_wrong_size_is_seen(chain: Code, chain_counted: int) -> None:
    assert is_close(largest_moment(chain.main).bytes, chain_counted)
    doubled = [replace(line, made=2 * line.made) for line in chain.main.lines]
    for place, line in enumerate(doubled):
        lines = (*chain.main.lines[:place], line, *chain.main.lines[place + 1 :])
        assert not is_close(largest_moment(replace(chain.main, lines=lines)).bytes, chain_counted), place


def test_a_forgotten_del_is_seen(chain: Code) -> None:
    assert chain.text.count("    del ") == 3, chain.text
    forgotten = "\n".join(line for line in chain.text.splitlines() if "    del " not in line)
    space: dict[str, Any] = {}
    exec(forgotten, space)
    ones = torch.ones(520, 520)
    predicted = peak_bytes(chain).bytes
    assert is_close(predicted, counted(lambda: chain.function(ones, ones)))
    assert not is_close(predicted, counted(lambda: space["y"](ones, ones)))
