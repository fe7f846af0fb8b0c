"""PPTX: the connectors join what the graph joins, and end where the sites of the shapes are."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from lxml import etree
from pptx import Presentation

import tensorgraph as tg
from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram import Scene, draw, render
from tensorgraph.diagram.formats.pptx import pptx_source
from tensorgraph.diagram.formats.pptx.geometry import letters
from tensorgraph.diagram.formats.pptx.page import page_of, scale_of
from tensorgraph.diagram.measure import math
from tensorgraph.diagram.scene import Anchor, Curve, Disc, Group, Item, Polygon, groups
from tensorgraph.graph.network import Picture
from tests.diagram.formats.graph_nets import written_nets
from tests.diagram.formats.pptx_reading import EMU, Read, base_name, loose_glue, nets, read, slides
from tests.diagram.pictures import HEADS, MATRICES, PICTURES, network_of, scene_of
from tests.diagram.pixels import RESOLUTION, difference, grey
from tests.diagram.random_pictures import random_picture

SOFFICE, PDFTOPPM = shutil.which("soffice"), shutil.which("pdftoppm")
EXAMPLES = Path(__file__).parents[3] / "examples"
FILES = sorted([*EXAMPLES.glob("*.tg"), *(EXAMPLES / "gallery").glob("*.tg")])


def slide_of(scene: Scene) -> Read:
    (slide,) = slides(render("pptx", [scene]))
    return read(slide)


def joined(slide: Read) -> Counter[tuple[tuple[str, ...], bool]]:
    """What the connectors of a slide join, as `written_nets` says it of the graph."""
    found: Counter[tuple[tuple[str, ...], bool]] = Counter()
    for (names, loose), count in nets(slide).items():
        if names:
            found[names, loose > 0] += count
    return found


@cache
def examples() -> dict[str, tuple[Picture, Scene]]:
    """Every picture of every example, those of the gallery too."""
    documents = {path.stem: tg.load(path) for path in FILES}
    figures = {f"{stem} {name}": document[name] for stem, document in documents.items() for name in document.pictures}
    return {name: (figure.picture, figure.scene) for name, figure in figures.items()}


def picture(name: str) -> tuple[Picture, Scene]:
    """An example, or one of the tests' pictures."""
    if name in examples():
        return examples()[name]
    network, found = network_of(PICTURES[name])
    return found, draw(network, found)


NAMES = [f"{path.stem} {name}" for path in FILES for name in tg.load(path).pictures]


# ---- what is joined ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*NAMES, *PICTURES])
def test_connectors_join_what_the_graph_joins(name: str) -> None:
    written, scene = picture(name)
    slide = slide_of(scene)
    assert joined(slide) == written_nets(written)
    assert loose_glue(slide) == []


@pytest.mark.parametrize("seed", range(30))
def test_connectors_of_random_pictures_join_what_the_graph_joins(seed: int) -> None:
    network, written = random_picture(seed, plain=bool(seed % 2))
    slide = slide_of(draw(network, written))
    assert joined(slide) == written_nets(written)
    assert loose_glue(slide) == []


def test_the_graph_is_read_as_written() -> None:
    written, _ = picture("head head")
    found = written_nets(written)
    assert found[("W_Q", "x"), False] == 1  # the model wire of the queries
    assert found[("A",), True] == 1 and found[("W_O",), True] == 2
    rail, _ = picture("rail")
    assert written_nets(rail)[("A", "W_O", "W_V"), False] == 1  # the heads, a copy dot
    sum_, _ = picture("branches")
    assert written_nets(sum_)[("A", "B", "C"), False] == 1


def edited(name: str, change: Callable[[str], str]) -> Read:
    """A picture's slide after a change of its XML."""
    (slide,) = slides(render("pptx", [picture(name)[1]]))
    text = slide.decode()
    changed = change(text)
    assert changed != text
    return read(changed.encode())


