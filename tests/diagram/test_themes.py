"""Themes: ours can be read, in colour and in grey; an author's is taken, or refused with its reasons."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram.colour import contrast
from tensorgraph.diagram.look import SHAPES
from tensorgraph.diagram.theme import TAYLOR, THEMES, Theme
from tensorgraph.diagram.theme_file import read_theme, theme_named

LEAST = 10
"""Difference in lightness L* (0 to 100) that two greys side by side need to be told apart at a glance."""


def lightness(colour: str) -> float:
    """CIE L*, from the relative luminance that a contrast with black gives."""
    luminance = contrast(colour, "#000000") * 0.05 - 0.05
    return 116 * luminance ** (1 / 3) - 16


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_everything_can_be_read(theme: Theme) -> None:
    assert contrast(theme.ink, theme.background) >= 4.5
    assert contrast(theme.soft_ink, theme.background) >= 4.5
    assert {kind: paint for kind, paint in theme.paints.items() if contrast(paint.fill, paint.text) < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_grey_keeps_kinds_of_one_shape_apart(theme: Theme) -> None:
    alike = [
        (a, b)
        for a, b in combinations(SHAPES, 2)
        if SHAPES[a] == SHAPES[b] and abs(lightness(theme.paints[a].fill) - lightness(theme.paints[b].fill)) < LEAST
    ]
    assert alike == []


def test_the_colours_of_the_first_drawings_were_too_near() -> None:
    assert abs(lightness("#8fc1e6") - lightness("#f2999b")) < LEAST


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_theme_changes_what_it_names_and_keeps_the_rest(tmp_path: Path) -> None:
    theme = read_theme(
        write(
            tmp_path,
            'extends = "dark"\n[lengths]\nnode = 32\n[colors]\nink = "#FFFFFF"\n[words]\nteal = "#58b5b0"\n'
            '[paints]\nparam = "teal"\npattern = { fill = "#7a2048", text = "#ffffff" }\n[tensors]\nW_E = "teal"\n',
        )
    )
    assert (theme.node, theme.gap) == (32.0, TAYLOR.gap)
    assert (theme.ink, theme.background) == ("#ffffff", THEMES["dark"].background)
    assert theme.paints["param"].fill == "#58b5b0"
    assert contrast(theme.paints["param"].fill, theme.paints["param"].text) >= 4.5
    assert theme.paints["pattern"].text == "#ffffff"
    assert theme.paints["tensor"] == THEMES["dark"].paints["tensor"]
    assert theme.tensors == {"W_E": "#58b5b0"}
    assert THEMES["dark"].named.get("teal") is None


WRONG = {
    "[length]\nnode = 3": "mine.toml: there is no section `length`\n  = write `lengths`",
    "[lengths]\nnods = 3": "mine.toml: [lengths] has no `nods`\n  = write `node`",
    '[lengths]\nnode = "wide"': "mine.toml: node = 'wide' is no length\n  = points, above 0 and at most 2000",
    "[lengths]\nnode = -1": "mine.toml: node = -1 is no length\n  = points, above 0 and at most 2000",
    "[lengths]\nnode = true": "mine.toml: node = True is no length\n  = points, above 0 and at most 2000",
    '[colors]\nink = "blue"': "mine.toml: ink = 'blue' is no colour\n  = write \"#4a90d9\"",
    '[paints]\nparam = "blu"': "mine.toml: param = 'blu' is no colour\n  = write \"#4a90d9\"",
    '[paints]\nparm = "blue"': "mine.toml: [paints] has no `parm`\n  = write `param`",
    '[paints]\nparam = { text = "#000000" }': (
        'mine.toml: param has text\n  = write { fill = "#7a2048", text = "#ffffff" }'
    ),
    '[paints]\nparam = { fill = "#777777", text = "#888888" }': (
        "mine.toml: the text of param (#888888 on #777777) has a contrast of 1.3\n  = at least 4.5"
    ),
    '[colors]\nink = "#eeeeee"': (
        "mine.toml: ink on the background (#eeeeee on #ffffff) has a contrast of 1.2\n  = at least 4.5"
    ),
    'extends = "darker"': "mine.toml: extends = 'darker' is not a theme\n  = one of taylor, mono, dark",
    'extends = ["dark"]': "mine.toml: extends = ['dark'] is not a theme\n  = one of taylor, mono, dark",
    "lengths = 3": "mine.toml: `lengths` is not a section\n  = write `[lengths]` on a line of its own",
    "[tensors]\nW = [3]": 'mine.toml: W = [3] is no colour\n  = write "#4a90d9"',
    "[tensors]\nW = 3": 'mine.toml: W = 3 is no colour\n  = write "#4a90d9"',
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_theme_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(TensorgraphError) as caught:
        read_theme(write(tmp_path, text))
    assert str(caught.value) == f"error[theme]: {WRONG[text]}"


def test_every_mistake_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(TensorgraphError) as caught:
        read_theme(write(tmp_path, '[lengths]\nnods = 3\ngap = 0\n[colors]\nink = "red"\n'))
    assert len(caught.value.diagnostics) == 3


@pytest.mark.parametrize("data", [b"node = = 3", b"\xff\xfe", b"x = " + b"[" * 50_000, b"a = 1\n" * 40_000])
def test_what_is_no_theme_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(data)
    with pytest.raises(TensorgraphError, match=r"error\[theme\]: `mine.toml`"):
        theme_named("mine.toml", tmp_path)


def test_a_theme_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TensorgraphError, match=r"cannot read the theme .*: No such file or directory"):
        theme_named("other.toml", tmp_path)
    with pytest.raises(TensorgraphError, match=r"there is no theme `drak`\n  = write `dark`"):
        theme_named("drak", tmp_path)


def test_the_page_has_a_theme_that_works(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "themes.md").read_text("utf-8")
    text = page.split("```toml\n")[1].split("```")[0]
    theme = read_theme(write(tmp_path, text))
    assert (theme.node, theme.ink, theme.tensors) == (32.0, "#ffffff", {"W_E": "#58b5b0"})


def test_a_picture_is_drawn_in_the_theme_beside_its_file(tmp_path: Path) -> None:
    write(tmp_path, '[paints]\nparam = "#123456"\n[tensors]\nV = "#654321"\n')
    path = tmp_path / "a.tg"
    path.write_text('dim n\nparam W[n], V[n]\nshow p { theme: "mine.toml" }: W[i] V[i]\n', encoding="utf-8")
    drawn = tg.load(path)["p"].render("svg").decode()
    assert drawn.count('fill="#123456"') == 1
    assert drawn.count('fill="#654321"') == 1
