"""The pictures of what decompositions and repetitions define."""

from __future__ import annotations

import pytest

import tensorgraph as tg
from tensorgraph.diagram.report import report
from tensorgraph.diagram.scene import Text, groups
from tensorgraph.figure import definition_picture
from tensorgraph.graph.text import graph_text

TEXT = """dim a = 5, b = 4, c = 3, d = 2, layer = 6
param M[a, b], T[a, b, c, d], B[c, a, b], S[a, a] { symmetric }, W[layer, b, b], g[layer, b]
input x[a, b]
U[i, r] s[r] V[r, j] = svd(M[i, j])
U2[i, q] s2[q] V2[q, j] = svd(M[i, k] W[0, k, j], rank: 2)
P[i, j, w] p[w] Q[w, k, l] = svd(T[i, j, k, l])
Ub[h, i, v] sb[h, v] Vb[h, v, j] = svd(B[h, i, j])
O[i, z] R[z, j] = qr(M[i, j] + B[0, i, j])
E[i, u] e[u] = eigh(S[i, j])
w[o] = eigvals(S[i, j])
def norm(x[c, m], g[m])[i, j] = g[j] layernorm[j](x[i, j])
def block(x[c, m], l)[i, j] = x[i, j] + norm(x, g^l)[i, k] W^l[k, j]
y[i, j] = block(x, l)[i, j] for l in layer
t[j, i] { label: "Y^T" } = block(x, l)[i, j] for l in layer
"""
DOCUMENT = tg.loads(TEXT)
DRAWN = {
    "U": ["[i, j] = (M[i, j])", "==", "[i, j] = (U[i, r] s[r] V[r, j] sum r)"],
    "s": ["[i, j] = (M[i, j])", "==", "[i, j] = (U[i, r] s[r] V[r, j] sum r)"],
    "V2": ["[i, j] = (M[i, k] W[0, k, j] cap 0[0] sum k 0)", "~=", "[i, j] = (U2[i, q] s2[q] V2[q, j] sum q)"],
    "Q": ["[i, j, k, l] = (T[i, j, k, l])", "==", "[i, j, k, l] = (P[i, j, w] p[w] Q[w, k, l] sum w)"],
    "Ub": ["[h, i, j] = (B[h, i, j])", "==", "[h, i, j] = (Ub[h, i, v] sb[h, v] Vb[h, v, j] sum v)"],
    "R": ["[i, j] = (M[i, j]) + (B[0, i, j] cap 0[0] sum 0)", "==", "[i, j] = (O[i, z] R[z, j] sum z)"],
    "e": ["[i, j] = (S[i, j])", "==", "[i, j] = (E[i, u] e[u] E[j, u] sum u)"],
    "w": ['[i, j] = (S[i, j] "eigenvalues $w$")'],
    "y": [
        "[i, j] = (y[i, j])", "==",
        '[i, j] = (((y^l[i, j]) + (norm(y^l, g^l)[i, k] W^l[k, j] sum k)) "for $l$ in layer, from $y^0 = x$")',
    ],
    "t": [
        "[j, i] = (t[j, i])", "==",
        '[j, i] = (((t^l[i, j]) + (norm(t^l, g^l)[i, k] W^l[k, j] sum k)) "for $l$ in layer, from $t^0 = x$")',
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_drawn(name: str) -> None:
    (row,) = definition_picture(DOCUMENT.network, DOCUMENT.network.definitions[name]).rows
    texts = [graph_text(row.sides[0])]
    for relation, side in zip(row.relations, row.sides[1:], strict=True):
        texts += [relation.sign, graph_text(side)]
    assert texts == DRAWN[name]


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_collides(name: str) -> None:
    assert DOCUMENT[name].render("svg")
    assert not report(DOCUMENT[name].scene)


def test_the_new_dimension_has_its_size_in_a_picture() -> None:
    scene = tg.loads(TEXT + "show it { dims: sizes }: U2[i, q] V2[q, j]")["it"].scene
    written = {
        part.outline.text for group in groups(scene.parts, "label") for part in group.parts if isinstance(part, Text)
    }
    assert written == {"5", "2", "4"}
