"""`docs/explain.md` shows what its commands print, and the files that it shows are what they write."""

from __future__ import annotations

import doctest
import shutil
from pathlib import Path

import pytest

from tests.explain import write_docs


def test_the_page_is_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a copy, so that nothing is written over; its folder holds what the commands wrote and nothing else."""
    shutil.copytree(write_docs.ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("induction"))
    (tmp_path / write_docs.FOLDER).mkdir(parents=True)
    monkeypatch.setattr(write_docs, "ROOT", tmp_path)
    shown = write_docs.PAGE.read_text("utf-8")
    assert write_docs.page(shown) == shown
    made = tmp_path / write_docs.FOLDER
    kept = write_docs.PAGE.parent.parent / write_docs.FOLDER
    assert {p.name: p.read_bytes() for p in made.iterdir()} == {p.name: p.read_bytes() for p in kept.iterdir()}


def test_the_python_runs() -> None:
    page = write_docs.PAGE.read_text("utf-8")
    test = doctest.DocTestParser().get_doctest(page, {}, "explain.md", "explain.md", 0)
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert runner.tries > 3 and runner.failures == 0
