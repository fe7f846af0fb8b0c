"""Patterns that a `def` makes in each layer: each against plain loops, whatever is called where."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.measures import calls
from tensorgraph.measures.given import Given
from tests.measures import deep, loops

Values = dict[str, Any]
Heads = list[list[loops.Array]]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> tg.Document:
    return tg.load(deep.write(tmp_path_factory.mktemp("deep")))


@pytest.fixture(scope="module")
def values(model: tg.Document) -> Values:
    read = model.weights(sizes={"context": len(deep.TOKENS)})
    return {**{name: value.double() for name, value in read.items()}, "t": torch.tensor(deep.TOKENS)}


@pytest.fixture(scope="module")
def expected(values: Values) -> Heads:
    return deep.patterns(values)


def scores(expected: Heads) -> tuple[list[float], list[float]]:
    """Previous token and prefix matching of each head, layer by layer."""
    every = [pattern for layer in expected for pattern in layer]
    return [loops.previous_token(a) for a in every], [loops.prefix_matching(a, deep.TOKENS) for a in every]


def test_a_row_for_each_head_of_each_layer(model: tg.Document, values: Values, expected: Heads) -> None:
    found = model.measure("pattern", values)
    assert (found.wires, found.dims) == (("l", "h"), ("layer", "heads"))
    assert found.index == tuple(product(range(deep.SIZES["layer"]), range(deep.SIZES["heads"])))
    previous, prefix = scores(expected)
    assert found["previous"] == pytest.approx(previous) and found["prefix"] == pytest.approx(prefix)
    assert len({round(score, 6) for score in previous}) == len(previous)  # no two heads could be exchanged


def test_layers_in_another_order_are_caught(
    model: tg.Document, values: Values, expected: Heads, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = calls._layers
    monkeypatch.setattr(calls, "_layers", lambda *arguments: right(*arguments)[::-1])
    assert model.measure("pattern", values)["previous"] != pytest.approx(scores(expected)[0])


def test_the_patterns_themselves_in_the_dtype_of_the_values(
    model: tg.Document, values: Values, expected: Heads
) -> None:
    ((one, name),) = calls.with_calls(Given(model.network, values, {}), "pattern")
    np.testing.assert_allclose(one.values[name], expected, atol=1e-12)
    single = {n: value.float() if value.is_floating_point() else value for n, value in values.items()}
    ((one, name),) = calls.with_calls(Given(model.network, single, {}), "pattern")
    assert one.values[name].dtype is torch.float32
    np.testing.assert_allclose(one.values[name], expected, atol=1e-4)


def test_other_weights_beside_them(model: tg.Document, values: Values) -> None:
    other = {**values, "W_Q": values["W_Q"].flip(0)}
    source = deep.weights()
    found = model.measure("pattern", other, beside={"file": source, "random": "random"}, only="previous")
    assert found["file: pattern previous"] == pytest.approx(scores(deep.patterns(values))[0], abs=1e-5)
    assert found["previous"] == pytest.approx(scores(deep.patterns(other))[0])
    assert len(set(found["random: pattern previous"])) == len(found)


def test_memory_counts_all_layers(model: tg.Document, values: Values) -> None:
    """Three layers of two heads of 7 × 7 in float64 are 2,352 bytes."""
    with pytest.raises(TensorgraphError) as caught:
        model.measure("pattern", values, memory=2_000)
    assert caught.value.diagnostics[0].code == "memory"


SEVERAL = """
dim layer = 3, heads = 2, n = 5, m = 4, v = 6
input t[n, v] { onehot: v }
param W[layer, heads, m, m], E[v, m]
def look(x[n, m], l)[h, i, j] { kind: pattern } = softmax[j](causal[i, j](x[i, p] W^l^h[p, q] x[j, q]))
def add(x[n, m], l)[i, p] = x[i, p] + look(x, l)[h, i, j] x[j, p] ones[h] / 9
def step(x[n, m], l)[i, p] = add(x, l)[i, p]
    + look(add(x, l), l)[h, i, j] x[j, p] ones[h] / 9 + look(x0, l)[h, i, j] x[j, p] ones[h] / 9
