"""A definition that stands mirrored is written mirrored, so that reading order remains drawing order."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tensorgraph.graph.nodes import Tensor
from tensorgraph.graph.text import graph_text
from tensorgraph.graph.verify import verify_graph
from tensorgraph.rewrite import resolve_picture
from tests.graph.language import checked, value

D = """dim a, b, c, h
param A[a, b], B[b, c], C[a, c], W[c, a], H[h, a, c], v[c], u[a], Q[c, c]
y[i, k] = A[i, j] B[j, k]
back[i, k] = B[j, k] A[i, j]
heads[h, i, k] = H^h[i, k] A[i, j] B[j, k]
z[i] = A[i, j] B[j, k] v[k]
n[i, k] = relu(A[i, j] B[j, k])
g[i, l] = (A[i, j] B[j, k] + C[i, k]) Q[k, l]
deep[i, k] = y[i, l] Q[l, k]
"""
TEXTS = {
    "y[i, k] W[k, l]": "A[i, j] B[j, k] W[k, l]",
    "W[l, i] y[i, k]": "W[l, i] A[i, j] B[j, k]",
    "u[i] y[i, k]": "u[i] A[i, j] B[j, k]",
    # the last leg is joined to what is before it, or the first to what is after it
    "W[k, l] y[i, k]": "W[k, l] B[j, k] A[i, j]",
    "y[i, k] u[i]": "B[j, k] A[i, j] u[i]",
    "Q[l, k] n[i, k]": "Q[l, k] relu(B[j, k] A[i, j])",
    # joined on both sides as it is written, and on both the other way round
    "u[i] y[i, k] v[k]": "u[i] A[i, j] B[j, k] v[k]",
    "v[k] y[i, k] u[i]": "v[k] B[j, k] A[i, j] u[i]",
    # what is written backwards and stands backwards
    "W[k, l] back[i, k]": "W[k, l] B[j, k] A[i, j]",
    # a chain that ends in a vector
    "u[i] z[i]": "u[i] A[i, j] B[j, k] v[k]",
    "z[i] u[i]": "v[k] B[j, k] A[i, j] u[i]",
    # a wire with more ends says nothing
    "y[i, k] y[i, l] u[i]": "A[i, j] B[j, k] A[i, j] B[j, l] u[i]",
    "W[k, l] deep[i, k]; y": "W[k, l] Q[l, k] B[j, l] A[i, j]",
    "y[i, k]": "A[i, j] B[j, k]",
}


def picture(kind: str, expression: str) -> tuple[str, bool]:
    """The factors of an expression in order, and whether it keeps its value and the invariants."""
    before = expression.partition(";")[0]
    network = checked(f"{D}show p: {before} == {kind}({expression.replace(';', ',')})")
    folded, result = resolve_picture(network, network.pictures[0]).rows[0].sides
    text = graph_text(result).partition(" = ")[2]
    text = re.sub(r"\.\d+|'| sum [^()]*|\[\]", "", text).replace("((", "(").replace("))", ")")
    same = np.allclose(value(network, folded), value(network, result), rtol=1e-10)
    return text, same and verify_graph(network, result) == []


@pytest.mark.parametrize("kind", ["unfold", "expand"])
@pytest.mark.parametrize("expression", TEXTS)
def test_order(kind: str, expression: str) -> None:
    text, is_right = picture(kind, expression)
    assert names(text) == names(TEXTS[expression])
    assert is_right


def names(text: str) -> list[str]:
    """The names in a text, in order: an expansion letters its wires anew."""
    return re.findall(r"(?<!\^)\b[A-Za-z]+(?=[\^\[(])", text)


def test_a_group_in_it_is_mirrored_too() -> None:
    text, is_right = picture("unfold", "W[k, l] g[i, k]")
    assert names(text) == ["W", "Q", "B", "A", "C"]
    assert is_right


def test_a_batch_wire_does_not_turn_it() -> None:
    text, is_right = picture("unfold", "heads[h, i, k] W[k, l] H[h, l, m]")
    assert names(text) == ["H", "A", "B", "W", "H"]
    assert is_right


@pytest.mark.parametrize("place", ["0, i, k", "i, k, 0"])
def test_a_cap_turns_nothing_round(place: str) -> None:
    """The choices of an expansion come in reading order, whatever a picked index is written beside."""
    legs = place.replace("0", "g")
    network = checked(
        "dim a, h\nparam A[a, a], B[a, a], W[h, a, a]\nx[i, k] = A[i, k] + B[i, k]\n"
        f"s[{legs}] = x[i, j] W[g, j, l] x[k, l]\n"
        f"show p: s[{place}] == expand(s[{place}], x)"
    )
    terms = resolve_picture(network, network.pictures[0]).rows[0].sides[1].body.terms
    names = [[factor.name for factor in term.factors if isinstance(factor, Tensor)] for term in terms]
    assert names == [["A", "W", "A"], ["A", "W", "B"], ["B", "W", "A"], ["B", "W", "B"]]
