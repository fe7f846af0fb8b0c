"""Every block of the page on weights, in order, in one folder."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

import tensorgraph as tg
from tensorgraph.cli import main

PAGE = (Path(__file__).parent.parent.parent / "docs" / "weights.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+) ?(.*)\n((?:.|\n)*?)^```$", PAGE, re.MULTILINE)


def test_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for kind, note, text in BLOCKS:
        if kind == "python":
            exec(text, names)
        elif note.startswith("refused: "):
            with pytest.raises(tg.TensorgraphError) as caught:
                tg.loads(text)
            assert [found.code for found in caught.value.diagnostics] == [note.removeprefix("refused: ")]
        elif kind == "tg":
            (tmp_path / note).write_text(text)
        else:
            command, _, wanted = text.partition("\n")
            main(shlex.split(command.removeprefix("$ tensorgraph ")))
            captured = capsys.readouterr()
            assert (captured.err + captured.out).rstrip("\n") == wanted.rstrip("\n")


def test_the_page_has_every_kind_of_block() -> None:
    assert {kind for kind, *_ in BLOCKS} == {"python", "tg", "sh"} and len(BLOCKS) > 10
