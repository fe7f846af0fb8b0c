"""The built wheel: what is inside, and that it works from there."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = folder.glob("tensorgraph_lang-*.whl")
    return found


def test_one_top_level_name_with_grammar_std_and_examples_inside(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"tensorgraph"}
    pages = ("diagram/formats/hover.js", "diagram/formats/page.css", "watch/page.html", "watch/page.js")
    for inside in ("grammar/tensorgraph.lark", "std/attention.tg", "examples/head.tg", "py.typed", *pages):
        assert f"tensorgraph/{inside}" in names


def test_it_works_unpacked_far_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    program = "import tensorgraph, sys; print(tensorgraph.__file__); from tensorgraph.cli import main; sys.exit(main())"
    for arguments in (["examples", "head"], ["draw", "head.tg", "-o", "head.svg"], ["check", "head.tg"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        where, _, printed = done.stdout.partition("\n")
        assert where.startswith(str(tmp_path / "site"))
        if arguments[0] == "examples":
            (tmp_path / "head.tg").write_text(printed)
    assert (tmp_path / "head.svg").exists()
