"""Tables of a model in files: every entry against numpy, other weights beside them, pairs beside random ones."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

import tensorgraph as tg
from tensorgraph.cuts.factored import Factored
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.measures.asking import Choice, Values, asked
from tensorgraph.measures.measuring import Question
from tensorgraph.measures.redraw import redrawn
from tests.measures import loops, model

HEADS = list(product(range(model.LAYERS), range(model.HEADS)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("model")
    model.write(made)
    return made


@pytest.fixture(scope="module")
def document(folder: Path) -> tg.Document:
    return tg.load(folder / "model.tg")


def expected(found: dict[str, loops.Array]) -> dict[str, list[float]]:
    """What some measures are, by hand."""
    patterns = [model.pattern(found, *head) for head in HEADS]
    embed = found["embed"]
    circuits = [embed @ model.circuit(found, *head) @ embed.T for head in HEADS]
    return {
        "A previous": [loops.previous_token(a) for a in patterns],
        "A prefix": [loops.prefix_matching(a, model.TOKENS) for a in patterns],
        "copies norm": [float(np.linalg.norm(m)) for m in circuits],
        "copies top-1": [loops.top1(m, list(range(model.VOCAB))) for m in circuits],
        "copies eigenvalues": [loops.eigenvalue_score(m) for m in circuits],
        "copies identity error": [loops.least_error(m, np.eye(model.VOCAB)) for m in circuits],
    }


def test_a_row_for_each_head(document: tg.Document) -> None:
    found = document.measure(["A", "copies"])
    assert (found.wires, found.index) == (("l", "h"), tuple(HEADS))
    assert found["copies rank"] == (model.HEAD,) * len(HEADS)
    for header, entries in expected(model.weights(0)).items():
        assert found[header] == pytest.approx(entries), header


def test_other_weights_beside_them_are_read_by_the_same_keys(document: tg.Document, folder: Path) -> None:
    other = load_file(folder / "init.safetensors")
    for source in (folder / "init.safetensors", other):
        found = document.measure(["A", "copies"], beside={"untrained": source}, only=["previous", "prefix", "norm"])
        assert found.headers[:4] == ("A previous", "A prefix", "copies norm", "untrained: A previous")
        for label, weights in (("", model.weights(0)), ("untrained: ", model.weights(model.ELSEWHERE))):
            for header in ("A previous", "A prefix", "copies norm"):
                assert found[label + header] == pytest.approx(expected(weights)[header])


def test_other_weights_replace_those_that_are_given(document: tg.Document, folder: Path) -> None:
    given = {"W_E": np.ones((model.VOCAB, model.MODEL)), "t": np.zeros(model.CONTEXT, int)}
    found = document.measure(
        ["W_E", "A"], given, beside={"other": folder / "init.safetensors"}, only=["norm", "prefix"]
    )
    assert found["W_E norm"] == pytest.approx([np.sqrt(model.VOCAB * model.MODEL)] * 6)
    other = np.linalg.norm(model.weights(model.ELSEWHERE)["embed"])
    assert found["other: W_E norm"] == pytest.approx([other] * 6)
    assert found["other: A prefix"] == pytest.approx(  # the tokens stay, all of them the same
        [loops.prefix_matching(np.tril(np.ones((7, 7))) / np.arange(1, 8)[:, None], [0] * 7)] * 6
    )


def test_random_weights_beside_them(document: tg.Document) -> None:
    found = document.measure("copies", beside={"random": "random"}, seed=3)
    again = document.measure("copies", beside={"random": "random"}, seed=3)
    other = document.measure("copies", beside={"random": "random"}, seed=4)
    assert found["random: copies norm"] == again["random: copies norm"] != other["random: copies norm"]
    assert found["copies norm"] == other["copies norm"] != found["random: copies norm"]


def test_redrawn_weights_keep_their_size_and_nothing_else(document: tg.Document) -> None:
    network = tg.loads(
        "dim n, v\nparam W[n, n], O[p: n, q: n] { isometry: q }\ninput t[n, v] { onehot: v }, x[n]"
    ).network
    given = {"W": np.full((60, 60), 3.0), "O": np.eye(60), "t": np.zeros(60, int), "x": np.ones(60)}
    drawn = redrawn(network, given, 0)
    assert all(drawn[name] is given[name] for name in ("O", "t", "x"))
    assert np.sqrt(np.mean(drawn["W"] ** 2)) == pytest.approx(3, rel=0.05)
    assert abs(drawn["W"].mean()) < 0.2
    assert not np.array_equal(redrawn(network, given, 0, every=True)["x"], given["x"])
    np.testing.assert_array_equal(redrawn(network, {"W": given["W"]}, 0)["W"], drawn["W"])


def score(a: loops.Array, b: loops.Array) -> float:
    norm = np.linalg.norm
    return float(norm(a @ b) / (norm(a) * norm(b)))


def test_composition_of_all_pairs_and_of_random_ones(document: tg.Document) -> None:
    found = document.measure("pairs", composition=True)
    weights = model.weights(0)
    pairs = list(product(range(model.HEADS), repeat=2))
    assert (found.wires, found.index) == (("h", "k"), tuple(pairs))
    scores = [score(model.circuit(weights, 0, h), model.circuit(weights, 1, k)) for h, k in pairs]
    assert found["score"] == pytest.approx(scores)
    draw = np.random.default_rng(9).standard_normal
    shapes = [(model.MODEL, model.HEAD), (model.HEAD, model.MODEL)] * 2
    others = [score(a @ b, c @ d) for a, b, c, d in ([draw(shape) for shape in shapes] for _ in range(4000))]
    assert found["random"][0] == pytest.approx(np.mean(others), abs=0.04)
    excess = [(one - entry) / np.std(others) for one, entry in zip(scores, found["random"], strict=True)]  # type: ignore[operator]
    assert found["excess"] == pytest.approx(excess, rel=0.25, abs=0.1)


def test_heads_head_to_tail_stand_out() -> None:
    """Of 25 pairs one reads just what the other writes: far above what random heads of these shapes have."""
    text = """
        dim h, k, m, d
        tensor V[h, m, d], O[h, d, m], Q[k, m, d], P[k, d, m]
        pairs[h, k, i, j] = (V[h, i, d] O[h, d, p]) (Q[k, p, e] P[k, e, j])
    """
    draw = np.random.default_rng(0).standard_normal
    given = {"V": draw((5, 40, 2)), "O": draw((5, 2, 40)), "Q": draw((5, 40, 2)), "P": draw((5, 2, 40))}
    given["O"][1] = np.linalg.qr(given["O"][1].T)[0].T
    given["Q"][4] = given["O"][1].T
    found = tg.loads(text).measure("pairs", given, composition=True)
    excess = dict(zip(found.index, found["excess"], strict=True))
    assert excess.pop((1, 4)) > 8  # type: ignore[operator]
    assert max(abs(other) for other in excess.values() if other is not None) < 4


def test_patterns_and_matrices_of_different_wires_make_all_pairs(document: tg.Document) -> None:
    found = document.measure(["first", "second"], only="norm")
    assert found.wires == ("h", "k")
    norms = {head: np.linalg.norm(model.circuit(model.weights(0), *head)) for head in HEADS}
    assert found["first norm"] == pytest.approx([norms[0, h] for h, _ in found.index])
    assert found["second norm"] == pytest.approx([norms[1, k] for _, k in found.index])


@pytest.mark.parametrize(
    ("conditions", "batch", "rows"),
    [
        (("l=1", "2=h"), (1, 1), [(1, 2)]),
        (("h=1",), (2, 1), [(0, 1), (1, 1)]),
        (("l=1", "h<2"), (1, 3), [(1, 0), (1, 1)]),
        (("l<1",), (2, 3), [(0, 0), (0, 1), (0, 2)]),
    ],
)
@pytest.mark.parametrize("name", ["copies", "W"])
def test_what_equations_leave_out_is_not_computed(
    name: str,
    conditions: tuple[str, ...],
    batch: tuple[int, int],
    rows: list[tuple[int, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a product, and of a tensor that is given: as many matrices as wires that no equation fixes have."""
    seen: list[tuple[int, ...]] = []
    best = Factored.best

    def watched(found: Factored, **more: Any) -> Any:
        seen.append(found.shape)
        return best(found, **more)

    monkeypatch.setattr(Factored, "best", watched)
    text = "dim l, h, n\nparam W[l, h, n, n], X[h, n, n]\ncopies[l, h, i, j] = W[l, h, i, k] X[h, k, j]"
    draw = np.random.default_rng(0).standard_normal
    values = Values({"W": draw((2, 3, 5, 5)), "X": draw((3, 5, 5))})
    (every,) = asked(tg.loads(text).network, Question((name,)), values, {}, Choice())
    seen.clear()
    (part,) = asked(tg.loads(text).network, Question((name,)), values, {}, Choice(where=conditions))
    assert seen == [(*batch, 5, 5)] and list(part.index) == rows
    for header in every.headers:
        assert part[header] == pytest.approx([every[header][every.index.index(row)] for row in rows])


