"""The line that an attention becomes: nothing is copied that the fused kernel takes as it is."""

from __future__ import annotations

import ast
import random
from functools import partial
from math import prod

import pytest
import torch

import tensorgraph as tg
from tensorgraph.code.attention import dense, scratch
from tensorgraph.code.generate import generate
from tensorgraph.passes.attention import attention
from tensorgraph.passes.scales import scales
from tests.code.allocations import counted
from tests.passes.comparing import network_of, planned

DIMS = "dim b = 6, n = 5, h = 2, d = 4, e = 3, g = 7, s = 3\n"

LINES = [
    ("views of a fused projection", "input p[n, s, h, d]\n",
     "y[i, h, a] = softmax[j | h](causal[i, j](p[i, 0, h, x] p[j, 1, h, x] / sqrt(d))) p[j, 2, h, a]",
     ["unbind", "attention is_causal=True"]),
    ("a batch of them", "input p[b, n, s, h, d]\n",
     "y[b, i, (h a)] = softmax[j | b, h](p[b, i, 0, h, x] p[b, j, 1, h, x] / sqrt(d)) p[b, j, 2, h, a]",
     ["unbind", "attention"]),
    ("grouped heads as repeated views", "input q[n, h, g, d], k[n, h, d], v[n, h, d]\n",
     "y[i, h, r, a] = softmax[j | h](causal[i, j](q[i, h, r, x] k[j, h, x] / sqrt(d))) v[j, h, a]",
     ["attention is_causal=True"]),
    ("grouped heads in a batch", "input q[b, n, h, g, d], k[b, n, h, d], v[b, n, h, d]\n",
     "y[b, i, h, r, a] = softmax[j | b, h](causal[i, j](q[b, i, h, r, x] k[b, j, h, x] / sqrt(d))) v[b, j, h, a]",
     ["attention is_causal=True, enable_gqa=True"]),
    ("narrow values are padded", "input q[n, d], k[n, d], v[n, e]\n",
     "y[i, a] = softmax[j](q[i, x] k[j, x] / sqrt(d)) v[j, a]", ["pad", "attention"]),
    ("narrow keys are padded, and the scale is said", "input q[n, e], k[n, e], v[n, d]\n",
     "y[i, a] = softmax[j](q[i, x] k[j, x] / 4) v[j, a]", ["pad", "pad", "attention scale=0.25"]),
    ("the scale of padded keys", "input q[n, e], k[n, e], v[n, d]\n",
     "y[i, a] = softmax[j](q[i, x] k[j, x] / 2) v[j, a]", ["pad", "pad", "attention"]),
    ("the width apart in memory is copied", "input q[n, d], k[d, n]\n",
     "y[i, a] = softmax[j](q[i, x] k[x, j] / sqrt(d)) q[j, a]", ["contiguous", "attention"]),
    ("keys along two wires, as they are in memory", "input q[n, d], k[b, h, d], v[b, h, d]\n",
     "y[i, a] = softmax[(s j)](q[i, x] k[j, s, x] / sqrt(d)) v[j, s, a]", ["attention"]),
    ("query heads as one row of queries", "input q[n, g, d], k[b, d], v[b, d]\n",
     "y[i, r, a] = softmax[j](q[i, r, x] k[j, x] / sqrt(d)) v[j, a]", ["attention"]),
    ("positions and heads that are not one row", "input q[n, h, g, d], k[b, h, d], v[b, h, d]\n",
     "y[i, h, r, a] = softmax[j | h](q[i, h, r, x] k[j, h, x] / sqrt(d)) v[j, h, a]", ["attention"]),
]  # fmt: skip
"""What it is, its tensors, the definition, the calls: none that copies where nothing has to be."""


def calls(text: str) -> list[str]:
    """The function of each line, an attention's with its options."""
    made = [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Assign)]
    return [_called(value) for value in made if isinstance(value, ast.Call)]


def _called(call: ast.Call) -> str:
    assert isinstance(call.func, ast.Attribute)
    options = ", ".join(map(ast.unparse, call.keywords))
    return f"attention {options}".strip() if call.func.attr.startswith("scaled") else call.func.attr


@pytest.mark.parametrize(("name", "tensors", "text", "wanted"), LINES, ids=[case[0] for case in LINES])
def test_what_is_called(name: str, tensors: str, text: str, wanted: list[str]) -> None:
    code = generate(planned(network_of(DIMS + tensors + text), [attention, scales])).text
    assert calls(code) == wanted, code


def test_results_are_laid_out_as_the_queries_are() -> None:
    drawn = random.Random(0)
    for _ in range(200):
        order = drawn.sample(range(4), 4)
        whole = torch.empty([drawn.choice((1, 2, 3)) for _ in range(4)])
        cut = whole.narrow(drawn.randrange(4), 0, 1) if drawn.random() < 0.5 else whole
        one = [dim for dim in range(4) if cut.shape[dim] == 1][:1] if drawn.random() < 0.5 else []
        queries = cut.permute(order).expand([2 if order[dim] in one else -1 for dim in range(4)])
        made = torch.empty_like(queries)
        wanted = [stride for stride, size in zip(made.stride(), made.shape, strict=True) if size > 1]
        found = dense(queries.shape, queries.stride())
        assert [stride for stride, size in zip(found, made.shape, strict=True) if size > 1] == wanted


def test_that_torch_lays_them_out_so() -> None:
    projected = torch.randn(5, 3, 2, 4)
    queries, keys, values = (projected[:, place].transpose(0, 1)[None] for place in range(3))
    made = torch.nn.functional.scaled_dot_product_attention(queries, keys, values)
    assert made.stride()[1:] == dense(queries.shape, queries.stride())[1:] == (4, 8, 1)


def test_memory_beside_the_result() -> None:
    """Sixteen bits only below the size from which a CPU with matrix units packs keys and values."""
    cases = [("float32", 9, 11), ("float32", 200, 600), ("float64", 800, 40), ("bfloat16", 9, 11)]
    shapes = [(kind, torch.zeros(1, 2, i, 8, dtype=getattr(torch, kind)), (1, 2, j, 8)) for kind, i, j in cases]
    found = [counted(partial(_attended, queries, keys)) for _, queries, keys in shapes]
    threads = torch.get_num_threads()
    wanted = [q.nbytes + 2 * q.itemsize * prod(k) + scratch(q.shape, k[2], kind, threads) for kind, q, k in shapes]
    assert found == wanted


def _attended(queries: torch.Tensor, keys: tuple[int, ...]) -> None:
    """Two tensors of the keys' shape and what the call takes."""
    first, second = (torch.zeros(keys, dtype=queries.dtype) for _ in range(2))
    torch.nn.functional.scaled_dot_product_attention(queries, first, second)


def test_one_token_whose_values_are_padded() -> None:
    text = """dim c = 1, m = 4, d = 3, v = 2, b = 1
input x[b, c, m]
param Q[m, d], K[m, d], W[m, v], O[v, m]
A[a, i, j] = softmax[j](x[a, i, w] Q[w, e] K[u, e] x[a, j, u])
y[a, i, n] = A[a, i, j] x[a, j, u] W[u, e] O[e, n]"""
    shapes = {"x": (1, 1, 4), "Q": (4, 3), "K": (4, 3), "W": (4, 2), "O": (2, 4)}
    values = {name: torch.randn(shape, dtype=torch.float64) for name, shape in shapes.items()}
    function = tg.loads(text).compile("y", calls=1)
    assert "F.pad" in function.code().text
    torch.testing.assert_close(function(**values), values["x"] @ values["W"] @ values["O"])
