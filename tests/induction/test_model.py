"""The trained model of `examples/induction/`: our reading against one written anew, each number, planted mistakes."""

from __future__ import annotations

import importlib.util
import random
from types import ModuleType
from typing import Any

import pytest
import torch
from safetensors import safe_open

import tensorgraph as tg
from tensorgraph.verdict.verdict import Verdict
from tests import identities_induction as built
from tests.induction import oracle
from tests.write_identities import FOLDER as IDENTITIES

FILE = oracle.FOLDER / "induction.tg"
NAMES = ("induction", "untrained", "unpriced")
TOLERANCE = 1e-10
HEADS = range(4)
LIMIT = 1_000_000
"""Bytes of all weights together."""
SMALL = 1e-9
"""What counts as nothing beside scores of about 40."""


@pytest.fixture(scope="module")
def model() -> tg.Document:
    return tg.load(FILE)


@pytest.fixture(scope="module")
def given() -> dict[str, Any]:
    return oracle.weights()


@pytest.fixture(scope="module")
def twin(given: dict[str, Any]) -> dict[str, Any]:
    return oracle.forward(given["tokens"], given)


def values_of(model: tg.Document, name: str) -> dict[str, Any]:
    """What the model reads of a file, in float64: a measure computes in the precision of its values."""
    read = model.weights(oracle.FOLDER / f"{name}.safetensors")
    return {key: value.double() if value.is_floating_point() else value for key, value in read.items()}


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"induction_{name}", oracle.FOLDER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def error(ours: Any, theirs: Any) -> float:
    theirs = torch.as_tensor(theirs)
    return float((ours - theirs).abs().max() / theirs.abs().max())


# ---- the weights ----------------------------------------------------------------------------------------------


def test_the_files_are_small_and_say_where_they_come_from() -> None:
    assert sum((oracle.FOLDER / f"{name}.safetensors").stat().st_size for name in NAMES) < LIMIT
    for name in NAMES:
        with safe_open(oracle.FOLDER / f"{name}.safetensors", framework="pt") as file:
            assert file.metadata()["seed"] == str(script("train").SEED)
            assert all(file.get_slice(key).get_dtype() == "F32" for key in file.keys() if key != "tokens")  # noqa: SIM118


def test_the_seed_makes_the_untrained_weights_and_the_text() -> None:
    train, found = script("train"), oracle.weights("untrained")
    again = train.untrained(torch.Generator().manual_seed(train.SEED))
    # the same numbers, but for the last digits: other processors draw normal numbers by other instructions
    assert all(torch.allclose(found[name], value.double(), rtol=1e-4, atol=1e-6) for name, value in again.items())
    for name in NAMES:
        assert torch.equal(oracle.weights(name)["tokens"], found["tokens"])
        assert torch.equal(oracle.weights(name)["other"], found["other"])
    text = found["tokens"].tolist()
    assert text[0] == 0 and text[1:17] == text[17:] and len(set(text)) == 17
    assert found["other"].diagonal().sum() == 0


def test_the_script_trains_this_model(given: dict[str, Any], twin: dict[str, Any]) -> None:
    train = script("train")
    known = len(given["tokens"]) // 2 + 1
    found, wanted = train.second_half(given["tokens"][None], given)
    assert error(found[0], twin["logits"][known:-1]) < TOLERANCE
    assert torch.equal(wanted[0], given["tokens"][known + 1 :])
    norms = [
        sum(float((given[f"W_{name}{layer}"][head] ** 2).sum()) for name in "QKVO") ** 0.5
        for layer in (1, 2)
        for head in HEADS
    ]
    assert float(train.price(given)) == pytest.approx(sum(norms), abs=1e-6)  # its root is of a little more


# ---- our reading against one written anew -----------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_model_equals_its_twin(model: tg.Document, name: str) -> None:
    given = oracle.weights(name)
    twin = oracle.forward(given["tokens"], given)
    ours = model.run(tuple(twin), model.weights(oracle.FOLDER / f"{name}.safetensors"), dtype="float64")
    assert max(error(ours[key], value) for key, value in twin.items()) < TOLERANCE


