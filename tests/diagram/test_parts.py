"""Distances, corners, and what drawing imports."""

import subprocess
import sys

import pytest

from tensorgraph.diagram.geometry import steps, straightened
from tensorgraph.diagram.layout.solve import positions
from tensorgraph.diagram.scene import Curve

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
