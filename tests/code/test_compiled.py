"""Calls of compiled definitions: fast ones see all that slow ones see, and nothing that is kept goes stale."""

from __future__ import annotations

import copy
import gc
import pickle
import threading
import weakref
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

import tensorgraph as tg
from tensorgraph import compiled as compiled_module
from tensorgraph.compiled import Compiled
from tensorgraph.diagnostics import TensorgraphError

TEXT = """
dim n, m
input x[n]
param U[n, m], V[m, n]
y[k] = x[i] U[i, j] V[j, k]
"""
"""At many calls U V is made once."""


def made(text: str = TEXT, name: str = "y", calls: int = 1000) -> Compiled:
    return tg.loads(text).compile(name, calls=calls)


def values(seed: int = 0, n: int = 3, m: int = 9) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    shapes = {"x": (n,), "U": (n, m), "V": (m, n)}
    return {name: torch.randn(shape, generator=generator) for name, shape in shapes.items()}


def wanted(given: dict[str, Tensor]) -> Tensor:
    return given["x"] @ given["U"] @ given["V"]


def assert_right(f: Compiled, given: dict[str, Tensor]) -> None:
    torch.testing.assert_close(f(**given), wanted(given))


def test_what_is_made_of_parameters_is_apart() -> None:
    """Else the tests below would test nothing."""
    code = made().code({"n": 3, "m": 9})
    assert code.parameters == ("U", "V") and code.inputs == ("x",)
    assert len(code.prepare(torch.ones(3, 9), torch.ones(9, 3))) == 1


def fused_step(given: dict[str, Tensor]) -> None:
    """Fused Adam writes without counting a version."""
    parameter = given["U"].requires_grad_()
    wanted(given).sum().backward()  # type: ignore[no-untyped-call]
    torch.optim.Adam([parameter], lr=0.1, fused=True).step()


def step(given: dict[str, Tensor]) -> None:
    parameter = given["U"].requires_grad_()
    wanted(given).sum().backward()  # type: ignore[no-untyped-call]
    torch.optim.SGD([parameter], lr=0.1).step()


def other_data(given: dict[str, Tensor]) -> None:
    """The same tensors of other sizes."""
    for name, value in values(1, 5, 4).items():
        given[name].data = value


