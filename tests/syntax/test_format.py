"""Formatting keeps the tree, is stable, and leaves formatted files alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.source import Source
from tensorgraph.syntax.format import format_source
from tensorgraph.syntax.machine import machine, scan
from tensorgraph.syntax.parse import parse

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.tg"))
CLAUSES = """show s: A[i, j] group[j] place[k] "text"; place
    place { A: above, W^0: align V^h, place: (2, -1), group: legs "up right" }
    group "virtual head" { color: red }: A, W^0
    group: group place {}
"""
TEXTS = [*(path.read_text("utf-8") for path in EXAMPLES), CLAUSES]
SPACES = st.sampled_from(["", " ", "  ", "\t", " \n  ", "  # why (\n\t"])


def formatted(text: str) -> str:
    return format_source(Source("a.tg", text))


@pytest.mark.parametrize("text", TEXTS, ids=[*(path.name for path in EXAMPLES), "clauses"])
def test_examples_are_formatted(text: str) -> None:
    assert formatted(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("dim a=3,b", "dim a = 3, b\n"),
        ("y[i,j]=-A[ i , j ]+2*B [i,j]/sqrt( d )", "y[i, j] = -A[i, j] + 2 * B[i, j] / sqrt(d)\n"),
        ("y = A[-1 ,+ 2] - - 1".replace(" - - 1", " - 1"), "y = A[-1, +2] - 1\n"),
        ("y[i] = A[i](b) C[i] (b)", "y[i] = A[i](b) C[i] (b)\n"),
        ("y[i] = f( a )[i]\n\n\n\nz = W^ h [i]", "y[i] = f(a)[i]\n\nz = W^h[i]\n"),
        ("y =\n  a\n\t+ b # c\n # d\n# e", "y =\n    a\n    + b  # c\n    # d\n# e\n"),
        ("param W[( a b ),c]{at:( 2,-1 ),pattern}", "param W[(a b), c] { at: (2, -1), pattern }\n"),
        ("check c[i]{}:a==b~=c within 0.5", "check c[i] {}: a == b ~= c within 0.5\n"),
        ("check c:a~=b within 0.5 top1   0.9==c", "check c: a ~= b within 0.5 top1 0.9 == c\n"),
        ("y[i] = softmax[j|h](a;b)".replace("a;b", "a,eps:1e-5"), "y[i] = softmax[j | h](a, eps: 1e-5)\n"),
        ("dim a    # one\ndim bb   # two", "dim a    # one\ndim bb   # two\n"),
        ("dim a #one\ndim bbb#two", "dim a  #one\ndim bbb  #two\n"),
        ("def f( x[a],l )[i]=x[i]\nshow s:a;b", "def f(x[a], l)[i] = x[i]\nshow s: a; b\n"),
        (
            'show s:a place{A:above,x:( 2,-1 ),T:legs"up right"}group"g"{color:red}:A ,W ^ 1',
            'show s: a place { A: above, x: (2, -1), T: legs "up right" } group "g" { color: red }: A, W^1\n',
        ),
    ],
)
def test_spacing(before: str, after: str) -> None:
    assert formatted(before) == after
    assert formatted(after) == after


def test_only_what_parses_is_formatted() -> None:
    with pytest.raises(TensorgraphError):
        formatted("y[i] =")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_spacing_keeps_the_tree(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    pieces: list[str] = []
    for token in scan(machine(), text):
        if token.kind == "WHITE_SPACE" and "\n" not in token.text:
            pieces.append(" " + data.draw(SPACES))
        else:
            pieces.append(token.text)
    spaced = "".join(pieces)
    result = formatted(spaced)
    assert parse(Source("a.tg", result)).statements == parse(Source("a.tg", spaced)).statements
    assert formatted(result) == result
