"""Progress: told after each piece, shown on a terminal, gone afterwards, silent in a pipe."""

from __future__ import annotations

import io

import pytest

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.progress import bar, shown

TEXT = "dim n\ntensor v[n], w[n]\ncheck a: v[i] == v[i] == 2 w[i]\ncheck b: v[i] w[i] == w[i] v[i]\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_check_tells_how_many_equations_are_done() -> None:
    heard: list[tuple[int, int]] = []
    tg.loads(TEXT).check(progress=lambda done, total: heard.append((done, total)))
    assert heard == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_properties_are_counted_when_they_come() -> None:
    heard: list[tuple[int, int]] = []
    doc = tg.loads("dim n\nA[i, j] { symmetric } = id[i: n, j]\n")
    doc.check(progress=lambda done, total: heard.append((done, total)))
    assert heard == [(0, 0), (1, 1)]


def test_a_terminal_shows_a_line_that_goes_and_a_pipe_nothing() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        with shown("checking", stream) as told:
            told(1, 2)
    assert terminal.getvalue() == f"\rchecking …\033[K\rchecking {bar(1, 2)}\033[K\r\033[K"
    assert pipe.getvalue() == ""


def test_a_line_is_no_longer_than_the_terminal_and_steers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    terminal = Terminal()
    with pytest.raises(KeyboardInterrupt), shown("checking " + "x" * 100 + "\n\x1b[31m/b.tg", terminal) as told:
        told(1, 2)
        raise KeyboardInterrupt
    first, second, last = terminal.getvalue().removeprefix("\r").split("\033[K\r")
    assert first == "…" + "x" * 34 + "??[31m/b.tg …" and len(first) == 48
    assert second == f"…{'x' * 8}??[31m/b.tg {bar(1, 2)}" and len(second) == 49
    assert last == "\033[K"


def test_a_bar_is_full_at_the_end_and_empty_at_the_start() -> None:
    assert bar(0, 4) == "╌" * 24 + " 0/4"
    assert bar(4, 4) == "━" * 24 + " 4/4"


def test_many_files_are_counted(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    for name in ("a", "b"):
        (tmp_path / f"{name}.tg").write_text(TEXT)
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert main(["check", str(tmp_path)]) == 1
    assert "b.tg (file 2 of 2) " + bar(3, 3) in terminal.getvalue()