def moved(text: str) -> str:
    """The first node two points to the right, without its wires."""
    start = text.index("<p:grpSp>")
    return text[:start] + re.sub(
        r'(<a:off x=")(\d+)', lambda found: f"{found[1]}{int(found[2]) + 2 * EMU}", text[start:], count=2
    )


@pytest.mark.parametrize("name", ["head head", "rail", "thick"])
def test_wrong_glue_is_seen(name: str) -> None:
    wrong = {
        "site": lambda text: re.sub(r'(stCxn id="\d+" idx=")(\d+)', lambda m: f"{m[1]}{int(m[2]) ^ 1}", text, count=1),
        "no site": lambda text: re.sub(r'(endCxn id="\d+" idx=")\d+', r"\g<1>99", text, count=1),
        "no shape": lambda text: re.sub(r'(endCxn id=")\d+', r"\g<1>9999", text, count=1),
        "node": moved,
    }
    found = {kind for kind, change in wrong.items() if loose_glue(edited(name, change))}
    assert found == set(wrong)


def test_a_node_moved_with_its_group_is_seen_with_all_its_legs() -> None:
    """The offset of the group alone: its child's place on the slide changes by it."""

    def change(text: str) -> str:
        return re.sub(r'(<p:grpSpPr><a:xfrm><a:off x=")(\d+)', lambda m: f"{m[1]}{int(m[2]) + 2 * EMU}", text, count=1)

    scene = picture("head head")[1]
    first = next(groups(scene.parts, "tensor"))
    found = loose_glue(edited("head head", change))
    assert len(found) == len(first.anchors)
    assert all("2.0 points" in line for line in found)


def test_wrong_joins_are_seen() -> None:
    written, _ = picture("head head")

    def without_one(text: str) -> str:
        return re.sub(r"<p:cxnSp>.*?</p:cxnSp>", "", text, count=1)

    def unglued(text: str) -> str:
        return re.sub(r'<a:stCxn id="\d+" idx="\d+"/>', "", text, count=1)

    def exchanged(text: str) -> str:
        return text.replace('name="W_Q"', 'name="W_?"').replace('name="W_K"', 'name="W_Q"')

    for change in (without_one, unglued, exchanged):
        assert joined(edited("head head", change)) != written_nets(written)


# ---- connectors --------------------------------------------------------------------------------------------------


def test_a_wire_between_neighbours_is_one_straight_connector() -> None:
    slide = slide_of(scene_of(MATRICES + "show p { dims: none }: A[i, j] C[j, k]"))
    (inner,) = [connector for connector in slide.connectors if None not in connector.glue]
    assert inner.preset == "straightConnector1"
    assert [slide.shapes[glue[0]].preset for glue in inner.glue if glue] == ["ellipse", "ellipse"]
    assert sorted(glue[1] for glue in inner.glue if glue) == [2, 6]  # left and right of an ellipse


def test_a_trace_goes_round_in_elbows() -> None:
    slide = slide_of(scene_of(PICTURES["trace"]))
    assert {connector.preset for connector in slide.connectors} == {"bentConnector2"}
    (name,) = {slide.shapes[g[0]].group for c in slide.connectors for g in c.glue if g} - {
        shape.group for shape in slide.shapes.values() if shape.group.startswith("joint")
    }
    assert name == "M"


@pytest.mark.parametrize("name", [*NAMES, *PICTURES])
def test_connectors_run_where_the_wires_of_the_scene_do(name: str) -> None:
    scene = picture(name)[1]
    page = page_of(scene, scale_of([scene]))
    lines = [part for wire in groups(scene.parts, "wire") for part in wire.parts if isinstance(part, Curve)]
    corners = {corner for line in lines for corner in line.points}
    for connector in slide_of(scene).connectors:
        for x, y in connector.path[1:-1]:  # a bend
            at = (x - page.left) / page.scale, (y - page.top) / page.scale
            assert min(abs(at[0] - p[0]) + abs(at[1] - p[1]) for p in corners) < 0.05


