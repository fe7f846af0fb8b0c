"""Every exercise has an answer that passes, and its usual mistakes are refused, each with what helps."""

from __future__ import annotations

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.source import Source
from tensorgraph.syntax.format import format_source
from tensorgraph.verdict.verdict import FALSE, OPEN, Verdict
from tests.lessons.answers import ANSWERS, NO_ROW, Answer, Wrong
from tests.write_lessons import EXERCISES, judged

MISTAKES = [(number, wrong) for number, answer in ANSWERS.items() for wrong in answer.wrong]


def checked(number: str, answer: str) -> Verdict:
    """The verdict on an exercise with an answer in place of the question mark."""
    (verdict,) = judged(number, answer)
    return verdict


def said(verdict: Verdict) -> str:
    """Its one hint, or on weights, where there are none, how many rows are hit."""
    (hint,) = verdict.hints or (verdict.detail.split(",")[0],)
    return hint


def test_there_is_one_for_each_lesson() -> None:
    assert sorted(ANSWERS) == sorted(path.stem for path in EXERCISES.glob("*.tg") if path.stem != "model")
    assert len(MISTAKES) == 3 * len(ANSWERS) == 30


@pytest.mark.parametrize(("number", "answer"), ANSWERS.items(), ids=ANSWERS)
def test_as_it_is_given_it_is_open_and_says_which_wires(number: str, answer: Answer) -> None:
    verdict = checked(number, "?")
    assert (verdict.word, verdict.detail) == (OPEN, answer.wires)


@pytest.mark.parametrize(("number", "answer"), ANSWERS.items(), ids=ANSWERS)
def test_the_answer_passes(number: str, answer: Answer) -> None:
    verdict = checked(number, answer.text)
    assert (verdict.word, verdict.hints) == (answer.word, ())


@pytest.mark.parametrize(("number", "wrong"), MISTAKES, ids=lambda part: getattr(part, "text", part))
def test_the_mistake_is_refused_with_its_hint(number: str, wrong: Wrong) -> None:
    if wrong.word == FALSE:
        verdict = checked(number, wrong.text)
        assert (verdict.word, said(verdict)) == (FALSE, wrong.said)
        return
    with pytest.raises(TensorgraphError) as caught:
        checked(number, wrong.text)
    first = caught.value.diagnostics[0]
    assert (first.code, f"{first.message}: {first.hint}") == (wrong.word, wrong.said)


@pytest.mark.parametrize("tied", ["t[i, u] t[j, u]", "earlier[i, k] shift[j, k]"], ids=["no shift", "no tokens"])
def test_scores_with_several_largest_look_nowhere(tied: str) -> None:
    """Both are as large at other places as where they should look."""
    verdict = checked("10", tied)
    assert (verdict.word, said(verdict)) == (FALSE, NO_ROW)


@pytest.mark.parametrize("number", ANSWERS)
def test_it_is_in_the_usual_layout(number: str) -> None:
    text = (EXERCISES / f"{number}.tg").read_text("utf-8")
    assert format_source(Source(number, text)) == text


@pytest.mark.parametrize("number", ANSWERS)
def test_no_answer_repeats_the_other_side(number: str) -> None:
    """What is known is said in another way than the answer: no side of the file is the answer, spaces aside."""
    text = (EXERCISES / f"{number}.tg").read_text("utf-8")
    assert "".join(ANSWERS[number].text.split()) not in "".join(text.split())
