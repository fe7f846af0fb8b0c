"""`tensorgraph explain`: files and what lies beside them, and what is said of wrong usage."""

from __future__ import annotations

from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.cli import main
from tests.explain.pages import HEAD


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("head.tg").write_text(HEAD, "utf-8")


def run(words: str) -> int:
    """A command of words without blanks in them."""
    return main(words.split())


@pytest.mark.parametrize(
    ("file", "begins"),
    [
        ("page.html", "<!doctype html>"),
        ("page.md", "# y"),
        ("page.tex", "% y of head.tg, explained by tensorgraph"),
        ("page.txt", "y[i, m] · context × model · 4 × 3"),
    ],
)
def test_the_ending_says_the_form(file: str, begins: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "head.tg", "y", "z", "--only", "loops", "-o", file]) == 0
    assert capsys.readouterr().out == ""
    assert Path(file).read_text("utf-8").startswith(begins)
    assert sorted(path.name for path in Path().iterdir()) == ["head.tg", file]
    form = file.partition(".")[2]
    assert main(["explain", "head.tg", "y", "z", "--only", "loops", "--format", form]) == 0
    assert capsys.readouterr().out == Path(file).read_text("utf-8")


def test_options_reach_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain head.tg y --only shape --only loops --size context=16 --theme dark --format html") == 0
    page = capsys.readouterr().out
    assert "16 × 3" in page and "--tg-ground: #16181d" in page
    assert page.index("<h2>Shape</h2>") < page.index("<h2>Loops</h2>")
    assert run("explain head.tg z --given y --only torch") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "  z = y @ W + x"
    assert run("explain head.tg y --only loops --format tex --standalone") == 0
    assert capsys.readouterr().out.startswith("\\documentclass{article}")


def test_what_python_says_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("explain head.tg y z") == 0
    shown = tg.load("head.tg").explain(["y", "z"])
    assert capsys.readouterr().out == shown.render("txt")
    (cost,) = tg.load("head.tg").explain("z", only="cost", given="y").pages[0].sections
    assert cost not in shown.pages[1].sections
    shown.save("page.md")
    assert {path.name for path in Path().iterdir()} == {"head.tg", "page.md", "page-y.svg", "page-z.svg"}
    with pytest.raises(tg.TensorgraphError) as caught:
        shown.render("htm")
    assert str(caught.value) == "error[unknown-format]: a page cannot be written as `htm`\n  = write `html`"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("y --format svg", "error: there is no format `svg`\n  = the formats are: txt, md, html, tex\n"),
        (
            "y -o page.svg",
            "error: `page.svg` does not end in a format\n  = the formats are: txt, md, html, tex\n",
        ),
        ("y -o a.md --format tex", "error: `a.md` ends in .md, and --format says tex\n  = leave one of them out\n"),
        ("y -o a.md --standalone", "error: --standalone belongs to tex, and this is md\n"),
    ],
)
def test_wrong_usage(arguments: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "head.tg", *arguments.split()]) == 2
    assert capsys.readouterr().err == message
    assert [path.name for path in Path().iterdir()] == ["head.tg"]


def test_an_empty_list_of_views_asks_for_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "head.tg", "y", "--only", ","]) == 0
    every = capsys.readouterr().out
    assert main(["explain", "head.tg", "y"]) == 0
    assert capsys.readouterr().out == every
