"""TikZ: labels that compile and stay what they say, styles an author can reach, the picture that the SVG is."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.diagram import Scene, render
from tensorgraph.diagram.formats.signs import ACCENTS, COMMANDS_OF, LETTERS, SIGNS, TEXT_ACCENTS
from tensorgraph.diagram.formats.tikz.escape import label_tex, math_tex, words_tex
from tensorgraph.diagram.latex import COMMANDS
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Group, Item, Text, groups
from tests.diagram.formats.latex import compiled, has_class, needs_latex, pages, words
from tests.diagram.pictures import HEAD, HEADS, MATRICES, PICTURES, scene_of
from tests.diagram.pixels import RESOLUTION, ours
from tests.diagram.test_labels import NAMES

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted([*(ROOT / "examples").glob("*.tg"), *(ROOT / "examples" / "gallery").glob("*.tg")])


def tex(scene: Scene, standalone: bool = False) -> str:
    return render("tex", [scene], standalone=standalone).decode()


def body(text: str) -> list[str]:
    """The lines of a picture between its styles and its end, without comments."""
    lines = [line for line in text.splitlines() if not line.startswith("%")]
    return lines[lines.index("  every tg picture/.try]") + 1 :]


# Labels.


@pytest.mark.parametrize("latex", NAMES.values())
def test_a_name_stays_the_latex_it_is(latex: str) -> None:
    assert math_tex(latex) == f"${latex.replace('σ', chr(92) + 'sigma')}$"


FORMULAS = {
    r"x'^2": r"$x^{\prime2}$",
    r"\frac12": r"$\displaystyle\frac{1}{2}$",
    r"\alpha x": r"$\alpha x$",
    r"\alpha\,x": r"$\alpha\,x$",
    r"x_\mathrm{out}": r"$x_{\mathrm{out}}$",
    r"\sqrt[3]{x}": r"$\sqrt[{3}]{x}$",
    r"\left( x \right.": r"$\left(x\right.$",
    r"\text{50\% of a_1}": r"$\text{50\% of a\_1}$",
    r"\mathbb{1}": r"$\mathbf{1}$",
    "é": r"$\acute{e}$",
    "ī": r"$\bar{\imath}$",
    "x²": "$x{^{2}}$",
    "ℝ": r"$\mathbb{R}$",
    "Α": r"$\mathrm{A}$",
    "ő": r"$\text{\H{o}}$",
    "a−b": "$a-b$",
}


@pytest.mark.parametrize("latex", FORMULAS)
def test_formulas(latex: str) -> None:
    assert math_tex(latex) == FORMULAS[latex]


WORDS = {
    r"\input{x}": r"\textbackslash{}input\{x\}",
    "50% & #1 $x_1$": r"50\% \& \#1 \$x\_1\$",
    "^^M ~": r"\textasciicircum{}\textasciicircum{}M \textasciitilde{}",
    'say "<x>"': r"say ''\textless{}x\textgreater{}''",
    "a\nb\x00c": "a b c",
    "--, ,,, ''": "-{}-, ,{},{}, '{}'",
    "Größe": r"Gr\"{o}{\ss}e",
    "α – β": r"\ensuremath{\alpha} -- \ensuremath{\beta}",
    "“so”": "``so''",
}


@pytest.mark.parametrize("text", WORDS)
def test_words(text: str) -> None:
    assert words_tex(text) == WORDS[text]


def test_words_may_have_formulas_in_them() -> None:
    assert label_tex(r"the $W_V$ of 50\$ & σ", "words") == r"the \(W_V\) of 50\$ \& \ensuremath{\sigma}"
    for wrong in (r"$\input{x}$", "$a", "$a_$"):
        with pytest.raises(tg.TensorgraphError) as caught:
            label_tex(wrong, "words")
        assert caught.value.diagnostics[0].code == "latex"


@pytest.mark.parametrize("text", ["Ж", "漢", "a\u20ddb"])
def test_a_letter_of_no_basic_font_is_named(text: str) -> None:
    for style in ("words", "math"):
        with pytest.raises(tg.TensorgraphError) as caught:
            label_tex(text, style)
        (found,) = caught.value.diagnostics
        assert found.code == "text"
        assert found.hint


SPECIAL = "\\{}$&#^_~% \n\r\t\"'`<>|-,!?@()[]*=;:/éßαЖ→“ \u2028\x85\x0b\0" + string.ascii_letters
TYPESETTING = re.compile(
    r"\\(textbackslash|textasciicircum|textasciitilde|textless|textgreater|textbar|ensuremath|ss|alpha|rightarrow"
    r"|[#$%&_{}'`])"
)


def test_no_words_become_commands() -> None:
    chance = Random(20240229)
    for _ in range(3000):
        text = "".join(chance.choice(SPECIAL) for _ in range(chance.randint(1, 12))).replace("Ж", "")
        written = words_tex(text)
        left = TYPESETTING.sub("", written)
        assert written.isascii() and written.isprintable()
        assert not set(left) & set("\\$&#^_~%"), (text, written)
        assert _balanced(re.sub(r"\\[{}]", "", written)), (text, written)


def _balanced(written: str) -> bool:
    depth = 0
    for character in written:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


def test_an_escape_that_is_forgotten_is_seen() -> None:
    assert set(TYPESETTING.sub("", words_tex("%_") + "%")) & set("%")
    assert not _balanced("}{")


def accents() -> list[str]:
    argument = {
        name: f"\\{name}{{a}}" for name in COMMANDS if name.startswith(("math", "text", "over", "under", "wide"))
    }
    more = {"frac": r"\frac{a}{b}", "left": r"\left(a\right)", "right": r"\left(a\right)"}
    one = {name: f"\\{name}{{a}}" for name in ("sqrt", "operatorname", *ACCENTS.values()) if name in COMMANDS}
    return [{**argument, **more, **one}.get(name, f"\\{name}") for name in sorted(COMMANDS)]


@needs_latex
def test_everything_a_label_may_hold_compiles(tmp_path: Path) -> None:
    formulas = [
        math_tex(label) for label in (*accents(), *FORMULAS, *COMMANDS_OF, *map(str.strip, SIGNS.values())) if label
    ]
    formulas += [math_tex("e" + mark) for mark in ACCENTS]
    lines = [words_tex(text) for text in (*WORDS, *LETTERS, *("o" + mark for mark in TEXT_ACCENTS))]
    lines.append(words_tex("".join(chr(code) for code in range(32, 127))))
    text = "\n\n".join([*formulas, *lines])
    packages = r"\usepackage{amsmath, amssymb}"
    compiled(tmp_path, rf"\documentclass{{article}}{packages}\begin{{document}}{text}\end{{document}}")


# The file.


def test_a_chain_is_nodes_with_names_and_wires_between_names() -> None:
    lines = body(tex(scene_of(HEAD + "show p { dims: none }: A[i, j] x[j, m] W_V[m, d]")))
    nodes = [
        re.sub(r" at \([\d.,-]+\)|, minimum width=[\d.]+bp", "", line) for line in lines if line.startswith(r"\node")
    ]
    assert nodes == [
        r"\node[tg pattern] (A) {$A$};",
        r"\node[tg activation] (x) {$x$};",
        r"\node[tg param] (W-V) {$W_V$};",
    ]
    assert r"\draw[tg wire] (A) -- (x);" in lines
    assert r"\draw[tg wire] (x) -- (W-V);" in lines


def test_shapes_that_tikz_has_not_are_paths_with_a_node() -> None:
    text = "dim a, b\ntensor U[a, b] { isometry: b }\nshow p: U[i, j] ones[j]; U[0, j]"
    lines = body(tex(scene_of(text)))
    assert sum(line.startswith(r"\path[tg isometry") and "node (U" in line for line in lines) == 2
    assert sum(line.startswith(r"\path[tg cap") and "node (index-0) at" in line for line in lines) == 1


@pytest.mark.parametrize("name", PICTURES)
def test_every_shape_is_drawn_once(name: str) -> None:
    scene = scene_of(PICTURES[name])
    lines = body(tex(scene))
    named = re.findall(r"\\node\[[^\]]*\] \(([^)]*)\)|node \(([^)]*)\)", "\n".join(lines))
    names = ["".join(pair) for pair in named]
    tensors, sums, bubbles = (list(groups(scene.parts, role)) for role in ("tensor", "sum", "bubble"))
    wires = [part for wire in groups(scene.parts, "wire") for part in wire.parts]
    dots = [part for part in wires if isinstance(part, Disc)]
    assert len(names) == len(set(names)) == len(tensors) + len(sums) + len(bubbles) + len(dots)
    assert all(re.fullmatch("[A-Za-z0-9-]+", found) for found in names)
    drawn = [line for line in lines if re.match(r"\\draw\[tg (thick )?wire", line)]
    assert len(drawn) == len([part for part in wires if isinstance(part, Curve)])
    texts = [part for group in groups(scene.parts) for part in group.parts if isinstance(part, Text)]
    assert sum(line.count("node[") + line.count("node (") - line.count("{};") for line in lines) >= len(texts)


def test_colours_of_an_author_stay_and_those_of_kinds_have_names() -> None:
    text = "dim n\nparam A[n], B[n], C[n] { color: red }\nshow p: A[i]; B[i]; C[i]"
    scene = scene_of(text)
    fills = {group.name: group.parts[0].fill for group in groups(scene.parts, "tensor")}
    written = tex(scene)
    assert rf"\providecolor{{tgparam}}{{HTML}}{{{fills['A'][1:].upper()}}}" in written
    assert re.search(rf"\\node\[tg param, fill=tg{fills['C'][1:]}\] \(C\)", written)
    assert "fill=" not in next(line for line in written.splitlines() if "(B)" in line)


def test_all_is_ascii_but_comments() -> None:
    written = tex(
        scene_of(HEADS + 'show p { title: "Größe α", alt: "漢字\\n\\\\input{x}" }: x[i, m] W[m, n] "é"'), True
    )
    for line in written.splitlines():
        assert line.startswith("% ") or line.isascii()
    assert "漢字" in written


def test_a_comment_ends_where_it_should() -> None:
    scene = scene_of(PICTURES["trace"])
    breaks = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
    hostile = replace(
        scene, title=f"a{breaks}\\input{{x}}", description=f"b{breaks}\\input{{y}} ^^M\\input{{z}} %\n" * 9
    )
    for line in re.split(f"[{breaks}]", tex(hostile)):
        assert "input" not in line or line.startswith("% ")


def test_every_style_is_in_the_guide_and_the_guide_has_no_other() -> None:
    text = (ROOT / "docs" / "latex.md").read_text("utf-8")
    rows = re.findall(r"^\| (`tg .*?) \|", text, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`tg ([a-z ]+)`", row)} - {"picture"}
    more = [
        "dim a, b\ntensor U[a, b] { isometry: b }, D[a, a] { diagonal }\ninput x[a, b]\n"
        'show p { title: "T" }: U[0, j] x[i, j] D[i, k]\n  group "g" { color: red }: x',
        MATRICES + "show p: s (A[i, j] + B[i, j]) s; (a[i] + b[i]) s",
        MATRICES + "show p { also: (formula) }: A[i, j]",
    ]
    found = {
        name
        for part in (*PICTURES.values(), *more)
        for name in re.findall(r"tg ([a-z ]+)/\.style", tex(scene_of(part)))
    }
    motifs = {"crossed", "slashed"}
    assert told - {"parenthesis"} == found - motifs - {"parenthesis"}


# The picture.


def page(folder: Path, source: str | bytes) -> np.ndarray:
    (found,) = pages(compiled(folder, source))
    return found


def probes(scene: Scene) -> list[tuple[float, float]]:
    """Points inside and outside the edges of nodes, in the middle of sums and on wires, where no text is."""
    found = [group.bounds.centre for group in groups(scene.parts, "sum")]
    for group in groups(scene.parts, "tensor"):
        box, (x, y) = group.bounds, group.bounds.centre
        for aside in (-2.6, 2.6):
            found += [(x, box.top - aside), (x, box.bottom + aside), (box.left - aside, y), (box.right + aside, y)]
    for wire in groups(scene.parts, "wire"):
        for part in wire.parts:
            if isinstance(part, Curve) and not part.bezier:
                (a, b), (c, d) = part.points[:2]
                found.append(((a + c) / 2, (b + d) / 2))
    texts = [text.bounds.grown(2.5) for text in _texts(scene.parts)]
    return [point for point in found if not any(_inside(point, box) for box in texts)]


def _texts(parts: tuple[Item, ...]) -> list[Text]:
    found: list[Text] = []
    for part in parts:
        if isinstance(part, Group):
            found += _texts(part.parts)
        elif isinstance(part, Text):
            found.append(part)
    return found


def _inside(point: tuple[float, float], box: Bounds) -> bool:
    return box.left < point[0] < box.right and box.top < point[1] < box.bottom


def apart(one: np.ndarray, other: np.ndarray, scene: Scene) -> float:
    """How far two drawings of a scene differ where that can be seen without reading a text: 0 to 1."""
    return max((abs(_darkest(one, point) - _darkest(other, point)) for point in probes(scene)), default=0.0)


def _darkest(image: np.ndarray, point: tuple[float, float]) -> float:
    """Around a point, because two renderers put a line on other pixels."""
    column, row = (round(place * RESOLUTION) for place in point)
    return float(image[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2].min(initial=1.0))


MOST = 0.15
"""Between the grey values of fills that can be told apart, and what antialiasing makes of a line."""


def pictures() -> list[tuple[Path, str]]:
    return [(path, name) for path in EXAMPLES for name in tg.load(path).pictures]


@needs_latex
@pytest.mark.parametrize(("path", "name"), pictures(), ids=lambda part: getattr(part, "stem", part))
def test_every_example_compiles_to_the_picture_of_the_svg(path: Path, name: str, tmp_path: Path) -> None:
    scene = tg.load(path)[name].scene
    drawn = page(tmp_path, tex(scene, standalone=True))
    assert drawn.shape == (scene.height * RESOLUTION, scene.width * RESOLUTION)
    assert len(probes(scene)) >= 3
    found = apart(drawn, ours(scene), scene)
    assert found < MOST


@needs_latex
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"(x) at (309.99,", "(x) at (313.99,"),
        (r"\draw[tg wire] (A) -- (x);", ""),
        ("rectangle, rounded corners=4bp, fill=tgparam", "rectangle, rounded corners=4bp, fill=white"),
        ("minimum size=28bp", "minimum size=22bp"),
    ],
)
def test_a_picture_that_is_wrong_is_seen(right: str, wrong: str, tmp_path: Path) -> None:
    scene = tg.load(tg.example("head"))["h"].scene
    written = tex(scene, standalone=True)
    assert right in written
    found = apart(page(tmp_path, written.replace(right, wrong)), ours(scene), scene)
    assert found > MOST


@needs_latex
def test_what_is_wider_than_the_page_makes_it_wider(tmp_path: Path) -> None:
    scene = scene_of('dim n\nparam s\nshow p { title: "mmmm mmmm mmmm mmmm mmmm mmmm mmmm mmmm mmmm" }: s')
    narrow = replace(scene, width=40.0)
    assert (
        page(tmp_path, tex(narrow, True)).shape[1] > page(tmp_path, tex(scene_of("param s\nshow p: s"), True)).shape[1]
    )


@needs_latex
def test_any_words_are_read_as_they_were_written(tmp_path: Path) -> None:
    said = r"\input{/etc/passwd} 100% #1 \$x\$ & ^^M ~ {a} \end{document} | <b>"
    scene = scene_of(MATRICES + "show p: A[i, j]" + ' "brace"')
    parts = tuple(_saying(part, said) for part in scene.parts)
    found = words(compiled(tmp_path, tex(replace(scene, parts=parts), True)))
    for word in said.replace(r"\$", "$").split():
        assert word.replace("^^", "ˆˆ") in found.replace("^", "ˆ") or word == "~"


def _saying(item: Item, text: str) -> Item:
    if isinstance(item, Group):
        return replace(item, parts=tuple(_saying(part, text) for part in item.parts))
    return (
        replace(item, outline=replace(item.outline, text=text))
        if isinstance(item, Text) and item.outline.style == "words"
        else item
    )


@needs_latex
def test_an_author_restyles_from_outside(tmp_path: Path) -> None:
    scene = tg.load(tg.example("head"))["h"].scene
    written = tex(scene, standalone=True)
    inside = next(group.bounds for group in groups(scene.parts, "tensor") if group.name == "W_V")
    point = (inside.left + 3, inside.centre[1])

    def shade(before: str) -> float:
        return _darkest(page(tmp_path, written.replace(r"\begin{document}", before + r"\begin{document}")), point)

    assert shade(r"\tikzset{every tg param/.style={fill=black}}") == pytest.approx(0)
    assert shade(r"\definecolor{tgparam}{gray}{0.5}") == pytest.approx(0.5, abs=0.02)
    assert shade("") > 0.6


@needs_latex
def test_all_pictures_are_parts_of_one_document(tmp_path: Path) -> None:
    for number, text in enumerate(PICTURES.values()):
        (tmp_path / f"p{number}.tex").write_text(tex(scene_of(text)), "utf-8")
    inputs = "".join(rf"before\resizebox{{3cm}}{{!}}{{\input{{p{number}}}}}after " for number in range(len(PICTURES)))
    document = rf"\documentclass{{article}}\usepackage{{amsmath, tikz}}\begin{{document}}{inputs}\end{{document}}"
    assert words(compiled(tmp_path, document)).count("before") == len(PICTURES)


def test_a_label_beside_a_line_is_held_there() -> None:
    lines = body(tex(scene_of(PICTURES["between"])))
    (upright,) = [line for line in lines if r"{\textit{j}}" in line]
    (end,) = [line for line in lines if r"{\textit{l}}" in line]
    (above,) = [line for line in lines if r"{\textit{k}}" in line]
    assert "anchor=base west" in upright and "anchor=base east" in end and "anchor" not in above


GUIDE = (ROOT / "docs" / "latex.md").read_text("utf-8")


@needs_latex
@pytest.mark.skipif(
    not has_class("beamer.cls"), reason="beamer is not installed (apt-get install texlive-latex-recommended)"
)
def test_the_talk_of_the_guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    *_, shell = re.findall(r"^```sh\ntensorgraph (.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    *_, talk = re.findall(r"^```latex\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    assert main(shell.split()) == 0
    slides = pages(compiled(tmp_path, talk, "talk", runs=2))
    assert len(slides) == 4
    assert np.abs(slides[0] - slides[1]).sum() > 100  # the arrow
    assert np.abs(slides[2] - slides[3]).sum() > 100  # the other style
