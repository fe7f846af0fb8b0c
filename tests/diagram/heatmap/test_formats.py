"""Every format writes heat maps: any token, the same bytes, as few shapes as can be, and what is drawn is there."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram import FORMATS, Scene, read_scenes, render
from tensorgraph.diagram.formats.pptx.patches import trimmed
from tensorgraph.diagram.heatmap import CELLS, Panel, grid, heatmap
from tensorgraph.diagram.heatmap.labels import lettering
from tensorgraph.diagram.scene import Group, Polygon, groups
from tensorgraph.diagram.theme import DARK
from tests.diagram.formats.latex import compiled, needs_latex, pages
from tests.diagram.formats.test_every import SKELETONS
from tests.diagram.heatmap.pictures import TOKENS, drawn, numbered, plain
from tests.diagram.heatmap.reading import fields, polygons, seen
from tests.diagram.pixels import difference, ours

WRITTEN = [format for format in FORMATS if format != "dot"]
every_format = pytest.mark.parametrize("format", WRITTEN)

SIGNED: list[list[float | None]] = [[-1.0, None, 0.25, 0.8], [0.5, -0.5, None, 0.0], [1.0, 0.1, -0.2, None]]
GOLDEN = Path(__file__).parent / "golden"


def small(**wishes: object) -> Scene:
    labels = ["$W_Q$", " the", "\n"], ["0", "1", "2", "3"]
    return heatmap(SIGNED, *labels, "Scores of $h$", "token", "head", **wishes)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["small", "dark", "grid"])
def test_the_pictures_are_as_they_were(name: str, golden: Callable[[Path, str], None]) -> None:
    pattern = [
        [max(0.0, 1 - abs(row - column - 4) / 2) if column <= row else None for column in range(30)]
        for row in range(30)
    ]
    scenes = {
        "small": small,
        "dark": lambda: small(theme=DARK, numbers=False),
        "grid": lambda: grid([Panel(pattern, numbered(30), numbered(30), f"head {k}") for k in range(3)], 2),
    }
    golden(GOLDEN / f"{name}.svg", render("svg", [scenes[name]()]).decode())


def test_dot_says_that_it_draws_networks() -> None:
    with pytest.raises(TensorgraphError) as caught:
        render("dot", [small()])
    assert str(caught.value) == (
        "error[no-network]: a heat map is no network, which dot would draw\n  = write svg, png, pdf or tex"
    )


@every_format
def test_a_token_changes_nothing_but_texts(format: str) -> None:
    """Words that are cut say themselves in full, so there they have a title more."""
    if format in ("png", "pdf"):  # nothing but the outlines of letters
        assert render(format, [_saying(list(TOKENS))])
        return
    tame = ["y" * 30 if lettering(token).text.endswith("…") else "" if not token else "y" for token in TOKENS]
    found, usual = (SKELETONS[format](render(format, [_saying(words)])) for words in (list(TOKENS), tame))
    if format == "json":  # numbers are whole or not
        found, usual = (str(skeleton).replace("'int'", "'float'") for skeleton in (found, usual))
    if format == "pptx":  # letters are paths, which differ
        found, usual = ([name for name, _ in skeleton] for skeleton in (found, usual))  # type: ignore[union-attr]
    assert found == usual


def _saying(words: list[str]) -> Scene:
    return heatmap([[0.5] * len(words)] * len(words), words, words, scale=(0.0, 1.0))


@every_format
def test_several_panels_are_written(format: str) -> None:
    scene = grid([Panel(drawn(5, 5), numbered(5), numbered(5), f"head {k}") for k in range(3)], title="Heads")
    assert SKELETONS[format](render(format, [scene]))


def test_json_gives_the_same_picture_back() -> None:
    scene = small()
    (read,) = read_scenes(render("json", [scene]))
    assert render("svg", [read]) == render("svg", [scene])
    assert render("tex", [read]) == render("tex", [scene])
    old = re.sub(rb', "turn": \d+', b"", render("json", [scene]))  # of before there were turned texts
    assert render("svg", read_scenes(old)) == render("svg", [scene])


def test_a_page_tells_cells_and_cut_labels() -> None:
    scene = heatmap([[0.5, 0.25]], ["x" * 100], ["a", "b"], row_title="word")
    page = render("html", [scene]).decode()
    said = re.findall(r'<g class="(\w+)"[^>]*tabindex="0"[^>]*>\s*<title>(.*?)</title>', page)
    assert said == [
        ("cell", f"word {'x' * 100}, a · 0.5"),
        ("cell", f"word {'x' * 100}, b · 0.25"),
        ("tick", "x" * 100),
    ]
    assert "Point at a cell, tap it, or press Tab" in page


NOISE = drawn(40, 40)


def test_powerpoint_has_a_shape_for_each_colour() -> None:
    scene = plain(NOISE)
    with zipfile.ZipFile(io.BytesIO(render("pptx", [scene]))) as archive:
        slide = archive.read("ppt/slides/slide1.xml").decode()
    cells = [shape for shape in polygons(fields(scene)[0].parts) if shape.fill]
    assert len(cells) > 1500
    assert slide.count("<p:sp>") < 500  # colours, the bar, labels and marks
    by_colour = {shape.fill: 0 for shape in cells}
    for shape in cells:
        by_colour[shape.fill] += 1
    for colour, count in list(by_colour.items())[::20]:
        fill = f'<a:srgbClr val="{(colour or "").lstrip("#").upper()}"/></a:solidFill><a:ln><a:noFill/>'
        (drawn_by, *_) = [part for part in slide.split("</p:sp>") if fill in part and "<a:custGeom>" in part]
        assert drawn_by.count("<a:path ") == count


def test_shapes_of_one_colour_cover_their_cells_and_no_others() -> None:
    scene = plain(NOISE)
    cells = [shape for shape in polygons(fields(scene)[0].parts) if shape.fill]
    whole = Group("cells", "", (*trimmed(cells), *(s for s in polygons(fields(scene)[0].parts) if not s.fill)))
    shuffled = replace(whole, parts=(*sorted(whole.parts[:-1], key=lambda s: str(s.fill)), whole.parts[-1]))  # type: ignore[union-attr]
    assert seen(shuffled, 40, 40) == seen(fields(scene)[0], 40, 40)
    side = min(cell.bounds.height for cell in cells)  # of the last row, which reaches under none
    assert all(cell.points[2][1] - cell.points[0][1] < side + 0.26 for cell in trimmed(cells))


@pytest.mark.parametrize("values", [NOISE, [[0.5] * 3] * 70], ids=["noise", "one colour"])
def test_tex_has_every_cell_once(values: list[list[float]]) -> None:
    scene = plain(values)
    text = render("tex", [scene]).decode()
    wanted = sum(shape.fill is not None for group in groups(scene.parts, "cells") for shape in polygons(group.parts))
    assert text.count(" rectangle (") == wanted
    assert max(map(len, text.splitlines())) < 3000


def test_tex_turns_labels_that_are_read_upwards() -> None:
    text = render("tex", [heatmap([[0.5, 0.5]], ["row"], ["first label", "second"], row_title="rows")]).decode()
    turned = [line for line in text.splitlines() if "rotate=90" in line]
    assert [re.findall(r"\{([a-z ]+)\};$", line) for line in turned] == [["rows"], ["first label"], ["second"]]


@needs_latex
def test_tex_looks_like_the_picture(tmp_path: Path) -> None:
    """But for the letters, which are TeX's own: so without labels and numbers."""
    scene = heatmap(SIGNED, [""] * 3, [""] * 4, numbers=False)
    bare = Scene(scene.width, scene.height, tuple(group for group in scene.parts if group.role == "cells"), "", "")  # type: ignore[union-attr]
    (page,) = pages(compiled(tmp_path, render("tex", [bare], standalone=True)))
    assert difference(page, ours(bare)) < 0.12