def width(x[n, m])[i, p] = 2 x[i, p]
x0[i, p] = t[i, v] E[v, p]
y[i, p] = step(x0, l)[i, p] for l in layer
z[i, p] = add(y, l)[i, p] for l in layer
last[i, j] = look(y, 2)[0, i, j]
wide[i, p] = width(z)[i, p]
check drawn_only: look(wide, 0)[h, i, j] ones[j] == 1
"""
IDS = [1, 2, 3, 1, 2]


@pytest.fixture(scope="module")
def several() -> Iterator[tuple[tg.Document, Values]]:
    draw = np.random.default_rng(1).standard_normal
    yield tg.loads(SEVERAL), {"t": IDS, "W": draw((3, 2, 4, 4)), "E": draw((6, 4))}


def by_hand(values: Values) -> dict[str, list[list[float]]]:
    """The previous-token scores of each call, a list for each of its layers."""

    def look(x: loops.Array, layer: int) -> list[loops.Array]:
        made = []
        for weight in values["W"][layer]:
            raised = np.tril(np.exp(x @ weight @ x.T))
            made.append(raised / raised.sum(1, keepdims=True))
        return made

    found: dict[str, list[list[float]]] = {}

    def seen(text: str, x: loops.Array, layer: int) -> loops.Array:
        found.setdefault(text, []).append([loops.previous_token(a) for a in look(x, layer)])
        return np.asarray(np.sum(look(x, layer), axis=0) / 9)

    x0 = x = values["E"][IDS]
    for layer in range(3):
        added = x + seen("look(y^l, l)", x, layer) @ x
        x = added + (seen("look(add(y^l, l), l)", added, layer) + seen("look(x0, l)", x0, layer)) @ x
    seen("look(y, 2)", x, 2)
    for layer in range(3):
        x = x + seen("look(z^l, l)", x, layer) @ x
    return found


def test_each_call_by_its_text(several: tuple[tg.Document, Values]) -> None:
    """Two in a layer, one of them on what the other made; one that sees no layer before it; another repetition; one
    that no repetition has, and so has no l. One that only a check has is left out."""
    document, values = several
    found = document.measure("look", values, only="previous")
    expected = by_hand(values)
    assert {c.of for c in found.columns} == set(expected) and found.wires == ("l", "h")
    for text, layers in expected.items():
        rows = [layers[layer if len(layers) > 1 else 0][h] for layer, h in product(range(3), range(2))]
        assert found[f"{text} previous"] == pytest.approx(rows), text


def test_one_call_by_its_text(several: tuple[tg.Document, Values]) -> None:
    document, values = several
    expected = by_hand(values)
    for text, wires in (("look(add(y^l, l), l)", ("l", "h")), ("look(y, 2)", ("h",)), ("look(x0, l)", ("l", "h"))):
        found = document.measure(text, values, only="previous")
        assert found.wires == wires
        assert found["previous"] == pytest.approx([score for layer in expected[text] for score in layer])
    assert document.measure("look(wide, 0)", values, only="previous").wires == ("h",)


def test_a_call_that_carries_its_index(several: tuple[tg.Document, Values]) -> None:
    """Outside of repetitions a wire may number the layers: it comes first."""
    _, values = several
    found = tg.loads(SEVERAL.split("def add")[0] + "x[i, p] = t[i, v] E[v, p]\nall[l, h, i, j] = look(x, l)[h, i, j]")
    rows = found.measure("look", values, only="previous")
    assert rows.wires == ("l", "h")
    expected = by_hand(values)["look(x0, l)"]
    assert rows["previous"] == pytest.approx([score for layer in expected for score in layer])


def test_a_def_without_patterns(several: tuple[tg.Document, Values]) -> None:
    document, values = several
    with pytest.raises(TensorgraphError) as caught:
        document.measure("step", values)
    assert str(caught.value) == (
        "error[nothing-to-measure]: there is nothing to measure of `step`: it is a `def` that is no pattern\n"
        "  = measured are patterns (`kind: pattern`), matrices (the last two legs), and sums of two terms or more"
    )
