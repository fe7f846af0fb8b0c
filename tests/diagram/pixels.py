"""Pictures as grey values, and how far two are apart where they differ most."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

import tensorgraph as tg
from tensorgraph.diagram import Scene, render

RESOLUTION = 2
"""Pixels a point at which pictures are compared."""
TILE = 16
"""Pixels of a square in which grey values are averaged: what antialiasing moves stays inside."""


def grey(data: bytes, size: tuple[int, int] | None = None) -> np.ndarray:
    """An image on white, as values from 0 (black) to 1, in the size of another."""
    image = Image.open(io.BytesIO(data)).convert("RGBA")
    page = Image.new("RGBA", image.size, "white")
    page.alpha_composite(image)
    flat = page.convert("L")
    if size and size != flat.size:
        flat = flat.resize(size, Image.Resampling.BOX if size[0] < flat.width else Image.Resampling.BICUBIC)
    return np.asarray(flat, dtype=float) / 255


def ours(scene: Scene) -> np.ndarray:
    """A scene as resvg draws it."""
    return grey(render("png", [scene], scale=RESOLUTION))


def size_of(scene: Scene) -> tuple[int, int]:
    """Of `ours`, in pixels."""
    return round(scene.width * RESOLUTION), round(scene.height * RESOLUTION)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """The largest difference between tiles of two images of one size."""
    assert one.shape == other.shape
    return float(np.abs(_tiles(one) - _tiles(other)).max())


def _tiles(image: np.ndarray) -> np.ndarray:
    """The mean of each tile, with white beyond the edges."""
    missing = [(0, -length % TILE) for length in image.shape]
    whole = np.pad(image, missing, constant_values=1.0)
    rows, columns = (length // TILE for length in whole.shape)
    return whole.reshape(rows, TILE, columns, TILE).mean((1, 3))


def drawn() -> list[tuple[Path, str]]:
    """Every picture of every example."""
    return [(path, name) for path in tg.examples() for name in tg.load(path).pictures]
