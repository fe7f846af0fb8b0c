"""The pages on notebooks and documents do what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tensorgraph.documents.attributes import ATTRIBUTES
from tensorgraph.documents.markdown import filled
from tensorgraph.documents.media import Media
from tensorgraph.notebook.asked import _parser

DOCS = Path(__file__).parent.parent.parent / "docs"
NOTEBOOKS, DOCUMENTS = ((DOCS / f"{name}.md").read_text("utf-8") for name in ("notebooks", "documents"))
COLOUR = re.compile("\x1b\\[[0-9;]*m")


def test_cells_print_what_stands_below_them(capsys: pytest.CaptureFixture[str]) -> None:
    interactive = pytest.importorskip("IPython.core.interactiveshell", reason="IPython is not installed")
    interactive.InteractiveShell.clear_instance()
    shell = interactive.InteractiveShell.instance()
    blocks = re.findall(r"^```(ipython|text)\n(.*?)\n```$", NOTEBOOKS, re.MULTILINE | re.DOTALL)
    assert [kind for kind, _ in blocks] == ["ipython", *["ipython", "text"] * 3]
    printed = ""
    try:
        for kind, text in blocks:
            if kind == "text":
                assert COLOUR.sub("", printed).strip() == text
                continue
            capsys.readouterr()
            shell.run_cell(text)
            printed = capsys.readouterr().out
    finally:
        interactive.InteractiveShell.clear_instance()


def test_every_option_and_attribute_is_explained() -> None:
    options = [word for action in _parser()._actions for word in action.option_strings]
    assert "--run" in options and not [
        word for word in options if f"`{word} " not in NOTEBOOKS.replace("`--check`", "`--check ")
    ]
    assert not [name for name in ATTRIBUTES if f"`{name}=" not in DOCUMENTS]


def test_the_page_becomes_what_is_shown(tmp_path: Path) -> None:
    page, shown = re.findall(r"^````markdown\n(.*?)^````$", DOCUMENTS, re.MULTILINE | re.DOTALL)
    made = filled(page, "page.md", tmp_path, Media("tensorgraph-media", tmp_path))
    assert re.sub(r"cyclic-\w{8}", "cyclic-HASH", made) == shown
