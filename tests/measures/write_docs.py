"""What the commands of `docs/measures.md` print, written into the page: `python -m tests.measures.write_docs`."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tensorgraph.cli import main

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "measures.md"
CONSOLE = re.compile(r"^```console\n\$ (.*)\n((?:.*\n)*?)```$", re.MULTILINE)
FILE = re.compile(r"^```tg (\S+)\n((?:.*\n)*?)```$", re.MULTILINE)
PICTURES = re.compile(r"-o (\S+)")


@contextlib.contextmanager
def workplace(text: str) -> Iterator[Path]:
    """A folder with the trained model and the files that the page shows, which is the current one."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "examples" / "induction", folder / "examples" / "induction")  # `use` follows no links
        (folder / "docs" / "figures" / "pages").mkdir(parents=True)
        for file, content in FILE.findall(text):
            (folder / file).write_text(content, "utf-8")
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(before)


def printed(command: str) -> str:
    """What a command prints; it has nothing else to say."""
    out, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        assert main(shlex.split(command)[1:]) == 0, said.getvalue()
    assert not said.getvalue(), said.getvalue()
    return out.getvalue()


def page(text: str) -> str:
    """The page with what its commands print, run in the current folder."""
    return CONSOLE.sub(lambda block: f"```console\n$ {block[1]}\n{printed(block[1])}```", text)


if __name__ == "__main__":
    shown = PAGE.read_text("utf-8")
    with workplace(shown) as folder:
        PAGE.write_text(page(shown), "utf-8")
        for picture in PICTURES.findall(shown):
            if (folder / picture).exists():
                (ROOT / picture).write_bytes((folder / picture).read_bytes())
