"""Every block of the page on compiled definitions, in order, in one folder."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tensorgraph.cli import main

PAGE = Path(__file__).parent.parent.parent / "docs" / "compile.md"
BLOCK = re.compile(r"^```(\w+) ?(.*)\n((?:.|\n)*?)^```$", re.MULTILINE)


def test_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for kind, note, text in BLOCK.findall(PAGE.read_text("utf-8")):
        if kind == "python":
            exec(text, names)
        elif kind == "tg":
            (tmp_path / note).write_text(text)
        else:
            command, _, wanted = text.partition("\n")
            main(shlex.split(command.removeprefix("$ tensorgraph ")))
            assert capsys.readouterr().out.rstrip("\n") == wanted.rstrip("\n")


def test_the_page_has_every_kind_of_block() -> None:
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    assert {kind for kind, *_ in blocks} == {"python", "tg", "sh"} and len(blocks) > 6
