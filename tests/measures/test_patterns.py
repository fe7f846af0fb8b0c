"""Scores of patterns against loops, against the definitions of the language, and at their ends."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.measures import (
    duplicate_token,
    first_token,
    prefix_matching,
    previous_token,
    self_attention,
    shift_eigenvalues,
    shift_norm,
    shift_top1,
)
from tests import identities_induction as built
from tests.measures import loops
from tests.test_identities_induction import MODEL

N = 12
TOKENS = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 3]


@pytest.fixture(scope="module")
def patterns() -> list[loops.Array]:
    return [loops.pattern(seed, N) for seed in range(4)]


@pytest.mark.parametrize(
    ("measure", "loop"),
    [
        (previous_token, loops.previous_token),
        (self_attention, lambda a: sum(a[i, i] for i in range(N)) / N),
        (first_token, lambda a: sum(a[i, 0] for i in range(1, N)) / (N - 1)),
        (lambda a: prefix_matching(a, TOKENS), lambda a: loops.prefix_matching(a, TOKENS)),
        (lambda a: duplicate_token(a, TOKENS), lambda a: loops.prefix_matching(a, TOKENS, after=0)),
        (shift_norm, lambda a: loops.least_error(a[1:], loops.shift(N)[1:])),
        (shift_top1, lambda a: loops.top1(a[1:], list(range(N - 1)))),
        (shift_eigenvalues, lambda a: loops.eigenvalue_score((a @ loops.shift(N).T)[1:, 1:])),
    ],
)
def test_a_measure_is_its_loop(measure, loop, patterns) -> None:  # type: ignore[no-untyped-def]
    expected = [loop(a) for a in patterns]
    assert len(set(expected)) > 1
    for given in (np.stack(patterns), torch.tensor(np.stack(patterns)).reshape(2, 2, N, N)):
        np.testing.assert_allclose(measure(given).flatten(), expected, rtol=1e-12)


def test_attention_to_the_token_itself_is_no_prefix_matching(patterns: list[loops.Array]) -> None:
    """The plausible mistake, off by one, is another number."""
    for a in patterns:
        wrong = loops.prefix_matching(a, TOKENS, after=0)
        assert abs(prefix_matching(a, TOKENS).item() - wrong) > 0.01


@pytest.fixture(scope="module")
def induction() -> dict[str, torch.Tensor]:
    """The hand-built induction head: its patterns, and the scores as `induction_head.tg` defines them."""
    given = built.weights(built.text(seed=1))
    names = ("A1", "A2", "prefix_matching", "previous_token")
    return tg.load(MODEL).run(names, given, sizes={"context": len(given["t"])}, dtype="float64")


def test_the_hand_built_induction_head(induction: dict[str, torch.Tensor]) -> None:
    tokens = built.text(seed=1)
    assert prefix_matching(induction["A2"], tokens) > 0.999
    assert duplicate_token(induction["A2"], tokens) < 0.1
    assert previous_token(induction["A1"]) > 0.999
    assert shift_top1(induction["A1"]) == 1
    assert shift_eigenvalues(induction["A1"]) > 0.999
    assert shift_norm(induction["A1"]) < 1e-6
    assert previous_token(induction["A2"]) < 0.2 and prefix_matching(induction["A1"], tokens) < 0.1


def test_scores_are_those_of_the_language(induction: dict[str, torch.Tensor]) -> None:
    for pattern, name, measured in (
        ("A2", "prefix_matching", lambda a: prefix_matching(a, built.text(seed=1))),
        ("A1", "previous_token", previous_token),
    ):
        assert measured(induction[pattern]).item() == pytest.approx(induction[name].item(), abs=1e-12)


def test_tokens_of_several_texts_go_with_their_patterns(patterns: list[loops.Array]) -> None:
    texts = [TOKENS, list(reversed(TOKENS))]
    found = prefix_matching(np.stack(patterns[:2]), torch.tensor(texts))
    assert found.tolist() == pytest.approx(
        [loops.prefix_matching(a, text) for a, text in zip(patterns, texts, strict=False)]
    )
    heads = prefix_matching(np.stack(patterns).reshape(2, 2, N, N), torch.tensor(texts)[:, None])
    assert heads[1, 0].item() == pytest.approx(loops.prefix_matching(patterns[2], texts[1]))


def test_ends() -> None:
    """The shift scores one, its opposite nothing; the error of what does not overlap is one."""
    shift, identity = loops.shift(5), np.eye(5)
    assert [f(shift).item() for f in (previous_token, shift_top1, shift_eigenvalues)] == [1, 1, 1]
    assert shift_norm(shift) == 0
    assert [f(identity).item() for f in (previous_token, shift_top1, shift_norm)] == [0, 0, 1]


def test_a_tie_is_no_attention_to_the_position_before() -> None:
    """Row 1 gives both keys a half: the position before is not ahead, though it comes first."""
    assert shift_top1([[1, 0, 0], [0.5, 0.5, 0], [0, 1, 0]]) == 0.5


def test_the_three_say_different_things() -> None:
    """Attention spread over the past: the position before is ahead everywhere, and the shift is far in norm."""
    n = 20
    a = np.tril(np.ones((n, n))) + 0.5 * loops.shift(n)
    a /= a.sum(1, keepdims=True)
    assert shift_top1(a) == 1
    assert shift_norm(a) > 0.7
    assert shift_eigenvalues(a) > 0.9


def test_undefined() -> None:
    assert math.isnan(prefix_matching(np.eye(3), [0, 1, 2]))
    assert math.isnan(previous_token([[1.0]]))
    assert math.isnan(shift_top1([[1.0]]))


def test_what_is_no_pattern_and_what_are_no_tokens() -> None:
    with pytest.raises(TensorgraphError) as caught:
        previous_token(np.ones((2, 3)))
    assert str(caught.value) == (
        "error[wrong-shape]: a pattern has as many queries as keys, and this has shape (2, 3)\n"
        "  = its last two axes are query and key"
    )
    with pytest.raises(TensorgraphError) as caught:
        prefix_matching(np.eye(3), [1, 2])
    assert str(caught.value) == (
        "error[wrong-shape]: tokens have shape (2,) and dtype int64\n  = an id for each of the 3 positions"
    )
