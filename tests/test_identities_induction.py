"""The hand-built induction head: what makes one, what breaks it, and how it is measured."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

import tensorgraph as tg
from tests import identities_induction as built
from tests.write_identities import FOLDER

MODEL = FOLDER / "induction_head.tg"
CONDITIONS = FOLDER.parent / "gallery" / "13-conditions.tg"
CLAIMS = """
check only_K: S[i, j] ~= S_K[i, j] within 1e-9
check before: A1[i, j] ~= shift[i, j] + id[0, i] id[0, j] within 1e-9
check first_reads_nothing: direct[i, v] + first[i, v] ~= direct[i, v] within 1e-9
check virtual_reads_nothing: direct[i, v] + virtual[i, v] ~= direct[i, v] within 1e-9
check copies: second[i, v] ~= 5 A2[i, j] t[j, v] within 1e-9
"""
"""What the model's weights promise: tested where they are bound, and true of no others."""
NAMES = ("A1", "A2", "S", "S_none", "S_K", "S_Q", "S_QK", "logits", "expansion", "prefix_matching", "previous_token")
SMALL = 1e-9
"""What counts as nothing: scores are about 40, and orthogonal blocks meet in about 1e-14."""


@cache
def document() -> tg.Document:
    return tg.loads(MODEL.read_text("utf-8") + CLAIMS)


def run(given: dict[str, Any]) -> dict[str, Any]:
    found = document().run(NAMES, given, sizes={"context": len(given["t"])}, dtype="float64")
    return {name: value.numpy() for name, value in found.items()}


@cache
def with_start() -> dict[str, Any]:
    return run(built.weights(built.text(seed=1)))


@cache
def without_start() -> dict[str, Any]:
    return run(built.weights(built.text(seed=1, start=False)))


def prefix_matching(pattern: Any, tokens: list[int]) -> list[float]:
    """By its words, for each query that has one: the attention to the positions after its token's earlier places."""
    earlier = [[k + 1 for k in range(i) if tokens[k] == token] for i, token in enumerate(tokens)]
    return [float(sum(pattern[i, j] for j in places)) for i, places in enumerate(earlier) if places]


def test_prefix_matching_score_is_that_of_an_induction_head() -> None:
    scores = prefix_matching(with_start()["A2"], built.text(seed=1))
    assert len(scores) > built.PERIOD
    assert min(scores) > 0.999


def test_the_score_of_the_file_is_that_of_its_words() -> None:
    for found, start in ((with_start(), True), (without_start(), False)):
        expected = np.mean(prefix_matching(found["A2"], built.text(seed=1, start=start)))
        assert found["prefix_matching"] == pytest.approx(expected, abs=1e-12)


def test_previous_token_score() -> None:
    found = with_start()
    expected = np.mean([found["A1"][i, i - 1] for i in range(1, len(found["A1"]))])
    assert found["previous_token"] == pytest.approx(expected, abs=1e-12)
    assert expected > 0.999
    assert np.mean([found["A2"][i, i - 1] for i in range(1, len(found["A2"]))]) < 0.2


def test_only_the_k_composition_term_is_not_zero() -> None:
    found = with_start()
    assert np.abs(found["S_K"]).max() == pytest.approx(built.SHARPNESS)
    for other in ("S_none", "S_Q", "S_QK"):
        assert np.abs(found[other]).max() < SMALL
    assert np.abs(found["S"] - found["S_K"]).max() < SMALL


def test_removing_the_previous_token_head_kills_the_stripe() -> None:
    tokens = built.text(seed=1)
    removed = run(built.without_previous_token_head(built.weights(tokens)))
    assert removed["previous_token"] > 0.999  # the pattern is there, and nothing is written
    assert removed["prefix_matching"] < 0.1
    assert np.abs(removed["S"]).max() < SMALL


def test_logits_equal_the_path_expansion_and_predict_the_repetition() -> None:
    found, tokens = with_start(), built.text(seed=1)
    assert np.abs(found["logits"] - found["expansion"]).max() < SMALL
    queries = range(built.PERIOD + 1, 2 * built.PERIOD)
    assert all(found["logits"][i][tokens[i + 1]] > built.COPY / 10 for i in queries)


def test_without_a_start_token_the_first_row_fakes_a_match() -> None:
    """Row 0 attends to itself, so that its token stands in its own previous-token block."""
    found, tokens = without_start(), built.text(seed=1, start=False)
    assert found["A1"][0, 0] == 1.0
    again = built.PERIOD  # the first token, for the second time
    assert tokens[again] == tokens[0]
    assert found["A2"][again, 0] > 0.1  # where nothing precedes
    assert min(prefix_matching(found["A2"], tokens)) < 0.9
    assert with_start()["A2"][built.PERIOD + 1, 0] < SMALL


def test_the_claims_hold_on_these_weights_and_on_no_others() -> None:
    given = built.weights(built.text(seed=1))
    bound = document().check(weights=given, sizes={"context": len(given["t"])})
    assert {verdict.word for verdict in bound} <= {"proved", "holds", "differs"}
    broken = document().check(weights=built.without_previous_token_head(given))
    assert {"only_K"} <= {verdict.name for verdict in broken if verdict.word == "false"}
    swapped = document().check(weights={**given, "W_K1": given["W_K2"]})
    assert {"before"} <= {verdict.name for verdict in swapped if verdict.word == "false"}


def test_they_make_an_induction_head_by_the_conditions_of_the_gallery() -> None:
    given = built.weights(built.text(seed=1))
    conditions = tg.load(CONDITIONS)
    values = {**built.chain(given), "A_p": with_start()["A1"]}
    verdicts = conditions.check(weights=values)
    assert [verdict.word for verdict in verdicts] == ["holds"] * 3
    assert dict(verdicts[1].fits)["c"] == pytest.approx(built.SHARPNESS * np.sqrt(len(given["t"])))
    assert dict(verdicts[2].fits)["c'"] == pytest.approx(built.COPY)
    wrong = conditions.check(weights={**values, "W_K": given["W_K1"]})  # the previous-token head's key
    assert wrong[1].word == "false"


@pytest.mark.parametrize("seed", [2, 3])
def test_in_any_basis_and_on_any_text(seed: int) -> None:
    found = run(built.weights(built.text(seed), seed))
    assert found["prefix_matching"] > 0.999 and found["previous_token"] > 0.999
