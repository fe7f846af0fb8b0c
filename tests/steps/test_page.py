"""`docs/steps.md` does what it says, and shows what its commands draw."""

from __future__ import annotations

import doctest
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tensorgraph.cli import main
from tensorgraph.steps.formats.animated import STEP

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "steps.md"
FIGURES = ROOT / "docs" / "steps"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_commands_do_what_the_page_says(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    golden: Callable[[Path, str], None],
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    for block in blocks("console"):
        commands = [line[2:].split() for line in block.splitlines() if line.startswith("$ ")]
        assert [main(command[1:]) for command in commands] == [0] * len(commands)
        shown = [line for line in block.splitlines() if not line.startswith("$ ")]
        assert capsys.readouterr().err.splitlines() == shown
    golden(FIGURES / "h.svg", (tmp_path / "head.svg").read_text("utf-8"))
    golden(FIGURES / "head.svg", (tmp_path / "derived.svg").read_text("utf-8"))


def test_python_does_what_the_page_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (block,) = blocks("python")
    test = doctest.DocTestParser().get_doctest(block, {}, "steps.md", "steps.md", 0)
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert runner.tries > 0 and runner.failures == 0


def test_numbers_on_the_page_are_those_of_the_program() -> None:
    assert f", {STEP:g} seconds each." in PAGE.read_text("utf-8")
