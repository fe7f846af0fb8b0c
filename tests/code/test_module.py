"""Definitions as layers of torch: they train, save, move, copy, and compile once more."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn.utils.parametrizations import weight_norm

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.module import Module

TEXT = """
dim context, model = 4, head = 3, vocab = 7
input t[context, vocab] { onehot: vocab }
tensor bias[model]
param W_E[vocab, model], W_V[model, head], W_O[head, model]
x[i, m] = t[i, v] W_E[v, m]
h[i, n] = softmax[j](causal[i, j](x[i, k] x[j, k])) x[j, m] W_V[m, d] W_O[d, n] + bias[n]
"""
IDS, BIAS = torch.tensor([3, 0, 6, 3, 1]), torch.linspace(-1, 1, 4)


def layer(**options: Any) -> Module:
    return tg.loads(TEXT).module("h", **options)


def by_hand(layer: Module, ids: Tensor = IDS, bias: Tensor = BIAS) -> Tensor:
    embedding, values, out = (dict(layer.named_parameters())[name] for name in ("W_E", "W_V", "W_O"))
    x = embedding[ids]
    later = torch.ones(len(ids), len(ids), dtype=torch.bool).triu(1)
    return (x @ x.T).masked_fill(later, -torch.inf).softmax(1) @ x @ values @ out + bias


def test_parameters_have_the_names_of_the_file() -> None:
    made = layer()
    assert {name: tuple(one.shape) for name, one in made.named_parameters()} == {
        "W_E": (7, 4),
        "W_V": (4, 3),
        "W_O": (3, 4),
    }
    assert repr(made) == "Module(h of text.tg, compiled)"


def test_values_by_position_and_name() -> None:
    made = layer()
    for found in (made(IDS, BIAS), made(t=IDS, bias=BIAS), made(IDS, bias=BIAS), made(IDS.numpy(), BIAS.tolist())):
        torch.testing.assert_close(found, by_hand(made))
    torch.testing.assert_close(made(IDS[:2], BIAS), by_hand(made, IDS[:2]))  # another context


def test_it_learns() -> None:
    made, target = layer(), torch.sin(torch.arange(20.0)).view(5, 4)
    optimizer, losses = torch.optim.Adam(made.parameters(), lr=0.05), []
    for _ in range(60):
        loss = (made(IDS, BIAS) - target).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 2
    with torch.no_grad():
        torch.testing.assert_close(made(IDS, BIAS), by_hand(made))
    made.requires_grad_(False)
    torch.testing.assert_close(made(IDS, BIAS), by_hand(made))


def test_it_saves_and_loads(tmp_path: Path) -> None:
    made, path = layer(seed=1), tmp_path / "w.safetensors"
    save_file(made.state_dict(), path)
    for other in (layer(weights=load_file(path)), layer(weights=str(path)), layer(seed=2)):
        other.load_state_dict(load_file(path))
        torch.testing.assert_close(other(IDS, BIAS), made(IDS, BIAS), rtol=0, atol=0)
    assert not torch.equal(layer(seed=2).state_dict()["W_E"], made.state_dict()["W_E"])


def test_values_that_from_names_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save_file({"w": torch.arange(6.0).view(3, 2)}, "w.safetensors")
    text = 'dim a, b = 2\nparam W[a, b] { from: "w.safetensors:w" }, c[b]\ninput x[b]\ny[i] = W[i, j] x[j] c[j]'
    made = tg.loads(text).module("y")
    torch.testing.assert_close(made.state_dict()["W"], torch.arange(6.0).view(3, 2))
    assert made(torch.ones(2)).shape == (3,)


def test_moves_and_copies() -> None:
    made = layer()
    before = made(IDS, BIAS)
    assert made.double()(IDS, BIAS).dtype is torch.float64
    torch.testing.assert_close(made(IDS, BIAS).float(), before)
    assert made.to(torch.bfloat16)(IDS, BIAS).dtype is torch.bfloat16
    made = layer()
    for other in (copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        torch.testing.assert_close(other(IDS, BIAS), before)
        other.get_parameter("W_E").data.zero_()
        torch.testing.assert_close(other(IDS, BIAS), BIAS.expand(5, 4))
    torch.testing.assert_close(made(IDS, BIAS), before)
    assert layer(dtype="float64").W_O.dtype is torch.float64


def test_definitions_can_be_given() -> None:
    made = tg.loads(TEXT).module("h", given="x")
    assert [name for name, _ in made.named_parameters()] == ["W_V", "W_O"]
    assert made(torch.ones(4), torch.ones(5, 4)).shape == (5, 4)


def test_what_obeys_a_law_is_not_trained() -> None:
    tensors = "param R[a: n, b: n] { isometry: a }, p[n, v] { onehot: v }, W[v, n]"
    made = tg.loads(f"dim n = 4, v = 6\n{tensors}\ny[i, j] = R[i, k] p[k, w] W[w, j]").module("y")
    assert [name for name, one in made.named_parameters() if one.requires_grad] == ["W"]
    assert [name for name, _ in made.named_buffers()] == ["p"]
    made().sum().backward()
    assert made.get_parameter("W").grad is not None


@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
def test_torch_compiles_it_in_one_graph(backend: str) -> None:
    made = layer()
    compiled = torch.compile(made, backend=backend, fullgraph=True)
    for ids in (IDS, IDS[:3], IDS[:4]):
        torch.testing.assert_close(compiled(ids, BIAS), by_hand(made, ids))
    compiled(IDS, BIAS).square().sum().backward()
    found = made.W_V.grad
    made.zero_grad()
    by_hand(made).square().sum().backward()  # type: ignore[no-untyped-call]
    torch.testing.assert_close(found, made.W_V.grad)


@pytest.mark.parametrize("name", ["forward", "half", "training", "_held"])
def test_names_that_modules_have_already(name: str) -> None:
    text = f"dim n = 3\nparam {name}[n]\ninput x[n]\ny[i] = {name}[i] x[i]"
    with pytest.raises(TensorgraphError) as error:
        tg.loads(text).module("y")
    assert str(error.value) == (
        f"error[wrong-call]: `{name}` cannot be a parameter of a module, because every module of torch has a `{name}`\n"
        f"  = call it `{name}_`"
    )


SCALED = "dim n = 3\nscalar s, u = 2\nfn f\ninput x[n]\nparam W[n, n]\ny[i] = s u f(W[i, j] x[j])"


def test_scalars_and_functions_under_torch_compile() -> None:
    made, x = tg.loads(SCALED).module("y"), torch.randn(3)
    compiled, inside = torch.compile(made, backend="eager"), torch.tanh(made.W @ x)
    torch.testing.assert_close(compiled(x, s=3.0, u=5.0, f=torch.tanh), 15 * inside)
    torch.testing.assert_close(compiled(x, s=3.0, f=torch.tanh), 6 * inside)


def test_a_parametrized_weight_is_made_anew() -> None:
    made, x = tg.loads("dim n = 3\ninput x[n]\nparam W[n, n]\ny[i] = W[i, j] x[j]").module("y"), torch.randn(3)
    weight_norm(made, "W")
    made(x).sum().backward()
    torch.testing.assert_close(made(x), made.W @ x)
    assert all(one.grad is not None for one in made.parameters())


WRONG = [
    (lambda: layer()(IDS, BIAS, BIAS), "error[wrong-call]: 3 tensors are given in order, and it takes t, bias"),
    (
        lambda: layer()(IDS, BIAS, t=IDS),
        "error[wrong-call]: `t` is given in order and by name\n  = leave one of them out",
    ),
    (lambda: layer()(IDS), "error[missing-tensor]: tensor `bias` has no value\n  = bias[model]"),
    (
        lambda: layer(weights={"W_e": np.ones((7, 4))}),
        "error[unknown-name]: a value is given for `W_e`, which is not declared\n  = write `W_E`",
    ),
    (
        lambda: layer(weights={"W_V": np.ones((4, 3)), "W_O": np.ones((2, 4))}),
        "error[size-conflict]: `head` is 3 by `W_V`, leg 2, and 2 by `W_O`, leg 1, of shape (2, 4)",
    ),
    (
        lambda: layer(weights={"W_V": np.full((4, 3), np.nan)}),
        "error[not-finite]: `W_V` has 12 entries that are not finite, the first at [0, 0]: nan",
    ),
    (
        lambda: tg.loads("dim a\nparam W[a]\ny = W[i] W[i]").module("y"),
        "error[unknown-size]: dimension `a` has no size\n  = write `dim a = 4`, or give the size when run: --size a=4",
    ),
    (
        lambda: layer(dtype="int64"),
        "error[unknown-dtype]: `int64` is not a floating dtype\n"
        "  = the dtypes are: float16, bfloat16, float32, float64",
    ),
]


@pytest.mark.parametrize(("call", "message"), WRONG)
def test_mistakes(call: Any, message: str) -> None:
    with pytest.raises(TensorgraphError) as error:
        call()
    assert str(error.value) == message
