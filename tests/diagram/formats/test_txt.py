"""Pictures as text: some that were looked at, and that every name of every picture of the gallery can be read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.diagram.formats.plain import plain_text
from tensorgraph.diagram.formats.txt import picture
from tensorgraph.diagram.formats.txt.canvas import Canvas
from tensorgraph.diagram.formats.txt.cells import UNKNOWN, cells
from tensorgraph.diagram.scene import Text, groups

ROOT = Path(__file__).parents[3]
GALLERY = sorted((ROOT / "examples").glob("*.tg")) + sorted((ROOT / "examples" / "gallery").glob("*.tg"))

DIMS = "dim n, m, k\ninput c[m], x[n, m]\nparam A[n, m], B[m, k], C[m, n], b[m], P[n, n] { pattern }\n"

PICTURES = {
    "A[i, j] c[j]": """\
       m
 n ──[A]──(c)
""",
    "A[i, j] B[j, k]": """\
       m
 n ──[A]──[B]── k
""",
    "A[i, j] C[j, i]": """\
          n
  ╭────────────╮
  │    m       │
  ╰──[A]──[C]──╯
""",
}


def drawn(expression: str, declared: str = DIMS) -> str:
    return picture(tg.loads(f"{declared}show p: {expression}")["p"].scene)


def squeezed(text: str) -> str:
    """Wires of one length and words without the blanks before them: what is joined to what."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    kept = ["".join(c for k, c in enumerate(line) if c != "─" or line[k - 1 : k] != "─") for line in lines]
    return "\n".join(line for line in kept if line)


@pytest.mark.parametrize("expression", PICTURES)
def test_small_pictures_are_as_drawn_by_hand(expression: str) -> None:
    assert squeezed(drawn(expression)) == squeezed(PICTURES[expression])


def test_frames_stand_around_what_they_hold() -> None:
    lines = drawn("softmax[j](causal[i, j](x[i, m] A[j, m]))").splitlines()
    top = next(line for line in lines if "softmax" in line)
    axis = next(line for line in lines if "(x)" in line)
    inner = next(line for line in lines if "mask" in line)
    assert top.index("╭") < inner.index("╭") < axis.index("(x)") < axis.index("[A]") < inner.index("╮") < top.index("╮")
    assert sum("╰" in line for line in lines) == 2


def test_branches_meet_in_a_plus() -> None:
    text = drawn("(x[i, m] + P[i, j] x[j, m]) B[m, k]")
    axis = next(line for line in text.splitlines() if "⊕" in line)
    assert axis.index("⊕") < axis.index("[B]")
    assert "(x)" not in axis, "the branches are above and below"


def names(name: str, path: Path) -> Iterator[str]:
    for group in groups(tg.load(path)[name].scene.parts, "tensor"):
        texts = (part for part in group.parts if isinstance(part, Text))
        yield "".join(plain_text(part.outline.text, part.outline.style) for part in texts)


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.stem)
def test_every_name_can_be_read(path: Path) -> None:
    document = tg.load(path)
    for name in document.pictures:
        text = picture(document[name].scene)
        for word, count in Counter(names(name, path)).items():
            shapes = (
                rf"{re.escape(a)} *{re.escape(word)} *{re.escape(b)}" for a, b in ("()", "[]", "<]", "[>", "/\\", "\\/")
            )
            assert sum(len(re.findall(shape, text)) for shape in shapes) >= count, name


def test_nothing_that_a_terminal_obeys_is_written_and_wide_letters_take_two_places() -> None:
    assert cells("\x1b[2J") == [UNKNOWN, "[", "2", "J"]
    canvas = Canvas()
    canvas.line([(0, 0), (9, 0)])
    canvas.write(3, 0, "[字]")
    assert canvas.text() == "───[字]───\n", "of ten places the letter takes two"


TREE = """
dim n, a, b
tensor R[a, b], L[n, n, a], M[n, n, b]
style { dims: none }
show tree: R[a, b] L[i, j, a] M[k, l, b]
    place { R: (0, 1), L: (-1, 0), M: (1, 0), L: legs "down down up", M: legs "down down up" }
"""


def test_legs_above_and_below_are_joined_to_their_node() -> None:
    """Those of a round node that leave it slanted go around a corner; no leg is left hanging in the air."""
    tree = picture(tg.loads(TREE)["tree"].scene).splitlines()
    assert [" ".join(line.split()) for line in tree[:2]] == ["(R)", "╭─────╯ ╰─────╮"]
    for number, line in enumerate(tree):
        for column, letter in enumerate(line):
            if letter in "│╮╭" and number + 1 < len(tree):
                assert tree[number + 1][column : column + 1].strip(), "a line goes on below"


def test_a_label_between_a_wire_and_its_node_does_not_part_them() -> None:
    text = drawn("x[i, m] A[i, m] c[m]", DIMS + "style { dims: names }\n").splitlines()
    for number, line in enumerate(text[:-1]):
        for column, letter in enumerate(line):
            if letter == "│":
                below = text[number + 1][column : column + 1]
                assert below.strip() or number + 1 == len(text) - 1, "\n".join(text)


def test_a_wire_ends_at_a_sum() -> None:
    line = next(one for one in drawn("(x[i, m] + A[i, m]) b[m]").splitlines() if "⊕" in one)
    assert "⊕─" in line
