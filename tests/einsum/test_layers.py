"""`for l in layer` against the same written out by hand, and against a loop."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.code.run import execute
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.lower import make_plan
from tensorgraph.einsum.operations import Call, Contract, Load, Select
from tensorgraph.einsum.random_values import random_values
from tensorgraph.einsum.reads import operands
from tensorgraph.einsum.reference import evaluate
from tensorgraph.graph.layers import MAX_LAYERS, with_layers
from tensorgraph.graph.nodes import Graph, Product, Sum, Tensor
from tensorgraph.graph.verify import verify
from tests.einsum.networks import network

HEAD = """dim layer = 3, n = 4, p = 5, h = 2
param W[layer, n, n], V[h, n], C[n, n], b[layer, n], v[n]
input x_in[p, n], z_in[n]
def norm(x[c, m], g[m])[i, j] = g[j] layernorm[j](x[i, j])
def mix(x[c, m], l)[i, j] = norm(x, b^l)[i, k] W^l[k, j]
def block(x[c, m], l)[i, j] = x[i, j] + relu(mix(x, l)[i, j]) + x_in[i, k] C[k, j]
def step(x[m], u[m], l)[j] = relu(x[k] W^l[k, j]) + u[j] + tanh(C[j, k] v[k])
def turn(x[m], l)[j] = id[l, q: layer] W[q, j, k] x[k] + W[-1, j, k] x[k] + W[l, j, k] ones[k]
def still(x[m])[j] = x[k] W[0, k, j]
def both(x[m], l)[j] = pick(x, l)[j] + pick(x, q)[j] ones[q: layer] + pick(z_in, l)[j]
def pick(x[m], l)[j] = relu(W^l[j, k] x[k])
def start(x[m], k)[j] = k x[j]
"""
CASES = {
    "a block that also uses what it starts from": (
        "y[i, j] = block(x_in, l)[i, j] for l in layer",
        ["x_in", *(f"block(@, {k})" for k in range(3))],
        "i, j",
    ),
    "wires that arguments carry": (
        "y[g, j] = step(z_in, V^g, l)[j] for l in layer",
        None,
        "g, j",
    ),
    "an index on a dot, and another slice": (
        "y[j] = turn(z_in, l)[j] for l in layer",
        ["z_in", *(f"turn(@, {k})" for k in range(3))],
        "j",
    ),
    "no index at all": ("y[j] = still(z_in)[j] for l in layer", ["z_in", *["still(@)"] * 3], "j"),
    "calls shared with other wires": (
        "y[j] = both(z_in, l)[j] for l in layer",
        ["z_in", *(f"both(@, {k})" for k in range(3))],
        "j",
    ),
    "a call to start from": (
        "y[j] = pick(start(z_in, 2), l)[j] for l in layer",
        ["start(z_in, 2)", *(f"pick(@, {k})" for k in range(3))],
        "j",
    ),
}


def sizes_of(text: str) -> dict[str, int]:
    return {name: size for name, size in network(text).dims.items() if size is not None}


def named(found: Any, name: str) -> Graph:
    graph = found.definitions[name].graph
    return Graph(graph.legs, Sum((Product((Tensor(name, graph.legs),)),)))


def computed(text: str, name: str, seed: int = 0, sizes: dict[str, int] | None = None) -> np.ndarray:
    """By the plan, and the same by the reference."""
    found, sizes = network(text), {**sizes_of(text), **(sizes or {})}
    values = random_values(found, found.declarations, sizes, seed)
    made = execute(make_plan(found, [name], sizes), values, dtype="float64")[name].numpy()
    wanted = evaluate(found, named(found, name), values, sizes, {})
    assert made.shape == wanted.shape
    assert np.abs(made - wanted).max() <= 1e-12 * np.abs(wanted).max()
    return made


def by_hand(calls: list[str], free: str) -> str:
    """The layers one by one, `@` being the last one's name."""
    lines = [f"start_0[{free}] = {calls[0]}[{free}]"]
    for place, call in enumerate(calls[1:], 1):
        name = calls[0] if place == 1 else f"y_{place - 1}"
        lines.append(f"y_{place}[{free}] = {call.replace('@', name)}[{free}]")
    return "\n".join(lines)


