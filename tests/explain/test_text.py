"""Pages for a terminal: what stands where, colours where they are wanted, nothing that steers it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.explain.making import Wanted, pages_of
from tensorgraph.explain.page import Page, Section
from tensorgraph.explain.writers import Manner, write
from tensorgraph.views.line import Piece
from tests.explain.pages import BLUE, DARK, HEAD, VIEWS, hostile

NETWORK = tg.loads(HEAD, "head.tg").network
LINE = (Piece("A", "A"), Piece("[i] * "), Piece("B", "B"))
PAGE = Page("y", "a.tg", "y[i] · n", None, (Section("s", "Code", "code", (LINE,)),), None, {"A": BLUE, "B": DARK})


def text(page: Page, **manner: object) -> str:
    return write("txt", [page], Manner(**manner)).data.decode()  # type: ignore[arg-type]


def test_a_page() -> None:
    (page,) = pages_of(NETWORK, ["y"], Wanted(only=("picture", "formula", "shape"), views=VIEWS))
    shown = """\
y[i, m] · context × model · 4 × 3
=================================

Picture
                                         model
  context ───(y)─── model = context ───(x)────[W]─── model

Equation
  y = x_i W_i

In words
  free   2 legs
"""
    assert text(page) == shown


def test_a_picture_that_is_too_wide_is_told_in_words() -> None:
    (page,) = pages_of(NETWORK, ["y"], Wanted(only=("picture",), views=VIEWS))
    assert text(page, columns=50).splitlines()[4:] == [
        "  Tensor diagram: y (context × model) equals x",
        "  (context × model) joined over model to W (model",
        "  × model). Open wires: context i, model m.",
    ]


TABLE = """\
show both
=========

          Equation       Picture                          Code
-------   ------------   ------------------------------   -----------------
                                                          # code
One x_1   y = x_i W_i    context ───(y)─── model          use(y = x_i W_i )

                                      model               # code
Two       Y = x_i W_i    context ───(x)────[W]─── model   use(Y = x_i W_i )
"""


def test_a_table() -> None:
    (page,) = pages_of(NETWORK, ["both"], Wanted(views=VIEWS))
    assert text(page) == TABLE
    narrow = text(page, columns=60)
    assert "───" not in narrow and "use(Y = x_i W_i )" in narrow and "Picture" not in narrow
    assert text(page, columns=40).startswith(IN_TURN)


IN_TURN = """\
show both
=========

  One x_1

Equation
  y = x_i W_i

Picture
  context ───(y)─── model

Code
  # code
  use(y = x_i W_i )

---

  Two
"""


def test_each_tensor_stands_on_its_colour() -> None:
    assert text(PAGE, colours=True).splitlines()[-1] == (
        "  \x1b[48;2;156;202;236;38;2;17;17;17mA\x1b[0m[i] * \x1b[48;2;32;32;32;38;2;255;255;255mB\x1b[0m"
    )
    assert text(PAGE).splitlines()[-1] == "  A[i] * B"


@pytest.mark.parametrize(("tty", "no_color", "coloured"), [(True, "", True), (True, "1", False), (False, "", False)])
def test_colours_are_for_terminals_that_want_them(
    tty: bool, no_color: str, coloured: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: tty, raising=False)
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm")
    assert main(["explain", str(tg.example("head")), "h", "--only", "loops"]) == 0
    assert ("\x1b[48;2;" in capsys.readouterr().out) is coloured


@pytest.mark.parametrize("colours", [False, True])
def test_nothing_steers_the_terminal(colours: bool) -> None:
    page = hostile()
    for name, paint in page.paints.items():
        chip = "\x1b[48;2;156;202;236;38;2;17;17;17m"
        assert name == "A" and paint == BLUE
    shown = text(page, colours=colours).replace(chip, "").replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co")} == {"\n"}
    assert "�[2J" in shown  # its escape is gone, and what is left is seen


def test_a_wide_letter_takes_two_columns_of_a_table() -> None:
    from tensorgraph.explain.page import Cell, Grid

    def words(said: str) -> Cell:
        return Cell("words", ((Piece(said),),))

    page = replace(PAGE, sections=(), grid=Grid((), ((words("漢"), words("x")), (words("ab"), words("y")))))
    assert text(page).splitlines()[-2:] == ["漢   x", "ab   y"]
