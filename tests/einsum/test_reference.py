"""The slow evaluator against numbers worked out by hand, and its functions against torch's."""

from functools import reduce

import numpy as np
import pytest
import torch

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.reference import evaluate
from tensorgraph.einsum.reference_functions import REFERENCE_FUNCTIONS
from tensorgraph.ops import FUNCTIONS, Kind
from tests.einsum.networks import body

A = np.array([[1.0, 2], [3, 4]])
B = np.array([[0.0, 1], [1, 1]])
V = np.array([5.0, 7])

BY_HAND = [
    ("y[i, k] = A[i, j] B[j, k]", [[2, 3], [4, 7]]),
    ("y[i] = A[i, j] v[j]", [19, 43]),
    ("y = A[i, i]", 5),
    ("y[i] = A[i, i]", [1, 4]),
    ("y = A[i, j] B[j, i]", 9),
    ("y[i, j] = A[i, j] B[i, j]", [[0, 2], [3, 4]]),
    ("y[i, j] = A[i, j] + v[j]", [[6, 9], [8, 11]]),
    ("y[i, j] = A[j, i] - 1", [[0, 2], [1, 3]]),
    ("y[j] = ones[i] A[i, j]", [4, 6]),
    ("y[i, j] = v[i] copy[i, j, k] ones[k]", [[5, 0], [0, 7]]),
    ("y = id[i, i: n]", 2),
    ("y[j] = A[0, j]", [1, 2]),
    ("y[j] = A[-1, j]", [3, 4]),
    ("y[i, k] = shift[i, j] A[j, k]", [[0, 0], [1, 2]]),
    ("y[j, k] = shift[i, j] A[i, k]", [[3, 4], [0, 0]]),
    ("y[i, j] = A[i, j] / sqrt(n)", [[2**-0.5, 2**0.5], [3 * 2**-0.5, 2 * 2**0.5]]),
    ("y[i] = c v[i]", [15, 21]),
    ("y[(i j)] = A[i, j]", [1, 2, 3, 4]),
    ("y[i, j] = K[(j i)]", [[1, 3], [2, 4]]),
    ("y[i, k] = (A[i, j] + B[i, j]) A[j, k]", [[10, 14], [19, 28]]),
    ("y[i] = relu(A[i, j] B[j, 0] - v[i])", [0, 0]),
    ("y[i] = sum[j](A[i, j])", [3, 7]),
    ("y[i] = mean[j](A[i, j])", [1.5, 3.5]),
    ("y[i] = max[j](A[i, j])", [2, 4]),
    ("y[i, j] = softmax[j](causal[i, j](A[i, j] - A[i, j]))", [[1, 0], [0.5, 0.5]]),
    ("y[j] = t[0, j]", [0, 1]),
    ("y[i, m] = t[i, v] A[v, m]", [[3, 4], [1, 2]]),
]


@pytest.mark.parametrize(("text", "wanted"), BY_HAND)
def test_by_hand(text: str, wanted: object) -> None:
    declared = "dim n\ntensor A[n, n], B[n, n], v[n], K[(n n)]\ninput t[p: n, q: n] { onehot: q }\nscalar c = 3\n"
    network, graph = body(declared + text)
    values = {"A": A, "B": B, "v": V, "K": A.reshape(4), "t": np.array([1, 0])}
    np.testing.assert_allclose(evaluate(network, graph, values, {"n": 2}, {}), wanted, rtol=1e-15)


def test_definitions_are_computed_unless_given() -> None:
    network, graph = body("dim n\ntensor v[n]\na[i] = 2 v[i]\ny[i] = a[i] a[i]")
    assert evaluate(network, graph, {"v": V}, {"n": 2}, {}).tolist() == [100, 196]
    assert evaluate(network, graph, {"a": V}, {"n": 2}, {}).tolist() == [25, 49]


def test_opaque_functions() -> None:
    network, graph = body("dim n\ntensor A[n, n]\nfn f\nfn g[j]\ny[i, j] = f(A[i, j]) + g[i](A[i, j])")
    functions = {"f": lambda x: x * x, "g": lambda x, axis: np.cumsum(x, axis)}
    assert evaluate(network, graph, {"A": A}, {"n": 2}, {}, functions).tolist() == [[2, 6], [13, 22]]


def test_a_long_line_of_definitions_is_no_deep_recursion() -> None:
    lines = ["dim n", "tensor v[n]", "a0[i] = v[i]"] + [f"a{k}[i] = a{k - 1}[i]" for k in range(1, 600)]
    network, graph = body("\n".join([*lines, "y[i] = a599[i]"]))
    assert evaluate(network, graph, {"v": V}, {"n": 2}, {}).tolist() == [5, 7]


def test_index_out_of_range_names_the_tensor() -> None:
    network, graph = body("dim n\ntensor A[n, n]\ny[i] = A[i, 2]")
    with pytest.raises(TensorgraphError) as error:
        evaluate(network, graph, {"A": A}, {"n": 2}, {})
    (found,) = error.value.diagnostics
    assert (found.code, found.message) == ("index-range", "index 2 of `A`, leg 2 is out of range: `n` has size 2")
    assert found.hint == "an index from -2 to 1"


def test_both_tables_have_the_same_functions() -> None:
    assert set(REFERENCE_FUNCTIONS) == set(FUNCTIONS)


POINTS = np.array([[-2.5, -1.0, 0.3, 4.0], [0.5, 0.75, 1.5, 2.0], [-0.1, 9.0, -30.0, 0.2]])
POSITIVE = {"log", "sqrt"}


@pytest.mark.parametrize("name", [name for name, entry in FUNCTIONS.items() if entry.kind is not Kind.MASK])
def test_functions_are_torchs(name: str) -> None:
    entry = FUNCTIONS[name]
    points = np.abs(POINTS) if name in POSITIVE else POINTS
    call = reduce(getattr, entry.torch.split("."), torch)
    tensor = torch.tensor(points)
    options = dict(entry.arguments)
    if name in ("layernorm", "rmsnorm"):
        wanted = call(tensor, (4,), eps=1e-5)
    else:
        wanted = call(tensor, **options) if entry.kind is Kind.ELEMENTWISE else call(tensor, dim=-1, **options)
    np.testing.assert_allclose(REFERENCE_FUNCTIONS[name](points), wanted.numpy(), rtol=1e-12, atol=1e-15)


def test_causal_masks_later_keys() -> None:
    masked = REFERENCE_FUNCTIONS["causal"](np.zeros((3, 3)))
    assert np.isinf(masked).tolist() == [[False, True, True], [False, False, True], [False, False, False]]
