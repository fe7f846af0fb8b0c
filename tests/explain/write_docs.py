"""What `docs/explain.md` shows, written anew: `python -m tests.explain.write_docs`."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
from pathlib import Path

from tensorgraph.cli import main

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "explain.md"
FOLDER = "docs/figures/explain"
CONSOLE = re.compile(r"^```console\n\$ (.*)\n((?:.*\n)*?)```$", re.MULTILINE)


def printed(command: str) -> str:
    """What a command prints in the root of the project; it has nothing else to say."""
    out, said = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
            assert main(shlex.split(command)[1:]) == 0, said.getvalue()
    finally:
        os.chdir(before)
    assert not said.getvalue(), said.getvalue()
    out.flush()
    return out.buffer.getvalue().decode()  # type: ignore[attr-defined]


def page(text: str) -> str:
    """The page with what its commands print; what they write lies beside it."""
    return CONSOLE.sub(lambda block: f"```console\n$ {block[1]}\n{printed(block[1])}```", text)


if __name__ == "__main__":
    (ROOT / FOLDER).mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
