"""Pages of HTML: elements, colours, words for those who cannot see, and that nothing of a file is markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

import tensorgraph as tg
from tensorgraph.explain import Explained
from tensorgraph.explain.making import Wanted, pages_of
from tensorgraph.explain.writers import write
from tensorgraph.explain.writers.html import fragment
from tests.chromium import browser, open_page  # noqa: F401
from tests.explain.pages import HEAD, VIEWS, hostile

NETWORK = tg.loads(HEAD, "head.tg").network
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "div", "article", "h1", "h2", "section", "figure", "svg", "g",
    "path", "rect", "circle", "desc", "p", "pre", "code", "span", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
"""All that a page is made of."""


class _Seen(HTMLParser):
    """Every element with its attributes, and the text of each `pre`."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.open.append(tag)
        if tag == "pre":
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "pre" in self.open:
            self.texts[-1] += data


def seen(page: str) -> _Seen:
    parser = _Seen()
    parser.feed(page)
    return parser


@pytest.fixture(scope="module")
def page() -> str:
    return write("html", pages_of(NETWORK, ["y", "both"], Wanted(views=VIEWS))).data.decode()


def test_what_it_is_made_of(page: str) -> None:
    parser = seen(page)
    assert {tag for tag, _ in parser.elements} <= ELEMENTS
    assert [tag for tag, _ in parser.elements].count("figure") == 3  # of y, and of each row of the table
    assert parser.texts[0] == "# code\nuse(y = x_i W_i )"
    assert '<th scope="row"><p>One <svg class="inline"' in page


def test_ids_are_unique(page: str) -> None:
    ids = re.findall(r' id="([^"]+)"', page)
    assert ids and len(ids) == len(set(ids))


def test_a_formula_says_itself_in_words(page: str) -> None:
    labels = [a["aria-label"] for tag, a in seen(page).elements if tag == "svg" and a.get("class") == "formula"]
    assert labels == ["y = x_i W_i", "y = x_i W_i", "Y = x_i W_i"]


def test_a_tensor_has_one_colour_in_picture_formula_and_code(page: str) -> None:
    """W is drawn as a parameter: its box, the ground of its letter, and its name in the code."""
    blue = "#9ccaec"
    node = re.search(r'<title>param W\[.*?fill="(#\w+)"', page, re.DOTALL)
    assert node and node[1] == blue
    formula = page.split('aria-label="y = x_i W_i"')[1].split("</svg>")[0]
    assert f'fill="{blue}"' in formula
    style = re.search(r'<span class="chip (\w+)">W</span>', page)
    assert style and f".tg-explain .{style[1]} {{ background: {blue}; color: #111111; }}" in page


def test_nothing_of_a_file_is_markup() -> None:
    written = write("html", [hostile()]).data.decode()
    parser = seen(written)
    assert {tag for tag, _ in parser.elements} <= ELEMENTS - {"figure", "circle", "desc"}
    assert not [name for _, attributes in parser.elements for name in attributes if name.startswith("on")]
    assert "\x1b" not in written and "\x07" not in written
    assert "<script>alert(1)</script>" in parser.texts[0]  # it is there, as text


def test_a_notebook_shows_a_part_of_a_page() -> None:
    shown = Explained(pages_of(NETWORK, ["y"], Wanted(views=VIEWS)))
    bundle = shown._repr_mimebundle_()
    assert bundle["text/html"] == fragment(shown.pages) and bundle["text/html"].startswith('<div class="tg-explain">')
    assert bundle["text/plain"] == shown.render("txt") == f"{shown}\n"
    assert repr(shown) == "<y of head.tg, explained>"
    assert shown.render("html") == shown.render("html")


def test_in_a_browser_it_runs_nothing_and_asks_for_nothing(open_page, tmp_path) -> None:  # noqa: F811
    file = tmp_path / "page.html"
    file.write_bytes(write("html", [*pages_of(NETWORK, ["y"], Wanted(views=VIEWS)), hostile()]).data)
    page = open_page(file.as_uri())
    assert page.noise.asked == [file.as_uri()]
    blue = page.evaluate("getComputedStyle(document.querySelectorAll('.chip')[2]).backgroundColor")
    assert blue == "rgb(156, 202, 236)"
    assert page.evaluate("document.querySelectorAll('script, [onload]').length") == 0