PROGRAM = """
import hashlib, json, sys
from tensorgraph.diagram import render
from tests.diagram.heatmap.pictures import drawn, plain
scene = plain(drawn(9, 9, -1.0))
data = render("svg", [scene])
heavy = sorted({"torch", "sympy", "networkx", "numpy", "opt_einsum", "lark", "PIL", "lxml"} & set(sys.modules))
found = {format: hashlib.sha256(render(format, [scene])).hexdigest() for format in sys.argv[1:]}
print(json.dumps([heavy, found]))
"""


def test_the_same_bytes_in_another_process_and_nothing_heavy_for_svg() -> None:
    scene = plain(drawn(9, 9, -1.0))
    environment = {"PYTHONHASHSEED": "4711", "PATH": "/nowhere", "TZ": "Asia/Tokyo"}
    command = [sys.executable, "-c", PROGRAM, *WRITTEN]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    heavy, found = json.loads(done.stdout)
    assert heavy == []
    assert found == {format: hashlib.sha256(render(format, [scene])).hexdigest() for format in WRITTEN}


def test_the_largest_picture_is_bounded() -> None:
    """Cells of all colours, so that hardly any two are one: under a hundred bytes for each in SVG."""
    side = 60
    scene = plain(drawn(side, side, -1.0))
    count = sum(isinstance(part, Polygon) for part in fields(scene)[0].parts)
    assert 0.95 * side * side < count <= side * side + 1
    assert len(render("svg", [scene])) < 100 * side * side + 400_000
    assert CELLS == 512 * 512
    flat = heatmap([[0.5] * 512] * 512, [""] * 512, [""] * 512)
    assert len(render("svg", [flat])) < 100_000  # a rectangle for each row