def test_legs_side_by_side_have_sites_of_their_own() -> None:
    feet = [(x, 50 + (14**2 - (x - 50) ** 2) ** 0.5) for x in (44, 56)]
    wires = [
        Group("wire", name, (Curve((foot, (foot[0], 90)), "#111111", 1.3),), key=name)
        for name, foot in zip("ij", feet, strict=True)
    ]
    legs = tuple(Anchor(name, foot) for name, foot in zip("ij", feet, strict=True))
    node = Group("tensor", "T", (Disc((50, 50), 14, "#ffffff", "#111111", 1.3),), legs)
    slide = slide_of(Scene(100, 100, (*wires, node), "", ""))
    (shape,) = slide.shapes.values()
    assert shape.preset == "" and len(shape.sites) == 4 + 2
    assert [connector.glue for connector in slide.connectors] == [((shape.id, 4), None), ((shape.id, 5), None)]
    assert loose_glue(slide) == []


def bowed(*points: tuple[float, float]) -> Read:
    """Two nodes joined by a curve."""
    wire = Group("wire", "i", (Curve(points, "#111111", 1.3, bezier=True),), key="w1")
    ends = ((points[0][0] - 14, points[0][1]), points[0]), ((points[-1][0] + 14, points[-1][1]), points[-1])
    nodes = [
        Group("tensor", name, (Disc(centre, 14, "#ffffff", "#111111", 1.3),), (Anchor("w1", at),))
        for name, (centre, at) in zip("AB", ends, strict=True)
    ]
    return slide_of(Scene(200, 100, (wire, *nodes), "", ""))


def test_a_curve_that_no_preset_draws_is_one_connector_with_a_path() -> None:
    slide = bowed((30, 50), (50, 20), (80, 20), (100, 50))
    (connector,) = slide.connectors
    assert connector.preset == ""
    assert [slide.shapes[glue[0]].name for glue in connector.glue if glue] == ["A", "B"]
    assert loose_glue(slide) == []


def test_an_arch_of_two_quarters_is_native() -> None:
    slide = bowed((30, 50), (30, 30), (50, 20), (70, 20), (90, 20), (110, 30), (110, 50))
    assert [connector.preset for connector in slide.connectors] == ["curvedConnector2"] * 2
    assert joined(slide) == {(("A", "B"), False): 1}
    assert loose_glue(slide) == []


def test_a_bar_is_part_of_its_wire() -> None:
    scene = scene_of(HEADS + "show p { dims: none }: g[m] layernorm[m](x[i, m])")
    slide, scale = slide_of(scene), scale_of([scene])
    (bar,) = [shape for shape in slide.shapes.values() if shape.name == "bar m"]
    (left, top), (right, bottom) = bar.corners
    assert (right - left, bottom - top) == (pytest.approx(1.3 * scale, abs=0.01), pytest.approx(7 * scale, abs=0.01))
    held = [connector for connector in slide.connectors if bar.id in [glue[0] for glue in connector.glue if glue]]
    assert len(held) == 2


def test_a_line_through_a_dot_is_no_bar() -> None:
    lines = tuple(Curve(points, "#111111", 1.3) for points in (((0, 50), (100, 50)), ((50, 40), (50, 60))))
    dot = Disc((50, 50), 2.7, "#111111")
    slide = slide_of(Scene(100, 100, (Group("wire", "i", (*lines, dot), key="w1"),), "", ""))
    assert len(slide.connectors) == 4
    assert {shape.name for shape in slide.shapes.values()} == {"copy i"}
    crossed = slide_of(Scene(100, 100, (Group("wire", "i", lines, key="w1"),), "", ""))
    assert len(crossed.connectors) == 2
    assert {shape.name for shape in crossed.shapes.values()} == {"bar i"}


