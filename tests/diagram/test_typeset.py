"""Simple labels are set as the library sets them, and everything else is left to it."""

from __future__ import annotations

import random
import re
import string
import subprocess
import sys

import pytest

from tensorgraph.diagram import measure, typeset
from tensorgraph.diagram.latex import GREEK
from tensorgraph.diagram.typeset.glyph import TABLE
from tensorgraph.diagram.typeset.refresh_glyphs import made
from tensorgraph.ops import FUNCTIONS

STEP = 0.11
"""A tenth of a hundredth of the size, to which outlines are rounded, and a little: sums may be rounded otherwise."""

NAMES = [
    "x", "W_Q", "W_{OV}^h", "W_{OV}^{h,1}", r"\mathrm{softmax}", r"\mathrm{softmax}_h", "x_0", "12", r"W_\uparrow",
    r"\mathbf{W}_V", r"\mathrm{gelu}_{\mathrm{new}}", "f^1", "A_{i,j}^{k}", r"W^{\sigma}", r"\Gamma_1", "x^{12}", "j",
    r"\frac{2}{3}", r"\frac{1}{\sqrt{\mathit{head}}}", r"\frac{c}{\mathit{query}}", r"\frac{1}{\sqrt{\mathit{query}}}",
    "=", "+", r"\neq", r"\approx", "{-}", *(f"\\{name}" for name in GREEK if name not in
    ("epsilon", "vartheta", "phi", "Upsilon")),
]  # fmt: skip
LEFT = [
    r"\hat x",
    r"x'",
    r"\sum_h",
    "A(x)",
    "a+b",
    "x_1_2",
    r"\mathcal{A}",
    "",
    "_x",
    r"\frac{a}{b}^2",
    r"\epsilon",
    "é",
]


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+", path)]


def same(latex: str) -> None:
    made_here = typeset.formula(latex, measure.EM)
    assert made_here is not None, latex
    expected = measure.set_by_library(latex)
    assert re.findall("[A-Z]", made_here[0]) == re.findall("[A-Z]", expected.path)
    assert numbers(made_here[0]) == pytest.approx(numbers(expected.path), abs=STEP), latex
    assert made_here[1] == pytest.approx(expected.advance, abs=1e-6), latex


@pytest.mark.parametrize("latex", NAMES)
def test_a_name_is_set_as_by_the_library(latex: str) -> None:
    same(latex)


def test_random_names_are_set_as_by_the_library() -> None:
    draw = random.Random(5)
    letters = [*string.ascii_letters, r"\sigma", r"\lambda", r"\Delta", r"\mathrm{out}", r"\mathbf{W}"]

    def script() -> str:
        inside = [draw.choice([*string.ascii_letters, "7", "10", r"\mu", r"\mathrm{new}"]) for _ in range(3)]
        return draw.choice([inside[0][:1] if inside[0].isalpha() else "1", "{" + ",".join(inside) + "}", "{OV}", "{h}"])

    for _ in range(400):
        signs = draw.sample("_^", draw.randint(0, 2))
        same(draw.choice(letters).strip() + "".join(sign + script() for sign in signs))


@pytest.mark.parametrize("italic", [False, True])
@pytest.mark.parametrize("text", ["context", "d head", "OV circuit", "direct path (bigrams)", "50257", "AVAToy, fi."])
def test_words_are_set_as_by_the_library(text: str, italic: bool) -> None:
    found = typeset.words(text, italic, measure.EM)
    assert found is not None
    expected = measure.words_by_library(text, italic)
    assert numbers(found[0]) == pytest.approx(numbers(expected.path), abs=STEP)
    assert found[1] == pytest.approx(expected.advance, abs=1e-6)


@pytest.mark.parametrize("latex", LEFT)
def test_what_is_not_simple_is_left_to_the_library(latex: str) -> None:
    assert typeset.formula(latex, measure.EM) is None


def test_a_planted_mistake_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tensorgraph.diagram.typeset.scripts.constant", lambda name: 0.0)
    with pytest.raises(AssertionError):
        same("W_Q")


def test_the_table_is_up_to_date() -> None:
    assert TABLE.read_text("utf-8") == made(), "run `python -m tensorgraph.diagram.typeset.refresh_glyphs`"


def test_a_plain_picture_loads_no_typesetter() -> None:
    code = (
        "import sys, tensorgraph as tg\n"
        "tg.load(tg.example('head'))['head'].render('svg')\n"
        "assert 'ziamath' not in sys.modules and 'latex2mathml' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_most_functions_have_simple_names() -> None:
    simple = [name for name in FUNCTIONS if typeset.formula(rf"\mathrm{{{name.split('_')[0]}}}", measure.EM)]
    assert len(simple) == len(FUNCTIONS)
