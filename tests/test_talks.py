"""The page on talks: every command on it runs, and what comes out is opened."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree

import pytest

import tensorgraph as tg
from tensorgraph.cli import main
from tests.chromium import browser, open_page  # noqa: F401  fixtures
from tests.diagram.formats.latex import has_class, needs_latex

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "talks.md").read_text("utf-8")
CONSOLES = re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
LINES = [line.removeprefix("$ ") for block in CONSOLES for line in block.splitlines() if line.startswith("$ ")]
OTHERS = ("pdflatex talk.tex", "npm install reveal.js", "python3 -m http.server", "jupyter nbconvert ", "pandoc ")
"""What begins a command that is not ours."""
REVEAL = DOCS / "talks" / "node_modules" / "reveal.js"
"""Where `npm install reveal.js` puts it; the deck is shown where it is there."""

FRAMES_OF_H = 6
"""Queries, keys, values, attention and output are five steps; before them there is the whole."""
FRAMES_OF_HEAD = 4
"""h, A and attn are unfolded; before them there is h."""
PICTURES = {"head", "scores", "circuits"}
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the folder in which every command of ours was run."""
    made = tmp_path_factory.mktemp("talks") / "talks"
    shutil.copytree(DOCS / "talks", made, ignore=shutil.ignore_patterns("node_modules", "figures"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made)
        for line in LINES:
            if not line.startswith(OTHERS):
                program, *arguments = line.split()
                assert program == "tensorgraph" and main(arguments) == 0, line
        yield made


def test_every_command_of_the_page_is_run_here() -> None:
    ours = [line for line in LINES if line.startswith("tensorgraph ")]
    assert len(ours) == 10 and [line for line in LINES if line not in ours and not line.startswith(OTHERS)] == []


def test_the_page_shows_the_file_and_its_verdicts(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.chdir(DOCS / "talks")
    assert re.findall(r"^```tg\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL) == [Path("talk.tg").read_text("utf-8")]
    assert main(["check", "talk.tg"]) == 0
    assert "$ tensorgraph check talk.tg\n" + capsys.readouterr().out == CONSOLES[0]


@needs_latex
@pytest.mark.skipif(not has_class("beamer.cls"), reason="beamer is not installed (texlive-latex-recommended)")
@pytest.mark.skipif(not has_class("lmodern.sty"), reason="lmodern is not installed (apt-get install lmodern)")
def test_the_beamer_deck(folder: Path) -> None:
    command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "talk.tex"]
    assert subprocess.run(command, cwd=folder, capture_output=True).returncode == 0
    log = (folder / "talk.log").read_text("utf-8", "replace").replace("\n", "")  # which breaks lines anywhere
    (pages,) = re.findall(r"Output written on talk\.pdf \((\d+) pages", log)
    assert int(pages) == 1 + FRAMES_OF_H + FRAMES_OF_HEAD + 3  # head; circuits, side by side, scores
    assert f"That is {pages} pages" in PAGE
    assert not re.findall(r"Overfull|Missing character|PDF inclusion|You have requested", log)


def slides(deck: Path, kind: str = "slide") -> list[ElementTree.Element]:
    """The slides, or their notes, in order."""
    with zipfile.ZipFile(deck) as file:
        names = sorted(name for name in file.namelist() if re.fullmatch(rf"ppt/{kind}s/{kind}\d+\.xml", name))
        return [ElementTree.fromstring(file.read(name)) for name in names]


def test_the_powerpoint_decks(folder: Path) -> None:
    pictures, steps = slides(folder / "pictures.pptx"), slides(folder / "steps.pptx")
    assert (len(pictures), len(steps)) == (len(PICTURES), FRAMES_OF_H)
    document = tg.load(folder / "talk.tg")
    notes = ["".join(note.itertext()) for note in slides(folder / "pictures.pptx", "notesSlide")]
    assert all(document[name].scene.description in note for name, note in zip(document.pictures, notes, strict=True))
    said = [{shape.get("descr") for shape in slide.iter(f"{P}cNvPr")} for slide in pictures]
    assert all("param W_V[model, head] · 256 × 32" in words for words in (said[0], said[2]))


def sources(page: str) -> list[str]:
    """What the deck fetches, shows or frames, of ours."""
    return re.findall(r'(?:src|data-include)="(figures/[^"]*)"', page)


def test_the_reveal_deck_has_what_it_includes(folder: Path) -> None:
    page = (folder / "talk.html").read_text("utf-8")
    found = sources(page)
    assert {Path(name).stem for name in found} == {*PICTURES, "h-steps", "head-steps", "h-explain"}
    assert all((folder / name).exists() for name in found)
    for name, frames in (("h", FRAMES_OF_H), ("head", FRAMES_OF_HEAD)):
        section = ElementTree.fromstring((folder / "figures" / f"{name}-steps.html").read_text("utf-8"))
        assert (section.tag, section.get("class")) == ("section", "tensorgraph-steps")
        assert len(list(section.iter(f"{SVG}svg"))) == frames
        # the second frame comes when the first goes
        assert len({one.get("data-fragment-index") for one in section.iter("div")} - {None}) == frames - 1


@contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.skipif(not REVEAL.exists(), reason="reveal.js is not there (npm install reveal.js in docs/talks)")
def test_the_reveal_deck_goes_on_at_a_click(folder: Path, open_page: Callable) -> None:  # noqa: F811
    shutil.copytree(REVEAL, folder / "node_modules" / "reveal.js", dirs_exist_ok=True)
    (folder / "favicon.ico").touch()
    with served(folder) as address:
        page = open_page(f"{address}/talk.html")
        page.wait_for_selector(".reveal.ready .tensorgraph-steps")
        for _ in range(FRAMES_OF_H):  # one to the slide, the others through its steps
            page.keyboard.press("ArrowRight")
        last = "[...document.querySelectorAll('section.present .fragment')].at(-1)"
        page.wait_for_function(f"{last} && getComputedStyle({last}).visibility === 'visible'")  # it fades in
        assert page.locator("section.present .fragment").count() == FRAMES_OF_H
        box = page.locator("section.present .r-stack > :last-child svg").bounding_box()
        assert box["width"] > 0.9 * page.viewport_size["width"]


def test_the_cells_of_the_notebook_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    interactive = pytest.importorskip("IPython.core.interactiveshell", reason="IPython is not installed")
    cells = json.loads((folder / "talk.ipynb").read_text("utf-8"))["cells"]
    assert not any(cell.get("outputs") for cell in cells)
    interactive.InteractiveShell.clear_instance()
    shell = interactive.InteractiveShell.instance()
    try:
        results = [shell.run_cell("".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    finally:
        interactive.InteractiveShell.clear_instance()
    assert all(result.success for result in results)
    printed = capsys.readouterr().out
    assert [word for word in PICTURES if f"<picture {word} of talk.tg>" not in printed] == []
    assert repr(results[1].result) == f"<contraction of h in {FRAMES_OF_H - 1} steps>"
    assert [verdict.word for verdict in results[3].result] == ["proved"] * 4
    assert int(results[-1].result) == 2  # through two wires of head no more than two


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
def test_the_handout(folder: Path) -> None:
    from tensorgraph.documents.pandoc import filtered

    text = (folder / "handout.md").read_bytes()
    read = subprocess.run(["pandoc", "-t", "json"], input=text, capture_output=True, check=True).stdout
    made = json.dumps(filtered(json.loads(read), "html"))
    assert made.count("<svg ") >= len(PICTURES) and made.count("proved") == 4 and "torch.einsum(" in made
    readme = (folder / "README.md").read_text("utf-8")
    links = re.findall(r"\]\((tensorgraph-media/[^)]*)\)", readme)
    assert len(links) == len(PICTURES) + 1 and all((folder / link).exists() for link in links)