SEQUENCES = {
    "spPr": "xfrm custGeom prstGeom noFill solidFill ln",
    "ln": "noFill solidFill custDash round miter",
    "custGeom": "avLst gdLst ahLst cxnLst rect pathLst",
    "grpSp": "nvGrpSpPr grpSpPr grpSp sp cxnSp",
    "sp": "nvSpPr spPr",
    "cxnSp": "nvCxnSpPr spPr",
    "cNvCxnSpPr": "stCxn endCxn",
    "xfrm": "off ext chOff chExt",
    "cSld": "bg spTree",
}
"""The order in which ECMA-376 wants the children of an element, of those that we write."""


@pytest.mark.parametrize("name", NAMES)
def test_elements_are_in_the_order_of_the_schema(name: str) -> None:
    (slide,) = slides(render("pptx", [picture(name)[1]]))
    for element in etree.fromstring(slide).iter():
        order = SEQUENCES.get(etree.QName(element).localname)
        if order:
            places = [order.split().index(etree.QName(child).localname) for child in element]
            assert places == sorted(places)


# ---- shapes ------------------------------------------------------------------------------------------------------


def test_nodes_are_native_shapes() -> None:
    slide = slide_of(scene_of(HEADS + "show p { dims: none }: x[i, m] W[m, n] A[h, j, k]"))
    presets = {shape.group: shape.preset for shape in slide.shapes.values() if shape.name.endswith(" shape")}
    assert presets["x"] == "ellipse"
    parts = dict(Counter(shape.group for shape in slide.shapes.values()))
    assert parts["x"] == 2 and parts["W"] == 3  # with the name; with the name and the marked corner


def test_a_rounded_box_has_its_radius() -> None:
    (slide,) = slides(render("pptx", [scene_of(HEADS + "show p: g[m]")]))
    (found,) = re.findall(r'prst="roundRect"><a:avLst><a:gd name="adj" fmla="val (\d+)"', slide.decode())
    scene = scene_of(HEADS + "show p: g[m]")
    (box,) = [part for node in groups(scene.parts, "tensor") for part in node.parts if isinstance(part, Polygon)]
    assert int(found) == pytest.approx(100_000 * box.radii[0] / 28, abs=1)


@pytest.mark.parametrize("name", [*NAMES, *PICTURES])
def test_numbers_and_names_are_unique(name: str) -> None:
    (slide,) = slides(render("pptx", [picture(name)[1]]))
    for key in ("id", "name"):
        found = re.findall(rf'<p:cNvPr [^>]*?{key}="([^"]*)"', slide.decode())
        assert [each for each, count in Counter(found).items() if count > 1] == []


def test_tensors_and_wires_say_what_they_are() -> None:
    scene = picture("head head")[1]
    (slide,) = slides(render("pptx", [scene]))
    root = slide.decode()
    assert 'name="W_Q" descr="param W_Q[model, head] · 768 × 64"' in root
    assert re.search(r'<p:nvCxnSpPr><p:cNvPr id="\d+" name="wire m[^"]*" descr="m · model · 768"', root)


def node_sizes(slide: bytes) -> set[float]:
    """The widths of the circles of a slide, in points."""
    shapes = [shape for shape in read(slide).shapes.values() if shape.preset == "ellipse"]
    return {round(s.corners[1][0] - s.corners[0][0], 1) for s in shapes if s.name.endswith(" shape")}


def test_nodes_have_one_size_on_all_slides_as_large_as_the_widest_picture_allows() -> None:
    small = scene_of(PICTURES["rail"])
    large = replace(small, width=600.0)
    allowed = (960 - 2 * 18) / 600.0
    assert [node_sizes(slide) for slide in slides(render("pptx", [small, large]))] == [{round(28 * allowed, 1)}] * 2
    assert [node_sizes(slide) for slide in slides(render("pptx", [small]))] == [{56.0}], "at most twice as large"
    wide = replace(small, width=1920.0)  # alone smaller than the others
    sizes = [node_sizes(slide) for slide in slides(render("pptx", [small, wide]))]
    assert sizes == [{28.0}, {round(28 * (960 - 2 * 18) / 1920, 1)}]