def test_a_definition_and_a_declared_tensor_that_are_given(document: tg.Document) -> None:
    """A frozen pattern is measured as it is; of what it was made from nothing is asked."""
    a = np.stack([[loops.pattern(3 * layer + head, model.CONTEXT) for head in range(3)] for layer in range(2)])
    text = model.TEXT.replace(', from: "tokens.npy"', "")
    found = tg.loads(text).measure("A", {"A": a, "t": np.array(model.TOKENS)})
    assert found["prefix"] == pytest.approx([loops.prefix_matching(a[head], model.TOKENS) for head in HEADS])
    weights = model.weights(0)["embed"]
    assert document.measure("W_E")["norm"] == pytest.approx([np.linalg.norm(weights)])


def test_tokens_of_several_texts_and_their_mean() -> None:
    text = "dim b, h, c, v\ninput t[b, c, v] { onehot: v }, A[b, h, c, c] { pattern }"
    tokens = np.array([model.TOKENS, list(reversed(model.TOKENS))])
    a = np.stack([[loops.pattern(3 * one + head, model.CONTEXT) for head in range(3)] for one in range(2)])
    network = tg.loads(text).network
    values = Values({"t": tokens, "A": a})
    (found,) = asked(network, Question(("A",)), values, {}, Choice(over=("b",)))
    scores = [[loops.prefix_matching(a[one, head], list(tokens[one])) for head in range(3)] for one in range(2)]
    assert (found.wires, found["prefix"]) == (("h",), pytest.approx(np.mean(scores, axis=0)))


