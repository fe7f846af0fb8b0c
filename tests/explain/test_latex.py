"""Pages as LaTeX: colours, letters one by one, no command of a file; and that two classes set them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.explain.making import Wanted, pages_of
from tensorgraph.explain.page import Page, Section
from tensorgraph.explain.writers import Manner, write
from tensorgraph.explain.writers.latex import latex
from tensorgraph.views.line import Piece
from tests.explain.pages import BLUE, HEAD, VIEWS, hostile

NETWORK = tg.loads(HEAD, "head.tg").network
OURS = set(
    re.findall(
        r"\w+",
        """begingroup endgroup parindent fboxsep tikzset textbf small medskip smallskip par centering resizebox ifdim
        width linewidth else fi footnotesize color nobreak leftskip rightskip hangindent displaystyle colorbox ttfamily
        strut char textbackslash textasciicircum textasciitilde textless textgreater textbar begin end raisebox dimexpr
        height relax depth edef def csname endcsname tgfont tgold tgquote ifx textquotesingle vphantom tabularnewline
        raggedright textasciigrave penalty""",
    )
)
"""The commands that a page without a picture and formulas has."""
BEAMER = r"""\documentclass{beamer}
\usepackage{amsmath, amssymb, textcomp, tikz, xcolor}
\begin{document}
\begin{frame}{One}\input{page}\end{frame}
\begin{frame}{Two}\input{evil}\end{frame}
\end{document}"""


def commands(text: str) -> set[str]:
    return set(re.findall(r"\\([a-zA-Z]+)", "\n".join(line for line in text.splitlines() if line[:1] != "%")))


def test_each_tensor_stands_in_a_box_of_its_colour() -> None:
    text = write("tex", pages_of(NETWORK, ["y"], Wanted(only=("formula", "torch"), views=VIEWS))).data.decode()
    box = r"{\colorbox[HTML]{9CCAEC}{$\color[HTML]{111111}\vphantom{A}W$}}_i"
    assert box in text
    assert r"{\colorbox[HTML]{9CCAEC}{\color[HTML]{111111}\strut W}}{\char95}i" in text
    assert r"{\char35}\ code" in text


def test_code_keeps_its_letters() -> None:
    shown = hostile('it\'s `a` --> "b" {c} %d \\e')
    text = latex([shown], Manner()).data.decode()
    line = next(line for line in text.splitlines() if r"\ttfamily ~~~~" in line)
    assert line == (
        r"{\ttfamily ~~~~it\tgquote{}s\ \textasciigrave{}a\textasciigrave{}\ {\char45}{\char45}{\char62}\ "
        r"{\char34}b{\char34}\ {\char123}c{\char125}\ {\char37}d\ {\char92}e\strut}\par"
    )


def test_nothing_of_a_file_is_a_command() -> None:
    text = latex([hostile()], Manner()).data.decode()
    assert commands(text) <= OURS
    assert text.isascii()
    assert "input" not in commands(text) and "\x1b" not in text


def test_it_begins_with_what_it_needs() -> None:
    text = write("tex", pages_of(NETWORK, ["y"], Wanted(only=("formula",), views=VIEWS))).data.decode()
    assert text.splitlines()[:2] == [
        "% y of head.tg, explained by tensorgraph",
        r"% needs \usepackage{amsmath, amssymb, textcomp, tikz, xcolor}",
    ]
    assert r"\documentclass" not in text
    whole = write("tex", pages_of(NETWORK, ["y"]), Manner(standalone=True)).data.decode()
    assert whole.startswith(r"\documentclass{article}") and whole.endswith("\\end{document}\n")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed (apt-get install texlive)")
def test_frames_that_are_not_fragile_set_it(tmp_path: Path) -> None:
    pages = pages_of(NETWORK, ["y", "both"], Wanted(views=VIEWS))
    (tmp_path / "page.tex").write_bytes(write("tex", pages).data)
    (tmp_path / "evil.tex").write_bytes(write("tex", [hostile()]).data)
    (tmp_path / "deck.tex").write_text(BEAMER)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-draftmode", "deck.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=100)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-1500:]
    assert b"! " not in done.stdout and b"Undefined" not in done.stdout


def test_what_cannot_be_broken_is_short_and_a_formula_breaks_before_a_tensor() -> None:
    """A call longer than a line has no ground, and breaks after its commas; ≠ is no letter of a typewriter."""
    call = f"block({', '.join(f'W_{k}' for k in range(20))})"
    code = (Piece(call, "long"), Piece(" ≠ "), Piece("A", "A"))
    formula = (Piece("y = A", ""), Piece("A", "A"), Piece("A", "A"))
    sections = (Section("plain", "As text", "code", (code,)), Section("formula", "Formula", "math", (formula,)))
    page = Page("y", "a.tg", "y", None, sections, None, {"A": BLUE, "long": BLUE})
    text = write("tex", [page]).data.decode()
    assert text.count(r"\colorbox") == 3 and r"\ensuremath{\ne}" in text
    assert text.count(r"\,\penalty900 {\colorbox") == 2