def test_a_picture_that_is_too_large_fits() -> None:
    scene = scene_of(PICTURES["rail"])
    wide = replace(scene, width=2 * 960)
    assert page_of(wide).scale < 0.5
    tall = replace(scene, height=10 * 540)
    assert page_of(tall).scale < 0.1
    (slide,) = slides(render("pptx", [replace(scene, width=3 * scene.width, height=9 * scene.height)]))
    found = read(slide)
    assert loose_glue(found) == []
    for shape in found.shapes.values():
        for x, y in shape.corners:
            assert 0 <= x <= 960 and 0 <= y <= 540


@pytest.mark.parametrize(("text", "loops"), [("o", [2]), ("i", [1, 1]), (r"\sqrt{o}", [1, 1, 2]), ("B", [3])])
def test_a_letter_has_its_holes(text: str, loops: list[int]) -> None:
    found = letters(math(text).path)
    assert sorted(sum(name == "M" for name, _ in letter) for letter in found) == loops


# ---- the file ----------------------------------------------------------------------------------------------------


def test_a_slide_for_each_picture() -> None:
    scenes = [picture(name)[1] for name in ("head head", "rail", "thick")]
    deck = Presentation(io.BytesIO(render("pptx", scenes)))
    assert (deck.slide_width, deck.slide_height) == (12192000, 6858000)
    assert [slide.element.cSld.get("name") for slide in deck.slides] == [scene.name for scene in scenes]
    assert [slide.slide_layout.name for slide in deck.slides] == ["Blank"] * 3
    for slide, scene in zip(deck.slides, scenes, strict=True):
        assert slide.notes_slide.notes_text_frame.text.startswith(scene.title)
        assert len(slide.shapes) > 5


def test_the_layouts_fill_the_wide_slide() -> None:
    deck = Presentation(io.BytesIO(render("pptx", [scene_of(PICTURES["rail"])])))
    title = deck.slide_layouts[5].placeholders[0]
    assert title.left + title.width / 2 == pytest.approx(deck.slide_width / 2, abs=2)
    assert title.width > 0.85 * deck.slide_width


def test_a_dark_picture_has_a_dark_slide() -> None:
    text = "style { theme: dark }\n" + PICTURES["rail"]
    (dark,) = slides(render("pptx", [scene_of(text)]))
    assert re.search(rb'<p:bgPr><a:solidFill><a:srgbClr val="16181D"/>', dark)
    (clear,) = slides(render("pptx", [scene_of(text)], transparent=True))
    assert b"<p:bg>" not in clear


