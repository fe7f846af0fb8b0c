"""PDF: its pages, what it says to readers, that nothing in it changes from day to day, and its shapes."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.diagram import Scene, render
from tensorgraph.diagram.formats.pdf import pdf_source
from tensorgraph.diagram.formats.pdf_shapes import cubic
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Outline, Polygon, Text, groups
from tests.diagram.pictures import PICTURES, scene_of

SCENES = [scene_of(PICTURES[name]) for name in ("head", "trace", "bubble")]
DATA = render("pdf", SCENES)


def needs(tool: str) -> pytest.MarkDecorator:
    reason = f"{tool} is not installed (apt-get install poppler-utils)"
    return pytest.mark.skipif(shutil.which(tool) is None, reason=reason)


def said(tool: str, data: bytes, folder: Path, *more: str) -> str:
    """What a tool prints of a file, and no complaint."""
    file = folder / "file.pdf"
    file.write_bytes(data)
    done = subprocess.run([tool, *more, str(file)], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout


@needs("pdfinfo")
def test_a_page_is_as_large_as_its_picture(tmp_path: Path) -> None:
    found = re.findall(r"Page +\d+ size: +(\S+) x (\S+) pts", said("pdfinfo", DATA, tmp_path, "-l", "9"))
    assert [(float(w), float(h)) for w, h in found] == [(scene.width, scene.height) for scene in SCENES]


@needs("pdfinfo")
def test_a_reader_is_told_what_each_picture_is(tmp_path: Path) -> None:
    scenes = [replace(SCENES[0], title="σ (1)", description="× ü"), replace(SCENES[1], description=r"a \ (b)")]
    data = render("pdf", scenes)
    facts = said("pdfinfo", data, tmp_path)
    assert re.search(r"Title: +σ \(1\), p\n", facts) and re.search(r"Tagged: +yes", facts)
    assert re.findall(r'Figure "(.*)"', said("pdfinfo", DATA, tmp_path, "-struct")) == ["p", "p", "p"]
    assert re.findall(rb"/Alt (<\w+>|\(.*?\)\))", data) == [b"<feff00d7002000fc>", rb"(a \\ \(b\))"]


@needs("pdfdetach")
def test_the_source_is_an_attached_file(tmp_path: Path) -> None:
    other = replace(SCENES[1], source="dim other\n")
    data = render("pdf", [SCENES[1], SCENES[1], other])
    assert "2: source2.tg" in said("pdfdetach", data, tmp_path, "-list")
    said("pdfdetach", data, tmp_path, "-saveall", "-o", str(tmp_path))
    assert (tmp_path / "source.tg").read_text() == SCENES[1].source
    assert (tmp_path / "source2.tg").read_text() == "dim other\n"
    assert pdf_source(render("pdf", [SCENES[1]], source=False)) is None


def test_nothing_in_it_changes() -> None:
    assert render("pdf", SCENES) == DATA
    assert b"Date" not in DATA and b"Producer" not in DATA and b"FlateDecode" not in DATA


def test_an_outline_is_written_once() -> None:
    parts = [part for scene in SCENES for group in groups(scene.parts) for part in group.parts]
    texts = [part.outline for part in parts if isinstance(part, Text)]
    assert len(texts) > len(set(texts))
    assert DATA.count(b"/Subtype /Form") == len(set(texts))


def operators(*parts: Curve | Disc | Polygon | Text, background: str | None = None) -> str:
    """The content of a page of 9 by 9 points."""
    data = render("pdf", [Scene(9.0, 9.0, parts, "", "", background)]).decode("latin-1")
    (content,) = re.findall(r"stream\n(1 0 0 -1 .*?)\nendstream", data, re.DOTALL)
    return content


def test_the_operators_of_shapes() -> None:
    line = Curve(((0.0, 0.0), (9.0, 0.0)), "#ff0000", 1.5)
    assert "\n1 0 0 RG 1.5 w\n0 0 m\n9 0 l\nS\n" in operators(line)
    box = Polygon(((0.0, 0.0), (9.0, 0.0), (9.0, 9.0)), (0.0, 0.0, 0.0), "#ffffff", "#000000", 1.0)
    assert "\n1 1 1 rg\n0 0 0 RG 1 w\n" in operators(box) and "\nh\nB\n" in operators(box)
    assert "\nh\nf\n" in operators(replace(box, stroke=None))
    assert "\nh\nS\n" in operators(replace(box, fill=None))
    assert "\nh\nn\n" in operators(replace(box, fill=None, stroke=None))


def test_dashes_end_with_their_line() -> None:
    dashed = Curve(((0.0, 0.0), (9.0, 0.0)), "#000000", 1.0, 0.0, (4.0, 3.0))
    content = operators(dashed, replace(dashed, dash=None))
    assert content.count(" d\n") == 1
    assert re.search(r"\nq \[4 3\] 0 d\n[^q]*\nS\nQ\n[^d]*\nS\n", content)


def test_the_background_is_no_part_of_the_figure() -> None:
    content = operators(Disc((4.0, 4.0), 2.0, "#000000"), background="#000000")
    before, marked = content.split("/Figure <</MCID 0>> BDC")
    assert "/Artifact BMC\n0 0 0 rg 0 0 9 9 re f\nEMC" in before and " re" not in marked
    assert " re" not in operators(Disc((4.0, 4.0), 2.0, "#000000"))
    clear = render("pdf", [Scene(9.0, 9.0, (), "", "", "#000000")], transparent=True)
    assert b" re f" not in clear


def test_a_circle_is_round() -> None:
    numbers = re.findall(r"^(.*) c$", operators(Disc((50.0, 40.0), 30.0, "#000000")), re.MULTILINE)
    starts = [(80.0, 40.0)] + [tuple(map(float, line.split()[4:])) for line in numbers]
    for start, line in zip(starts, numbers, strict=False):
        a, b, c, d, e, f = map(float, line.split())
        for t in (0.25, 0.5, 0.75):
            x, y = bezier(t, start, (a, b), (c, d), (e, f))
            assert math.hypot(x - 50, y - 40) == pytest.approx(30, abs=0.02)
    assert len(numbers) == 4 and starts[-1] == starts[0]


def bezier(t: float, *points: tuple[float, float]) -> tuple[float, float]:
    """De Casteljau."""
    while len(points) > 1:
        points = tuple((p + t * (r - p), q + t * (s - q)) for (p, q), (r, s) in pairwise(points))
    return points[0]


def test_a_quadratic_curve_is_the_same_as_a_cubic_one() -> None:
    (_, start), (_, curve) = cubic("M10 20Q-3.5 7 40 50")
    raised = [start, *zip(curve[0::2], curve[1::2], strict=True)]
    for step in range(11):
        assert bezier(step / 10, *raised) == pytest.approx(bezier(step / 10, (10, 20), (-3.5, 7), (40, 50)))


def test_every_command_of_a_path() -> None:
    assert [name for name, _ in cubic("M0 0L1 1Q2 2 3 3C4 4 5 5 6 6ZM1 1L2 2 3 3Z")] == list("MLCCZMLLZ")


def test_a_text_is_scaled_and_placed() -> None:
    outline = Outline("M0 0L100 0L100 -50Z", Bounds(0, -50, 100, 0), 100.0, 100.0)
    data = render("pdf", [Scene(99.0, 99.0, (Text((3.0, 40.0), 13.0, outline, "#00ff00"),), "", "")]).decode("latin-1")
    assert "q 0.130000 0 0 0.130000 3 40 cm 0 1 0 rg /g1 Do Q" in data
    assert "/BBox [-1 -51 101 1]" in data and "\n0 0 m\n100 0 l\n100 -50 l\nh\nf\n" in data


def test_a_file_without_our_attachment_has_no_source() -> None:
    assert pdf_source(DATA) == SCENES[0].source
    assert pdf_source(DATA.replace(b"text#2Fx-tensorgraph", b"text#2Fplain")) is None
    assert pdf_source(DATA[:100]) is None
    with pytest.raises(tg.TensorgraphError):
        pdf_source(b"dim n")


def test_a_length_that_lies() -> None:
    start = b"%PDF-1.7\n<</Type /EmbeddedFile/Subtype /text#2Fx-tensorgraph/Length "
    assert pdf_source(start + b"999999999>>\nstream\ndim n") == "dim n"
    assert pdf_source(start + b"9999999999>>\nstream\ndim n") is None
    assert pdf_source(start + b"-3>>\nstream\ndim n") is None
