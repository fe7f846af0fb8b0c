"""The README does what it says; every docstring's example runs."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.cli import main

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def blocks(language: str) -> list[str]:
    """The fenced blocks of the README in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", blocks("console"))
def test_console_blocks_print_what_they_show(
    block: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    command, _, shown = block.partition("\n")
    assert command.startswith("$ tensorgraph ")
    assert main(command.split()[2:]) == 0
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize("block", blocks("python"))
def test_python_blocks_run(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    test = doctest.DocTestParser().get_doctest(block, {}, "README.md", "README.md", 0)
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert runner.tries > 0 and runner.failures == 0


def test_the_lines_shown_are_the_example() -> None:
    shown = blocks("")[0]
    assert shown.strip() in tg.example("head").read_text("utf-8")


def test_the_picture_shown_is_what_they_draw(tmp_path: Path) -> None:
    assert main(["draw", str(tg.example("head")), "-o", str(tmp_path / "head.svg")]) == 0
    assert (tmp_path / "head.svg").read_bytes() == (ROOT / "docs" / "figures" / "head.svg").read_bytes()


def modules() -> list[str]:
    found = [info.name for info in pkgutil.walk_packages(tg.__path__, "tensorgraph.")]
    return ["tensorgraph", *(name for name in found if not name.endswith("__main__"))]


@pytest.mark.parametrize("name", modules())
def test_docstrings_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("path", [README, *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`\n]*`(?!\])", "", path.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)", prose):
        assert target.startswith("http") or (path.parent / target).exists(), target
