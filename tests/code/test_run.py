"""What plans do in torch: gradients, dtypes, no dense identities, intermediates from one pass."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from tensorgraph.code.run import execute
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.operations import Call, Load
from tests.einsum.networks import network

SIZES = {"a": 2, "b": 3, "c": 4}

GRADIENTS = [
    ("copy dot", "y[i, j, k] = A[i, j] B[j, k] v[j]"),
    ("diagonal", "y[i, j] = u[i] id[i, j]"),
    ("trace", "y = C[i, j] C[j, i] + C[i, i]"),
    ("causal softmax", "y[i, j] = softmax[j](causal[i, j](C[i, j]))"),
    ("gather", "y[i, m] = t[i, v] B[v, m]"),
    ("gather with a batch", "y[i] = t[i, v] A[i, v]"),
    ("shift", "y[i, k] = shift[i, j] C[j, k]"),
    ("slice", "y[j] = A[1, j] B[-1, k] ones[k]"),
    ("sum with a diagonal", "y[i, j] = (id[i, k] + C[i, k]) C[k, j]"),
    ("layernorm", "y[i, j] = layernorm[j](A[i, j])"),
    ("maximum", "y[i] = max[j](A[i, j])"),
]


def values(seed: int = 0) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    shapes = {"A": (2, 3), "B": (3, 4), "C": (4, 4), "u": (2,), "v": (3,)}
    drawn = {name: torch.randn(shape, generator=generator, dtype=torch.float64) for name, shape in shapes.items()}
    return {**drawn, "t": torch.tensor([2, 0])}


def plan_of(text: str, **sizes: int) -> Callable[..., torch.Tensor]:
    declared = "dim a, b, c\ntensor A[a, b], B[b, c], C[p: c, q: c], u[a], v[b]\ninput t[a, b] { onehot: b }\n"
    plan = make_plan(network(declared + text), ["y"], {**SIZES, **sizes})

    def run(given: dict[str, torch.Tensor], dtype: str = "float64") -> torch.Tensor:
        return execute(plan, given, dtype=dtype)["y"]

    return run


@pytest.mark.parametrize(("name", "text"), GRADIENTS)
def test_gradients(name: str, text: str) -> None:
    run, given = plan_of(text), values()
    used = [key for key in ("A", "B", "C", "u", "v") if f"{key}[" in text]
    leaves = [given[key].requires_grad_() for key in used]

    def function(*tensors: torch.Tensor) -> torch.Tensor:
        return run({**given, **dict(zip(used, tensors, strict=True))})

    assert torch.autograd.gradcheck(function, leaves)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
@pytest.mark.parametrize(("name", "text"), GRADIENTS)
def test_dtypes(name: str, text: str, dtype: str) -> None:
    run, given = plan_of(text), values()
    exact, found = run(given), run(given, dtype)
    assert str(found.dtype) == f"torch.{dtype}"
    # bfloat16 has eight bits; layernorm and sums of a few products lose about two more.
    tolerance = {"float16": 1e-2, "bfloat16": 6e-2, "float32": 1e-5, "float64": 0}[dtype]
    assert torch.allclose(found.double(), exact, rtol=tolerance, atol=tolerance)


def test_results_are_those_of_plain_torch() -> None:
    given = values()
    found = plan_of("y[i, j] = (id[i, k] + C[i, k]) C[k, j]")(given)
    assert torch.allclose(found, (torch.eye(4, dtype=torch.float64) + given["C"]) @ given["C"])
    assert torch.equal(plan_of("y[i, m] = t[i, v] B[v, m]")(given), given["B"][[2, 0]])


def test_an_identity_is_never_dense() -> None:
    # A million squared would be 4 TB.
    found = network("dim n = 1000000\ntensor v[n], w[n]\ny[j] = id[i, j] v[i]\nz[l] = copy[i, j, k, l] v[i] v[j] w[k]")
    plan = make_plan(found, ["y", "z"], {"n": 1_000_000})
    vector = torch.full((1_000_000,), 3.0)
    results = execute(plan, {"v": vector, "w": vector})
    assert results["y"][7] == 3 and results["z"][7] == 27
    assert plan.largest.value(plan.sizes) == 1_000_000


def test_one_hot_rows_are_never_dense() -> None:
    found = network("dim n = 1000, v = 1000000\ninput t[n, v] { onehot: v }\ntensor W[v]\ny[i] = t[i, k] W[k]")
    plan = make_plan(found, ["y"], {"n": 1000, "v": 1_000_000})
    assert plan.peak.value(plan.sizes) == 1000
    weights = torch.arange(1_000_000, dtype=torch.float64)
    ids = torch.arange(1000) * 7
    assert torch.equal(execute(plan, {"t": ids, "W": weights}, dtype="float64")["y"], weights[ids])


def test_given_definitions_are_not_recomputed() -> None:
    found = network("dim n = 3\ntensor v[n]\na[i] = exp(v[i])\ny[i] = a[i] a[i]")
    plan = make_plan(found, ["y"], {"n": 3}, given=["a"])
    assert [step.operation for step in plan.steps if isinstance(step.operation, Load | Call)] == [Load("a", (("n",),))]
    assert execute(plan, {"a": torch.tensor([1.0, 2, 3])})["y"].tolist() == [1, 4, 9]


def test_intermediates_come_from_the_same_pass() -> None:
    calls = []

    def counted(x: torch.Tensor) -> torch.Tensor:
        calls.append(1)
        return x + 1

    found = network("dim n = 3, m = 2\ntensor v[n]\nfn f\na[(i j)] = f(v[i]) ones[j: m]\ny[i] = f(v[i]) f(v[i])")
    plan = make_plan(found, ["y", "a"], {"n": 3, "m": 2})
    results = execute(plan, {"v": torch.tensor([1.0, 2, 3])}, functions={"f": counted})
    assert results["y"].tolist() == [4, 9, 16] and results["a"].tolist() == [2, 2, 3, 3, 4, 4]
    assert len(calls) == 1

    found = network("dim n = 3\ntensor v[n]\na[i, j] = v[i] id[i, j]\ny[i] = a[i, j] v[j]")
    plan = make_plan(found, ["y"], {"n": 3})
    results = execute(plan, {"v": torch.tensor([1.0, 2, 3])}, also=["a"])
    assert results["y"].tolist() == [1, 4, 9] and torch.equal(results["a"], torch.diag(torch.tensor([1.0, 2, 3])))


def test_numpy_arrays_are_taken() -> None:
    found = network("dim n = 2\ntensor v[n]\ny[i] = 2 v[i]")
    assert execute(make_plan(found, ["y"], {"n": 2}), {"v": np.array([1, 2])})["y"].tolist() == [2, 4]


def test_scalars_at_run_time() -> None:
    found = network("dim n = 2\ntensor v[n]\nscalar c, d = 5\ny[i] = c d v[i]")
    plan = make_plan(found, ["y"], {"n": 2})
    assert plan.scalars == ("c",)
    assert execute(plan, {"v": torch.ones(2)}, {"c": 3})["y"].tolist() == [15, 15]
    assert execute(plan, {"v": torch.ones(2)}, {"c": 3, "d": 1})["y"].tolist() == [3, 3]


MISTAKES = [
    ({}, {}, {}, "float32", "cpu", "missing-tensor", "tensor `v` has no value"),
    ({"v": torch.ones(2)}, {}, {"f": torch.sin}, "float32", "cpu", "missing-scalar", "scalar `c` has no value"),
    ({"v": torch.ones(2)}, {"c": 1}, {}, "float32", "cpu", "missing-function", "function `f` is not given"),
    (
        {"v": torch.ones(3)},
        {"c": 1},
        {"f": torch.sin},
        "float32",
        "cpu",
        "wrong-shape",
        "`v` has shape (3,), expected (2,)",
    ),
    (
        {"v": torch.ones(2)},
        {"c": 1},
        {"f": torch.sum},
        "float32",
        "cpu",
        "function-shape",
        "function `f` returned shape (), expected (2,)",
    ),
    ({}, {}, {}, "int8", "cpu", "unknown-dtype", "`int8` is not a floating dtype"),
]


@pytest.mark.parametrize(("given", "scalars", "functions", "dtype", "device", "code", "message"), MISTAKES)
def test_mistakes(given, scalars, functions, dtype, device, code, message) -> None:  # type: ignore[no-untyped-def]
    found = network("dim n = 2\ntensor v[n]\nscalar c\nfn f\ny[i] = c f(v[i])")
    with pytest.raises(TensorgraphError) as error:
        execute(make_plan(found, ["y"], {"n": 2}), given, scalars, functions, dtype, device)
    assert (error.value.diagnostics[0].code, error.value.diagnostics[0].message) == (code, message)


def test_an_unknown_device_is_a_mistake() -> None:
    found = network("dim n = 2\ntensor v[n]\ny[i] = v[i] v[i]")
    for device in ("warp", "cuda:99"):
        with pytest.raises(TensorgraphError) as error:
            execute(make_plan(found, ["y"], {"n": 2}), {"v": torch.ones(2)}, device=device)
        assert error.value.diagnostics[0].code == "unknown-device"


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
@pytest.mark.parametrize(("name", "text"), GRADIENTS)
def test_cuda(name: str, text: str) -> None:
    declared = "dim a, b, c\ntensor A[a, b], B[b, c], C[p: c, q: c], u[a], v[b]\ninput t[a, b] { onehot: b }\n"
    plan = make_plan(network(declared + text), ["y"], SIZES)
    found = execute(plan, values(), dtype="float64", device="cuda")["y"]
    assert found.is_cuda and torch.allclose(found.cpu(), execute(plan, values(), dtype="float64")["y"])