@pytest.mark.parametrize("case", [name for name, (_, calls, _) in CASES.items() if calls])
def test_the_plan_is_that_of_the_layers_written_by_hand(case: str) -> None:
    text, calls, free = CASES[case]
    assert calls is not None
    last = f"y_{len(calls) - 1}"
    ours, theirs = HEAD + text, HEAD + by_hand(calls, free)
    assert np.array_equal(computed(ours, "y"), computed(theirs, last))
    plans = [make_plan(network(whole), [name], sizes_of(whole)) for whole, name in ((ours, "y"), (theirs, last))]
    one, other = ([step.operation for step in plan.steps] for plan in plans)
    assert sorted(map(_kind, one)) == sorted(map(_kind, other))
    assert str(plans[0].flops) == str(plans[1].flops)


def _kind(operation: Any) -> str:
    return type(operation).__name__


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("layers", [1, 2, 5])
def test_any_number_of_layers(case: str, layers: int) -> None:
    text, _, _ = CASES[case]
    assert np.isfinite(computed(HEAD + text, "y", sizes={"layer": layers})).all()


def test_a_loop_gives_the_same() -> None:
    text, _, _ = CASES["wires that arguments carry"]
    found = network(HEAD + text)
    values = random_values(found, found.declarations, sizes_of(HEAD), 0)
    y = np.stack([values["z_in"]] * 2)
    for layer in range(3):
        y = np.maximum(y @ values["W"][layer], 0) + values["V"] + np.tanh(values["C"] @ values["v"])
    assert np.abs(computed(HEAD + text, "y") - y).max() < 1e-12


def test_weights_are_cut_and_what_no_layer_changes_is_made_once() -> None:
    text, _, _ = CASES["wires that arguments carry"]
    plan = make_plan(network(HEAD + text), ["y"], sizes_of(HEAD))
    (load,) = [step.register for step in plan.steps if isinstance(step.operation, Load) and step.operation.name == "W"]
    users = [step.operation for step in plan.steps if load in operands(step.operation)]
    assert [(type(user), user.index) for user in users] == [(Select, 0), (Select, 1), (Select, 2)]
    functions = [step.operation.function for step in plan.steps if isinstance(step.operation, Call)]
    assert sorted(functions) == ["relu", "relu", "relu", "tanh"]
    assert sum(isinstance(step.operation, Contract) for step in plan.steps if step.name != "y") == 3 + 1


def test_the_states_are_called_by_their_layer() -> None:
    text, _, _ = CASES["a block that also uses what it starts from"]
    names = [output.name for output in make_plan(network(HEAD + text), ["y"], sizes_of(HEAD)).definitions]
    assert [name for name in names if name.startswith("y^")][1:] == ["y^1", "y^2", "y^3"]
    assert "mix(y^1, l)" in names and "mix(y^0, l)" in names


@pytest.mark.parametrize("case", CASES)
def test_what_is_written_out_keeps_the_invariants(case: str) -> None:
    found = network(HEAD + CASES[case][0])
    assert verify(found) == []
    out = with_layers(found, ["y"], {"layer": 3})
    assert verify(out) == [] and out.definitions["y"].kept is None


def test_a_repetition_of_a_repetition_and_one_inside_a_block() -> None:
    text = """y[j] = pick(z_in, l)[j] for l in layer
z[j] = start(y, 3)[j] for l in layer
def uses(x[m])[j] = x[j] + y[j]
w[j] = uses(z)[j] for l in layer
"""
    y = computed(HEAD + text, "y")
    assert np.allclose(computed(HEAD + text, "z"), 27 * y, rtol=1e-14)
    assert np.allclose(computed(HEAD + text, "w"), 30 * y, rtol=1e-14)


def test_the_left_may_exchange_legs_and_pick_a_slice() -> None:
    text = """def move(x[c, m], l)[i, j] = x[i, k] W^l[k, j]
y[i, j] = move(x_in, l)[i, j] for l in layer
t[j, i] = move(x_in, l)[i, j] for l in layer
first[j] = move(x_in, l)[0, j] for l in layer
"""
    y = computed(HEAD + text, "y")
    assert np.array_equal(computed(HEAD + text, "t"), y.T)
    assert np.allclose(computed(HEAD + text, "first"), y[0], rtol=1e-14)


