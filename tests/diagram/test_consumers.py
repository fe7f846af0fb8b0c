"""What others make of our files: each draws the picture that resvg draws.

Every one gets all pictures in one run. The differences allowed are what their antialiasing leaves; that these are small
enough to see what is missing is tested too.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import tensorgraph as tg
from tensorgraph.diagram import Scene, render
from tensorgraph.diagram.scene import Group, Item, groups
from tests.diagram.pixels import RESOLUTION, difference, drawn, grey, ours, size_of

PIXELS_PER_POINT = 4 / 3
"""Of CSS."""
AIR = 20
"""Pixels of CSS between the pictures of a page."""


@cache
def scenes() -> Mapping[str, Scene]:
    return {f"{path.stem}-{name}": tg.load(path)[name].scene for path, name in drawn()}


def with_rsvg(folder: Path) -> dict[str, np.ndarray]:
    return {name: _with_rsvg(scene) for name, scene in scenes().items()}


def _with_rsvg(scene: Scene) -> np.ndarray:
    width, height = size_of(scene)
    command = ["rsvg-convert", "--format=png", f"--width={width}", f"--height={height}"]
    return grey(subprocess.run(command, input=render("svg", [scene]), capture_output=True, check=True).stdout)


def with_libreoffice(folder: Path) -> dict[str, np.ndarray]:
    """As Impress and Draw import them; through PDF, because their PNG is coarse."""
    for name, scene in scenes().items():
        (folder / f"{name}.svg").write_bytes(render("svg", [scene]))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    files = [str(folder / f"{name}.svg") for name in scenes()]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, capture_output=True, check=True)
    return {name: page(folder / f"{name}.pdf", scene) for name, scene in scenes().items()}


def with_chromium(folder: Path) -> dict[str, np.ndarray]:
    """As images on one page."""
    tops, top = {}, 0
    for name, scene in scenes().items():
        (folder / f"{name}.svg").write_bytes(render("svg", [scene]))
        tops[name], top = top, top + round(scene.height * PIXELS_PER_POINT) + AIR
    images = [f'<img src="{name}.svg" style="position: absolute; left: 0; top: {at}px">' for name, at in tops.items()]
    (folder / "page.html").write_text(f"<body>{''.join(images)}</body>")
    width = round(max(scene.width for scene in scenes().values()) * PIXELS_PER_POINT)
    command = [
        *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
        *(f"--user-data-dir={folder}/profile", f"--force-device-scale-factor={RESOLUTION}"),
        *(f"--window-size={width},{top}", f"--screenshot={folder}/page.png", f"file://{folder}/page.html"),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    page = Image.open(folder / "page.png")
    return {name: cut(page, tops[name], scene) for name, scene in scenes().items()}


def cut(page: Image.Image, top: int, scene: Scene) -> np.ndarray:
    """One picture of the page."""
    width, height = (round(length * PIXELS_PER_POINT * RESOLUTION) for length in (scene.width, scene.height))
    held = io.BytesIO()
    page.crop((0, top * RESOLUTION, width, top * RESOLUTION + height)).save(held, "png")
    return grey(held.getvalue(), size_of(scene))


def page(file: Path, scene: Scene, number: int = 1) -> np.ndarray:
    """A page of a PDF, as poppler draws it."""
    command = ["pdftoppm", "-r", str(72 * RESOLUTION), "-f", str(number), "-l", str(number), "-png", str(file)]
    width, height = size_of(scene)
    return grey(subprocess.run(command, capture_output=True, check=True).stdout)[:height, :width]


def with_poppler(folder: Path) -> dict[str, np.ndarray]:
    """The PDF, in which every picture is a page."""
    file = folder / "all.pdf"
    file.write_bytes(render("pdf", list(scenes().values())))
    return {name: page(file, scene, number) for number, (name, scene) in enumerate(scenes().items(), 1)}


@dataclass(frozen=True)
class Consumer:
    """A program that draws our files, what it needs, and the largest difference that is its own."""

    draw: Callable[[Path], dict[str, np.ndarray]]
    tools: tuple[str, ...]
    packages: str
    allowed: float


CONSUMERS = {
    "rsvg-convert": Consumer(with_rsvg, ("rsvg-convert",), "librsvg2-bin", 0.02),
    "chromium": Consumer(with_chromium, ("chromium",), "chromium", 0.06),
    "poppler": Consumer(with_poppler, ("pdftoppm",), "poppler-utils", 0.06),
    "LibreOffice": Consumer(with_libreoffice, ("soffice", "pdftoppm"), "libreoffice-draw poppler-utils", 0.12),
}


@pytest.fixture(scope="module", params=CONSUMERS)
def consumer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict]:
    name = request.param
    missing = [tool for tool in CONSUMERS[name].tools if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"{missing[0]} is not installed (apt-get install {CONSUMERS[name].packages})")
    return name, CONSUMERS[name].draw(tmp_path_factory.mktemp(name))


def test_it_draws_what_resvg_draws(consumer: tuple[str, dict[str, np.ndarray]]) -> None:
    name, theirs = consumer
    found = {picture: difference(ours(scene), theirs[picture]) for picture, scene in scenes().items()}
    assert {picture: apart for picture, apart in found.items() if apart > CONSUMERS[name].allowed} == {}


def without(parts: tuple[Item, ...], key: str) -> tuple[Item, ...]:
    """The parts without the groups of a key."""
    kept = [part for part in parts if not (isinstance(part, Group) and part.key == key)]
    return tuple(replace(part, parts=without(part.parts, key)) if isinstance(part, Group) else part for part in kept)


def test_what_is_missing_is_seen() -> None:
    """Each tensor, wire, bubble and sign of a picture, left out, is a larger difference than any allowed."""
    scene = scenes()["head-head"]
    whole, allowed = ours(scene), max(consumer.allowed for consumer in CONSUMERS.values())
    meant = [group.key for group in groups(scene.parts) if group.role in ("tensor", "wire", "bubble", "sign")]
    assert len(meant) > 20
    left = {key: ours(replace(scene, parts=without(scene.parts, key))) for key in meant}
    assert [key for key, image in left.items() if difference(whole, image) < allowed] == []


def test_a_move_is_seen() -> None:
    scene = scenes()["head-head"]
    image = ours(scene)
    moved = np.roll(image, 2 * RESOLUTION, axis=0)  # by two points
    assert difference(image, moved) > max(consumer.allowed for consumer in CONSUMERS.values())
