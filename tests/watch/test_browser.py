"""The live page in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.watch.running import watching

THREE = """dim a = 2, b = 3
param M[a, b]
show one: M[i, j]
show two: M[i, j] M[i, k]
show "three & <b>": M[i, j] M[k, j]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "<b>.tg"
    path.write_text(THREE.replace('"three & <b>"', "three"))
    return path


@pytest.fixture
def url(file: Path) -> Iterator[str]:
    with watching(file) as server:
        yield server.url


@pytest.fixture
def page(open_page: Callable, url: str):
    found = open_page(url)
    found.wait_for_selector("svg.picture")
    return found


def tensors(page) -> int:
    return page.locator("svg .tensor").count()


def wait_for_tensors(page, count: int) -> None:
    page.wait_for_function("n => document.querySelectorAll('svg .tensor').length === n", arg=count)


def chosen(page) -> tuple[str, str]:
    """The picture by the list and by the address."""
    return page.locator("#names").input_value(), page.evaluate("location.hash")


def test_a_save_changes_the_picture(page, file: Path) -> None:
    assert (tensors(page), page.title(), page.locator("h1").inner_text()) == (1, "one · <b>.tg", "<b>.tg")
    file.write_text(file.read_text().replace("show one: M[i, j]", "show one: M[i, j] M[k, j] M[k, l]"))
    wait_for_tensors(page, 3)
    page.locator("svg .tensor").first.hover()
    assert page.locator("#about").inner_text() == "param M[a, b] · 2 × 3"


def test_a_mistake_stands_over_the_last_good_picture_until_it_is_repaired(page, file: Path) -> None:
    good = file.read_text()
    before = page.locator("#picture").inner_html()
    file.write_text(good + 'y = N[i] "<img src=x onerror=alert(1)>"\n')
    errors = page.locator("#errors")
    errors.wait_for(state="visible")
    said = errors.inner_text()
    assert "error[" in said and f"{file}:6:" in said and "^" in said and "<img src=x" in said
    assert page.locator("#errors img").count() == 0
    assert page.locator("#picture").inner_html() == before
    assert page.title().startswith("✗ ")
    page.locator("#errors b").first.wait_for()
    assert page.locator("#errors b").first.inner_text().startswith("error[")
    file.write_text(good)
    errors.wait_for(state="hidden")
    assert page.locator("#picture").inner_html() == before and page.title() == "one · <b>.tg"


def test_a_file_that_is_wrong_from_the_start(open_page: Callable, tmp_path: Path) -> None:
    path = tmp_path / "a.tg"
    path.write_text("show x: y[i]\n")
    with watching(path) as server:
        page = open_page(server.url)
        page.locator("#errors").wait_for(state="visible")
        assert page.locator("#errors p").inner_text() == "1 error"
        path.write_text("dim a\nparam M[a, a]\nshow x: M[i, j]\n")
        page.locator("svg.picture").wait_for()
        page.locator("#errors").wait_for(state="hidden")


def test_stepping_through_the_pictures(page) -> None:
    assert chosen(page) == ("one", "")
    for key, name, count in [
        ("ArrowRight", "two", 2),
        ("ArrowRight", "three", 2),
        ("ArrowRight", "one", 1),
        ("ArrowLeft", "three", 2),
        ("ArrowLeft", "two", 2),
    ]:
        page.keyboard.press(key)
        assert chosen(page) == (name, f"#{name}") and tensors(page) == count
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Shift+ArrowRight")
    assert chosen(page) == ("two", "#two")
    page.locator("#next").click()
    assert chosen(page) == ("three", "#three")
    page.locator("#previous").click()
    page.locator("#previous").click()
    assert chosen(page) == ("one", "#one")
    page.locator("#names").select_option("three")
    assert chosen(page) == ("three", "#three")
    assert page.locator("#count").inner_text() == "3 / 3"


def test_the_chosen_picture_outlives_a_reload_and_a_save(page, file: Path) -> None:
    page.keyboard.press("ArrowRight")
    page.reload()
    page.wait_for_selector("svg.picture")
    assert chosen(page) == ("two", "#two")
    good = file.read_text()
    file.write_text("show zero: M[i, j]\n" + good)
    page.wait_for_function("() => document.getElementById('names').length === 4")
    assert chosen(page) == ("two", "#two")
    file.write_text("".join(line for line in good.splitlines(True) if "two" not in line))
    page.wait_for_function("() => document.getElementById('names').length === 2")
    assert page.locator("#names").input_value() in ("one", "three")  # another is shown while it is away
    file.write_text(good)
    page.wait_for_function("() => document.getElementById('names').length === 3")
    assert chosen(page) == ("two", "#two")


@pytest.mark.parametrize("name", ["three", "nothing", "%", "%00", "<img src=x onerror=alert(1)>"])
def test_any_address(open_page: Callable, url: str, name: str) -> None:
    page = open_page(f"{url}#{name}")
    page.wait_for_selector("svg.picture")
    assert page.locator("#names").input_value() == ("three" if name == "three" else "one")
    page.evaluate("location.hash = '#two'")
    page.wait_for_function("() => document.getElementById('names').value === 'two'")


def test_the_page_follows_the_ground(page, file: Path) -> None:
    file.write_text(file.read_text() + "style { theme: dark }\n")
    page.wait_for_selector("html.dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(22, 24, 29)"


def test_the_end_of_the_program_is_told(open_page: Callable, file: Path) -> None:
    with watching(file) as server:
        page = open_page(server.url)
        page.noise.wanted = True  # the browser itself says that it cannot connect
        page.wait_for_selector("svg.picture")
        assert page.locator("#connection").inner_text() == ""
    page.wait_for_function("() => document.getElementById('connection').textContent === 'not connected'")
    assert page.locator("svg.picture").is_visible()


def test_only_the_page_and_its_stream_are_asked_for(page, url: str) -> None:
    assert sorted(page.noise.asked) == [url, f"{url}events"]


def test_another_page_cannot_read_embed_or_load_it(open_page: Callable, url: str, tmp_path: Path) -> None:
    other = tmp_path / "evil.html"
    other.write_text("<!doctype html><title>evil</title>")
    page = open_page(other.as_uri())
    page.noise.wanted = True  # the browser says why it refuses
    read = page.evaluate("url => fetch(url).then(() => 'read', () => 'refused')", url)
    loaded = page.evaluate(
        """url => new Promise(end => { const source = new EventSource(url + "events");
             source.onmessage = () => end("read"); source.onerror = () => end("refused"); })""",
        url,
    )
    assert (read, loaded) == ("refused", "refused")
    page.evaluate(
        """url => new Promise(end => { const frame = document.createElement("iframe");
             frame.onload = end; frame.src = url; document.body.append(frame); })""",
        url,
    )
    frame = page.frames[1]
    while not frame.url.startswith("chrome-error:"):
        page.wait_for_event("framenavigated")
    assert frame.locator("svg.picture").count() == 0


def test_many_pages_of_one_browser(open_page: Callable, url: str) -> None:
    """A browser opens six connections to a server; pages that are not seen give theirs back."""
    page = open_page(url)
    page.wait_for_selector("svg.picture")
    page.evaluate(
        """() => { Object.defineProperty(document, "hidden", { value: true, configurable: true });
                   document.dispatchEvent(new Event("visibilitychange")); }"""
    )
    assert page.evaluate("stream.readyState") == 2
    page.evaluate(
        """() => { Object.defineProperty(document, "hidden", { value: false });
                   document.dispatchEvent(new Event("visibilitychange")); }"""
    )
    page.wait_for_function("() => stream.readyState === 1")
