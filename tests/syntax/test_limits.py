"""No input is too large to be refused quickly."""

from __future__ import annotations

import time

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.source import Source
from tensorgraph.syntax.parse import parse
from tensorgraph.syntax.split import MAX_CHARACTERS, MAX_STATEMENT, MAX_STATEMENTS

SECONDS = 60
"""What would be a hang: each takes a second or two. Speed is no matter of a test."""


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("y = " + "(" * 9_000 + ")" * 9_000, "too-deep", "brackets are nested more than 60 deep"),
        ("y = " + "a " * 10_001, "too-long", f"the statement has 20006 characters, and may have {MAX_STATEMENT}"),
        ("y = " + "a " * 500_000, "too-long", f"the file has 1000004 characters, and may have {MAX_CHARACTERS}"),
        ("dim a\n" * 20_000, "too-long", f"the file has 20000 statements, and may have {MAX_STATEMENTS}"),
        ("y = 1e999999999", "number", "this number cannot be computed with"),
        ("y = A[" + "9" * 5_000 + "]", "number", "this number cannot be computed with"),
        ("y = 1\x00", "bad-character", "the character U+0000 (control character) cannot stand in a file"),
        ("y = 1\u202e", "bad-character", "the character U+202E (right-to-left override) cannot stand in a file"),
    ],
    ids=["nesting", "statement", "file", "statements", "exponent", "digits", "nul", "override"],
)
def test_refused(text: str, code: str, message: str) -> None:
    started = time.monotonic()
    with pytest.raises(TensorgraphError) as caught:
        parse(Source("a.tg", text))
    assert [(d.code, d.message) for d in caught.value.diagnostics] == [(code, message)]
    assert time.monotonic() - started < SECONDS


def test_long_files_are_read() -> None:
    """Thousands of factors or statements are no matter of minutes."""
    for make in (lambda n: "y = " + "a[i] " * n, lambda n: "y[i] = A[i, j]\n" * n):
        started = time.monotonic()
        parse(Source("a.tg", make(3_000)))
        assert time.monotonic() - started < SECONDS
