"""pdflatex, for tests: what it makes of a file, and whether it is here."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.diagram.pixels import RESOLUTION, grey

needs_latex = pytest.mark.skipif(
    not (shutil.which("pdflatex") and shutil.which("kpsewhich") and shutil.which("pdftoppm")),
    reason="pdflatex or pdftoppm is not installed (apt-get install texlive-pictures poppler-utils)",
)
POINTS = 72
"""To the inch."""
SECONDS = 120
"""What would be a hang: a picture takes one."""


def has_class(name: str) -> bool:
    """Whether TeX knows a file."""
    return bool(shutil.which("kpsewhich")) and not subprocess.run(["kpsewhich", name], capture_output=True).returncode


def compiled(folder: Path, source: bytes | str, name: str = "picture", runs: int = 1) -> Path:
    """The PDF of a file of LaTeX, which asks nothing, leaves no character out and writes only beside itself."""
    (folder / f"{name}.tex").write_bytes(source.encode() if isinstance(source, str) else source)
    command = ["pdflatex", "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", f"{name}.tex"]
    for _ in range(runs):
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=SECONDS)
        assert done.returncode == 0, done.stdout.decode(errors="replace")[-1500:]
    log = (folder / f"{name}.log").read_text("utf-8", "replace")
    assert "Missing character" not in log
    return folder / f"{name}.pdf"


def pages(pdf: Path) -> list[np.ndarray]:
    """The pages as grey values, at the resolution of `pixels`."""
    stem = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", str(POINTS * RESOLUTION), "-png", str(pdf), str(stem)], check=True)
    return [grey(page.read_bytes()) for page in sorted(pdf.parent.glob(f"{stem.name}-*.png"))]


def words(pdf: Path) -> str:
    """The text that can be read in it."""
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())