def test_tokens_go_with_their_patterns_whatever_the_order_of_the_legs() -> None:
    document = tg.loads("dim b = 2, k = 3, c, v\ninput t[k, b, c, v] { onehot: v }, A[b, k, c, c] { pattern }")
    tokens = np.random.default_rng(0).integers(0, 3, (3, 2, 7))
    a = np.stack([[loops.pattern(3 * one + k, 7) for k in range(3)] for one in range(2)])
    found = document.measure("A", {"t": tokens, "A": a})
    expected = [loops.prefix_matching(a[one, k], list(tokens[k, one])) for one, k in found.index]
    assert found["prefix"] == pytest.approx(expected) and len(set(expected)) == 6


def test_no_repeated_token_is_undefined_and_said(document: tg.Document) -> None:
    found = document.measure("A", {"t": np.arange(5)}, sizes={"context": 5})
    assert set(found["prefix"]) == {None} and None not in found["previous"]
    assert found.notes == ("no token occurs twice, so the prefix-matching score of `A` is undefined",)
    assert found.text().splitlines()[5].split()[-1] == "–"


def test_without_tokens_there_is_no_prefix_score() -> None:
    document = tg.loads("dim c, h\ninput A[h, c, c] { pattern }")
    a = np.stack([loops.pattern(0, 4)])
    found = document.measure("A", {"A": a})
    assert "A prefix" not in found.headers and found["previous"] == pytest.approx([loops.previous_token(a[0])])
    why = "the tokens that `A` attends to are not known: no one-hot input has `c`"
    how = "declare `input t[c, vocab] { onehot: vocab }`"
    assert found.notes == (f"{why}, so there is no prefix-matching score; {how}",)
    with pytest.raises(TensorgraphError) as caught:
        document.measure("A", {"A": a}, only="prefix")
    assert str(caught.value) == f"error[no-tokens]: {why}\n  = {how}"


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        (
            "t[b, n, v] { onehot: v }, A[h, n, n] { pattern }",
            "`t` has a text for each `b`, and before its positions `A` has no leg `b`\n"
            "  = one text for all of `A`: declare `t` over `n` alone",
        ),
        (
            "t[b, n, v] { onehot: v }, A[b, h: b, n, n] { pattern }",
            "`t` has a text for each `b`, and before its positions `A` has 2 legs `b`\n"
            "  = give the leg of `A` that numbers the texts a dimension of its own, and `t` the same",
        ),
    ],
)
def test_tokens_whose_texts_the_pattern_does_not_have(declared: str, message: str) -> None:
    document = tg.loads(f"dim b = 2, h = 2, n = 4, v = 3\ninput {declared}")
    shape = tuple(document.network.dims[dim] or 0 for (dim,) in document.network["A"].dims)
    given = {"t": np.zeros((2, 4), int), "A": np.broadcast_to(loops.pattern(0, 4), shape)}
    found = document.measure("A", given)["previous"]
    assert found == pytest.approx([loops.previous_token(loops.pattern(0, 4))] * len(found))
    with pytest.raises(TensorgraphError) as caught:
        document.measure("A", given, only="prefix")
    assert str(caught.value) == f"error[no-tokens]: the tokens that `A` attends to are not known: {message}"


