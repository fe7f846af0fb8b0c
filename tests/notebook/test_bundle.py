"""What a notebook keeps of a picture: small, alone on its page, and in the format that is asked for."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

import tensorgraph as tg
from tensorgraph.diagram.formats.compact import compact, steps
from tensorgraph.diagram.scene import Text, groups
from tensorgraph.notebook.bundle import wanted_formats

DOC = tg.load(tg.example("head"))
HEAD = DOC["head"]


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TENSORGRAPH_FORMATS", raising=False)
    monkeypatch.delenv("QUARTO_FIG_FORMAT", raising=False)


def test_it_is_a_third_of_the_file_without_prolog_and_source() -> None:
    small = compact(HEAD.scene)
    assert small.startswith("<svg ") and "metadata" not in small and "# head.tg" not in small
    assert len(small) < len(HEAD.render("svg")) / 3


def test_it_is_svg_that_says_what_it_is() -> None:
    root = ElementTree.fromstring(compact(HEAD.scene))
    assert root.get("role") == "img" and root.get("aria-label") == HEAD.scene.title
    assert root.findtext("{http://www.w3.org/2000/svg}desc") == HEAD.scene.description


def test_two_pictures_share_no_id_and_each_refers_to_its_own() -> None:
    one, other = (compact(DOC[name].scene) for name in ("head", "A"))
    ids = [set(re.findall(r' id="([^"]+)"', text)) for text in (one, other)]
    assert ids[0] and not ids[0] & ids[1]
    assert set(re.findall(r'href="#([^"]+)"', one)) == ids[0]
    assert set(re.findall(r'href="#([^"]+)"', other)) == ids[1]


def replayed(path: str) -> list[tuple[float, float]]:
    """The places that an outline in steps goes through, added up one by one, in its own units."""
    found, at, start = [], (0, 0), (0, 0)
    for command, numbers in re.findall(r"([mlqcz])([^mlqcz]*)", path):
        values = [int(value) for value in re.findall(r"-?\d+", numbers)]
        points = [(at[0] + x, at[1] + y) for x, y in zip(values[::2], values[1::2], strict=True)]
        at = start if command == "z" else points[-1]
        start = at if command == "m" else start
        found += points
    return [(x / 10, y / 10) for x, y in found]


def test_an_outline_in_steps_goes_through_the_same_places() -> None:
    texts = [part for group in groups(HEAD.scene.parts) for part in group.parts if isinstance(part, Text)]
    assert texts
    for path in {text.outline.path for text in texts}:
        numbers = [float(value) for value in re.findall(r"-?[\d.]+(?:e-?\d+)?", path)]
        places = list(zip(numbers[::2], numbers[1::2], strict=True))
        again = replayed(steps(path))
        assert len(again) == len(places)
        assert all(abs(a - b) <= 0.0501 for p, q in zip(places, again, strict=True) for a, b in zip(p, q, strict=True))


def test_include_and_exclude() -> None:
    assert list(HEAD._repr_mimebundle_(include={"text/plain"})) == ["text/plain"]
    assert list(HEAD._repr_mimebundle_(exclude={"text/plain"})) == ["image/svg+xml"]
    assert list(HEAD._repr_mimebundle_()) == ["image/svg+xml", "text/plain"]


FORMATS = {
    "nothing": ({}, ("svg",)),
    "quarto to pdf": ({"QUARTO_FIG_FORMAT": "pdf"}, ("pdf",)),
    "quarto to docx": ({"QUARTO_FIG_FORMAT": "png"}, ("png",)),
    "quarto to html": ({"QUARTO_FIG_FORMAT": "retina"}, ("svg",)),
    "said": ({"TENSORGRAPH_FORMATS": "svg,pdf", "QUARTO_FIG_FORMAT": "png"}, ("svg", "pdf")),
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_environment_says_the_formats(name: str) -> None:
    environment, expected = FORMATS[name]
    assert wanted_formats(environment) == expected


def test_a_format_that_is_none_is_told_and_svg_is_taken() -> None:
    with pytest.warns(UserWarning, match=r"^TENSORGRAPH_FORMATS: there is no format `bmp` here: svg, pdf, png$"):
        assert wanted_formats({"TENSORGRAPH_FORMATS": "bmp"}) == ("svg",)


def test_a_mistake_in_a_picture_is_its_message() -> None:
    bundle = HEAD.at(theme="drak")._repr_mimebundle_()
    assert list(bundle) == ["text/html", "text/plain"]
    assert "error[theme]: there is no theme `drak`" in bundle["text/plain"]
    assert "error[theme]</b>: there is no theme `drak`" in bundle["text/html"]


def test_a_document_shows_its_pictures_each_under_its_name() -> None:
    html = DOC._repr_mimebundle_()["text/html"]
    assert re.findall(r"<figcaption>(.*?)</figcaption>", html) == list(DOC.pictures)
    bare = tg.loads("dim n\ntensor v[n]\nx[i] = v[i]\nz[i] = 2 v[i]")
    assert re.findall(r"<figcaption>(.*?)</figcaption>", bare._repr_mimebundle_()["text/html"]) == ["x", "z"]


def test_verdicts_are_a_table_and_nothing_of_them_is_markup() -> None:
    doc = tg.loads("dim n\ntensor v[n]\ncheck a: v[i] v[i] == 2 v[i] v[i]\ncheck b: v[i] == v[i]")
    found = doc.check()
    html = found._repr_mimebundle_()["text/html"]
    assert re.findall(r'<b style="color: (#\w+)">(.*?)</b>', html) == [("#d9413b", "false"), ("#1f8f4d", "proved")]
    assert html.count("<tr>") == 3 and "<code>v[i] v[i] == 2 v[i] v[i]</code>" in html
    assert repr(found).splitlines()[-2:] == [
        "proved  b: v[i] == v[i]",
        "        for all i; the sides are the same as written",
    ]
