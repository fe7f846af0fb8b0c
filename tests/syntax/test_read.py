"""From bytes to text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.source import Source
from tensorgraph.syntax.parse import parse
from tensorgraph.syntax.read import MAX_BYTES, decode, read_source


def test_line_ends_and_byte_order_mark() -> None:
    assert decode(b"\xef\xbb\xbfdim a\r\ndim b\rdim c\n", "a.tg") == "dim a\ndim b\ndim c\n"


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(TensorgraphError) as caught:
        read_source(tmp_path / "no.tg")
    assert str(caught.value) == f"error[file]: cannot read `{tmp_path / 'no.tg'}`: No such file or directory"


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(TensorgraphError) as caught:
        read_source(tmp_path)
    assert caught.value.diagnostics[0].code == "file"


def test_not_text() -> None:
    with pytest.raises(TensorgraphError) as caught:
        decode(b"dim a\n\x89PNG", "a.tg")
    expected = "error[not-text]: `a.tg` is not UTF-8 text: byte 0x89 in line 2\n  = save it as UTF-8"
    assert str(caught.value) == expected


def test_too_many_bytes() -> None:
    with pytest.raises(TensorgraphError) as caught:
        decode(b"#" * (MAX_BYTES + 1), "a.tg")
    assert caught.value.diagnostics[0].code == "too-long"


@pytest.mark.parametrize("space", ["\u00a0", "\u3000", "\t", "    "])
def test_any_space_indents(space: str) -> None:
    assert parse(Source("a.tg", f"y =\n{space}1\n")).statements == parse(Source("a.tg", "y = 1")).statements


def test_empty_file() -> None:
    assert parse(Source("a.tg", "\n  # nothing\n\n")).statements == ()


def test_names_are_normalised() -> None:
    composed, decomposed = parse(Source("a.tg", "dim \u00e9")), parse(Source("a.tg", "dim e\u0301"))
    assert composed.statements == decomposed.statements
