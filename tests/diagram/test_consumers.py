"""The SVG in a second renderer: rsvg-convert draws what resvg draws."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import tensorgraph as tg

RSVG = shutil.which("rsvg-convert")
SCALE = 4
"""Pixels a point in our PNG."""
MOST_DIFFERENT = 0.004
"""Mean difference of grey values, 0 to 1: what antialiasing leaves; a node that is missing is far above."""


def grey(data: bytes, size: tuple[int, int] | None = None) -> np.ndarray:
    image = Image.open(io.BytesIO(data)).convert("RGBA")
    page = Image.new("RGBA", image.size, "white")
    page.alpha_composite(image)
    flat = page.convert("L")
    return np.asarray(flat.resize(size) if size else flat, dtype=float) / 255


def pictures() -> list[tuple[Path, str]]:
    return [(path, name) for path in tg.examples() for name in tg.load(path).pictures]


@pytest.mark.skipif(RSVG is None, reason="rsvg-convert is not installed (apt-get install librsvg2-bin)")
@pytest.mark.parametrize(("path", "name"), pictures(), ids=lambda part: getattr(part, "stem", part))
def test_two_renderers_draw_the_same(path: Path, name: str) -> None:
    figure = tg.load(path)[name]
    ours = grey(figure.render("png"))
    height, width = ours.shape
    command = [str(RSVG), "--format=png", f"--width={width}", f"--height={height}"]
    theirs = subprocess.run(command, input=figure.render("svg"), capture_output=True, check=True).stdout
    assert (ours < 0.5).mean() > 0.005  # something is drawn
    assert np.abs(ours - grey(theirs, (width, height))).mean() < MOST_DIFFERENT
