"""Names as LaTeX, and labels that cannot be set."""

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram import measure
from tensorgraph.diagram.colour import contrast, paint_of
from tensorgraph.diagram.latex import COMMANDS
from tensorgraph.diagram.names import name_latex, scalar_latex
from tensorgraph.diagram.theme import TAYLOR, THEMES, Theme
from tensorgraph.graph.scalar import Scalar
from tests.diagram.pictures import scene_of

NAMES = {
    "x": "x",
    "W_Q": "W_Q",
    "W_OV": "W_{OV}",
    "x0": "x_0",
    "W_↑": r"W_{\uparrow}",
    "b↓": r"b_{\downarrow}",
    "logits": r"\mathrm{logits}",
    "x_out": r"x_{\mathrm{out}}",
    "sigma": r"\sigma",
    "σ": "σ",
    "x'": "x'",
    "attn(x, W_Q)": r"\mathrm{attn}(x,W_Q)",
}


@pytest.mark.parametrize("name", NAMES)
def test_names(name: str) -> None:
    assert name_latex(name) == NAMES[name]


@pytest.mark.parametrize("name", NAMES)
def test_names_can_be_set(name: str) -> None:
    assert measure.math(name_latex(name)).ink.width > 0


SCALARS = [
    (Scalar.number(2), "2"),
    (Scalar.number(-3) / Scalar.number(2), r"\frac{3}{2}"),
    (Scalar.number(1) / Scalar.name("d"), r"\frac{1}{d}"),
    (Scalar.name("c") * Scalar.name("c"), "c^{2}"),
]


@pytest.mark.parametrize(("scalar", "latex"), SCALARS)
def test_scalars(scalar: Scalar, latex: str) -> None:
    assert scalar_latex(scalar) == latex


MISTAKES = [
    ("W_{Q", "a brace is not closed", "put } after it"),
    ("W}", "a brace is closed that was not opened", "put { before it"),
    (r"\foo", r"unknown command \foo", "letters, accents, arrows and fonts are known"),
    (r"\alpa", r"unknown command \alpa", r"did you mean \alpha?"),
    ("", "the label is empty", "write LaTeX between the quotes, or leave the attribute out"),
    ("a<b", "“<” cannot stand in a label", "write it in words"),
    ("x" * 201, "the label has 201 characters", "at most 200"),
    ("a^b^c", "“a^b^c” cannot be set as LaTeX", "write it as in mathematics: W_{OV}^h"),
    (r"\frac{a}", r"“\frac{a}” cannot be set as LaTeX", "write it as in mathematics: W_{OV}^h"),
    ("漢", "“漢” cannot be set as LaTeX", "write it as in mathematics: W_{OV}^h"),
]


@pytest.mark.parametrize(("latex", "message", "hint"), MISTAKES)
def test_mistakes(latex: str, message: str, hint: str) -> None:
    with pytest.raises(TensorgraphError) as caught:
        measure.math(latex)
    (found,) = caught.value.diagnostics
    assert (found.code, found.message, found.hint) == ("latex", message, hint)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_known_commands_can_be_set(command: str) -> None:
    takes = {"frac": "{a}{b}", "left": r"(a\right)"}
    groups = {"sqrt", "hat", "bar", "tilde", "vec", "dot", "ddot", "overline", "underline", "widehat", "widetilde"}
    fonts = {c for c in COMMANDS if c.startswith(("math", "text"))} | {"operatorname"}
    argument = takes.get(command, "{a}" if command in groups | fonts else " a")
    latex = r"\left(a\right)" if command == "right" else rf"\{command}{argument}"
    assert measure.math(latex).ink.width > 0


def test_a_written_label_is_shown_and_located() -> None:
    assert scene_of(r"dim a" "\n" r'tensor T[a] { label: "W_{OV}" }' "\nshow p: T[i]").width > 0
    with pytest.raises(TensorgraphError) as caught:
        scene_of('dim a\ntensor T[a] { label: "W_{" }\nshow p: T[i]')
    span = caught.value.diagnostics[0].span
    assert span is not None
    assert span.source.position(span.start)[0] == 2


def test_every_colour_can_be_read() -> None:
    assert all(contrast(paint.fill, paint.text) >= 4.5 for paint in TAYLOR.paints.values())
    for word in TAYLOR.named:
        paint = paint_of(word, TAYLOR)
        assert paint is not None
        assert contrast(paint.fill, paint.text) >= 4.5


def test_an_unknown_colour() -> None:
    with pytest.raises(TensorgraphError) as caught:
        paint_of("blu", TAYLOR)
    assert caught.value.diagnostics[0].message == "blu is not a colour"
    assert caught.value.diagnostics[0].hint == "did you mean blue?"


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_theme_can_be_read(theme: Theme) -> None:
    assert contrast(theme.soft_ink, theme.background) >= 4.5
    assert all(contrast(paint.fill, paint.text) >= 4.5 for paint in theme.paints.values())
