"""Distances, corners, and what drawing imports."""

import re
import subprocess
import sys

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram import measure
from tensorgraph.diagram.geometry import steps, straightened
from tensorgraph.diagram.layout.pieces import in_lines
from tensorgraph.diagram.layout.solve import positions
from tensorgraph.diagram.mixed import mixed, unbroken
from tensorgraph.diagram.scene import Curve
from tensorgraph.diagram.theme import TAYLOR

HEAVY = ("numpy", "torch", "sympy", "networkx", "opt_einsum", "resvg_py")


def test_positions_are_longest_paths() -> None:
    assert positions(4, [(0, 1, 2.0), (0, 2, 5.0), (1, 3, 4.0), (2, 3, 0.5)]) == [0.0, 2.0, 5.0, 6.0]


def test_contradictory_distances_name_their_points() -> None:
    with pytest.raises(ValueError, match="contradictory distances between points 1, 2"):
        positions(3, [(0, 1, 1.0), (1, 2, 3.0), (2, 1, -2.0)])


def test_points_on_a_line_are_dropped() -> None:
    assert straightened([(0, 0), (1, 0), (1, 0), (3, 0), (3, 4)]) == ((0, 0), (3, 0), (3, 4))


def test_a_right_corner_is_a_quarter_circle() -> None:
    curve = Curve(((0.0, 0.0), (10.0, 0.0), (10.0, 10.0)), "#000000", 1.0, radius=4.0)
    start, line, bend, end = steps(curve)
    assert start == ("M", (0.0, 0.0))
    assert line == ("L", (6.0, 0.0))
    assert bend[1][4:] == pytest.approx((10.0, 4.0))
    assert bend[1][0] == pytest.approx(6.0 + 4 * 0.5522847)
    assert end == ("L", (10.0, 10.0))


def test_from_text_to_svg_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from tests.diagram.pictures import PICTURES, scene_of\n"
        "from tensorgraph.diagram import FORMATS\n"
        "FORMATS['svg'].write(scene_of(PICTURES['whole head']))\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ---- words with mathematics --------------------------------------------------------------------------------------


def test_words_without_mathematics_are_plain() -> None:
    assert mixed("OV circuit") == measure.words("OV circuit")


def test_a_formula_stands_between_the_words() -> None:
    found = mixed("rank $d$ (low)")
    parts = [measure.words("rank "), measure.math("d"), measure.words(" (low)")]
    assert found.advance == pytest.approx(sum(part.advance for part in parts))
    assert found.ink.left == parts[0].ink.left
    assert found.ink.right == pytest.approx(parts[0].advance + parts[1].advance + parts[2].ink.right)
    assert (found.text, found.style) == ("rank $d$ (low)", "words")
    count = [sum(part.path.count(command) for part in parts) for command in "MLQCZ"]
    assert [found.path.count(command) for command in "MLQCZ"] == count


def test_the_outline_of_a_formula_is_moved_as_a_whole() -> None:
    alone, after = measure.math("d"), mixed("a $d$")
    shift = measure.words("a ").advance
    xs = [float(x) for x in re.findall(r"[MLQC ](-?[\d.]+) -?[\d.]+", after.path)]
    assert max(xs) == pytest.approx(alone.ink.right + shift, abs=0.1)


def test_an_operator_beside_a_word_has_one_space() -> None:
    gap = mixed(r"rank $\leq d$").ink.right - measure.words("rank ").advance
    assert gap < measure.math(r"\leq d").ink.right - 20


def test_a_dollar_sign_can_be_written() -> None:
    assert mixed(r"for \$5").path == measure.words("for $5").path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (r"bad $\foo$", r"unknown command \foo"),
        ("bad $x", "the formula “x” is not closed"),
        ("bad $$", "the label is empty"),
    ],
)
def test_bad_mathematics_in_words(text: str, message: str) -> None:
    with pytest.raises(TensorgraphError) as caught:
        mixed(text)
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == ("latex", message)


def test_lines_do_not_break_in_a_formula() -> None:
    assert unbroken(r"so ($a \leq b$) and \$ c") == ["so", r"($a \leq b$)", "and", r"\$", "c"]
    words = [box.items[0].name for box in in_lines(r"a text with $x + y + z$ in it", 40.0, 11.0, TAYLOR)]  # type: ignore[union-attr]
    assert "$x + y + z$" in words