def test_it_reads_its_files_by_itself(model: tg.Document, twin: dict[str, Any]) -> None:
    assert error(model.run("logits", dtype="float64")["logits"], twin["logits"]) < TOLERANCE


def test_the_circuits_equal_loops_over_heads(model: tg.Document, given: dict[str, Any]) -> None:
    ours = model.run(("match", "copies", "match_random", "copies_random"), dtype="float64")
    other = [row.index(1.0) for row in given["other"].tolist()]
    for h in HEADS:
        assert error(ours["copies"][h], oracle.copies(given, h)) < TOLERANCE
        assert error(ours["copies_random"][h], oracle.copies(given, h, other[h])) < TOLERANCE
        for p in HEADS:
            assert error(ours["match"][p, h], oracle.match(given, p, h)) < TOLERANCE
            assert error(ours["match_random"][p, h], oracle.match(given, p, h, other[h])) < TOLERANCE


def test_a_transposed_match_is_another_matrix(model: tg.Document, given: dict[str, Any]) -> None:
    """Its diagonal is the same, so that top-1 alone would not see it."""
    ours = model.run("match", dtype="float64")["match"][oracle.PREVIOUS, oracle.INDUCTION]
    theirs = oracle.match(given, oracle.PREVIOUS, oracle.INDUCTION)
    assert error(ours.T, theirs) > 0.1
    assert error(ours, theirs) < TOLERANCE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("W_K2^h[n, d] W_O1^p[e, n]", "W_K1^p[n, d] W_O1^p[e, n]"),  # the previous-token head's key
        ("match[p, h, u, w]", "match[p, h, w, u]"),
        ("W_V1^p[o, e] W_E[w, o]\ncopies[h", "W_V1^h[o, e] W_E[w, o]\ncopies[h"),
    ],
)
def test_a_mistake_in_the_match_is_caught(given: dict[str, Any], old: str, new: str) -> None:
    text = FILE.read_text("utf-8")
    assert text.count(old) == 1
    wrong = tg.loads(text.replace(old, new), str(FILE))
    values = tg.load(FILE).weights(oracle.FOLDER / "induction.safetensors")
    ours = wrong.run("match", values, dtype="float64")["match"][oracle.PREVIOUS, oracle.INDUCTION]
    assert error(ours, oracle.match(given, oracle.PREVIOUS, oracle.INDUCTION)) > 0.1


# ---- the table --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_the_table(model: tg.Document, name: str) -> None:
    given = oracle.weights(name)
    twin = oracle.forward(given["tokens"], given)
    values, tokens = values_of(model, name), given["tokens"].tolist()
    other = [row.index(1.0) for row in given["other"].tolist()]
    for pattern in ("A1", "A2"):
        table, maps = model.measure(pattern, values), [found.numpy() for found in twin[pattern]]
        assert table["previous"] == pytest.approx([oracle.previous_token(found) for found in maps], abs=TOLERANCE)
        assert table["prefix"] == pytest.approx(
            [oracle.prefix_matching(found, tokens) for found in maps], abs=TOLERANCE
        )
    circuits = {
        "match": [oracle.match(given, p, h) for p in HEADS for h in HEADS],
        "match_random": [oracle.match(given, p, h, other[h]) for p in HEADS for h in HEADS],
        "copies": [oracle.copies(given, h) for h in HEADS],
        "copies_random": [oracle.copies(given, h, other[h]) for h in HEADS],
    }
    for circuit, matrices in circuits.items():
        table = model.measure(circuit, values)
        assert table["top-1"] == tuple(map(oracle.top1, matrices))
        # a product of six matrices of rank 16: eigenvalues are found to about 1e-9
        assert table["eigenvalues"] == pytest.approx(list(map(oracle.copying_score, matrices)), abs=1e-6)
        assert table["identity error"] == pytest.approx(list(map(oracle.norm_error, matrices)), abs=TOLERANCE)


