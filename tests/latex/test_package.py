"""`tensorgraph latex`: its files, and what pdflatex makes of them with `tensorgraph.sty`."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from itertools import pairwise
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.latex.alt import alt_file
from tests.diagram.formats.latex import compiled, has_class, needs_latex, pages

ROOT = Path(__file__).parents[2]
(TALK, *_) = re.findall(
    r"^```latex\n(.*?)^```", (ROOT / "docs" / "latex.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)
HEAD = str(ROOT / "examples" / "head.tg")
needs_beamer = pytest.mark.skipif(
    not has_class("beamer.cls"), reason="beamer is not installed (texlive-latex-recommended)"
)

STEPS_OF_H = 6
"""`tensorgraph plan examples/head.tg h` has six rows; before them there is the whole."""


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("latex")
    assert main(["latex", HEAD, "head", "--steps", "h", "-o", f"{folder}/figures"]) == 0
    shutil.copy(folder / "figures" / "tensorgraph.sty", folder / "tensorgraph.sty")
    return folder


def test_the_files(figures: Path) -> None:
    found = sorted(path.name for path in (figures / "figures").iterdir())
    assert found == ["h-steps.alt.tex", "h-steps.pdf", "head.alt.tex", "head.pdf", "tensorgraph.sty"]
    assert (figures / "figures" / "h-steps.alt.tex").read_text().startswith(rf"\tgpages{{{STEPS_OF_H + 1}}}")


def spoken(pdf: Path) -> list[str]:
    """The alternative texts of the pages, in order."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf.read_bytes(), re.DOTALL)
    texts = []
    for stream in streams:
        try:
            content = zlib.decompressobj().decompress(stream)
        except zlib.error:
            continue
        texts += [
            bytes.fromhex(found.decode()).decode("utf-16") for found in re.findall(rb"/Alt\s*<([0-9A-Fa-f]+)>", content)
        ]
    return texts


def document(body: str, kind: str = "article") -> str:
    return f"\\documentclass{{{kind}}}\\usepackage{{tensorgraph}}\\begin{{document}}{body}\\end{{document}}"


@needs_latex
@needs_beamer
def test_a_step_of_the_talk_of_the_guide_is_an_overlay_and_speaks(figures: Path) -> None:
    pdf = compiled(figures, TALK, "talk")
    shown = pages(pdf)
    assert len(shown) == 1 + STEPS_OF_H + 1
    assert all((one != other).any() for one, other in pairwise(shown)), "each overlay is another step"
    texts = spoken(pdf)
    assert len(texts) == 1 + STEPS_OF_H + 1
    assert texts[0].startswith("Tensor diagram: h (context × model)")


@needs_latex
def test_in_a_paper_steps_stand_under_each_other_and_one_can_be_chosen(figures: Path) -> None:
    body = r"\tensorgraph[step=2, width=5cm, alt={one \& two}]{figures/h}"
    assert spoken(compiled(figures, document(body), "one")) == ["one & two"]
    assert len(spoken(compiled(figures, document(r"\tensorgraph[steps]{figures/h}"), "all"))) == STEPS_OF_H + 1


WRITE = "Write it with: tensorgraph latex FILE.tg"
WRONG = {
    r"\tensorgraph{figures/haed}": f"There is no `figures/haed.pdf'. {WRITE} NAME -o FOLDER/",
    r"\tensorgraph[steps]{figures/head}": f"There is no `figures/head-steps.pdf'. {WRITE} --steps NAME -o FOLDER/",
    r"\tensorgraph[step=9]{figures/h}": (
        "There is no step 9: `figures/h-steps' has 6 (0, before the first, to 6). Its last is shown."
    ),
}


@needs_latex
@pytest.mark.parametrize("body", WRONG)
def test_what_is_not_there_is_said(figures: Path, body: str) -> None:
    (figures / "wrong.tex").write_text(document(body))
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "wrong.tex"], cwd=figures, capture_output=True, text=True
    )
    said = re.sub(r"\(tensorgraph\)\s*", "", done.stdout.replace("\n", " "))
    assert WRONG[body] in re.sub(r"\s+", " ", said)


def test_texts_reach_tex_as_they_are() -> None:
    assert alt_file(["50 % \\ {a}_b\n~c"]) == (
        "\\tgpages{1}\n\\tgalt{1}{50 \\% \\textbackslash{} \\{a\\}\\_b \\textasciitilde{}c}"
        "{FEFF00350030002000250020005C0020007B0061007D005F00620020007E0063}\n"
    )


@needs_latex
@needs_beamer
def test_the_package_of_any_folder_loads_and_shows_without_a_warning(figures: Path) -> None:
    body = document(r"\frame{\tensorgraph{figures/head}}", "beamer").replace(
        "{tensorgraph}", "{figures/tensorgraph}", 1
    )
    log = compiled(figures, body, "quiet").with_suffix(".log").read_text("utf-8", "replace").replace("\n", "")
    assert not re.findall(r"You have requested|PDF inclusion", log)


CHAIN = "dim n\ntensor A[n, n]\nshow long: " + " ".join(f"A[i{k}, i{k + 1}]" for k in range(12)) + "\n"
TWO = "dim n = 2\ntensor A[n, n]\ny[i, k] = A[i, j] A[j, k]\nshow one: y[i, k] == unfold(y[i, k])\n"


def test_rows_break_at_the_line_of_a_slide_and_small_letters_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "long.tg").write_text(CHAIN)
    assert main(["latex", str(tmp_path / "long.tg"), "-o", f"{tmp_path}/f"]) == 0
    wide = tg.load(tmp_path / "long.tg")["long"].scene.width
    part = 140 / 25.4 * 72 / wide  # of the picture that LaTeX keeps; one term does not break
    size = 13 * part  # names of tensors have 13 points
    assert size < 8
    assert capsys.readouterr().err == (
        f"note: long: to fit 140mm LaTeX scales it to {100 * part:.0f} %: the names of tensors are {size:.1f} pt\n"
        f"3 files in {tmp_path}/f\n"
    )
    assert main(["latex", str(tmp_path / "long.tg"), "--width", "400mm", "-o", f"{tmp_path}/f"]) == 0
    assert capsys.readouterr().err == f"3 files in {tmp_path}/f\n"


def test_without_names_steps_come_beside_every_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "two.tg").write_text(TWO)
    assert main(["latex", str(tmp_path / "two.tg"), "--steps", "y", "-o", f"{tmp_path}/f"]) == 0
    assert {path.stem for path in (tmp_path / "f").glob("*.pdf")} == {"one", "y-steps"}


@pytest.mark.parametrize("given", [("--given", "A"), ("--size", "context=8")])
def test_what_is_about_steps_needs_them(given: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["latex", HEAD, *given, "-o", "figures"]) == 2
    expected = f"error: {given[0]} is about steps, and there are none\n  = write `--steps NAME` beside it\n"
    assert capsys.readouterr().err == expected


def test_a_folder_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["latex", HEAD, "-o", "talk.pdf"]) == 2
    expected = "error: `talk.pdf` is no folder\n  = write `-o figures/`; for one file take `draw` or `steps`\n"
    assert capsys.readouterr().err == expected
