"""A real browser for the tests: Debian's chromium, with a new profile, reaching nothing by itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox",  # the tests run as root in containers
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60_000
"""Milliseconds to wait for a condition: a machine may be busy, and only what never comes is a mistake."""


@dataclass
class Noise:
    """What a page said on its console, nothing unless it is ``wanted``, and the addresses that it asked for."""

    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    wanted: bool = False


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """The browser; the test is skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def open_page(browser) -> Iterator[Callable]:
    """Opens a page at an address and keeps its noise; at the end there must be none."""
    contexts = []

    def open_(url: str, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.noise = Noise()
        page.on("console", lambda message: page.noise.said.append(message.text))
        page.on("pageerror", lambda error: page.noise.said.append(str(error)))
        page.on("dialog", lambda dialog: (page.noise.said.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: page.noise.asked.append(request.url))
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        said = [text for page in context.pages if not page.noise.wanted for text in page.noise.said]
        context.close()
        assert said == []