def test_the_same_bytes_every_time() -> None:
    code = (
        "import hashlib, tensorgraph as tg\n"
        "data = tg.load(tg.example('head'))['head'].render('pptx')\n"
        "print(hashlib.sha256(data).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {hashlib.sha256(tg.load(tg.example("head"))["head"].render("pptx")).hexdigest()}


def test_nothing_in_the_file_says_when_or_by_whom() -> None:
    data = render("pptx", [scene_of(PICTURES["rail"])])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert not [name for name in archive.namelist() if "printer" in name or "thumbnail" in name]
    said = Presentation(io.BytesIO(data)).core_properties
    assert (said.author, said.last_modified_by, said.created, said.modified) == (
        "tensorgraph",
        "tensorgraph",
        said.modified,
        said.created,
    )
    assert said.created.year == 1980


def test_the_source_comes_back() -> None:
    scene = picture("head head")[1]
    data = render("pptx", [scene_of(PICTURES["rail"]), scene])
    assert pptx_source(data) == scene_of(PICTURES["rail"]).source
    assert pptx_source(render("pptx", [scene])) == tg.example("head").read_text("utf-8")
    assert pptx_source(render("pptx", [scene], source=False)) is None


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut off", b"%PDF-1.7", bytes(100)])
def test_what_is_no_presentation_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(TensorgraphError) as caught:
        pptx_source(data)
    assert caught.value.diagnostics[0].code == "not-a-picture"


def test_a_broken_presentation_is_said_to_be_none() -> None:
    data = bytearray(render("pptx", [scene_of(PICTURES["rail"])]))
    at = data.rindex(b"dim batch")  # inside the stored text: its checksum no longer fits
    data[at] = ord("X")
    with pytest.raises(TensorgraphError) as caught:
        pptx_source(bytes(data))
    assert caught.value.diagnostics[0].code == "not-a-picture"


def test_hostile_words_are_words() -> None:
    scene = scene_of(PICTURES["rail"])
    hostile = replace(scene, title='<p:sp>&"\x01', description="\x0b]]>", name='"><x/>\x00')
    deck = Presentation(io.BytesIO(render("pptx", [hostile])))
    assert len(deck.slides) == 1


def test_python_pptx_is_loaded_only_to_write_one() -> None:
    code = (
        "import sys, tensorgraph as tg\n"
        "tg.load(tg.example('head'))['head'].render('svg')\n"
        "print([name for name in ('pptx', 'lxml', 'PIL', 'xlsxwriter') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ---- another program ---------------------------------------------------------------------------------------------

MOST_DIFFERENT = 0.13
"""In the worst tile of 8 points: an elbow is sharp where our wires turn round; without a node it is twice as much."""


@cache
def drawn_by_office(folder: Path) -> list[bytes]:
    """Every example's slide as LibreOffice draws it, with `RESOLUTION` pixels a point."""
    target = folder / "examples.pptx"
    target.write_bytes(render("pptx", [scene for _, scene in examples().values()]))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(target)]
    subprocess.run(command, check=True, capture_output=True)
    pages = [str(PDFTOPPM), "-r", str(72 * RESOLUTION), "-png", str(target.with_suffix(".pdf")), str(folder / "page")]
    subprocess.run(pages, check=True)
    return [path.read_bytes() for path in sorted(folder.glob("page-*.png"))]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    if SOFFICE is None or PDFTOPPM is None:
        pytest.skip("soffice or pdftoppm is not installed (apt-get install libreoffice-impress poppler-utils)")
    return dict(zip(examples(), drawn_by_office(tmp_path_factory.mktemp("office")), strict=True))


def on_slide(scene: Scene, slide: bytes) -> tuple[np.ndarray, np.ndarray]:
    """A scene as LibreOffice drew it on its slide, and as we draw it there."""
    page, whole = page_of(scene, scale_of([each for _, each in examples().values()])), grey(slide)
    height, width = (round(page.scale * length * RESOLUTION) for length in (scene.height, scene.width))
    top, left = round(page.top * RESOLUTION), round(page.left * RESOLUTION)
    found = whole[top : top + height, left : left + width]
    return found, grey(render("png", [scene], scale=RESOLUTION * page.scale), (width, height))


@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_draws_what_we_draw(name: str, office: dict[str, bytes]) -> None:
    found, expected = on_slide(examples()[name][1], office[name])
    assert (expected < 0.5).mean() > 0.003  # something is drawn
    assert difference(found, expected) < MOST_DIFFERENT


@pytest.mark.parametrize("role", ["tensor", "wire", "sum", "label", "bubble"])
def test_what_libreoffice_does_not_draw_is_seen(role: str, office: dict[str, bytes]) -> None:
    scene = examples()["mlp mlp"][1]
    found, _ = on_slide(scene, office["mlp mlp"])
    gone = next(groups(scene.parts, role)).key
    _, less = on_slide(replace(scene, parts=without(scene.parts, gone)), office["mlp mlp"])
    assert difference(found, less) > MOST_DIFFERENT


def without(parts: tuple[Item, ...], key: str) -> tuple[Item, ...]:
    """Parts of a scene without a group."""
    kept = [part for part in parts if not (isinstance(part, Group) and part.key == key)]
    return tuple(replace(p, parts=without(p.parts, key)) if isinstance(p, Group) else p for p in kept)


def test_names_lose_their_numbers() -> None:
    assert [base_name(name) for name in ("x", "x 2", "W_2", "A^h 12")] == ["x", "x", "W_2", "A^h"]
