"""What is said to be a pattern and is none is refused, with the row, the reason and what to write."""

from __future__ import annotations

import numpy as np
import pytest

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.measures.table import Table
from tests.measures import loops

SCORES = "dim h = 2, c = 4\ninput S[h, c, c]\n"
DEFINED = "A[h, i, j] { kind: pattern } = "
NOT_CAUSAL = "`A` attends to later positions: 0.75 of the row h = 0, i = 0; it is not causal"


def measured(text: str, scores: loops.Array) -> Table:
    return tg.loads(SCORES + text).measure("A", {"S": scores}, only="previous")


def raw() -> loops.Array:
    """Two patterns, by hand."""
    return np.stack([loops.pattern(seed, 4) for seed in range(2)])


@pytest.mark.parametrize("law", ["kind: pattern", "pattern"])
def test_scores_without_softmax(law: str) -> None:
    scores = raw()
    scores[1, 2] = [0.5, 1.0, 0.75, 0.0]
    with pytest.raises(TensorgraphError) as caught:
        measured(f"A[h, i, j] {{ {law} }} = S[h, i, j]", scores)
    line = f"A[h, i, j] {{ {law} }} = S[h, i, j]"
    assert str(caught.value) == (
        "text.tg:3:1: error[property]: `A` is no attention pattern: its row h = 1, i = 2 sums to 2.25, and the rows of "
        f"a pattern sum to 1\n  |\n3 | {line}\n  | {'^' * len(line)}\n"
        f"  = write `softmax[j](…)` around scores, or leave `{law}` out"
    )


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("causal[i, j](S[h, i, j])", "its row h = 0, i = 0 has an infinite entry"),
        ("0 - S[h, i, j]", "its row h = 0, i = 0 has the negative entry -1"),
    ],
)
def test_scores_with_a_mask_or_signs(body: str, why: str) -> None:
    with pytest.raises(TensorgraphError) as caught:
        measured(DEFINED + body, raw())
    (found,) = caught.value.diagnostics
    assert (found.message, found.hint) == (
        f"`A` is no attention pattern: {why}",
        "write `softmax[j](…)` around scores, or leave `kind: pattern` out",
    )


def test_a_pattern_with_its_legs_exchanged() -> None:
    with pytest.raises(TensorgraphError) as caught:
        measured("A[h, j, i] { kind: pattern } = S[h, i, j]", raw())
    (found,) = caught.value.diagnostics
    assert found.message.startswith("`A` is no attention pattern: its row h = 0, j = 0 sums to ")
    assert found.hint == (
        "its columns do: the last two legs are query and key, and these are `j` and `i`; "
        "exchange them, or write `softmax[i]`"
    )


def test_a_pattern_without_a_mask_is_measured_with_a_note() -> None:
    even = np.stack([np.full((4, 4), 0.25), loops.pattern(0, 4)])
    found = measured(DEFINED + "S[h, i, j]", even)
    assert found.notes == (NOT_CAUSAL,)
    assert found["previous"] == pytest.approx([0.25, loops.previous_token(even[1])])
    assert measured(DEFINED + "S[h, i, j]", raw()).notes == ()


def test_rounding_is_allowed() -> None:
    """Of float32, and of 16-bit floats, in their own dtype or wider."""
    for dtype, error in ((np.float32, 5e-5), (np.float16, 5e-3)):
        scores = raw()
        scores[:, :, 0] += error
        scores = scores.astype(dtype)
        assert measured(DEFINED + "S[h, i, j]", scores.astype(np.float32)).notes == ()
    scores = raw()
    scores[:, :, 0] += 5e-3
    with pytest.raises(TensorgraphError):
        measured(DEFINED + "S[h, i, j]", scores)