def test_names_that_were_cut_do_not_collide() -> None:
    long = "x" * 60
    text = f"""dim layer = 3, n = 4
param W[layer, n, n], {long}[n]
def inner(x[m], a[m], l)[j] = W^l[j, k] x[k] + a[j]
def outer(x[m], a[m], l)[j] = inner(inner(x, a, l), inner(x, a, 0), l)[j]
y[j] = outer({long}, {long}, l)[j] for l in layer
"""
    found, sizes = network(text), {"layer": 3, "n": 4}
    values = random_values(found, found.declarations, sizes, 0)
    w, a = values["W"], values[long]
    y = a
    for layer in range(3):
        y = w[layer] @ (w[layer] @ y + a) + (w[0] @ y + a)
    assert np.abs(computed(text, "y") - y).max() < 1e-12


def test_a_slice_of_the_result_is_no_state() -> None:
    text = """def all(x[c, m])[i, j] = 2 x[i, j]
y[i, j] = all(x_in)[i, j] for l in layer
def sum_of(x[m])[i] = x[j] ones[j] ones[i: n]
def more(x[c, m])[i, j] = x[i, j] + sum_of(x^0)[j]
z[i, j] = more(x_in)[i, j] for l in layer
first[i] = sum_of(z^0)[i]
"""
    assert np.allclose(computed(HEAD + text, "first"), computed(HEAD + text, "z")[0].sum(), rtol=1e-14)


def test_gradients() -> None:
    text, _, _ = CASES["a block that also uses what it starts from"]
    found, sizes = network(HEAD + text), sizes_of(HEAD)
    plan = make_plan(found, ["y"], sizes)
    values = random_values(found, [load.name for load in plan.inputs], sizes, 1)
    tensors = [torch.tensor(value, requires_grad=True) for value in values.values()]

    def function(*arguments: torch.Tensor) -> torch.Tensor:
        return execute(plan, dict(zip(values, arguments, strict=True)), dtype="float64")["y"]

    assert torch.autograd.gradcheck(function, tensors, fast_mode=True)


def test_random_checks() -> None:
    text = """y[j] = pick(z_in, l)[j] for l in layer
y_1[j] = pick(z_in, 0)[j]
y_2[j] = pick(y_1, 1)[j]
check two: y[j] == pick(y_1, 1)[j]
check named: y[j] == y_2[j]
check one: y[j] == y_1[j]
check other: y[j] != y_1[j]
"""
    words = {verdict.name: verdict.word for verdict in tg.loads(HEAD + text).check(sizes={"layer": 2})}
    assert words == {"two": "holds", "named": "holds", "one": "false", "other": "differs"}
    words = {verdict.name: verdict.word for verdict in tg.loads(HEAD + text).check()}
    assert words["two"] == "false"  # layer is a prime of its own


def test_the_number_of_layers_follows_from_the_weights() -> None:
    text = (
        "dim layer, n\nparam W[layer, n, n], v[n]\ndef f(x[n], l)[i] = W^l[i, j] x[j]\ny[i] = f(v, l)[i] for l in layer"
    )
    w, v = np.random.default_rng(0).standard_normal((4, 2, 2)), np.ones(2)
    made = tg.loads(text).run(["y"], {"W": w, "v": v})["y"].numpy()
    assert np.allclose(made, w[3] @ w[2] @ w[1] @ w[0] @ v)
    with pytest.raises(TensorgraphError) as caught:
        tg.loads(text).plan("y", {"n": 2})
    assert [found.message for found in caught.value.diagnostics] == ["dimension `layer` has no size"]
    alone = "dim layer, n\nparam v[n]\ndef f(x[n])[i] = 2 x[i]\ny[i] = f(v)[i] for l in layer"
    with pytest.raises(TensorgraphError) as caught:
        tg.loads(alone).plan("y", {"n": 2})
    assert [found.message for found in caught.value.diagnostics] == ["dimension `layer` has no size"]


def test_too_many_layers_are_refused() -> None:
    text = "dim layer, n = 2\nparam W[layer, n, n], v[n]\ndef f(x[n], l)[i] = W^l[i, j] x[j]\n"
    text += "y[i] = f(v, l)[i] for l in layer"
    for layers in (MAX_LAYERS + 1, 10**12):
        with pytest.raises(TensorgraphError) as caught:
            tg.loads(text).plan("y", {"layer": layers})
        (found,) = caught.value.diagnostics
        assert found.code == "too-large"
        assert found.message == f"`y` repeats `layer` = {layers} times, which is too many to write out"


def test_the_result_may_be_given() -> None:
    text, _, _ = CASES["no index at all"]
    assert tg.loads(f"{HEAD}{text}\nz[j] = 2 y[j]").run(["z"], {"y": np.ones(4)})["z"].tolist() == [2] * 4
