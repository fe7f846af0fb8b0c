"""What counts as a save."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tensorgraph.watch.changes import MOST_FILES, PATIENCE, SETTLED, Look, differs, look, whole


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.tg"
    path.write_text("dim a\n")
    return path


def changed(file: Path, before: Look, now: float) -> bool:
    return differs(look(file, before, now), before)


def test_nothing_happened(file: Path) -> None:
    seen = look(file, {}, 0)
    assert not changed(file, seen, 1) and not changed(file, seen, 100)


def test_a_save_with_another_text(file: Path) -> None:
    seen = look(file, {}, 0)
    file.write_text("dim b, c\n")
    assert changed(file, seen, 100)


def test_the_same_size_and_time_soon_after(file: Path) -> None:
    seen = look(file, {}, 0)
    stamp = file.stat()
    file.write_text("dim b\n")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert changed(file, seen, SETTLED / 2)


def test_a_file_that_rests_is_not_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = look(file, {}, 0)
    monkeypatch.setattr("tensorgraph.watch.changes._read", lambda path: pytest.fail("read"))
    assert look(file, seen, SETTLED + 1)[file].digest == seen[file].digest
    with pytest.raises(pytest.fail.Exception):
        look(file, seen, SETTLED / 2)


def test_a_touch_is_no_change(file: Path) -> None:
    seen = look(file, {}, 0)
    os.utime(file, ns=(1, 1))
    assert not changed(file, seen, 100)


def test_an_editor_replaces_the_file(file: Path, tmp_path: Path) -> None:
    seen = look(file, {}, 0)
    file.unlink()
    gone = look(file, seen, 0.5)
    assert not differs(gone, seen) and not whole(gone, 0.5)
    (tmp_path / "new").write_text("dim b\n")
    (tmp_path / "new").rename(file)
    back = look(file, gone, 0.6)
    assert differs(back, seen) and whole(back, 0.6)


def test_an_editor_empties_the_file_first(file: Path) -> None:
    seen = look(file, {}, 0)
    file.write_text("")
    assert not changed(file, seen, PATIENCE / 2)
    assert changed(file, seen, PATIENCE * 2)


def test_a_file_that_stays_away_is_a_change(file: Path) -> None:
    seen = look(file, {}, 0)
    file.unlink()
    soon = look(file, seen, PATIENCE / 2)
    late = look(file, soon, PATIENCE * 2)
    assert not differs(soon, seen) and differs(late, seen) and whole(late, PATIENCE * 2)
    file.write_text("dim a\n")
    assert differs(look(file, late, 9), late)


def test_a_file_that_is_used_even_by_a_broken_one(file: Path, tmp_path: Path) -> None:
    file.write_text('use "sub/b.tg"\nuse "std/norm.tg"\nstyle { theme: "mine.toml" }\n((( broken\n')
    seen = look(file, {}, 0)
    below = tmp_path / "sub"
    assert set(seen) == {file, below / "b.tg", tmp_path / "mine.toml"}
    below.mkdir()
    (below / "b.tg").write_text('use "c.tg"\n')  # was missing
    then = look(file, seen, 1)
    assert differs(then, seen) and below / "c.tg" in then
    (tmp_path / "mine.toml").write_text("[colors]")
    assert changed(file, then, 2)


def test_circles_and_crowds_end(file: Path) -> None:
    file.write_text('use "a.tg"\nuse "./a.tg"\nuse "x/../a.tg"\n' + "".join(f'use "{n}.tg"\n' for n in range(999)))
    assert len(look(file, {}, 0)) <= MOST_FILES


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names on this system")
def test_what_cannot_be_read_is_not_waited_for(file: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tg")
    file.write_text('use "pipe.tg"\nuse "/dev/zero"\nuse "nul\0.tg"\nuse "."\n')
    assert not look(file, {}, 0)[tmp_path / "pipe.tg"].digest


def test_whatever_bytes_a_file_holds(file: Path) -> None:
    seen = look(file, {}, 0)
    file.write_bytes(b"\xff\xfe\0use \x80")
    assert changed(file, seen, 1)