CHANGES: dict[str, Callable[[dict[str, Tensor]], object]] = {
    "in place": lambda given: given["U"].mul_(2),
    "copied into": lambda given: given["V"].copy_(torch.ones(9, 3)),
    "one entry": lambda given: given["V"].__setitem__((0, 0), 7.0),
    "through a view": lambda given: given["U"].view(-1)[2:4].zero_(),
    "through a detached one": lambda given: given["U"].detach().neg_(),
    "other data": lambda given: setattr(given["U"], "data", torch.ones(3, 9)),
    "data turned over": lambda given: setattr(given["U"], "data", given["U"].data.view(-1).flip(0).view(3, 9)),
    "other memory": lambda given: given["U"].set_(torch.ones(3, 9).untyped_storage(), 0, (3, 9), (9, 1)),
    "another tensor": lambda given: given.update(U=torch.ones(3, 9)),
    "an input in place": lambda given: given["x"].add_(1),
    "another shape": lambda given: given.update(values(1, 5, 4)),
    "other data of another shape": other_data,
    "a step": step,
    "a fused step": fused_step,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_changes_are_seen(change: Callable[[dict[str, Tensor]], object]) -> None:
    f, given = made(), values()
    assert_right(f, given)
    assert_right(f, given)
    change(given)
    assert_right(f, given)
    assert_right(f, given)


def test_a_parameter_that_trains_is_never_kept() -> None:
    f, given = made(), values()
    given["U"].requires_grad_()
    optimizer = torch.optim.Adam([given["U"]], lr=0.1, fused=True)
    for _ in range(3):
        optimizer.zero_grad()
        f(**given).square().sum().backward()
        optimizer.step()
        with torch.no_grad():
            assert_right(f, given)


def test_what_a_fused_optimizer_writes_is_seen() -> None:
    f = tg.loads("dim a\nparam A[a, a], B[a, a]\ninput x[a]\ny[i] = exp(A[i, j] B[j, k]) x[k]").compile("y")
    values = {name: torch.randn(3, 3) for name in "AB"} | {"x": torch.randn(3)}
    for _ in range(2):  # the second time every guard is known
        f(**values)
        values["A"].requires_grad_()
        f(**values).sum().backward()
        torch.optim.Adam([values["A"]], lr=0.5, fused=True).step()
        values["A"].requires_grad_(False)
        expected = torch.exp(values["A"] @ values["B"]) @ values["x"]
        torch.testing.assert_close(f(**values), expected)


def test_gradients_follow_when_they_are_asked_for_later() -> None:
    f, given = made(), values()
    f(**given)
    given["U"].requires_grad_()
    f(**given).sum().backward()
    torch.testing.assert_close(given["U"].grad, torch.outer(given["x"], given["V"].sum(1)))
    given["U"].requires_grad_(False)
    assert not f(**given).requires_grad
    given["x"].requires_grad_()
    f(**given).sum().backward()
    torch.testing.assert_close(given["x"].grad, (given["U"] @ given["V"]).sum(1))


def test_what_torch_does_not_count_is_seen_after_forget() -> None:
    f, given = made(), values()
    f(**given)
    given["U"].data.mul_(2)
    assert not torch.allclose(f(**given), wanted(given))  # the limit that `forget` is for
    f.forget()
    assert_right(f, given)


@pytest.mark.parametrize("name", ["x", "U"])
@pytest.mark.parametrize("calls", [1, 1000])
def test_what_is_not_finite_later_is_found(name: str, calls: int) -> None:
    f, given = made(calls=calls), values()
    f(**given)
    given[name].view(-1)[1] = torch.nan
    for _ in range(2):
        with pytest.raises(TensorgraphError) as error:
            f(**given)
        where = "[1]" if name == "x" else "[0, 1]"
        assert str(error.value) == f"error[not-finite]: `{name}` has an entry that is not finite, at {where}: nan"
    given[name].view(-1)[1] = 0
    assert_right(f, given)


def test_other_data_of_an_input_are_looked_at() -> None:
    f, given = made(), values()
    f(**given)
    given["x"].data = torch.full((3,), torch.nan)
    with pytest.raises(TensorgraphError, match="`x` has 3 entries that are not finite"):
        f(**given)
    given["x"].data = torch.ones(4)
    with pytest.raises(TensorgraphError, match="`n` is 4 by `x`, leg 1, and 3 by `U`"):
        f(**given)


def test_ids_and_properties_are_looked_at_again() -> None:
    f = made("dim n = 3, v = 4\ninput t[n, v] { onehot: v }\nparam S[v, v] { symmetric }\ny[i, a] = t[i, b] S[b, a]")
    ids, table = torch.tensor([0, 3, 1]), torch.eye(4)
    torch.testing.assert_close(f(t=ids, S=table), table[ids])
    ids[2] = 4
    with pytest.raises(TensorgraphError, match=r"`t` has id 4 at \[2\], and v has size 4"):
        f(t=ids, S=table)
    ids[2] = 2
    table[0, 1] = 5
    with pytest.raises(TensorgraphError, match="`S` is declared `symmetric`, but it differs from its transpose by 5"):
        f(t=ids, S=table)
    table[1, 0] = 5
    torch.testing.assert_close(f(t=ids, S=table), table[ids])
    torch.testing.assert_close(f(t=torch.eye(4)[ids], S=table), table[ids])  # dense
    torch.testing.assert_close(f(t=ids.to(torch.int32), S=table), table[ids])


def test_values_of_every_kind_agree() -> None:
    f, given = made(), values()
    f(**given)
    exact = wanted({name: value.double() for name, value in given.items()})
    arrays = {name: value.numpy() for name, value in given.items()}
    for kind in (
        {**given, "x": arrays["x"]},
        {**given, "U": arrays["U"]},
        arrays,
        {**given, "x": arrays["x"].tolist()},
    ):
        torch.testing.assert_close(f(**kind), exact.float())
    for _ in range(2):
        mixed = {**given, "x": given["x"].double()}
        assert f(**mixed).dtype is torch.float64
        torch.testing.assert_close(f(**mixed), exact, rtol=1e-6, atol=1e-6)
        assert f(**given, dtype="bfloat16").dtype is torch.bfloat16
        assert f(given).dtype is torch.float32


def test_arrays_are_read_at_every_call() -> None:
    f, given = made(), {name: value.numpy() for name, value in values().items()}
    first = f(**given)
    given["U"] *= 2
    torch.testing.assert_close(f(**given), 2 * first)


def freed(tensor: Tensor) -> list[bool]:
    """Truth once the memory of a tensor is given back: here a numpy array that owns it dies."""
    found: list[bool] = []
    array = np.array(tensor.numpy()).view(Owner)
    array.found = found
    tensor.data = torch.from_numpy(array)
    return found


class Owner(np.ndarray):
    """An array that says when it dies."""

    found: list[bool]

    def __del__(self) -> None:
        if hasattr(self, "found"):
            self.found.append(True)


def test_parameters_are_not_kept_alive() -> None:
    f, given = made("dim n, m\ninput x[n]\nparam U[n, m], V[m, n]\ny[k] = x[i] V[j, i] U[k, j]"), values()
    dead, memory = [weakref.ref(value) for value in given.values()], [freed(value) for value in given.values()]
    f(**given)
    assert not any(memory)
    del given
    gc.collect()
    assert [ref() for ref in dead] == [None, None, None]
    assert all(memory)
    assert f._made.kept and not any(isinstance(part, Tensor) for kept in f._made.kept.values() for part in kept.state)


def test_results_share_no_memory() -> None:
    text = "dim n\nparam W[n, n]\ninput x[n]\nturned[i, j] = W[j, i]\ntwice[i, j] = 2 W[i, j]\ncopied[i] = x[i]"
    weight, x = torch.randn(4, 4), torch.randn(4)
    for name, value in (("turned", weight.t()), ("twice", 2 * weight), ("copied", x)):
        for calls in (1, 1000):
            f = made(text, name, calls)
            given = {"x": x} if name == "copied" else {"W": weight}
            before = value.clone()
            for _ in range(3):
                f(**given).zero_()
            torch.testing.assert_close(f(**given), before, rtol=0, atol=0)
            torch.testing.assert_close(value, before, rtol=0, atol=0)


def test_results_of_one_pass_share_no_memory() -> None:
    doc = tg.loads("dim n\ninput x[n, n]\ny[i, j] = x[i, k] x[k, j]\nz[i, j] = y[j, i]")
    x = torch.randn(3, 3)
    found = doc.compile("z")(x=x, also=["y"])
    found["z"].zero_()
    torch.testing.assert_close(found["y"], x @ x)


def test_codes_of_other_sizes_do_not_take_each_others_constants() -> None:
    f = made("dim n, m, k\ninput x[n]\nparam W[m, k]\ny[i, a] = x[i] W[a, b] ones[b]")
    one, other = torch.randn(2, 3), torch.randn(5, 3)
    for _ in range(2):
        for x in (torch.randn(2), torch.randn(4)):
            for weight in (one, other):
                torch.testing.assert_close(f(x=x, W=weight), torch.outer(x, weight.sum(1)))
    f(x=x, W=other)
    f(x=x, W=one, memory=10**9)  # the guard of the other one stays the last
    torch.testing.assert_close(f(x=x, W=one), torch.outer(x, one.sum(1)))
    with pytest.raises(TensorgraphError, match="`k` is 3 by the size given, and 2 by `W`"):
        f(x=torch.randn(2), W=torch.randn(5, 2), sizes={"k": 3})


def test_only_some_codes_and_constants_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled_module, "CODES", 3)
    f = made()
    for n in range(1, 9):
        assert_right(f, values(n, n, 2 * n))
    kept = f._made
    assert [len(kept.guards), len(kept.plans), len(kept.codes), len(kept.kept)] == [3, 3, 3, 3]
    assert len(kept.shelf) == 4


