"""Steps as files: what each holds, what moves in it, and that it stands still where it should."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

import tensorgraph as tg
from tensorgraph.cli import main
from tensorgraph.diagram import read_scenes, render
from tensorgraph.steps.drawing.draw import drawn
from tensorgraph.steps.drawn import Drawn
from tensorgraph.steps.formats import write
from tensorgraph.steps.formats.animated import LONGEST, REST, SHORTEST, STEP
from tests.chromium import browser, open_page  # noqa: F401  fixtures
from tests.steps.by_hand import MADE_SCORES, SCORES, by_hand

SVG = "{http://www.w3.org/2000/svg}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
FILE = "dim a = 2, b = 3, c = 5\nparam A[a, b], B[b, c], C[c, a]\ny[i, k] = A[i, j] B[j, l] C[l, k]\n"


@pytest.fixture(scope="module")
def made() -> Drawn:
    return drawn(by_hand(SCORES, MADE_SCORES, ["some $W_Q$ & more"]))


@pytest.fixture(scope="module")
def svg(made: Drawn) -> str:
    return write("svg", made).decode()


@pytest.fixture(scope="module")
def pptx(made: Drawn) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(write("pptx", made)))


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "y.tg").write_text(FILE)
    return str(tmp_path / "y.tg")


# ---- the animated SVG


def test_without_animation_the_first_frame_is_seen_and_no_other(svg: str) -> None:
    frames = [child for child in ElementTree.fromstring(svg) if child.tag == f"{SVG}g"]
    assert [frame.get("id") for frame in frames] == ["y-1", "y-2", "y-3", "y-4"]
    assert [frame.get("opacity") for frame in frames] == [None, "0", "0", "0"]


def test_a_program_without_animation_draws_the_first_frame(svg: str, made: Drawn) -> None:
    resvg = pytest.importorskip("resvg_py")
    still = render("svg", [made.scenes[0]]).decode()
    drawn_by_it = [bytes(resvg.svg_to_bytes(svg_string=text.replace('pt"', '"'), zoom=2)) for text in (svg, still)]
    assert drawn_by_it[0] == drawn_by_it[1]


def test_all_motion_is_for_those_who_want_it(svg: str) -> None:
    (style,) = (child.text or "" for child in ElementTree.fromstring(svg) if child.tag == f"{SVG}style")
    assert style.strip().startswith("@media (prefers-reduced-motion: no-preference) {") and style.strip().endswith("}")
    depth = 0
    for place, character in enumerate(style.strip()):  # the one block is closed at the end, and not before
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth > 0 or place < style.index("{") or place == len(style.strip()) - 1
    assert "<script" not in svg and "<animate" not in svg and " on" not in style


def test_an_animation_takes_its_time_and_no_more(svg: str, made: Drawn) -> None:
    (seconds,) = re.findall(r"animation-duration:([\d.]+)s", svg)
    assert float(seconds) == 4 * STEP + REST
    for count, long in ((40, LONGEST), (100, 100 * SHORTEST + REST)):
        many = Drawn(made.scenes[:1] * count, ((),) * (count - 1), ("a",) * count)
        assert float(re.findall(r"animation-duration:([\d.]+)s", write("svg", many).decode())[0]) == pytest.approx(long)


def test_moments_of_an_animation_follow_each_other(svg: str) -> None:
    rules = re.findall(r"@keyframes \S+?\{((?:[\d.]+%\{[^}]*\})+)\}", svg)
    assert len(rules) >= 4
    for rule in rules:
        moments = [float(moment) for moment in re.findall(r"([\d.]+)%\{", rule)]
        assert moments == sorted(moments) and moments[0] == 0 and moments[-1] == 100


def test_frames_share_letters_and_ids_are_unique(svg: str) -> None:
    ids = re.findall(r' id="([^"]*)"', svg)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'xlink:href="#([^"]*)"', svg)) <= set(ids)
    paths = re.findall(r'<path id="[^"]*" d="([^"]*)"', svg)
    assert len(paths) == len(set(paths))


def test_an_animation_says_every_frame_and_carries_its_source(svg: str, made: Drawn) -> None:
    said = ElementTree.fromstring(svg).findtext(f"{SVG}desc") or ""
    assert all(scene.description in said for scene in made.scenes)
    assert tg.diagram.FORMATS["svg"].source(svg.encode()) == SCORES
    assert "tg:source" not in write("svg", made, source=False).decode()


def test_a_browser_moves_what_merges_and_keeps_the_rest(open_page, svg: str, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "y.svg").write_text(svg)
    at = """seconds => { for (const a of document.getAnimations()) { a.pause(); a.currentTime = 1000 * seconds; } }"""
    seen = "[...document.querySelectorAll('svg > g')].map(g => Number(getComputedStyle(g).opacity))"
    page = open_page((tmp_path / "y.svg").as_uri())
    page.evaluate(at, 1.0)
    assert page.evaluate(seen) == [1, 0, 0, 0]
    page.evaluate(at, STEP + 1.0)
    assert page.evaluate(seen) == [0, 1, 0, 0]
    page.evaluate(at, 4 * STEP)
    assert page.evaluate(seen) == [0, 0, 0, 1]
    still = open_page((tmp_path / "y.svg").as_uri(), reduced_motion="reduce")
    assert still.evaluate("document.getAnimations().length") == 0
    assert still.evaluate(seen) == [1, 0, 0, 0]


# ---- the page


def test_a_page_is_a_list_of_figures_without_its_script(made: Drawn) -> None:
    page = write("html", made).decode()
    assert page.count("<li id=") == page.count("<figure>") == page.count("<figcaption") == 4
    assert '<nav aria-label="steps" hidden>' in page
    ways = [json.loads(text.replace("&quot;", '"')) for text in re.findall(r'data-moves="([^"]*)"', page)]
    assert [sum(way[2] for way in frame.values()) for frame in ways] == [2, 2, 2, 0]  # what merges, in each
    assert not re.search(r'(?:src|href)="(?!#)', page)


def test_a_page_goes_through_the_steps(open_page, made: Drawn, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "y.html").write_bytes(write("html", made))
    page = open_page((tmp_path / "y.html").as_uri(), reduced_motion="reduce")
    seen = "[...document.querySelectorAll('li')].map(li => getComputedStyle(li).visibility === 'visible')"
    assert page.evaluate(seen) == [True, False, False, False]
    page.keyboard.press("ArrowRight")
    assert page.evaluate(seen) == [False, True, False, False]
    assert page.text_content("output") == "2 of 4"
    page.click("button[aria-label=next]")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(seen) == [True, False, False, False]
    assert page.is_disabled("button[aria-label=back]")
    page.keyboard.press("End")
    assert page.evaluate(seen) == [False, False, False, True]
    assert page.evaluate("document.getAnimations().length") == 0
    assert all(address.startswith("file:") for address in page.noise.asked)


def middle(box: dict[str, float]) -> float:
    return box["x"] + box["width"] / 2


def test_a_page_moves_what_merges(open_page, made: Drawn, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "y.html").write_bytes(write("html", made))
    page = open_page((tmp_path / "y.html").as_uri())
    place = """key => { for (const a of document.getAnimations()) { a.pause(); a.currentTime = 800; }
        return document.querySelector(`#y-1 .tensor[data-key="${key}"]`).getBoundingClientRect() }"""
    first = {one: middle(page.evaluate(place, one)) for one, _ in made.moves[0]}
    page.keyboard.press("ArrowRight")
    later = {one: middle(page.evaluate(place, one)) for one, _ in made.moves[0]}
    moved = [one for one in first if abs(first[one] - later[one]) > 1]
    assert moved == [one for one, _ in made.moves[0][:2]]  # x and W_Q, towards each other
    assert later[moved[0]] == pytest.approx(later[moved[1]], abs=1)


# ---- reveal.js


def test_a_slide_has_a_fragment_for_each_step(made: Drawn) -> None:
    slide = write("reveal", made).decode()
    assert re.findall(r'<div class="(fragment[^"]*)" data-fragment-index="(\d)"', slide) == [
        ("fragment fade-out", "0"),
        ("fragment current-visible", "0"),
        ("fragment current-visible", "1"),
        ("fragment", "2"),
    ]
    ids = re.findall(r' id="([^"]*)"', slide)
    assert len(ids) == len(set(ids))
    root = ElementTree.fromstring(slide)
    assert (root.tag, root[0].get("class")) == ("section", "r-stack")
    assert "<?xml" not in slide and "<rect" not in slide


# ---- presentations and pages


def shape_names(slide: ElementTree.Element) -> list[str]:
    return [shape.get("name", "") for shape in slide.iter(f"{P}cNvPr")]


def test_a_presentation_morphs(pptx: zipfile.ZipFile) -> None:
    slides = [ElementTree.fromstring(pptx.read(f"ppt/slides/slide{number}.xml")) for number in range(1, 5)]
    ways = [slide.findall(f"{MC}AlternateContent/{MC}Choice/{P}transition/*") for slide in slides]
    assert [[way.tag.rpartition("}")[2] for way in found] for found in ways] == [[], ["morph"], ["morph"], ["morph"]]
    assert all(
        slide.find(f"{MC}AlternateContent/{MC}Fallback/{P}transition/{P}fade") is not None for slide in slides[1:]
    )
    names = [[name for name in shape_names(slide) if re.fullmatch(r"!!\w+( \d)?", name)] for slide in slides]
    assert names == [
        ["!!x", "!!W_Q", "!!W_K", "!!x 2", "!!caption"],
        ["!!x", "!!W_K", "!!x 2", "!!caption"],
        ["!!x", "!!W_K", "!!caption"],
        ["!!x", "!!caption"],
    ]


def test_a_caption_is_text_and_said_in_the_notes(pptx: zipfile.ZipFile) -> None:
    slide = ElementTree.fromstring(pptx.read("ppt/slides/slide2.xml"))
    texts = ["".join(run.text or "" for run in line.iter(f"{A}t")) for line in slide.iter(f"{A}p")]
    assert texts == ["step 1", "some WQ & more"]
    notes = "".join(ElementTree.fromstring(pptx.read("ppt/notesSlides/notesSlide2.xml")).itertext())
    assert "Frame 2 of 4. step 1. some W_Q & more. Tensor diagram: q (context × head)" in notes


def test_numbers_of_shapes_are_unique(pptx: zipfile.ZipFile) -> None:
    for number in range(1, 5):
        ids = [
            shape.get("id")
            for shape in ElementTree.fromstring(pptx.read(f"ppt/slides/slide{number}.xml")).iter(f"{P}cNvPr")
        ]
        assert len(ids) == len(set(ids))


def test_a_page_for_each_frame(made: Drawn) -> None:
    assert len(re.findall(rb"/Type /Page\b", write("pdf", made))) == 4
    assert [scene.title for scene in read_scenes(write("json", made))] == [scene.title for scene in made.scenes]


@pytest.mark.parametrize("format", ["svg", "html", "pptx", "reveal", "pdf"])
def test_the_same_bytes_every_time(format: str, made: Drawn) -> None:
    assert write(format, made) == write(format, drawn(by_hand(SCORES, MADE_SCORES, ["some $W_Q$ & more"])))


def test_a_format_of_one_picture_takes_one_frame(made: Drawn) -> None:
    with pytest.raises(tg.TensorgraphError) as found:
        write("png", made)
    assert str(found.value) == (
        "error[several-pictures]: 4 frames cannot go into one png file\n"
        "  = name one, `--step 0`, or a folder: `-o steps/ --format png`"
    )


# ---- as typed, and from Python


def test_steps_as_typed(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("y.svg", "y.html", "y.pdf"):
        assert main(["steps", file, "y", "-o", str(tmp_path / name)]) == 0
    assert main(["steps", file, "y", "-o", str(tmp_path / "slide.html"), "--reveal"]) == 0
    assert (tmp_path / "slide.html").read_text().startswith("<section")
    assert main(["steps", file, "y", "-o", str(tmp_path / "y.tex"), "--step", "1", "--standalone"]) == 0
    assert main(["steps", file, "y", "-o", f"{tmp_path}/each/"]) == 0
    assert sorted(path.name for path in (tmp_path / "each").iterdir()) == ["y-0.svg", "y-1.svg", "y-2.svg"]
    assert capsys.readouterr().err == f"3 files in {tmp_path}/each/\n"


WRONG = {
    ("y", "-o", "y.svg", "--step", "9"): (
        "error[unknown-step]: there is no step 9: `y` has 2 (0 to 2)\n  = write a number from 0 to 2\n\n"
    ),
    ("z", "-o", "y.svg"): (
        "error[unknown-definition]: no definition, picture or check is called `z`\n  = there are: y\n\n"
    ),
    ("y", "-o", "y.gif"): (
        f"error[unknown-format]: there is no format `gif`\n  = the formats are: {', '.join(tg.diagram.FORMATS)}\n\n"
    ),
    ("y", "-o", "y.svg", "--reveal"): (
        "error: --reveal writes all steps as one piece of HTML\n  = write `-o slide.html`, without --step\n"
    ),
    ("y", "-o", "each/", "--reveal"): (
        "error: --reveal writes all steps as one piece of HTML\n  = write `-o slide.html`, without a folder\n"
    ),
    ("y", "-o", "y.png"): (
        "error[several-pictures]: 3 frames cannot go into one png file\n"
        "  = name one, `--step 0`, or a folder: `-o steps/ --format png`\n\n"
    ),
    ("y", "-o", "y.pdf", "--scale", "2"): "error: --scale belongs to png, and this is pdf\n",
}


@pytest.mark.parametrize("arguments", WRONG)
def test_mistakes_as_typed(
    arguments: tuple[str, ...],
    file: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    words = WRONG[arguments]
    assert main(["steps", file, *arguments]) == (1 if words.startswith("error[") else 2)
    assert capsys.readouterr().err == words
    assert [path.name for path in tmp_path.iterdir()] == ["y.tg"]


def test_steps_from_python() -> None:
    steps = tg.loads(FILE).steps("y")
    assert repr(steps) == "<contraction of y in 2 steps>"
    assert [frame.scene for frame in steps] == list(steps.scenes)
    assert steps[1].render("svg") == render("svg", [steps.scenes[1]])
    bundle = steps._repr_mimebundle_()
    assert set(bundle) == {"image/svg+xml", "text/plain"} and "@keyframes" in bundle["image/svg+xml"]
    assert steps.at(width="60mm").scenes[0].width <= 60 / 25.4 * 72
    with pytest.raises(tg.TensorgraphError, match="there is no step -1: `y` has 2"):
        steps[-1]
