"""`unfold` and `expand` in a definition: it is what they mean, for its plan, its picture and whatever uses it."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.graph.check import workshop
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Unfold
from tensorgraph.graph.text import graph_text
from tensorgraph.graph.verify import verify
from tensorgraph.graph.walk import factors
from tests.graph.language import checked, refused, value
from tests.rewrite.random_definitions import random_file

D = """dim a = 2, b = 3, h = 2
param A[a, b], B[a, b], M[a, a], W[h, a, a]
input v[b]
x[i, j] = A[i, j] - 2 B[i, j]
y[i] = x[i, j] v[j]
"""
LARGE = 60
"""Most terms of a random expansion that is evaluated."""
TEXTS = {
    "z[i] = unfold(y[i])": "[i] = (x[i, j] v[j] sum j)",
    "z[i] = unfold(y[i], x)": "[i] = (((A[i, j]) + (-2 B[i, j])) v[j] sum j)",
    "z[i] = 3 expand(y[i], x)": "[i] = (3 A[i, j] v[j] sum j) + (-6 B[i, j] v[j] sum j)",
    "z[i] = M[i, k] (unfold(y[k]) + y[k])": "[i] = (M[i, k] ((x[k, j] v[j] sum j) + (y[k])) sum k)",
    "z[i] = relu(expand(y[i], x))": "[i] = (relu[]((A[i, j] v[j] sum j) + (-2 B[i, j] v[j] sum j)))",
    "def f(m[p, q])[i] = expand(x[i, j]) m[j, k] v[k]\nz[i] = f(S)[i]\nparam S[b, b]": "[i] = (f(S)[i])",
}


def plain(network: Network, name: str) -> str:
    """A definition without serials."""
    text = graph_text(network.definitions[name].graph)
    return "".join(part.lstrip("0123456789") if place else part for place, part in enumerate(text.split(".")))


def left_over(network: Network) -> list[str]:
    """Definitions that are not resolved."""
    return [
        name
        for name, definition in network.definitions.items()
        if any(isinstance(factor, Unfold) for factor in factors(definition.graph.body))
    ]


@pytest.mark.parametrize("text", TEXTS)
def test_a_definition_is_what_it_means(text: str) -> None:
    network = checked(D + text)
    assert plain(network, "z") == TEXTS[text]
    assert left_over(network) == []


@pytest.mark.parametrize("text", TEXTS)
def test_its_value_is_that_of_what_is_written(text: str) -> None:
    network, folded = checked(D + text), checked(D + re.sub(r"(?:unfold|expand)\((\w\[[^]]*\])[^)]*\)", r"\1", text))
    one, other = (value(each, each.definitions["z"].graph) for each in (network, folded))
    np.testing.assert_allclose(one, other, rtol=1e-12)


def test_a_definition_of_a_definition() -> None:
    """What is unfolded is what the definition is by now: its names are those that are left in it."""
    network = checked(D + "z[i] = unfold(y[i])\nw[i] = expand(z[i], x)")
    assert plain(network, "w") == "[i] = (A[i, j] v[j] sum j) + (-2 B[i, j] v[j] sum j)"
    assert refused(D + "z[i] = expand(y[i], x)\nw[i] = unfold(z[i], x)") == ["nothing-to-unfold: x"]


def test_an_expansion_of_an_expansion_chooses_among_its_terms() -> None:
    network = checked(D + "z[i] = expand(y[i], x)\nw = expand(z[i] z[i])")
    assert [", ".join(map(str, term.origin)) for term in network.definitions["w"].graph.body.terms] == [
        "z: term 1, z: term 1",
        "z: term 1, z: term 2",
        "z: term 2, z: term 1",
        "z: term 2, z: term 2",
    ]


def test_it_is_computed_planned_drawn_and_checked() -> None:
    document = tg.loads(
        D + "z[i] = expand(y[i], x)\nshow p: z[i] == y[i]\ncheck same: z[i] == y[i]\nshow q: unfold(z[i])"
    )
    values = {"A": torch.ones(2, 3), "B": torch.ones(2, 3), "v": torch.ones(3)}
    assert document.run("z", values)["z"].tolist() == [-3.0, -3.0]
    assert {verdict.word for verdict in document.check()} <= {"proved", "holds"}
    assert document["z"].scene.description == document["q"].scene.description.replace(
        "Tensor diagram: ", "Tensor diagram: z (a) equals "
    )


def test_mistakes_are_said_when_the_file_is_checked() -> None:
    many = " ".join(["x[i, j]"] * 11)
    assert refused(f"{D}z = expand({many})") == [f"too-many-terms: expand({many})"]
    assert refused(D + "z[i] = unfold(M[i, j] M[j, k] y[k], nope)") == ["unknown-name: nope"]
    assert refused(D + "z[i, j] = expand(W^k[i, l] W^k[l, j], h)") == ["rewrite-place: h"]
    assert refused(D + "def f(l)[i] = expand(W^k[i, j] W^k[j, l], h)") == ["rewrite-place: h"]


def test_a_mistake_in_a_call_names_the_call() -> None:
    many = " ".join(["x[k, l]"] * 11)
    with pytest.raises(tg.TensorgraphError) as caught:
        checked(f"{D}def f(m[p, p])[i] = m[i, j] ones[j] expand({many})\nz[i] = f(M)[i]")
    (found,) = caught.value.diagnostics
    assert found.code == "too-many-terms"
    assert [(span.text, note) for span, note in found.related] == [("f(M)[i]", "in the call here")]


@pytest.mark.parametrize("seed", [seed for seed in range(0, 60, 3) if random_file(seed).terms[3] <= LARGE])
def test_random_definitions(seed: int) -> None:
    """The last definition as its own expansion."""
    file = random_file(seed)
    text = file.text + "z[i, j] = expand(d3[i, j])\nw[i, j] = unfold(d3[i, j])\n"
    network = checked(text)
    assert verify(network) == []
    found = [value(network, network.definitions[name].graph) for name in ("d3", "z", "w")]
    most = 1e-10 * max(1.0, np.abs(found[0]).max())
    np.testing.assert_allclose(found[1], found[0], rtol=0, atol=most)
    np.testing.assert_allclose(found[2], found[0], rtol=0, atol=most)


def test_a_planted_mistake_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A definition that is left as it is written."""
    monkeypatch.setattr(workshop, "resolve", lambda known, graph: graph)
    assert left_over(checked(D + "z[i] = unfold(y[i])")) == ["z"]
