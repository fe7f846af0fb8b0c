"""Each later mistake prints exactly its message and exits with 1; its repair with 0."""

from __future__ import annotations

from pathlib import Path

import pytest

from tensorgraph.cli import main
from tests.errors.later import LATER, Later


@pytest.mark.parametrize("case", LATER, ids=lambda case: case.code)
def test_message_and_repair(
    case: Later, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.tg").write_text(case.wrong + "\n", "utf-8")
    assert main(case.arguments.split()) == 1
    assert capsys.readouterr().err == case.message + "\n\n"
    Path("a.tg").write_text(case.right + "\n", "utf-8")
    assert main((case.repaired or case.arguments).split()) == 0
