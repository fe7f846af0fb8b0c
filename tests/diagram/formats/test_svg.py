"""SVG: only what every reader knows, ids and titles by what things mean, and the source in its metadata."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import tensorgraph as tg
from tensorgraph.diagram import FORMATS, Scene, render
from tensorgraph.diagram.formats.svg import identifier, number, svg_source
from tensorgraph.diagram.scene import groups
from tests.diagram.pictures import PICTURES, scene_of
from tests.diagram.pixels import ours

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {
    "svg": {"version", "width", "height", "viewBox", "role", "aria-labelledby"},
    "title": {"id"},
    "desc": {"id"},
    "metadata": set(),
    "source": {"picture", "encoding"},
    "rect": {"width", "height", "fill"},
    "g": {"id"},
    "path": {"d", "fill", "stroke", "stroke-width", "stroke-dasharray", "transform"},
    "circle": {"cx", "cy", "r", "fill", "stroke", "stroke-width"},
}
"""Elements and attributes that all consumers draw alike: no style, no class, no reference."""


def svg_of(text: str, **options: bool) -> str:
    return render("svg", [scene_of(text)], **options).decode()


def local(name: str) -> str:
    return name.rpartition("}")[2]


@pytest.mark.parametrize("name", PICTURES)
def test_only_what_every_reader_knows(name: str) -> None:
    for element in ET.fromstring(svg_of(PICTURES[name])).iter():
        assert set(map(local, element.attrib)) <= ALLOWED[local(element.tag)]


@pytest.mark.parametrize("name", PICTURES)
def test_ids_are_of_the_picture_and_unique(name: str) -> None:
    ids = re.findall(r' id="([^"]*)"', svg_of(PICTURES[name]))
    assert all(re.fullmatch(r"p-[A-Za-z0-9-]+", found) for found in ids)
    assert [found for found, many in Counter(ids).items() if many > 1] == []


def test_a_group_has_its_key_as_id_and_what_it_is_as_title() -> None:
    scene = scene_of(PICTURES["head"])
    root = ET.fromstring(render("svg", [scene]))
    found = {element.get("id"): element.findtext(f"{SVG}title") for element in root.iter(f"{SVG}g")}
    meant = {f"p-{group.key}": group.about or None for group in groups(scene.parts) if group.role != "label"}
    assert meant.items() <= found.items()
    assert "param W_Q[model, head]" in found.values()
    labels = list(groups(scene.parts, "label"))
    assert labels and all(f"p-{group.key}-label" in found for group in labels)


def test_titles_do_not_change_the_picture() -> None:
    scene = scene_of(PICTURES["head"])
    silent = replace(scene, parts=tuple(map(_silent, scene.parts)))
    assert b"<title>" in render("svg", [scene]) and b"<title>" not in render("svg", [silent])
    assert (ours(scene) == ours(silent)).all()


def _silent(item: object) -> object:
    return replace(item, about="", parts=tuple(map(_silent, item.parts))) if hasattr(item, "about") else item


def test_names_become_ids() -> None:
    found = [identifier(name) for name in ("head", "W_Q^0", "0", "a b", "σ", '"><script>', "-", "attn(x, W)")]
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", name) for name in found)
    assert len(set(found)) == len(found)
    assert found[0] == "head"


def test_the_last_bits_of_a_machine_do_not_show() -> None:
    for value in (0.125, 12.345, 0.005, 1.335, 844.0):
        noisy = [value * (1 + k * 2**-50) for k in range(-8, 9)]
        assert len({number(each) for each in noisy}) == 1


def test_no_background() -> None:
    text = PICTURES["trace"]
    assert svg_of(text).count("<rect") == 1
    assert svg_of(text, transparent=True).count("<rect") == 0
    assert svg_of(text, transparent=True) == re.sub(r"<rect.*\n", "", svg_of(text))


SOURCES = {
    "comment": "# <script>alert(1)</script> & \"quotes\" ]]> --> &amp; <!-- 'x'\ndim n\nshow p: 2\n",
    "letters": "# é e\u0301 שלום 漢字 😀 \u202e \u2028 \x85\ndim n\nshow p: 2\n",
    "spaces": "show p: 2\n#\tx  \n\n   \n",
    "control": "# \x1b[31m \x00 \x7f \ufffe\nshow p: 2",
    "return": "show p: 2\n# a\rb",
    "base64": "# aGVsbG8=\nshow p: 2",
}


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("format", ["svg", "png", "pdf", "json"])
def test_the_source_comes_back_exactly(format: str, name: str) -> None:
    scene = replace(scene_of("show p: 2"), source=SOURCES[name])
    data = render(format, [scene])
    assert FORMATS[format].source(data) == SOURCES[name]


@pytest.mark.parametrize("name", SOURCES)
def test_any_source_leaves_the_file_well_formed(name: str) -> None:
    scene = replace(scene_of("show p: 2"), source=SOURCES[name], name=SOURCES[name])
    root = ET.fromstring(render("svg", [scene]))
    assert {local(element.tag) for element in root.iter()} <= set(ALLOWED)


def test_without_source() -> None:
    data = svg_of(PICTURES["head"], source=False)
    assert "metadata" not in data and "W_Q[m, d]" not in data.partition("<desc")[0]
    assert svg_source(data.encode()) is None


BOMB = '<!DOCTYPE svg [<!ENTITY a "%s">%s]><svg xmlns="http://www.w3.org/2000/svg">&z;</svg>'
LAUGHS = BOMB % ("ha" * 10, "".join(f'<!ENTITY {b} "{f"&{a};" * 100}">' for a, b in pairwise("abcdefghyz")))
OPEN = '<svg xmlns="http://www.w3.org/2000/svg"><metadata><tg:source xmlns:tg="urn:tensorgraph"%s>'
CLOSE = "</tg:source></metadata></svg>"


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + OPEN % "" + "&x;" + CLOSE,
        '<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x">%x;]><svg/>',
        OPEN % "" + "dim n",
        OPEN % "" + "&undefined;" + CLOSE,
        OPEN % ' encoding="base64"' + "dim n" + CLOSE,
        OPEN % ' encoding="base64"' + "//8=" + CLOSE,
        "dim n",
        "",
        "\0" * 1000,
        "<svg " + "a" * 100_000,
    ],
    ids=lambda data: ascii(data[:24]),
)
def test_a_hostile_file_is_refused(data: str) -> None:
    with pytest.raises(tg.TensorgraphError) as caught:
        svg_source(data.encode())
    (found,) = caught.value.diagnostics
    assert found.code == "not-a-picture" and found.hint


@pytest.mark.parametrize(
    ("data", "source"),
    [
        (
            '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">' + OPEN % "" + "dim n" + CLOSE,
            "dim n",
        ),
        (OPEN % "" + "<![CDATA[dim n]]>" + CLOSE, "dim n"),
        (OPEN % "" + "&lt;&#x64;im" + CLOSE, "<dim"),
        ("<g>" * 50_000 + OPEN % "" + "dim n" + CLOSE + "</g>" * 50_000, "dim n"),
        ("<a>" + OPEN % "" + "dim n" + CLOSE + OPEN % "" + "dim m" + CLOSE + "</a>", "dim n"),
        (OPEN % "" + "dim n" + CLOSE + "left open", "dim n"),
        ("<svg><source>dim n</source></svg>", None),
    ],
    ids=["document type", "cdata", "references", "deep", "two", "broken after", "not ours"],
)
def test_what_other_programs_make_of_it(data: str, source: str | None) -> None:
    assert svg_source(data.encode()) == source


def test_the_encoding_of_the_file_is_obeyed() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?>' + OPEN % "" + "dim σ" + CLOSE
    assert svg_source(text.encode("utf-16")) == "dim σ"


def test_what_is_found_is_drawn_again(tmp_path: Path) -> None:
    doc = tg.load(tg.example("head"))
    for format in ("svg", "png", "pdf", "json"):
        doc.draw("head", tmp_path / f"found.{format}")
        again = tg.loads(tg.source_of(tmp_path / f"found.{format}"))
        assert again["head"].render(format) == doc["head"].render(format)


def test_two_pictures_on_a_page_share_no_id() -> None:
    doc = tg.loads("dim n\ntensor v[n]\nshow one: v[i]\nshow two: v[i]")
    ids = [set(re.findall(r' id="([^"]*)"', doc[name].render("svg").decode())) for name in ("one", "two")]
    assert not ids[0] & ids[1]


def test_a_scene_of_nothing() -> None:
    assert ET.fromstring(render("svg", [Scene(8.0, 8.0, (), "", "")])).get("viewBox") == "0 0 8 8"
