"""The library's page: every definition drawn, described and used in equations; pictures are golden files.

`python -m tests.write_std` writes them; open each before you commit it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.diagram import report
from tensorgraph.graph.check.use import STD, standard_names
from tensorgraph.source import Source
from tensorgraph.syntax.format import format_source
from tests.write_std import PAGE, PICTURES, SHOWN, WORKS, drawn, entries, page, picture_file, stems

DRAWN = [(stem, name) for stem in stems() for name in drawn(stem)]
FILES = [*(STD / f"{stem}.tg" for stem in stems()), *sorted(SHOWN.glob("*.tg"))]
WIDEST = 120
"""Characters in a line."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_it_is_formatted(path: Path) -> None:
    text = path.read_text("utf-8")
    assert format_source(Source(path.name, text)) == text
    assert max(map(len, text.splitlines())) <= WIDEST


@pytest.mark.parametrize(("stem", "name"), DRAWN)
def test_picture(stem: str, name: str, golden: Callable[[Path, str], None]) -> None:
    figure = tg.load(SHOWN / f"{stem}.tg")[name]
    assert report(figure.scene) == []
    golden(PICTURES / picture_file(stem, name), figure.render("svg").decode())


def test_no_picture_is_left_over() -> None:
    assert {path.name for path in PICTURES.glob("*.svg")} == {picture_file(stem, name) for stem, name in DRAWN}


@pytest.mark.parametrize("stem", [path.stem for path in sorted(SHOWN.glob("*.tg"))])
def test_every_equation_is_true(stem: str) -> None:
    found = tg.load(SHOWN / f"{stem}.tg").check()
    assert {verdict.word for verdict in found} <= {"proved", "holds", "differs", "not tested"}
    untested = {verdict.name for verdict in found if verdict.word == "not tested"}
    assert untested == ({"conditions"} if stem == "induction" else set())


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "run `python -m tests.write_std`"


def test_the_first_example_of_the_page_is_a_file_of_its_own() -> None:
    document = tg.loads(PAGE.read_text("utf-8").split("```tg\n")[1].split("```")[0])
    assert [verdict.word for verdict in document.check()] == ["proved"]
    assert report(document["head"].scene) == []


@pytest.mark.parametrize("stem", stems())
def test_every_definition_is_described_drawn_and_used_in_an_equation(stem: str) -> None:
    text = (SHOWN / f"{stem}.tg").read_text("utf-8")
    statements = re.findall(r"^(?:check|show) .*(?:\n    .*)*", text, re.MULTILINE)
    named = re.findall(r"^([\w']+)\[.*=.*(?:\n    .*)*", text, re.MULTILINE)
    for entry in entries(stem):
        assert entry.comment.endswith("."), entry.name
        assert entry.name in drawn(stem)
        assert f"### {entry.name}\n" in PAGE.read_text("utf-8")
        others = [other for other in statements if not other.startswith(f"show {entry.name}")]
        users = [name for name in named if re.search(rf"^{name}\[.*=\s+{entry.name}\(", text, re.MULTILINE)]
        assert any(f"{word}(" in other or f"{word}[" in other for other in others for word in (entry.name, *users)), (
            entry.name
        )


def test_every_work_cited_is_listed_and_no_other() -> None:
    comments = " ".join(entry.comment for stem in stems() for entry in entries(stem))
    assert [name for name in WORKS if name not in comments] == []
    cited = re.findall(r"([A-Z]\w+ (?:et al\. |and [A-Z]\w+ )?\d{4})", comments)
    assert cited and set(cited) <= set(WORKS)


def test_the_command_line_lists_and_prints_the_library(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["examples"]) == 0
    listed = capsys.readouterr().out.splitlines()
    for stem in stems():
        text = (STD / f"{stem}.tg").read_text("utf-8")
        assert text.splitlines()[0] == f"# {next(line for line in listed if line.startswith(f'std/{stem}.tg: '))}"
        assert main(["examples", f"std/{stem}"]) == 0
        assert capsys.readouterr().out == text
    assert main(["examples", "std/atention"]) == 1
    assert "= write `std/attention`\n" in capsys.readouterr().err


def test_names_of_the_library_are_apart() -> None:
    names = [entry.name for stem in stems() for entry in entries(stem)]
    assert len(names) == len(set(names)) == len(standard_names())


def test_all_files_of_the_library_can_be_used_at_once() -> None:
    text = "".join(f'use "std/{stem}.tg"\n' for stem in stems())
    assert not tg.loads(text).names


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("attn", 'write `use "std/attention.tg"`, where it is defined'),
        ("mlp", 'write `use "std/mlp.tg"`, which defines `mlp_relu` and `mlp_gelu` and `mlp_gelu_new` and `mlp_gated`'),
        ("multihead", 'write `use "std/multihead.tg"`, which defines `multi_head`'),
    ],
)
def test_a_name_of_the_library_is_found_without_its_file(name: str, hint: str) -> None:
    with pytest.raises(tg.TensorgraphError) as error:
        tg.loads(f"dim n\ninput x[n]\ny[i] = {name}(x)[i]\n")
    assert f"  = {hint}" in str(error.value)
