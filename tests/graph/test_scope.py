"""Scope rules 1 to 7, each with files that are accepted, with the text form of their graph, and files that are not."""

from __future__ import annotations

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.graph.check import check_program
from tensorgraph.graph.network import Network
from tensorgraph.graph.text import graph_text
from tensorgraph.graph.verify import verify
from tensorgraph.source import Source
from tensorgraph.syntax.parse import parse

PRELUDE = """dim a, b
param A[a, b], M[a, a], N[a, a], v[a], w[b], T[a, a, b]
scalar s
fn f, g[j]
"""


def checked(text: str) -> Network:
    network = check_program(parse(Source("a.tg", PRELUDE + text)))
    assert verify(network) == []
    return network


def refused(text: str) -> list[str]:
    with pytest.raises(TensorgraphError) as caught:
        checked(text)
    return [f"{d.code}: {d.span.text if d.span else ''}" for d in caught.value.diagnostics]


def meaning(text: str) -> str:
    return graph_text(list(checked(text).definitions.values())[-1].graph)


def sides(text: str) -> list[str]:
    return [graph_text(side) for side in checked(text).pictures[-1].rows[0].sides]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 1: on the left free, in a function's brackets free inside; brackets are no uses
        ("y[i, j] = A[i, j] w[j]", "[i, j] = (A[i, j] w[j])"),
        ("y[i] = softmax[j](A[i, j]) w[j]", "[i] = (softmax[j]((A[i, j])) w[j] sum j)"),
        ("y[i] = softmax[j | i](A[i, j]) w[j]", "[i] = (softmax[j]((A[i, j])) w[j] sum j)"),
        # 2: summed once, in the smallest part that holds all uses
        ("y[i] = A[i, j] w[j]", "[i] = (A[i, j] w[j] sum j)"),
        ("y = relu(v[i] v[i])", "[] = (relu[]((v[i] v[i] sum i)))"),
        ("y[i] = f(relu(A[i, j] w[j]))", "[i] = (f[]((relu[]((A[i, j] w[j] sum j)))))"),
        ("y = (v[i] v[i] + 1) s", "[] = (s ((v[i] v[i] sum i) + (1)))"),
        ("y[i] = A[i, j] w[j] + M[i, j] v[j]", "[i] = (A[i, j] w[j] sum j) + (M[i, j.1] v[j.1] sum j.1)"),
        ("y = (v[i] v[i] + v[i] v[i])", "[] = (((v[i] v[i] sum i) + (v[i.1] v[i.1] sum i.1)))"),
        ("y[i] = (v[i] + v[i]) M[i, j] v[j]", "[i] = (((v[i]) + (v[i])) M[i, j] v[j] sum j)"),
        ("y = (v[i] + 1) v[i]", "[] = (((v[i]) + (1)) v[i] sum i)"),
        # 3: a bubble or group is one use; mean keeps its axis to itself; a call counts every use
        ("y = relu(v[i]) v[i]", "[] = (relu[]((v[i])) v[i] sum i)"),
        ("y[i] = mean[j](A[i, j]) w[j] w[j]", "[i] = (mean[j.1]((A[i, j.1])) w[j] w[j] sum j)"),
        ("y[j] = max[j](w[j]) w[j]", "[j] = (max[j.1]((w[j.1])) w[j])"),
        ("def d(x[p, q])[i, j] = x[i, j]\ny[i] = d(A)[i, j] w[j]", "[i] = (d(A)[i, j] w[j] sum j)"),
        # 4: used twice inside, and free on the left but not used again
        ("y[i] = relu(v[i] v[i])", "[i] = (relu[]((v[i] v[i])))"),
        ("y[i] = relu(v[i] v[i]) + v[i]", "[i] = (relu[]((v[i] v[i]))) + (v[i])"),
        ("y[i] = softmax[j | i](v[i] M[i, j]) v[i] v[j]", "[i] = (softmax[j]((v[i] M[i, j])) v[i] v[j] sum j)"),
        ("y[i] = relu(A[i, j] w[j]) w[k] ones[k]", "[i] = (relu[]((A[i, j] w[j] sum j)) w[k] dot[k] sum k)"),
        # 5: ones sums
        ("y[i] = A[i, j] ones[j]", "[i] = (A[i, j] dot[j] sum j)"),
        # 7: dimensions follow, or are stated
        ("y[i: a, j] = w[j]", "[i, j] = (w[j])"),
        ("y[i, j] = id[i: a, j]", "[i, j] = (dot[i, j])"),
        ("y[i, j] = v[i] copy[i, j, k] v[k]", "[i, j] = (v[i] dot[i, j, k] v[k] sum k)"),
        ("y[i] = A[i, -1] + A[i, 0]", "[i] = (A[i, -1] cap -1[-1] sum -1) + (A[i, 0] cap 0[0] sum 0)"),
        ("K[(i j), k] = A[i, j] v[k]\ny[k] = K[p, k] K[p, k]",
         "[k] = (K[(p:0 p:1), k] K[(p:0 p:1), k] sum p:0 p:1)"),
        ("K[(i j), k] = A[i, j] v[k]\ny[k] = K[(p q), k] w[q] v[p]",
         "[k] = (K[(p q), k] w[q] v[p] sum p q)"),
        ("y[h, i] = T^h[i, j] w[j]", "[h, i] = (T^h[i, j] w[j] sum j)"),
        ("y[i] = T^0[i, j] w[j]", "[i] = (T^0[i, j] cap 0[0] w[j] sum j 0)"),
        # coefficients
        ("y[i] = -2 s v[i] / (2 sqrt(a)) * 3 / 4", "[i] = (-3/4 a^(-1/2) s v[i])"),
        ("y[i] = v[i] / (v[i] + 1)", "[i] = (v[i] reciprocal[]((v[i]) + (1)))"),
        ("y[i] = v[i] / A[i, 0]", "[i] = (v[i] reciprocal[]((A[i, 0] cap 0[0] sum 0)))"),
        ("y[i] = (1 + 1) v[i] - a (3) v[i]", "[i] = (2 v[i]) + (-3 a v[i])"),
        ("c = v[i] v[i]\ny[i] = c v[i]", "[i] = (c[] v[i])"),
        ("y[i] = v[i] (A[i, j] w[j])", "[i] = (v[i] ((A[i, j] w[j] sum j)))"),
        ("y[i] = g[j](A[i, j]) w[j]", "[i] = (g[j]((A[i, j])) w[j] sum j)"),
        ("y[i] = layernorm[i](v[i], eps: 1e-6)", "[i] = (layernorm[i]((v[i]), eps: 1/1000000))"),
    ],
)  # fmt: skip
def test_meaning(text: str, expected: str) -> None:
    assert meaning(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 1
        ("y[i] = softmax[k](A[i, j]) w[j]", ["axis: k"]),
        ("y[i] = softmax[j | k](A[i, j]) w[j]", ["axis: k"]),
        ("y[i] = softmax[j](A[i, j])", ["used-once: j"]),
        # 2
        ("y = v[i] + v[i]", ["used-once: i", "used-once: i"]),
        ("y = (v[i] + v[i])", ["used-once: i"]),
        ("y = (v[i] v[i] + v[i]) s", ["used-once: i"]),
        # 3
        ("y[i] = mean[j](A[i, j]) w[j]", ["used-once: j"]),
        # 4
        ("y[i] = relu(A[i, j] w[j]) w[j]", ["reads-both-ways: relu(A[i, j] w[j])"]),
        ("y[j] = relu(A[i, j] w[j] v[i]) w[j]", ["reads-both-ways: relu(A[i, j] w[j] v[i])"]),
        ("y = (v[i] v[i]) v[i]", ["reads-both-ways: (v[i] v[i])"]),
        ("y[i] = f(softmax[j](A[i, j]) w[j]) w[j]", ["reads-both-ways: f(softmax[j](A[i, j]) w[j])"]),
        ("y = ((v[i] v[i]) s) v[i]", ["reads-both-ways: ((v[i] v[i]) s)"]),
        ("y = (v[i] v[i]) (v[i] v[i])", ["reads-both-ways: (v[i] v[i])"]),
        # 5
        ("y[i] = A[i, j]", ["used-once: j"]),
        ("y[i] = A[i, j] + A[i, k]", ["used-once: j", "used-once: k"]),
        # 7
        ("y[i] = A[i, j] v[j]", ["dimension: j"]),
        ("y[i: b] = v[i]", ["dimension: i"]),
        ("y[i, j] = w[j]", ["dimension-unknown: i"]),
        ("y[i, j] = id[i, j] ", ["dimension-unknown: i"]),
        ("y = A[i, j] id[i, j]", ["dimension: j"]),
        ("K[(i j)] = A[i, j]\ny = K[(i j)] A[j, i]", ["dimension: j"]),
        ("K[(i j)] = A[i, j]\ny = K[i] v[i]", ["thick-wire: i"]),
        ("y = A[j, i] v[i] w[j]", ["dimension: i"]),
        # one cause, one message
        ("y[i] = A[i, j, k] w[j]", ["leg-count: [i, j, k]"]),
        ("y[i] = nope(A[i, j]) v[k]", ["unknown-name: nope"]),
        ("y[i] = nope[i, j] w[j]\nz[i] = nope[i] + y[i]", ["unknown-name: nope"]),
        ("y[i] = A[i, j]\nz[i] = y[i] + y[i]", ["used-once: j"]),
        ("param x[c], z[c]", ["unknown-dimension: c"]),
        ("input v[a]\ny[i] = v[i]", ["defined-twice: v"]),
        ("y[i] = y[i]\nz[i] = y[i]", ["circle: y"]),
        ("def d(x[p])[i] = x[i] x[j]\ny[i] = d(v)[i]", ["used-once: j"]),
        ("y[i] = relu[i](v[i]) + A[i, j]", ["function-form: [i]", "used-once: j"]),
        ("y[i] = A[i | j] w[j]", ["bar: [i | j]"]),
        ("y[i] = v[i] / 0", ["divide-by-zero: 0"]),
    ],
)
def test_refused(text: str, expected: list[str]) -> None:
    assert refused(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 6: a wire used once in some term of some side is free in all
        ("check c: M[i, i] == v[i] v[i]", ["[] = (M[i, i] sum i)", "[] = (v[i.1] v[i.1] sum i.1)"]),
        ("check c: v[i] + v[i] == v[i] v[i]", ["[i] = (v[i]) + (v[i])", "[i] = (v[i] v[i])"]),
        ("check c: A[i, j] ones[j] == 1", ["[i] = (A[i, j] dot[j] sum j)", "[i] = (1)"]),
        ("check c: A[i, j] == sqrt(2) / 3", ["[i, j] = (A[i, j])", "[i, j] = (1/3 sqrt[]((2)))"]),
        ("check c[i]: v[i] v[i] == v[i]", ["[i] = (v[i] v[i])", "[i] = (v[i])"]),
        ("show s: relu(v[i] v[i]) + v[i]", ["[i] = (relu[]((v[i] v[i]))) + (v[i])"]),
        ("show s: (v[i] v[i] + v[i]) s", ["[i] = (s ((v[i] v[i]) + (v[i])))"]),
        ("show s[i, j]: A[i, j] w[j]", ["[i, j] = (A[i, j] w[j])"]),
        ("show s: mean[j](A[i, j])", ["[i] = (mean[j]((A[i, j])))"]),
    ],
)
def test_sides(text: str, expected: list[str]) -> None:
    assert sides(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("check c: v[i] == w[j]", ["free-wires: v[i]"]),
        ("check c: v[i] == w[i]", ["dimension: i"]),
        ("check c: v[i] == M[i, i]", []),
        ("check c: v[i] == 2 s", []),
        ("check c: v[i] == f(2)", ["free-wires: f(2)"]),
        ("check c[i]: A[i, j] == v[i]", ["used-once: j"]),
        ("check c: v[i] == v[i]\nshow c: v[i]", ["defined-twice: c"]),
    ],
)
def test_equations(text: str, expected: list[str]) -> None:
    if expected:
        assert refused(text) == expected
    else:
        checked(text)


def test_all_mistakes_at_once_in_the_order_of_the_file() -> None:
    text = "y[i] = A[i, j]\nz[i] = nope[i]\nparam x[c]\nq[i] = A[i, j] v[j] / 0\ncheck c: v[i] == w[j]\n"
    expected = ["used-once: j", "unknown-name: nope", "unknown-dimension: c", "dimension: j", "divide-by-zero: 0",
                "free-wires: v[i]"]  # fmt: skip
    assert sorted(refused(text)) == sorted(expected)


def test_two_legs_exchanged_are_one_mistake() -> None:
    assert refused("y = A[j, i] v[i] w[j]") == ["dimension: i"]