def test_constants_made_in_other_modes_serve_in_all() -> None:
    f, given = made(), values()
    with torch.inference_mode():
        f(**given)
    assert not any(
        one.is_inference() for kept in f._made.kept.values() for one in kept.state if isinstance(one, Tensor)
    )
    with torch.autocast("cpu", dtype=torch.bfloat16):
        f(**values(1))
        f(**given)
    given["x"].requires_grad_()
    f(**given).sum().backward()
    torch.testing.assert_close(given["x"].grad, (given["U"] @ given["V"]).sum(1))


def test_tensors_of_inference_mode() -> None:
    f = made()
    with torch.inference_mode():
        given = values()
        assert_right(f, given)
        given["U"].mul_(2)
        assert_right(f, given)
        given["x"][0] = torch.inf
        with pytest.raises(TensorgraphError, match="not finite"):
            f(**given)


def test_threads_do_not_disturb_each_other() -> None:
    f, wrong = made(), []

    def work(seed: int) -> None:
        for round_ in range(60):
            given = values(seed, 3 + seed % 2, 9)
            given["U"].mul_(round_ + 1)
            if not all(torch.allclose(f(**given), wanted(given), atol=1e-4) for _ in range(3)):
                wrong.append((seed, round_))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_scalars_and_functions_are_given_at_every_call() -> None:
    f = made("dim n\nscalar c, d = 3\nfn g\ninput x[n]\ny[i] = c d g(x[i])")
    x = torch.randn(4)
    torch.testing.assert_close(f(x=x, c=2, g=torch.tanh), 6 * x.tanh())
    torch.testing.assert_close(f(x=x, c=2.5, g=torch.sin), 7.5 * x.sin())
    torch.testing.assert_close(f(x=x, c=2.5, g=torch.sin, d=1), 2.5 * x.sin())
    torch.testing.assert_close(f(x=x, c=np.float64(2.5), g=torch.sin, d=torch.tensor(1.0)), 2.5 * x.sin())
    for wrong, message in (
        ({"c": torch.nan}, "error[not-finite]: scalar `c` is nan, expected a finite number"),
        ({"c": 10**400}, "error[not-finite]: scalar `c` is inf, expected a finite number"),
        ({"g": 3}, "error[wrong-dtype]: function `g` is int, expected a callable"),
        ({"g": lambda x: x[:2]}, "error[function-shape]: function `g` returned shape (2,), expected (4,)"),
    ):
        with pytest.raises(TensorgraphError) as error:
            f(**{"x": x, "c": 2.5, "g": torch.sin, **wrong})
        assert str(error.value) == message


