"""From a save to the state that is posted."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Thread

import pytest

from tensorgraph.watch import live
from tensorgraph.watch.changes import Seen, look
from tensorgraph.watch.events import Board
from tensorgraph.watch.live import follow
from tensorgraph.watch.redraw import State
from tests.watch.running import PATIENCE

ONE = "dim a = 2\nparam M[a, a]\nshow one: M[i, j]\n"


class Followed:
    """A board and the states that come, each waited for."""

    def __init__(self, path: Path) -> None:
        self.board, self.number = Board(), 0
        self.thread = Thread(target=follow, args=(path, self.board), daemon=True)
        self.thread.start()

    def next(self) -> dict:
        found = self.board.after(self.number, PATIENCE)
        assert found is not None
        self.number = found[0]
        return json.loads(found[1])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.tg"
    path.write_text(ONE)
    return path


@pytest.fixture
def followed(file: Path):
    found = Followed(file)
    yield found
    found.board.close()
    found.thread.join(PATIENCE)
    assert not found.thread.is_alive()


def names(state: dict) -> list[str]:
    return [picture["name"] for picture in state["pictures"]]


def test_saves_in_place_and_by_replacing(followed: Followed, file: Path, tmp_path: Path) -> None:
    assert names(followed.next()) == ["one"]
    file.write_text(ONE.replace("one", "two"))
    assert names(followed.next()) == ["two"]
    (tmp_path / "other").write_text(ONE.replace("one", "six"))
    (tmp_path / "other").replace(file)
    assert names(followed.next()) == ["six"]


def test_broken_and_repaired(followed: Followed, file: Path) -> None:
    good = followed.next()
    file.write_text(ONE + "x = y\n")
    broken = followed.next()
    assert broken["pictures"] == good["pictures"] and "error[unknown-name]" in broken["errors"][0]
    file.write_text(ONE)
    assert followed.next() == good


def test_a_used_file_is_followed(followed: Followed, file: Path, tmp_path: Path) -> None:
    followed.next()
    file.write_text('use "b.tg"\nshow one: N[i, j]\n')
    assert "there is no file `b.tg`" in followed.next()["errors"][0]
    (tmp_path / "b.tg").write_text("dim a = 2\nparam N[a, a]\n")
    assert followed.next()["errors"] == []
    (tmp_path / "b.tg").write_text("dim a = 2\nparam N[a, a, a]\n")
    assert followed.next()["errors"] != []


def test_a_file_that_is_gone_is_told_and_comes_back(followed: Followed, file: Path) -> None:
    good = followed.next()
    file.unlink()
    gone = followed.next()
    assert "error[file]: cannot read" in gone["errors"][0] and gone["pictures"] == good["pictures"]
    file.write_text(ONE)
    assert followed.next() == good


def test_a_mistake_found_while_a_file_is_replaced_is_not_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    board, seen = Board(), look(file, {}, 0)
    wrong, right = State("a.tg", (), ("error[file]",)), State("a.tg")

    def replaced(path: Path, last: State) -> State:
        file.unlink()  # between the look and the reading
        return wrong

    monkeypatch.setattr(live.time, "monotonic", lambda: 0.1)
    monkeypatch.setattr(live, "redraw", replaced)
    assert live._next(file, board, right, seen) == (right, None)
    assert board.after(0, 0) is None
    monkeypatch.setattr(live, "redraw", lambda path, last: wrong)
    gone = {file: Seen()}
    monkeypatch.setattr(live.time, "monotonic", lambda: 9.0)
    assert live._next(file, board, right, gone) == (wrong, gone)
    assert board.after(0, 0) == (1, wrong.to_json())