def test_other_names_are_told_with_the_parameters() -> None:
    document = tg.loads("dim n, v\nparam W_QK[n, n], b[n]\ninput t[n, v] { onehot: v }\nM[i, j] = W_QK[j, i]")
    with pytest.raises(TensorgraphError) as caught:
        document.measure("pattern")
    expected = "error[unknown-name]: no definition, tensor or picture is called `pattern`\n  = there are: M, W_QK"
    assert str(caught.value) == expected


def test_composition_of_nothing_is_undefined() -> None:
    document = tg.loads("dim h = 2, m = 3\nparam A[h, m, m], B[m, m]\nAB[h, i, j] = A[h, i, p] B[p, j]")
    a = np.stack([np.zeros((3, 3)), np.ones((3, 3))])
    found = document.measure("AB", {"A": a, "B": np.ones((3, 3))}, composition=True)
    assert found["score"] == (None, pytest.approx(1)) and found["excess"][0] is None
    nothing = document.measure("AB", {"A": 0 * a, "B": np.ones((3, 3))}, composition=True)
    assert nothing["score"] == nothing["random"] == nothing["excess"] == (None, None)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda d: d.measure("A", ["t"]),
            "values are a mapping from names to tensors, and this is `list`\n  = write `{'t': ids}`",
        ),
        (
            lambda d: d.measure("A", beside="random"),
            "`beside` is a mapping from labels to weights, and this is `str`\n  = write `beside={'untrained': path}`",
        ),
        (lambda d: d.measure("A", olny="prefix"), "`measure` has no option `olny`\n  = write `only`"),
        (lambda d: d.measure([3]), "a name is a text, and this is `int`\n  = write `doc[\"h\"]`"),
    ],
)  # fmt: skip
def test_wrong_calls(call, message: str, document: tg.Document) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TensorgraphError) as caught:
        call(document)
    assert str(caught.value) == f"error[wrong-call]: {message}"
