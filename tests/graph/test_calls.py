"""Calls of a `def`: dimensions, formals, sharing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.graph.language import checked, definitions, refused, value

D = "dim a, b, h\nparam A[a, b], M[a, a], v[a], w[b], W[h, a, b], V[h, a]\nscalar s\n"
APPLY = "def apply(X[p, q], y[q])[i] = X[i, j] y[j] / sqrt(q)\n"


def test_a_call_is_a_definition_with_the_arguments_dimensions() -> None:
    found = definitions(D + APPLY + "z[i] = apply(A, w)[i]")
    assert found == {"apply(A, w)": "[i] = (b^(-1/2) A[i, j] w[j] sum j)", "z": "[i] = (apply(A, w)[i])"}


def test_equal_calls_are_shared() -> None:
    found = checked(D + APPLY + "z[i] = apply(A, w)[i] + apply(A, w)[i] + apply(M, v)[i]").definitions
    assert list(found) == ["apply(A, w)", "apply(M, v)", "z"]
    assert found["apply(A, w)"].callee == "apply"


def test_nested_calls() -> None:
    found = definitions(D + APPLY + "z[i] = apply(M, apply(M, v))[i]")
    assert found["apply(M, apply(M, v))"] == "[i] = (a^(-1/2) M[i, j] apply(M, v)[j] sum j)"


def test_superscripts_take_leading_legs() -> None:
    text = "z[h, i] = apply(W^h, w)[i]\nq[i] = apply(W^0, w)[i]\nr[i] = apply(W^k, w)[i] V^k[j] v[j]"
    found = definitions(D + APPLY + text)
    assert found["apply(W^h, w)"] == "[i] through h = (b^(-1/2) W^h[i, j] w[j] sum j)"
    assert found["z"] == "[h, i] = (apply(W^h, w)[i | h])"
    assert found["apply(W^0, w)"] == "[i] = (b^(-1/2) W^0[i, j] cap 0[0] w[j] sum j 0)"
    assert found["r"] == "[i] = (apply(W^h, w)[i | k] V^k[j] v[j] sum k j)", "equal up to the wire's name"


def test_index_formals() -> None:
    pick = "def pick(X[p, q], l)[j] = X[l, j]\n"
    found = definitions(D + pick + "z[j] = pick(A, 2)[j]\nq[i, j] = pick(A, i)[j]\nr[j] = pick(A, -1)[j]")
    assert found["pick(A, 2)"] == "[j] = (A[2, j] cap 2[2] sum 2)"
    assert found["pick(A, i)"] == "[j] through i = (A[i, j])"
    assert found["q"] == "[i, j] = (pick(A, i)[j | i])"


def test_an_index_formal_passed_on() -> None:
    text = "def pick(X[p, q], l)[j] = X[l, j]\ndef again(X[p, q], k)[j] = pick(X, k)[j]\nz[i, j] = again(A, i)[j]"
    found = definitions(D + text)
    assert found["again(A, i)"] == "[j] through i = (pick(A, i)[j | i])"


def test_a_name_of_something_else_is_a_wire_as_an_index() -> None:
    found = definitions(D + "def pick(X[p, q], l)[j] = X[l, j]\nz[h, j] = pick(A, h)[j]")
    assert found["z"] == "[h, j] = (pick(A, h)[j | h])"


def test_two_wires_of_one_name_are_told_apart() -> None:
    text = "def two(X[p, q], Y[p, q])[i, j] = X[i, j] Y[i, j]\n"
    text += "def mixed(k)[i, j] = two(W^k, W^h)[i, j] V^h[m] v[m] + two(W^k, W^k)[i, j]\nz[h, i, j] = mixed(h)[i, j]"
    found = definitions(D + text)
    assert len(found) == 4
    assert found["two(W^h, W^h)"] == "[i, j] through h h.1 = (W^h[i, j] W^h.1[i, j])"
    other = next(name for name in found if name.startswith("two(W^h, W^h) #"))
    assert found[other] == "[i, j] through h = (W^h[i, j] W^h[i, j])"


def test_scalar_formals() -> None:
    found = definitions(D + "def scaled(x[p], t)[i] = t x[i] / (2 p)\nz[i] = scaled(v, 3 s)[i] + scaled(v, a)[i]")
    assert found["scaled(v, 3 s)"] == "[i] = (3/2 a^(-1) s v[i])"
    assert found["scaled(v, a)"] == "[i] = (1/2 v[i])"


def test_a_formal_hides_a_name_of_the_file() -> None:
    found = definitions(D + "def f(x[p])[i] = x[i]\nx[i] = f(v)[i]\ny[i] = f(x)[i]")
    assert found["f(x)"] == "[i] = (x[i])"


def test_thick_legs_are_bound() -> None:
    text = "K[(i j)] = A[i, j]\ndef f(x[p])[i] = x[i] / p\ndef g(x[(p q)])[i] = x[(i j)] ones[j] / q\n"
    found = definitions(D + text + "y[k] = f(K)[k]\nz[k] = g(K)[k]")
    assert found["f(K)"] == "[(i:0 i:1)] = (a^(-1) b^(-1) K[(i:0 i:1)])"
    assert found["g(K)"] == "[i] = (b^(-1) K[(i j)] dot[j] sum j)"


def test_a_call_means_its_scoped_graph_and_not_its_text() -> None:
    text = "def norm(x[p]) = x[i] x[i]\nz[i] = norm(v) v[i]\nq[i] = (v[j] v[j]) v[i]"
    network = checked(D + text)
    values = [value(network, network.definitions[name].graph) for name in ("z", "q")]
    assert np.array_equal(*values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (APPLY + "z[i] = apply(A, v)[i]", ["dimension: apply(A, v)[i]"]),
        (APPLY + "z[i] = apply(W, w)[i]", ["argument-legs: W"]),
        (APPLY + "z[i] = apply(W^h^h^h^h, w)[i]", ["argument-legs: W^h^h^h^h"]),
        (APPLY + "z[i] = apply(A, w)[i, j]", ["call-form: apply(A, w)[i, j]"]),
        (APPLY + "z[i] = apply(A)[i]", ["argument-count: apply(A)[i]"]),
        (APPLY + "z[i] = apply(nope, w)[i]", ["unknown-name: nope"]),
        (APPLY + "z[i] = apply(W^h, w)[i]", ["used-once: h"]),
        (APPLY + "z[i] = apply", ["call-form: apply"]),
        ("def f(x[p], x[q])[i] = x[i]", ["defined-twice: x"]),
        ("def f(p[p])[i] = p[i]", ["defined-twice: p"]),
        ("def f(relu[p])[i] = relu[i]", ["reserved-name: relu"]),
        ("def f(x[p], l)[l] = x[l]", ["left-side: l"]),
        ("def f(x[p])[i] = f(x)[i]\ny[i] = f(v)[i]", ["circle: f"]),
        ("def f(x[p])[i] = g(x)[i]\ndef g(x[p])[i] = nope[i]\ny[i] = f(v)[i]", ["unknown-name: nope"]),
        ("def f(x[p], y[q])[i] = x[i] y[i]\nz[i] = f(v, w)[i]", ["dimension: i"]),
        ("def f(x[p], t)[i] = t x[i]\nz[i] = f(v, w)[i]", ["argument: w"]),
        ("def f(x[p], l)[j] = A[l, j] x[i] x[i]\nz[j] = f(v, s)[j]", ["used-once: s"]),
    ],
)
def test_refused(text: str, expected: list[str]) -> None:
    assert refused(D + text) == expected


def test_a_mistake_that_arguments_cause_names_the_call() -> None:
    with pytest.raises(Exception, match="in the call here"):
        checked(D + "def f(x[p], y[q])[i] = x[i] y[i]\nz[i] = f(v, w)[i]")


def test_used_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "one.tg").write_text('use "two.tg"\nparam A[a, b]\nshow hidden: nope[i]\n')
    (tmp_path / "parts" / "two.tg").write_text("dim a, b\n")
    text = 'use "parts/one.tg"\nuse "parts/two.tg"\ny[i, j] = A[i, j]'
    (tmp_path / "a.tg").write_text(text)
    network = checked(text)
    assert (list(network.dims), list(network.declarations), network.pictures) == (["a", "b"], ["A"], ())
    (tmp_path / "parts" / "two.tg").write_text("dim a, b, b\ndim c = = 3\n")
    with pytest.raises(Exception, match=r"^parts/two\.tg:2:9: error\[syntax\]") as caught:
        checked(text)
    assert str(caught.value).count("error[") == 1, "what the broken file lacks is not reported"
    (tmp_path / "parts" / "two.tg").write_text("dim a, b\nparam A[a]\n")
    twice = r"(?s)^parts/one\.tg:2:7: error\[defined-twice\].*parts/two\.tg:2:7: first here"
    with pytest.raises(Exception, match=twice):
        checked(text)


# ---- kept for later: decompositions and repetitions ------------------------------------------------------------


def test_decompositions_are_kept() -> None:
    network = checked(D + "y[i, j] = U[i, r] t[r] Z[r, j]\nU[i, r] t[r] Z[r, j] = svd(A[i, j], rank: 2)")
    assert network.dims["r"] is None  # at most 2: its size follows
    assert [network.definitions[name].dims for name in "UtZ"] == [(("a",), ("r",)), (("r",),), (("r",), ("b",))]
    assert network["y"].dims == (("a",), ("b",))


@pytest.mark.parametrize(
    "text",
    [
        "U[h, i, r] t[h, r] Z[h, r, j] = svd(W[h, i, j])",
        "Q[(i j), r] R[r, h] = qr(W[h, i, j])",
        "Q[i, r] e[r] = eigh(M[i, j])",
        "e[r] = eigvals(M[i, j])\ny = abs(e[r]) ones[r]",
        "U[i, r] t[r] Z[r, j] = svd(A[i, k] A[j, k])",
    ],
)
def test_decompositions(text: str) -> None:
    checked(D + text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U[i, r] t[i] Z[r, j] = svd(A[i, j])", ["decomposition-form: U[i, r] t[i] Z[r, j]"]),
        ("U[i, r] t[r] Z[r, q] = svd(A[i, j])", ["decomposition-form: U[i, r] t[r] Z[r, q]"]),
        ("U[i, r] Z[r, j] = svd(A[i, j])", ["decomposition-form: U[i, r] Z[r, j]"]),
        ("U[i, r] t[r] Z[r] = svd(A[i, j])", ["decomposition-form: U[i, r] t[r] Z[r]"]),
        ("U[i, r] t[r] Z[r, j] = svd(A[i, j], rank: 0)", ["option: rank: 0"]),
        ("Q[i, r] e[r] = eigh(A[i, j])", ["dimension: A[i, j]"]),
        ("Q[i] R[j] = A[i, j]", ["decomposition-form: Q[i] R[j]"]),
        ("y = svd(A[i, j]) 2", ["decomposition-place: svd(A[i, j])"]),
        ("e[r] = eigvals(M[i, j])\ny = e[r] ones[r]", ["complex: e[r]"]),
        ("e[r] = eigvals(M[i, j])\ny = abs(relu(e[r])) ones[r]", ["complex: e[r]"]),
        ("e[r] = eigvals(M[i, j])\ndef f(x[n])[i] = x[i]\ny = abs(f(e)[r]) ones[r]", ["complex: e"]),
        ("e[r] = eigvals(M[i, j])\ny = abs(e[r] + 1) ones[r]", ["complex: e[r]"]),
        ("e[r] = eigvals(M[i, j])\nU[s, q] t[q] Z[q, r] = svd(ones[s: a] e[r])", ["complex: e[r]"]),
    ],
)
def test_decompositions_refused(text: str, expected: list[str]) -> None:
    assert refused(D + text) == expected


def test_repetition() -> None:
    network = checked(D + "def block(x[p], l)[i] = V[l, j] x[j] x[i]\ny[i] = block(v, l)[i] for l in h")
    assert network.definitions["y"].kept is not None
    assert network["y"].dims == (("a",),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y[i] = V[l, i] for l in h", ["repetition-form: V[l, i]"]),
        ("def f(x[p], l)[j] = x[i] W[l, i, j]\ny[j] = f(v, l)[j] for l in h", ["repetition-form: f(v, l)[j]"]),
        ("def f(x[p], l)[i] = x[i] V[l, i]\ny[l] = f(v, l)[l] for l in h", ["left-side: l"]),
        ("def f(x[p], l)[i] = x[i] V[l, i]\ny[i] = f(v, l)[i] for l in nope", ["unknown-dimension: nope"]),
        ("def f(x[p], l)[i] = x[i] V[l, i]\ny[i] = f(f(v, l), l)[i] for l in h", ["repetition-form: f(f(v, l), l)[i]"]),
        ("def f(x[p])[i, j] = x[i] x[j]\ny[i, j] = f(v)[i, j] for l in h", ["repetition-form: f(v)[i, j]"]),
        (
            "def f(x[p], l)[i, j] = x[i] V[l, j]\ndef g(x[p])[i] = x[i]\ny[i, j] = f(g(v), l)[i, j] for l in h",
            ["repetition-form: f(g(v), l)[i, j]"],
        ),
        ("def f(x[p], l)[i] = x[i] V[l, i]\ny[i] = f(V^0, l)[i] for l in h", ["repetition-form: f(V^0, l)[i]"]),
        ("y[i] = nope(v, l)[i] for l in h", ["unknown-name: nope"]),
    ],
)
def test_repetition_refused(text: str, expected: list[str]) -> None:
    assert refused(D + text) == expected
