"""Pictures from Python: several in a file, options, what a notebook shows, and the source of a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.diagram import FORMATS, read_scenes, render

DOC = tg.loads("dim n\ntensor v[n]\nx[i] = v[i]\nshow one: x[i]\nshow two: x[i] == v[i]\n")


def test_several_pictures_are_pages_in_the_order_given(tmp_path: Path) -> None:
    DOC.draw(["two", "x", "one"], tmp_path / "talk.json")
    assert [scene.name for scene in read_scenes((tmp_path / "talk.json").read_bytes())] == ["two", "x", "one"]
    DOC.draw(DOC.pictures, str(tmp_path / "talk.PDF"))
    assert (tmp_path / "talk.PDF").read_bytes() == render("pdf", [DOC["one"].scene, DOC["two"].scene])


def test_one_picture_may_be_a_list(tmp_path: Path) -> None:
    DOC.draw(["one"], tmp_path / "one.svg")
    assert (tmp_path / "one.svg").read_bytes() == DOC["one"].render("svg")


def test_options_reach_the_format(tmp_path: Path) -> None:
    DOC.draw("one", tmp_path / "one.png", scale=1, transparent=True)
    assert (tmp_path / "one.png").read_bytes() == DOC["one"].render("png", scale=1.0, transparent=True)
    assert DOC["one"].render("png", scale=1) != DOC["one"].render("png")


WRONG: dict[str, tuple[Callable[[Path], object], str]] = {
    "several in one svg": (lambda folder: DOC.draw(["one", "two"], folder / "a.svg"), "several-pictures"),
    "none": (lambda folder: DOC.draw([], folder / "a.pdf"), "no-picture"),
    "a number for a name": (lambda folder: DOC.draw(3, folder / "a.svg"), "wrong-call"),
    "a set, which has no order": (lambda folder: DOC.draw({"one", "two"}, folder / "a.pdf"), "wrong-call"),
    "a name that is none": (lambda folder: DOC.draw(["one", "tow"], folder / "a.pdf"), "unknown-picture"),
    "an option of another format": (lambda folder: DOC.draw("one", folder / "a.svg", scale=2), "unknown-option"),
    "an option with a typo": (lambda folder: DOC["one"].render("png", scael=2), "unknown-option"),
    "a format for an option": (lambda folder: DOC["one"].render("png", scenes=2), "unknown-option"),
    "a text for a number": (lambda folder: DOC["one"].render("png", scale="2"), "wrong-option"),
    "a format that is none": (lambda folder: DOC["one"].render("bmp"), "unknown-format"),
    "a file that is not there": (lambda folder: tg.source_of(folder / "a.svg"), "file"),
    "a folder": (lambda folder: tg.source_of(folder.with_suffix(".svg")), "file"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_calls_are_said_and_write_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "x.svg").mkdir()
    call, code = WRONG[name]
    with pytest.raises(tg.TensorgraphError) as caught:
        call(tmp_path / "x" if name == "a folder" else tmp_path)
    (found,) = caught.value.diagnostics
    assert found.code == code
    assert not list(tmp_path.glob("a.*"))


def test_the_message_says_where_an_option_belongs() -> None:
    with pytest.raises(tg.TensorgraphError) as caught:
        DOC["one"].render("svg", scale=2)
    assert str(caught.value) == "error[unknown-option]: svg takes no option `scale`\n  = `scale` belongs to png"
    with pytest.raises(tg.TensorgraphError) as caught:
        DOC["one"].render("png", scael=2)
    assert str(caught.value).endswith("\n  = write `scale`")


def test_a_notebook_gets_svg_and_quarto_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUARTO_FIG_FORMAT", raising=False)
    assert list(DOC["one"]._repr_mimebundle_()) == ["image/svg+xml", "text/plain"]
    monkeypatch.setenv("QUARTO_FIG_FORMAT", "pdf")
    bundle = DOC["one"]._repr_mimebundle_()
    assert list(bundle) == ["application/pdf", "text/plain"]
    assert bundle["application/pdf"].startswith(b"%PDF")


@pytest.mark.parametrize("format", [name for name, entry in FORMATS.items() if entry.carries])
def test_a_picture_that_is_found_is_drawn_again(format: str, tmp_path: Path) -> None:
    doc = tg.load(tg.example("head"))
    doc.draw("head", tmp_path / f"found.{format}")
    text = tg.source_of(str(tmp_path / f"found.{format}"))
    assert text == tg.example("head").read_text("utf-8")
    assert tg.loads(text)["head"].render(format) == doc["head"].render(format)


def test_line_ends_of_a_source_are_made_plain(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(DOC["one"].render("html").decode(), newline="\r\n")
    assert tg.source_of(tmp_path / "a.html") == DOC.network.source.text
