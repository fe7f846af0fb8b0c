"""The gallery: every file is checked, formatted and drawn without a collision; its pictures are golden files.

`pytest --accept` writes the pictures; open each before you commit it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.diagram import report
from tensorgraph.source import Source
from tensorgraph.syntax.format import format_source
from tests.write_gallery import FILES, PAGE, PICTURES, page, picture_file

DRAWN = [(path, name) for path in FILES for name in tg.load(path).pictures]
REFERENCES = 14
"""Reference figures, one file for each."""
MORE = 9
"""At least so many of our own."""

CROSSINGS: dict[str, str] = {}
"""The pictures in which wires cross, each with its reason."""


def test_there_is_a_file_for_each_reference_and_more() -> None:
    numbers = [int(path.stem[:2]) for path in FILES]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= REFERENCES + MORE


@pytest.mark.parametrize(("path", "name"), DRAWN, ids=lambda part: getattr(part, "stem", part))
def test_picture(path: Path, name: str, golden: Callable[[Path, str], None]) -> None:
    golden(PICTURES / picture_file(path, name), tg.load(path)[name].render("svg").decode())


@pytest.mark.parametrize(("path", "name"), DRAWN, ids=lambda part: getattr(part, "stem", part))
def test_nothing_collides_and_nothing_crosses_without_a_reason(path: Path, name: str) -> None:
    found = report(tg.load(path)[name].scene)
    crossing = [finding for finding in found if finding.rule == "crossing"]
    assert [finding for finding in found if finding not in crossing] == []
    assert bool(crossing) == (f"{path.stem}-{name}" in CROSSINGS), crossing


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", [0, 11])
def test_every_equation_is_true(path: Path, seed: int) -> None:
    words = {verdict.word for verdict in tg.load(path).check(seed=seed)}
    assert words <= {"proved", "holds", "differs", "not tested"}
    assert "not tested" not in words or path.stem == "13-conditions"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_is_formatted(path: Path) -> None:
    text = path.read_text("utf-8")
    assert format_source(Source(path.name, text)) == text


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in PICTURES.glob("*.svg")} == {picture_file(path, name) for path, name in DRAWN}


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "run `python -m tests.write_gallery`"
