"""Shares of terms against numpy, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.measures import shares
from tensorgraph.measures.table import Table
from tests.measures import loops, model

SCORES = tg.example("head").parent / "gallery" / "12-scores.tg"
SIZES = {"context": 5, "model": 6, "heads": 3, "head": 2}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> tg.Document:
    return tg.load(model.write(tmp_path_factory.mktemp("model")))


def share(term: loops.Array, total: loops.Array) -> float:
    return sum(a * b for a, b in zip(term.flat, total.flat, strict=True)) / sum(b * b for b in total.flat)


def test_shares_add_up_to_one_and_may_be_negative() -> None:
    drawn = np.random.default_rng(0).standard_normal((3, 4, 5))
    drawn[2] = -0.5 * drawn[0]
    found = shares(drawn)
    assert found.tolist() == pytest.approx([share(term, drawn.sum(0)) for term in drawn])
    assert found.sum().item() == pytest.approx(1)
    assert found[2] < 0


def test_shares_for_each_index_add_up_to_one_apart() -> None:
    drawn = np.random.default_rng(1).standard_normal((3, 4, 5))
    found = shares(drawn, batch=1)
    assert found.shape == (3, 4)
    for head in range(4):
        terms = drawn[:, head]
        assert found[:, head].tolist() == pytest.approx([share(term, terms.sum(0)) for term in terms])


def test_shares_of_numbers_and_of_nothing() -> None:
    assert shares([3.0, 1.0]).tolist() == [0.75, 0.25]
    assert all(math.isnan(value) for value in shares([[1.0, 2.0], [-1.0, -2.0]]).tolist())


def parts() -> dict[str, loops.Array]:
    """The terms of `y`, by hand."""
    weights = model.weights(0)
    x = weights["embed"][model.TOKENS]
    heads = [model.pattern(weights, 0, h) @ x @ model.circuit(weights, 0, h) for h in range(model.HEADS)]
    return {"tokens": x, "heads": sum(heads[1:], heads[0]), "mean": -2 * x.sum(1, keepdims=True) @ np.ones((1, 8))}


@pytest.mark.parametrize("name", ["y", "stream"])
def test_a_definition_and_a_picture_of_the_same_sum(document: tg.Document, name: str) -> None:
    found, expected = document.measure(name), list(parts().values())
    total = sum(expected[1:], expected[0])
    assert found["norm"] == pytest.approx([np.linalg.norm(term) for term in expected])
    assert found["share"] == pytest.approx([share(term, total) for term in expected])
    assert (found.last, found.columns[0].mean) == ("total", pytest.approx(np.linalg.norm(total)))
    texts = ["x[i, m]", "wrote[i, m]"] if name == "y" else ["tokens", "heads"]
    assert [row["text"] for row in found.rows][:2] == texts


def test_each_position_by_itself(document: tg.Document) -> None:
    found, expected = document.measure("y", each="i"), list(parts().values())
    total = sum(expected[1:], expected[0])
    assert found.wires == ("i", "term", "text")
    assert [index[:2] for index in found.index[:4]] == [(0, 1), (0, 2), (0, 3), (1, 1)]
    for row in found.rows:
        i, term = row["i"], expected[row["term"] - 1]
        assert row["y share"] == pytest.approx(share(term[i], total[i]))


def test_the_four_terms_of_the_scores_of_a_second_layer() -> None:
    """Against the expansion written out in numpy."""
    rng = np.random.default_rng(2)
    shapes = {"x0": (5, 6), "W_Q": (3, 6, 2), "W_K": (3, 6, 2), "W_OV": (3, 6, 6)}
    values = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    values["A"] = np.stack([loops.pattern(seed, 5) for seed in range(3)])
    found = tg.load(SCORES).measure("scores", values)
    x0, before = values["x0"], sum(values["A"][p] @ values["x0"] @ values["W_OV"][p] for p in range(3))
    qk = [values["W_Q"][h] @ values["W_K"][h].T for h in range(3)]
    terms = [np.stack([a @ m @ b.T for m in qk]) for a in (x0, before) for b in (x0, before)]
    assert found["share"] == pytest.approx([share(term, sum(terms[1:], terms[0])) for term in terms])
    assert [row["text"] for row in found.rows] == [
        "no composition",
        "K-composition",
        "Q-composition",
        "K&Q-composition",
    ]
    assert sum(entry for entry in found["share"] if entry is not None) == pytest.approx(1)


def test_terms_inside_a_bubble(document: tg.Document) -> None:
    found = document.measure("inside")
    assert found["share"] == pytest.approx((0.5, 0.5))
    assert found.notes == ("the terms of `inside` are those inside `softmax`",)


def refused(document: tg.Document, *names: str, **options: object) -> str:
    with pytest.raises(TensorgraphError) as caught:
        found: Table = document.measure(names, **options)  # type: ignore[arg-type]
        print(found)
    return str(caught.value)


def test_a_mask_of_infinities_is_refused(document: tg.Document) -> None:
    assert refused(document, "masked") == (
        "error[not-finite]: the term “causal[i, j](S[0, 0, i, j])” of `masked` is infinite somewhere\n"
        "  = masked scores have no share: leave `causal` out, and multiply by a lower triangle of ones,\n"
        "  = lower[i, j] = exp(causal[i, j](0 ones[i: context] ones[j: context]))"
    )


def test_the_mask_that_is_proposed_works(document: tg.Document) -> None:
    lower = "\nlower[i, j] = exp(causal[i, j](0 ones[i: context] ones[j: context]))\n"
    text = model.TEXT + lower + "seen[i, j] = lower[i, j] S[0, 0, i, j] + lower[i, j] S[0, 1, i, j]"
    found = tg.loads(text).measure("seen", document.weights())
    weights = model.weights(0)
    x = weights["embed"][model.TOKENS]
    terms = [np.tril(x @ weights["q.0"][h] @ weights["k.0"][h].T @ x.T) for h in range(2)]
    assert found["share"] == pytest.approx([share(term, terms[0] + terms[1]) for term in terms])


def test_what_is_not_a_number_is_refused() -> None:
    document = tg.loads("dim n\ninput x[n]\nroots[i] = log(x[i]) + x[i]")
    with pytest.raises(TensorgraphError) as caught:
        document.measure("roots", {"x": [-1.0, 1.0]})
    assert str(caught.value) == (
        "error[nan]: the term “log(x[i])” of `roots` is not a number somewhere\n"
        "  = a root or logarithm of a negative number, or infinity minus infinity?"
    )


def test_a_wire_that_no_sum_has(document: tg.Document) -> None:
    assert refused(document, "y", each="k") == (
        "error[unknown-wire]: no sum that is measured has a free wire `k`\n  = the wires are: i, m"
    )


def test_a_sum_is_a_table_by_itself(document: tg.Document) -> None:
    assert refused(document, "A", "y") == (
        "error[several-tables]: A, y make 2 tables: the terms of a sum are one by themselves\n"
        "  = measure each sum by itself"
    )


def test_a_total_of_nothing_is_undefined() -> None:
    found = tg.loads("dim n\nparam A[n], B[n]\nC[i] = A[i] + B[i]").measure("C", {"A": np.zeros(3), "B": np.zeros(3)})
    assert [column.mean for column in found.columns] == [0, None]
    assert found.text().splitlines()[-1].split() == ["total", "0", "–"]


HEADS = """
dim heads = 3, n = 4, m = 5
param x0[n, m], OV1[heads, m, m], OV2[heads, m, m], A1[heads, n, n], A2[heads, n, n]
x1[i, m] = x0[i, m] "direct" + A1^h[i, j] x0[j, p] OV1^h[p, m] "layer 0"
x2[i, m] = x1[i, m] "direct" + A2^h[i, j] x1[j, p] OV2^h[p, m] "layer 1"
show paths: x2[i, m] == expand(x2[i, m], x2, x1, heads)
show worded { labels: auto }: x2[i, m] == expand(x2[i, m], x2, x1, heads)
show labelled { labels: ("a", "b", "b", "b") }: x1[i, m] == expand(x1[i, m], x1, heads)
show twice: x1[i, m] == x0[i, m] "part" + A1^0[i, j] x0[j, m] "part" + x1[i, m]
"""


@pytest.fixture(scope="module")
def heads() -> tuple[tg.Document, dict[str, loops.Array]]:
    draw = np.random.default_rng(3).standard_normal
    values = {"x0": draw((4, 5))} | {name: draw((3, 5, 5)) for name in ("OV1", "OV2")}
    return tg.loads(HEADS), values | {name: draw((3, 4, 4)) for name in ("A1", "A2")}


@pytest.mark.parametrize("name", ["paths", "worded"])
def test_rows_of_heads_are_told_apart(name: str, heads: tuple[tg.Document, dict[str, loops.Array]]) -> None:
    """Sixteen paths, each with the layers and the heads that it takes, the norm that of its own path."""
    document, v = heads
    found = document.measure(name, v)
    at = dict(zip((row["text"] for row in found.rows), found["norm"], strict=True))
    ends = ["direct", *(f"layer 0, h = {h}" for h in range(3))]
    assert list(at) == [f"{far}, {end}" for far in ["direct", *(f"layer 1, h = {h}" for h in range(3))] for end in ends]
    path = v["A2"][1] @ v["A1"][2] @ v["x0"] @ v["OV1"][2] @ v["OV2"][1]
    assert at["layer 1, h = 1, layer 0, h = 2"] == pytest.approx(np.linalg.norm(path))
    assert "layer 1, h = 1, layer 0, h = 2" in found.csv()
    assert found.to_json()["rows"][11]["index"]["text"] == "layer 1, h = 1, layer 0, h = 2"


def test_texts_that_authors_wrote_twice(heads: tuple[tg.Document, dict[str, loops.Array]]) -> None:
    document, values = heads
    rows = document.measure("labelled", values).rows
    assert [row["text"] for row in rows] == ["a", "b, h = 0", "b, h = 1", "b, h = 2"]
    rows = document.measure("twice", values).rows
    assert [row["text"] for row in rows] == ["part, x0[i, m]", "part, A1^0[i, j] x0[j, m]", "x1[i, m]"]
