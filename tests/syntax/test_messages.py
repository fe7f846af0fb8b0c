"""Every wrong statement of the catalogue gives its own message, and no message shows a name of the grammar."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.source import Source
from tensorgraph.syntax.machine import machine, scan
from tensorgraph.syntax.parse import parse
from tensorgraph.syntax.split import split
from tensorgraph.syntax.wrong import WRONG

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.tg"))
STATEMENTS = [
    [token.text for token in scan(machine(), piece.text) if token.kind not in ("WHITE_SPACE", "COMMENT")]
    for path in EXAMPLES
    for piece in split(Source("a.tg", path.read_text("utf-8")))[0]
]
WORDS = sorted(
    {word for words in STATEMENTS for word in words} | set("()[]{}^|;:*/") | {"~=", "within", "top1", "for", "in"}
)
GRAMMAR_NAME = re.compile(r"\$END|__ANON|\b[A-Z]{3,}\b")


@pytest.mark.parametrize(("code", "wrong", "message", "hint"), WRONG)
def test_catalogue(code: str, wrong: str, message: str, hint: str) -> None:
    with pytest.raises(TensorgraphError) as caught:
        parse(Source("a.tg", wrong))
    found = caught.value.diagnostics
    assert [(d.code, d.message, d.hint) for d in found] == [(code, message, hint)]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_name_of_the_grammar(data: st.DataObject) -> None:
    words = list(data.draw(st.sampled_from(STATEMENTS)))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(words) - 1))
        match data.draw(st.sampled_from(["delete", "insert", "swap"])):
            case "delete" if len(words) > 1:
                del words[place]
            case "swap":
                words[place - 1], words[place] = words[place], words[place - 1]
            case _:
                words.insert(place, data.draw(st.sampled_from(WORDS)))
    text = " ".join(words)
    try:
        parse(Source("a.tg", text))
    except TensorgraphError as error:
        assert len(error.diagnostics) == 1
        said = [error.diagnostics[0].message, error.diagnostics[0].hint]
        for name in GRAMMAR_NAME.findall(" ".join(said)):
            assert name in text or name == "LaTeX", said


def test_all_statements_at_once() -> None:
    text = "dim a\ny[i = v[i]\nz[i] = v[i] +\nparm W\nx = (v]\n"
    with pytest.raises(TensorgraphError) as caught:
        parse(Source("a.tg", text))
    codes = [(d.code, d.span.source.position(d.span.start)[0]) for d in caught.value.diagnostics if d.span]
    expected = [("open-bracket", 2), ("missing-expression", 3), ("unknown-statement", 4), ("open-bracket", 5)]
    assert codes == expected
