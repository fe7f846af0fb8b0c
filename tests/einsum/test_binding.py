"""Every mistake in values is said in full before anything runs."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import torch

from tensorgraph.code.run import execute
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.binding import Bound, bind, bind_sizes, bind_values
from tensorgraph.einsum.lower import make_plan
from tests.einsum.networks import network

TEXT = """
dim context, vocab, model = 4, head
input t[context, vocab] { onehot: vocab }
param W_E[vocab, model], W[model, (head model)]
scalar c
fn f
x[i, m] = c f(t[i, v] W_E[v, m])
A[i, j] { pattern } = x[i, m] x[j, m]
y[i, h, n] = A[i, j] x[j, m] W[m, (h n)]
"""
NETWORK = network(TEXT)


def good() -> dict[str, Any]:
    return {
        "t": np.array([1, 0, 2]),
        "W_E": np.ones((5, 4)),
        "W": torch.ones(4, 8),
        "c": 2,
        "f": torch.tanh,
    }


def bound(values: Mapping[str, Any], target: str = "y", given: tuple[str, ...] = (), **options: Any) -> Bound:
    sizes = options.pop("sizes", {})
    settings = {"dtype": None, "device": None, "memory": None, **options}
    return bind(
        NETWORK,
        (target,),
        given,
        values,
        sizes,
        settings["dtype"],
        settings["device"],
        settings["memory"],
        lambda targets, found: make_plan(NETWORK, targets, found, given),
    )


def text_of(error: pytest.ExceptionInfo[TensorgraphError]) -> str:
    return str(error.value)


def test_good_values_run() -> None:
    found = bound(good())
    assert found.plan.sizes == {"model": 4, "context": 3, "vocab": 5, "head": 2}
    assert (found.dtype, found.device) == ("float64", "cpu")
    result = execute(found.plan, found.values, found.scalars, found.functions, found.dtype, found.device)["y"]
    assert result.shape == (3, 2, 4)


WRONG = [
    ({"W_E": None}, "error[missing-tensor]: tensor `W_E` has no value\n  = W_E[vocab, model]"),
    (
        {"W_E": None, "W": None},
        "error[missing-tensor]: tensor `W_E` has no value\n  = W_E[vocab, model]\n\n"
        "error[missing-tensor]: tensor `W` has no value\n  = W[model, (head model)]",
    ),
    (
        {"W_e": np.ones((5, 4))},
        "error[unknown-name]: a value is given for `W_e`, which is not declared\n  = write `W_E`",
    ),
    ({"A": np.ones((3, 3))}, 'error[not-given]: `A` is computed here, so it cannot be given\n  = given=["A"]'),
    (
        {"W_E": np.ones(5)},
        "error[wrong-shape]: `W_E` has shape (5,), expected 2 axes of size one or more: W_E[vocab, model]",
    ),
    (
        {"t": np.zeros((3, 5, 1))},
        "error[wrong-shape]: `t` has shape (3, 5, 1), expected 2 axes of size one or more: t[context, vocab]",
    ),
    (
        {"W_E": np.ones((0, 4))},
        "error[wrong-shape]: `W_E` has shape (0, 4), expected 2 axes of size one or more: W_E[vocab, model]",
    ),
    (
        {"W": np.ones((7, 8))},
        "error[size-conflict]: `model` is 4 by `W_E`, leg 2, and 7 by `W`, leg 1, of shape (7, 8)",
    ),
    ({"W": np.ones((4, 7))}, "error[wrong-shape]: leg 2 of `W` has size 7, expected head ? × model 4"),
    (
        {"W_E": np.ones((5, 4), complex)},
        "error[wrong-dtype]: `W_E` has dtype complex128, expected real numbers\n  = a float or integer dtype",
    ),
    (
        {"W_E": np.ones((5, 4), bool)},
        "error[wrong-dtype]: `W_E` has dtype bool, expected real numbers\n  = a float or integer dtype",
    ),
    (
        {"W_E": np.full((5, 4), "a")},
        "error[wrong-dtype]: `W_E` has dtype <U1, expected real numbers\n  = a float or integer dtype",
    ),
    (
        {"W_E": np.full((5, 4), None)},
        "error[wrong-dtype]: `W_E` has dtype object, expected real numbers\n  = a float or integer dtype",
    ),
    ({"W_E": [[1, 2], [3]]}, "error[wrong-dtype]: `W_E` is not an array of numbers: its rows differ in length"),
    (
        {"W_E": np.diag([1, np.nan, 1, 1, 1])[:, :4]},
        "error[not-finite]: `W_E` has an entry that is not finite, at [1, 1]: nan",
    ),
    (
        {"W": torch.full((4, 8), torch.inf)},
        "error[not-finite]: `W` has 32 entries that are not finite, the first at [0, 0]: inf",
    ),
    ({"t": np.array([1, 5, 2])}, "error[id-range]: `t` has id 5 at [1], and vocab has size 5\n  = ids from 0 to 4"),
    (
        {"t": torch.tensor([1, 0, -1])},
        "error[id-range]: `t` has id -1 at [2], and vocab has size 5\n  = ids from 0 to 4",
    ),
    (
        {"t": np.array([1.0, 0, 2])},
        "error[not-integer]: `t` has ids of dtype float64, expected integers\n"
        "  = integers below 5, or one-hot vectors along vocab",
    ),
    ({"t": np.ones((3, 5))}, None),
    ({"c": None}, "error[missing-scalar]: scalar `c` has no value"),
    ({"c": "two"}, "error[wrong-dtype]: scalar `c` is str, expected a number"),
    ({"c": np.inf}, "error[not-finite]: scalar `c` is inf, expected a finite number"),
    ({"f": None}, "error[missing-function]: function `f` is not given\n  = f=torch.tanh"),
    ({"f": 3}, "error[wrong-dtype]: function `f` is int, expected a callable"),
]


@pytest.mark.parametrize(("change", "message"), WRONG)
def test_wrong_values(change: dict[str, Any], message: str | None) -> None:
    values = {name: value for name, value in {**good(), **change}.items() if value is not None}
    with pytest.raises(TensorgraphError) as error:
        bound(values)
    if message is None:
        (found,) = error.value.diagnostics
        problem = "it is off a one-hot vector by 1 at entry [0, 1], expected at most 1e-05"
        assert found.message == f"`t` is declared `onehot: vocab`, but {problem}"
    else:
        assert text_of(error) == message


def test_a_size_given_stands() -> None:
    with pytest.raises(TensorgraphError) as error:
        bound(good(), sizes={"vocab": 9})
    wanted = "`vocab` is 9 by the size given, and 5 by `W_E`, leg 1, of shape (5, 4)"
    assert text_of(error) == f"error[size-conflict]: {wanted}"


def test_arrays_override_declared_sizes() -> None:
    values = {**good(), "W_E": np.ones((5, 6)), "W": np.ones((6, 12))}
    assert bound(values).plan.sizes["model"] == 6


def test_a_size_that_nothing_gives() -> None:
    found = network("dim n, m\ntensor v[n]\ny[i, j] = v[i] ones[j: m]")
    values = {"v": [1, 2]}
    with pytest.raises(TensorgraphError) as error:
        bind(found, ("y",), (), values, {}, None, None, None, lambda names, sizes: make_plan(found, names, sizes))
    wanted = "dimension `m` has no size\n  = write `dim m = 4`, or give the size when run: --size m=4"
    assert text_of(error) == f"error[unknown-size]: {wanted}"


def test_a_definition_given_is_checked_and_used() -> None:
    values = {**good(), "A": np.eye(3)}
    found = bound(values, given=("A",))
    assert np.array_equal(found.values["A"], np.eye(3))
    with pytest.raises(TensorgraphError) as error:
        bound({**values, "A": 2 * np.eye(3)}, given=("A",))
    (found_mistake,) = error.value.diagnostics
    problem = "its rows do not sum to one, or it is not lower triangular: off by 1 at entry [0, 0]"
    wanted = f"`A` is declared `pattern`, but {problem}, expected at most 1e-05"
    assert found_mistake.message == wanted


def test_dense_one_hots_become_ids() -> None:
    dense = np.eye(5)[[1, 0, 2]]
    found = bind_values(NETWORK, {"t": dense}, {"context": 3, "vocab": 5})["t"]
    assert found.dtype == np.int64 and found.tolist() == [1, 0, 2]
    assert bind_values(NETWORK, {"t": torch.tensor(dense)}, {"context": 3, "vocab": 5})["t"].tolist() == [1, 0, 2]


def test_gradients_go_through_what_is_bound() -> None:
    weight = torch.ones(5, 4, requires_grad=True)
    found = bound({**good(), "W_E": weight})
    assert found.dtype == "float32"
    execute(found.plan, found.values, found.scalars, found.functions, found.dtype)["y"].sum().backward()
    assert weight.grad is not None and weight.grad.abs().sum() > 0


def test_dtypes() -> None:
    assert bound({**good(), "W_E": [[1.0] * 4] * 5}).dtype == "float32"
    assert bound({**good(), "W_E": torch.ones(5, 4, dtype=torch.bfloat16)}, dtype="float16").dtype == "float16"
    with pytest.raises(TensorgraphError) as error:
        bound(good(), dtype="int8")
    wanted = "`int8` is not a floating dtype\n  = the dtypes are: float16, bfloat16, float32, float64"
    assert text_of(error) == f"error[unknown-dtype]: {wanted}"


def test_large_finite_halves_are_finite() -> None:
    # Their sum overflows, which alone does not make them infinite.
    values = {"W_E": np.full((5, 4), 60000, dtype=np.float16)}
    assert bind_values(NETWORK, values, {"vocab": 5, "model": 4})["W_E"].dtype == np.float16


def test_mistakes_are_told_together() -> None:
    values = {**good(), "W_E": np.full((5, 4), np.nan), "t": np.array([9, 0, 0])}
    with pytest.raises(TensorgraphError) as error:
        bound(values)
    assert [found.code for found in error.value.diagnostics] == ["id-range", "not-finite"]


def test_memory_is_refused_by_name() -> None:
    with pytest.raises(TensorgraphError) as error:
        bound(good(), memory=100)
    (found,) = error.value.diagnostics
    assert found.code == "memory"
    assert found.message.endswith("of memory and 100 B may be used")
    assert found.hint.splitlines() == [
        "the largest tensor is `W`, model × head × model: 256 B (256 bytes)",
        "most is there at once: `y` 192 B, `y_1` 96 B, `x` 96 B, inputs 440 B",
        "blocks of a wire do not help: give `--memory 992B`, in Python `memory=992`, or a smaller size",
    ]


def test_sizes_from_arrays() -> None:
    assert bind_sizes(NETWORK, {"W_E": np.ones((5, 4))}, {}) == {"model": 4, "vocab": 5}
    assert bind_sizes(NETWORK, {"W": np.ones((3, 6))}, {}) == {"model": 3, "head": 2}
    assert bind_sizes(NETWORK, {"t": np.zeros(3, int)}, {"vocab": 9}) == {"model": 4, "vocab": 9, "context": 3}