def test_the_two_heads_stand_out(model: tg.Document) -> None:
    previous, prefix = model.measure("A1")["previous"], model.measure("A2")["prefix"]
    assert previous[oracle.PREVIOUS] > 0.9 and sorted(previous)[-2] < 0.1
    assert prefix[oracle.INDUCTION] > 0.95 and sorted(prefix)[-2] < 0.1
    match, copies = model.measure("match"), model.measure("copies")
    pair = match.index.index((oracle.PREVIOUS, oracle.INDUCTION))
    for table, place in ((match, pair), (copies, oracle.INDUCTION)):
        assert table["top-1"][place] > 0.95 and sorted(table["top-1"])[-2] < 0.05
        assert table["identity error"][place] > 0.9  # of rank 16 among 96, so far from the identity all the same
    for name in ("match_random", "copies_random"):
        assert max(model.measure(name)["top-1"]) < 0.05


def test_an_eigenvalue_score_alone_deceives(model: tg.Document) -> None:
    """Heads that do nothing have a circuit of nearly nothing, and its eigenvalues may all be positive."""
    table = model.measure("match")
    place = table.index.index((0, 1))
    assert table["eigenvalues"][place] > 0.95
    assert table["top-1"][place] < 0.05 and table["norm"][place] < max(table["norm"]) / 1000


def test_the_shares_of_the_four_terms(model: tg.Document, given: dict[str, Any]) -> None:
    expected = oracle.score_terms(given, given["tokens"], oracle.INDUCTION)
    total = sum(expected.values())
    table = model.measure("terms")
    assert [text for _, text in table.index] == list(expected)
    assert table["share"] == pytest.approx([oracle.share(term, total) for term in expected.values()], abs=TOLERANCE)
    assert dict(zip(expected, table["share"], strict=True))["K-composition"] > 0.9


# ---- the claims -------------------------------------------------------------------------------------------------


