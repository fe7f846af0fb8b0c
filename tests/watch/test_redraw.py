"""The next state after a save."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.document import Document, load
from tensorgraph.watch.redraw import NO_MEMORY, State, redraw

TWO = "dim a = 2\nparam M[a, a]\nx = M[i, i]\ny[i] = M[i, j] ones[j]\nshow one: x\nshow two: y[i]\n"
START = State("a.tg")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.tg"
    path.write_text(TWO)
    return path


def test_every_show(file: Path) -> None:
    state = redraw(file, START)
    assert [picture.name for picture in state.pictures] == ["one", "two"] and state.errors == ()
    assert state.file == "a.tg"
    scene = load(file)["one"].scene
    assert state.pictures[0].width == round(scene.width / 72 * 25.4)
    assert (state.pictures[0].ground, state.pictures[0].dark) == ("#ffffff", False)


def test_definitions_where_there_is_no_show(file: Path) -> None:
    file.write_text(TWO.partition("show")[0])
    assert [picture.name for picture in redraw(file, START).pictures] == ["x", "y"]


def test_a_mistake_keeps_the_pictures_and_reads_as_in_a_terminal(file: Path) -> None:
    good = redraw(file, START)
    file.write_text(TWO.replace("ones[j]", "ones[k]") + "show three: nothing[i]\n")
    with pytest.raises(TensorgraphError) as caught:
        load(file)
    state = redraw(file, good)
    assert state.pictures == good.pictures
    assert state.errors == tuple(map(str, caught.value.diagnostics)) and len(state.errors) > 1
    assert f"{file}:4:" in state.errors[0] and "^" in state.errors[0]
    file.write_text(TWO)
    assert redraw(file, state) == good


def test_a_picture_that_cannot_be_drawn_stays_and_the_others_go_on(file: Path) -> None:
    good = redraw(file, START)
    file.write_text(TWO.replace("show two: y[i]", 'show two: y[i] "漢"').replace("show one: x", "show one: x x"))
    state = redraw(file, good)
    assert state.pictures[1] == good.pictures[1] and state.pictures[0] != good.pictures[0]
    assert len(state.errors) == 1 and "error[text]" in state.errors[0]
    assert [picture.name for picture in redraw(file, START).pictures] == ["one"]


def test_a_mistake_in_every_picture_is_said_once(file: Path) -> None:
    file.write_text('dim a\nparam M[a, a] { label: "\\foo" }\nshow one: M[i, j]\nshow two: M[i, i]\n')
    state = redraw(file, START)
    assert state.pictures == () and len(state.errors) == 1 and "error[latex]" in state.errors[0]


def test_no_picture_and_no_file(file: Path) -> None:
    file.write_text("dim a\n")
    assert "error[unknown-picture]" in redraw(file, START).errors[0]
    file.unlink()
    assert "error[file]" in redraw(file, START).errors[0]


def test_no_memory(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = redraw(file, START)

    def full(*ignored: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr("tensorgraph.watch.redraw.inline", full)
        assert redraw(file, good) == State("a.tg", good.pictures, (NO_MEMORY,))
    monkeypatch.setattr(Document, "of", full)
    assert redraw(file, good) == State("a.tg", good.pictures, (NO_MEMORY,))


def test_a_line_of_json(file: Path) -> None:
    file.write_text('dim a\nparam M[a, a]\nshow é: M[i, j] "é"\n', "utf-8")
    text = redraw(file, START).to_json()
    assert text.isascii() and "\n" not in text
    read = json.loads(text)
    assert read["file"] == "a.tg" and read["errors"] == []
    assert set(read["pictures"][0]) == {"name", "svg", "ground", "dark", "width", "height", "notes"}
