"""The lexer for Pygments: every file of ours without an error, whole, and the kinds of the words."""

from __future__ import annotations

from pathlib import Path

import pytest

pygments = pytest.importorskip("pygments", reason="Pygments is not installed")

from pygments.lexers import get_lexer_by_name, get_lexer_for_filename  # noqa: E402
from pygments.token import Comment, Error, Keyword, Name, Operator, String, Token  # noqa: E402

from tensorgraph.ops import FUNCTIONS  # noqa: E402
from tensorgraph.pygments_lexer import TensorgraphLexer  # noqa: E402

ROOT = Path(__file__).parent.parent.parent
FILES = sorted([*(ROOT / "examples").rglob("*.tg"), *(ROOT / "tensorgraph" / "std").glob("*.tg")])


def kinds(text: str) -> dict[str, object]:
    return {value: kind for kind, value in TensorgraphLexer().get_tokens(text) if value.strip()}


def test_every_file_comes_back_whole_and_without_an_error() -> None:
    assert len(FILES) > 60
    lexer = TensorgraphLexer(stripnl=False, ensurenl=False)
    for path in FILES:
        text = path.read_text("utf-8")
        tokens = list(lexer.get_tokens(text))
        assert "".join(value for _, value in tokens) == text, path
        assert not [value for kind, value in tokens if kind in Error], path


def test_words_have_their_kinds() -> None:
    found = kinds(
        'def f(x[c])[i] =\n    softmax[j](x[i]) # why\nshow top "t": W_V^h[m: model] == 2.5 id { color: red }'
    )
    assert found["def"] is Keyword.Declaration and found["f"] is Name.Function
    assert found["softmax"] is Name.Builtin and found["# why"] is Comment.Single
    assert found["show"] is Keyword and found["top"] is Name.Label and found['"t"'] is String
    assert found["W_V"] is Name and found["h"] is Name.Variable and found["model"] is Name.Class
    assert found["=="] is Operator and found["2.5"] is Token.Literal.Number.Float
    assert found["color"] is Name.Attribute and found["red"] is Name.Constant


def test_a_hole_is_an_operator_and_its_wires_are_variables() -> None:
    found = kinds("check open: A[i, j] v[j] == ?[i]\nshow trace: A[i, i] == ?")
    assert found["?"] is Operator and found["i"] is Name.Variable and Error not in found.values()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_a_builtin(name: str) -> None:
    assert kinds(f"y[i] = {name}(x[i])")[name] is Name.Builtin


def test_a_name_is_whole() -> None:
    assert kinds("y[i] = dimension[i] expand' maximum[i] é[i]")["dimension"] is Name
    assert kinds("x = max'[i]")["max'"] is Name


def test_a_character_that_no_file_has_is_an_error() -> None:
    assert kinds("x = a ; b")[";"] is not Error and kinds("x = a & b")["&"] is Error


def test_it_is_found_by_name_and_by_file() -> None:
    found = get_lexer_by_name("tensorgraph"), get_lexer_by_name("tg"), get_lexer_for_filename("head.tg")
    assert {type(lexer).__name__ for lexer in found} == {"TensorgraphLexer"}