def test_names_that_are_options_are_given_in_a_mapping() -> None:
    f = made("dim n\ninput dtype[n], also[n]\ny[i] = dtype[i] also[i]")
    for _ in range(3):
        torch.testing.assert_close(f({"dtype": torch.ones(2), "also": 2 * torch.ones(2)}), torch.tensor([2.0, 2.0]))


def test_all_mistakes_of_a_call_that_was_right_before() -> None:
    f, given = made(), values()
    f(**given)
    for change, message in (
        ({"U": torch.ones(3, 8)}, "error[size-conflict]: `m` is 8 by `U`, leg 2, and 9 by `V`, leg 1, of shape (9, 3)"),
        ({"W": torch.ones(3)}, "error[unknown-name]: a value is given for `W`, which is not declared\n  = write `U`"),
        (
            {"x": torch.ones(3, dtype=torch.complex64)},
            "error[wrong-dtype]: `x` has dtype complex64, expected real numbers\n  = a float or integer dtype",
        ),
    ):
        with pytest.raises(TensorgraphError) as error:
            f(**{**given, **change})
        assert str(error.value).startswith(message[:60])
    with pytest.raises(TensorgraphError) as error:
        f(**{name: value for name, value in given.items() if name != "V"})
    assert str(error.value) == "error[missing-tensor]: tensor `V` has no value\n  = V[m, n]"


def test_calls_is_a_number() -> None:
    with pytest.raises(TensorgraphError) as error:
        made(calls=0)
    assert str(error.value) == "error[wrong-call]: `calls` is 0\n  = a positive whole number: `calls=1000`"


def test_copies_compute_the_same() -> None:
    f, given = made(), values()
    f(**given)
    for other in (copy.deepcopy(f), pickle.loads(pickle.dumps(f))):
        assert other == f
        assert_right(other, given)


def test_a_memory_limit_is_kept() -> None:
    f, given = made(), values()
    assert f(**given, memory=10**6).shape == (3,)
    with pytest.raises(TensorgraphError, match="and 10 B may be used"):
        f(**given, memory=10)