def words(verdicts: list[Verdict]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for verdict in verdicts:
        found.setdefault(verdict.name, []).append(verdict.word)
    return found


def test_all_claims_hold_on_the_weights(model: tg.Document) -> None:
    found = words(model.check())
    assert found == {
        "works": ["holds"],
        "conditions": ["holds"] * 3,
        "attends": ["holds"],
        "induction": ["holds"],
        "scores": ["proved"],
        "terms": ["proved"],
        "parts": ["proved"],
        "paths": ["proved"],
    }


def claims(text: str, name: str = "induction") -> dict[str, list[str]]:
    """The claims about values alone, of a text, on a file."""
    kept = text[: text.index("# the scores of the second layer are four terms")]
    document = tg.loads(kept, str(FILE))
    return words(document.check(document.weights(oracle.FOLDER / f"{name}.safetensors")))


def test_no_claim_holds_on_the_untrained_weights() -> None:
    found = claims(FILE.read_text("utf-8"), "untrained")
    assert {word for name in found for word in found[name]} == {"false"}


@pytest.mark.parametrize(
    ("old", "new", "false"),
    [
        ("A1^3[j, k] ~=", "A1^2[j, k] ~=", ("conditions", 0)),
        ("A1^3[j, k] ~= shift[j, k]", "A1^3[k, j] ~= shift[j, k]", ("conditions", 0)),
        ("W_K2^0[n, d] W_O1^3[e, n] W_V1^3[o, e] W_E[w, o]", "W_K1^3[n, d] W_O1^3[e, n] W_V1^3[o, e] W_E[w, o]",
         ("conditions", 1)),
        ("W_O1^3[e, n] W_V1^3[o, e] W_E[w, o]", "W_O1^1[e, n] W_V1^1[o, e] W_E[w, o]", ("conditions", 1)),
        ("W_V2^0[m, d] W_O2^0[d, n] W_U[n, w] ~=", "W_V2^0[m, d] W_O2^2[d, n] W_U[n, w] ~=", ("conditions", 2)),
        ("A2^0[i, j] ~=", "A2^1[i, j] ~=", ("attends", 0)),
        ("t[k, v] (A1^3[j, k]", "t[k, v] (A1^0[j, k]", ("induction", 0)),
        ("t[k, v] (A1^3[j, k]", "t[k, v] (A1^3[k, j]", ("induction", 0)),
    ],
)  # fmt: skip
def test_a_claim_of_another_head_is_false(old: str, new: str, false: tuple[str, int]) -> None:
    text = FILE.read_text("utf-8")
    assert text.count(old) == 1
    name, place = false
    assert claims(text.replace(old, new))[name][place] == "false"


# ---- ablation ---------------------------------------------------------------------------------------------------


def without(given: dict[str, Any], layer: int, head: int) -> dict[str, Any]:
    name = f"W_O{layer}"
    return {**given, name: torch.stack([W if h != head else torch.zeros_like(W) for h, W in enumerate(given[name])])}


def test_without_either_head_the_second_half_is_lost() -> None:
    table = script("ablate").table(texts=2)
    needed = {f"layer 1, without head {oracle.PREVIOUS}", f"layer 2, without head {oracle.INDUCTION}"}
    assert len(table) == 9 and needed < set(table)
    for label, shares in table.items():
        assert max(shares) < 0.3 if label in needed else min(shares) >= 0.95, label


def test_the_same_by_the_twin_on_other_texts(given: dict[str, Any]) -> None:
    draw, texts = random.Random(7), []
    for period in (10, 20):
        once = draw.sample(range(1, 96), period)
        texts.append([0, *once, *once])
    assert oracle.found_in_second_half(given, texts) >= 0.95
    assert oracle.found_in_second_half(without(given, 1, oracle.PREVIOUS), texts) < 0.3
    assert oracle.found_in_second_half(without(given, 2, oracle.INDUCTION), texts) < 0.3
    assert oracle.found_in_second_half(without(given, 1, 0), texts) >= 0.95  # the wrong head


def test_without_a_price_no_head_is_needed() -> None:
    """The scores of all its heads are high, and what one of them does another does too."""
    table = script("ablate").table(str(oracle.FOLDER / "unpriced.safetensors"), texts=2)
    assert min(min(shares) for shares in table.values()) > 0.8
    model = tg.load(FILE)
    values = model.weights(oracle.FOLDER / "unpriced.safetensors")
    assert min(model.measure("A2", values)["prefix"]) > 0.95
    assert min(model.measure("copies", values)["top-1"]) > 0.95


# ---- the hand-built head, by the same measures ------------------------------------------------------------------

SHARES = """
C[i, j, k] = lower[i, j] lower[i, k] (id[j, k] - 1 / (lower[i, l] ones[l]))
check centred: C[i, j, k] S[i, k] == C[i, j, k] S_none[i, k] + C[i, j, k] S_K[i, k] + C[i, j, k] S_Q[i, k]
    + C[i, j, k] S_QK[i, k]
match[u, w] = W_E[u, m] W_Q2[m, d] W_K2[n, d] W_O1[e, n] W_V1[o, e] W_E[w, o]
copies[u, w] = W_E[u, m] W_V2[m, d] W_O2[d, n] W_U[n, w]
"""


def test_the_hand_built_head_is_exact() -> None:
    text = built.text(seed=1)
    given = built.weights(text)
    document = tg.loads((IDENTITIES / "induction_head.tg").read_text("utf-8") + SHARES)
    sizes = {"context": len(text)}
    assert document.measure("A1", given, sizes)["previous"][0] > 0.999
    assert document.measure("A2", given, sizes)["prefix"][0] > 0.999
    shares = document.measure("centred", given, sizes)["share"]
    assert shares == pytest.approx([0, 1, 0, 0], abs=SMALL)
    for circuit in ("match", "copies"):
        table = document.measure(circuit, given, sizes)
        assert table["top-1"] == (1.0,)
        assert table["eigenvalues"][0] == pytest.approx(1, abs=SMALL)
        assert table["identity error"][0] == pytest.approx(0, abs=1e-6)
    removed = built.without_previous_token_head(given)
    assert document.measure("A1", removed, sizes)["previous"][0] > 0.999
    assert document.measure("A2", removed, sizes)["prefix"][0] < 0.1
    found = document.run(("logits", "expansion"), given, sizes, dtype="float64")
    assert error(found["logits"], found["expansion"]) < TOLERANCE
