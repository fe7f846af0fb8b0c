"""Whatever is written in a text, and however large it is: a picture or a diagnostic with a place, and soon."""

import cProfile
import time
import xml.etree.ElementTree as ET

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram import FORMATS, Scene, draw, measure, report
from tests.diagram.pictures import network_of, scene_of

SECONDS = 60
"""What would be a hang: each takes a second or two. Speed is no matter of a test."""

BOX = "dim n\ntensor A[p: n, q: n], v[n], s\nfn f\n"

PLACES = {
    "label": 'dim a\ntensor T[a] {{ label: "{}" }}\nshow p: T[i]',
    "label with a superscript": 'dim a, h\ntensor T[h, a] {{ label: "{}" }}\nshow p: T^h[i]',
    "label of a function": 'dim a\ntensor T[a]\nfn f {{ label: "{}" }}\nshow p: f(T[i])',
    "brace": 'dim a\ntensor T[a]\nshow p: T[i] "{}"',
    "title": 'dim a\ntensor T[a]\nshow p {{ title: "{}" }}: T[i]',
    "alt": 'dim a\ntensor T[a]\nshow p {{ alt: "{}" }}: T[i]',
}

TEXTS = [
    "e\N{COMBINING ACUTE ACCENT}", "漢字", "שלום", "😀", "abc\N{RIGHT-TO-LEFT OVERRIDE}def",
    "<script>alert(1)</script>", "a & b", "&amp;", "]]>", "-->", "${x}", "%", "#", "~", "{", "}", "$x$", "x_", "_x",
    "\\", "\\frac{a}", "\\sqrt", "\\left(", "\\right)", "\\text{<b>}", "a_{b}_{c}", "\\hat", "\\begin{matrix}",
    "\\href{javascript:alert(1)}{x}", "\\input{x}", "\\color{red}{x}", "\N{ZERO WIDTH SPACE}", "\N{NO-BREAK SPACE}",
    " ", "x" * 200, "x" * 5000, "{" * 60 + "x" + "}" * 60, "\\frac{" * 30 + "1" + "}{2}" * 30,
    "\\left(" * 9 + "\\right)" * 9,
    "x_{" * 5 + "1" + "}" * 5, "(", "/", "*", "=", "''''", "a b",
]  # fmt: skip


def checked(scene: Scene) -> None:
    """The SVG is well formed, has shapes only, and nothing in the picture collides."""
    root = ET.fromstring(FORMATS["svg"].write(scene))
    assert {element.tag.split("}")[1] for element in root.iter()} <= {
        "svg", "title", "desc", "metadata", "source", "rect", "g", "path", "circle",
    }  # fmt: skip
    assert not any(key == "href" or key.startswith("on") for element in root.iter() for key in element.attrib)
    assert report(scene) == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:16]))
def test_any_text_is_drawn_or_refused_with_a_place(place: str, text: str) -> None:
    start = time.perf_counter()
    try:
        checked(scene_of(PLACES[place].format(text)))
    except TensorgraphError as error:
        assert all(found.span and found.hint for found in error.diagnostics)
    assert time.perf_counter() - start < SECONDS


REFUSED = [
    ("brace", "漢", "text", "the font has no “漢” (U+6F22)"),
    ("title", "שלום", "text", "the font has no “ש” (U+05E9)"),
    ("label", "{{{{{x}}}}}", "latex", "the label is nested 5 deep"),
]


@pytest.mark.parametrize(("place", "text", "code", "message"), REFUSED)
def test_what_cannot_be_drawn_is_said(place: str, text: str, code: str, message: str) -> None:
    with pytest.raises(TensorgraphError) as caught:
        scene_of(PLACES[place].format(text))
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == (code, message)


def test_a_character_that_steers_the_line_is_refused() -> None:
    with pytest.raises(TensorgraphError) as caught:
        measure.words("a\N{RIGHT-TO-LEFT OVERRIDE}b")
    assert caught.value.diagnostics[0].message == "the character U+202E cannot be drawn"


def test_a_dimension_no_font_has_is_refused_at_the_picture() -> None:
    with pytest.raises(TensorgraphError) as caught:
        scene_of("dim 漢\ntensor T[漢]\nshow p: T[i]")
    (found,) = caught.value.diagnostics
    assert found.span is not None
    assert found.span.source.position(found.span.start)[0] == 3


def test_a_combining_accent_is_one_letter() -> None:
    accented = [scene_of(PLACES["brace"].format(text)) for text in ("e\N{COMBINING ACUTE ACCENT}", "é")]
    assert accented[0].width == accented[1].width


def chain(length: int) -> str:
    return " ".join(f"A[i{k}, i{k + 1}]" for k in range(length))


LARGE = {
    "chain": chain(1000),
    "nested bubbles": "f(" * 58 + "A[i, j]" + ")" * 58,
    "nested sums": "(A[i, j] + " * 57 + "A[i, j]" + ")" * 57,
    "nested numbers": "(s + s " * 55 + "s" + ")" * 55,
    "nested means": "".join(f"mean[i{k}](A[i{k}, i{k + 1}] " for k in range(50)) + "v[i50]" + ")" * 50,
    "vectors on one wire": " ".join(["v[i]"] * 500),
    "vectors apart": " ".join(f"v[i{k}]" for k in range(500)),
    "numbers": " ".join(["s"] * 500),
    "identities": " ".join(f"id[i{k}, i{k + 1}]" for k in range(400)) + " A[i400, j]",
    "terms": " + ".join(["A[i, j]"] * 300),
    "branches": "(" + " + ".join(["A[i, j]"] * 300) + ") A[j, k]",
    "rows": "; ".join(["A[i, j] == A[i, k] A[k, j]"] * 100),
    "sides": " == ".join(["A[i, j]"] * 200),
    "a wire of many ends": "copy[" + ", ".join(f"i{k}" for k in range(100)) + "] v[i0]",
    "a long number": "123456789012345678901234567890 A[i, j]",
}


@pytest.mark.parametrize("name", LARGE)
def test_large_pictures_are_drawn_soon(name: str) -> None:
    start = time.perf_counter()
    scene = scene_of(BOX + f"show p {{ dims: none }}: {LARGE[name]}")
    ET.fromstring(FORMATS["svg"].write(scene))
    assert time.perf_counter() - start < SECONDS
    assert scene.parts


def test_a_chain_takes_work_in_proportion() -> None:
    """Calls are counted, because times are noise."""

    def calls(length: int) -> int:
        network, picture = network_of(BOX + f"show p {{ dims: none }}: {chain(length)}")
        profile = cProfile.Profile()
        profile.runcall(draw, network, picture)
        return sum(entry.callcount for entry in profile.getstats())

    calls(2)  # what is kept between pictures is made
    assert calls(1000) < 6 * calls(200)  # five times the length; a square would be 25


@pytest.mark.parametrize("text", ["0", "2", "-1/2", "s", "-s", "2 s", "1 == s", "s s", "0; A[i, j]; 3"])
def test_pictures_of_numbers(text: str) -> None:
    checked(scene_of(BOX + f"show p: {text}"))
