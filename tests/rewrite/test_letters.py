"""The letters of wires after a rewrite: no name means two things where both are read."""

from __future__ import annotations

import pytest

from tensorgraph.graph.text import graph_text
from tensorgraph.graph.verify import verify_graph
from tensorgraph.rewrite import resolve_picture
from tensorgraph.rewrite.lettering import another
from tests.graph.language import checked

D = """dim n, h
param A[h, n, n], B[h, n, n], T[(n n), n], v[n]
y[i, k] = A^h[i, j] B^h[j, k]
z[h, i, k] = A^h[i, j] y[j, k]
s[(i j)] = T[(i j), k] v[k] + v[i] v[j]
"""


def after(expression: str) -> str:
    network = checked(f"{D}show p: {expression}")
    (side,) = resolve_picture(network, network.pictures[0]).rows[0].sides
    assert verify_graph(network, side) == []
    return graph_text(side).partition(" = ")[2]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # beside each other, inside what sums, and beside a free one
        ("unfold(y[i, k] y[k, l])", "(A^h[i, j] B^h[j, k] A^h'[k, j.1] B^h'[j.1, l] sum k h j h' j.1)"),
        (
            "A^h[i, j] B^h[j, k] relu(unfold(y[k, l]))",
            "(A^h[i, j] B^h[j, k] relu[]((A^h'[k, j.1] B^h'[j.1, l] sum h' j.1)) sum h j k)",
        ),
        ("unfold(z^h[i, k], y)", "(A^h[i, j] A^h'[j, j.1] B^h'[j.1, k] sum j h' j.1)"),
        # not beside each other
        (
            "unfold(y[i, k]) + unfold(y[i, k])",
            "(A^h[i, j] B^h[j, k] sum h j) + (A^h.1[i, j.1] B^h.1[j.1, k] sum h.1 j.1)",
        ),
        # a number is no letter
        ("A^0[i, j] unfold(y[j, k])", "(A^0[i, j] cap 0[0] A^h[j, j.1] B^h[j.1, k] sum j 0 h j.1)"),
        (
            "A^0[i, j] B^0[j, k] unfold(y[k, l])",
            "(A^0[i, j] cap 0[0] B^0.1[j, k] cap 0[0.1] A^h[k, j.1] B^h[j.1, l] sum j k 0 0.1 h j.1)",
        ),
    ],
)
def test_a_sum_has_a_letter_of_its_own(expression: str, expected: str) -> None:
    assert after(expression) == expected


def test_the_parts_of_a_thick_wire_keep_one_name() -> None:
    """`p:0` and `p:1` are the wire p: both are p or both are q."""
    network = checked(D + "w = s[p] s[p]\nshow p: expand(w, s)")
    (side,) = resolve_picture(network, network.pictures[0]).rows[0].sides
    assert verify_graph(network, side) == []
    wholes = [sorted(wire.name for wire in term.summed if ":" in wire.name) for term in side.body.terms]
    assert wholes == [["p:0", "p:1"]] * 4


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("k", "", "k"),
        ("k", "k", "l"),
        ("k", "k l", "k'"),
        ("k", "k l k'", "k''"),
        ("n", "n", "p"),
        ("o", "o p q", "r"),
        ("h", "h", "h'"),
        ("h9", "h9", "h10"),
        ("pos", "pos", "pos'"),
        ("σ", "σ", "σ'"),
    ],
)
def test_another(name: str, taken: str, expected: str) -> None:
    assert another(name, taken.split()) == expected
