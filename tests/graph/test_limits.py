"""Long chains, explosions and deep nests are checked, or refused, quickly; nothing else comes out."""

from __future__ import annotations

import time

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.rewrite import resolve_picture
from tests.graph.language import checked

D = "dim a, b\nparam A[a, b], v[a], w[b], M[a, a]\n"
SECONDS = 60
"""What would be a hang: each takes a second or two. Speed is no matter of a test."""


def chain(body: str, length: int) -> str:
    return D + "x0[i] = v[i]\n" + "".join(body.format(k + 1, k) for k in range(length))


def names(count: int) -> str:
    return ", ".join(f"x{k}" for k in range(count))


LINEAR = "x{0}[i] = M[i, j] x{1}[j]\n"
NESTED = "x{0}[i] = relu(M[i, j] x{1}[j])\n"
DOUBLED = "x{0}[i] = x{1}[i] x{1}[i]\n"
F0 = D + "def f0(x[p])[i] = M[i, j] x[j]\n"
G0 = D + "def f0(x[p], c)[i] = c x[i]\n"


def levels(body: str, count: int) -> str:
    return "".join(body.format(k + 1, k) for k in range(count))


@pytest.mark.parametrize(
    "text",
    [
        chain(LINEAR, 5_000),
        D + "".join(LINEAR.format(k + 1, k) for k in reversed(range(5_000))) + "x0[i] = v[i]\n",
        D + "y = " + "(" * 59 + "v[i] v[i]" + ")" * 59,
        D + "y[i] = " + "relu(" * 59 + "v[i]" + ")" * 59,
        D + "y[i] = v[i]" + " v[i]" * 3_000,
        D + "y = " + " ".join(f"A[i{k}, j{k}] A[i{k}, j{k}]" for k in range(500)),
        D + "def f(x[p])[i] = x[i]\ny[i] = " + "f(" * 25 + "v" + ")" * 25 + "[i]",
        D + "tensor X[" + ", ".join("a" for _ in range(5_000)) + "]",
        chain(LINEAR, 300) + f"show p: unfold(x300[i], {names(300)})",
        chain(LINEAR, 5_000) + "show p: " + " + ".join(["unfold(x5000[i])"] * 900) + " place { M: above } group: M, x9",
    ],
    ids=["chain", "backwards", "groups", "bubbles", "term", "wires", "nested calls", "legs", "unfold", "unfolds"],
)
def test_works(text: str) -> None:
    started = time.monotonic()
    network = checked(text)
    for picture in network.pictures:
        resolve_picture(network, picture)
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (F0 + levels("def f{0}(x[p])[i] = f{1}(f{1}(x))[i]\n", 40) + "y[i] = f40(v)[i]", "too-deep"),
        (G0 + levels("def f{0}(x[p], c)[i] = f{1}(x, 2 c)[i] + f{1}(x, 3 c)[i] + f{1}(x, 5 c)[i]\n", 25)
         + "y[i] = f25(v, 1)[i]", "too-many-calls"),
        (F0 + levels("def f{0}(x[p])[i] = " + "(" * 50 + "f{1}(x)[i]" + ")" * 50 + "\n", 40) + "y[i] = f40(v)[i]",
         "too-deep"),
        (F0 + levels("def f{0}(x[p])[i] = f{1}(x)[i]\n", 2_000) + "y[i] = f2000(v)[i]", "too-deep"),
        (D + levels("x{0}[i] = x{1}[i]\n", 2_000) + "x0[i] = x2000[i]", "circle"),
        (chain(LINEAR, 2_000) + f"show p: unfold(x2000[i], {names(2_000)})", "too-large"),
        (chain(DOUBLED, 40) + f"show p: unfold(x40[i], {names(40)})", "too-large"),
        (chain(NESTED, 100) + f"show p: unfold(x100[i], {names(100)})", "too-large"),
        (D + "show p: v[i]" + " group: v" * 51, "too-many-groups"),
        (D + "y[i] = v[i] " + "1e90 " * 1_000, "number"),
        (D + "y[i] = v[i] (" + "1e90 " * 1_000 + ")", "number"),
    ],
    ids=["doubled calls", "different calls", "deep calls", "call chain", "circle", "unfold", "unfold doubled",
         "unfold nested", "picture groups", "coefficient", "coefficient in a group"],
)  # fmt: skip
def test_refused(text: str, code: str) -> None:
    started = time.monotonic()
    with pytest.raises(TensorgraphError) as caught:
        network = checked(text)
        for picture in network.pictures:
            resolve_picture(network, picture)
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == [code]
    assert time.monotonic() - started < SECONDS


def test_thousands_of_mistakes() -> None:
    started = time.monotonic()
    with pytest.raises(TensorgraphError) as caught:
        checked(D + "".join(f"x{k}[i] = nope{k}[i]\n" for k in range(3_000)))
    assert len(caught.value.diagnostics) == 3_000
    with pytest.raises(TensorgraphError) as caught:
        terms, wishes = " ".join(f"A[i{k}, j{k}]" for k in range(400)), ", ".join(f"nope{k}: above" for k in range(400))
        checked(f"{D}show p: {terms} place {{ {wishes} }}")
    assert len(caught.value.diagnostics) == 400
    assert time.monotonic() - started < SECONDS
