"""PNG: its size in pixels and on paper, what shines through, and its words."""

from __future__ import annotations

import io
import struct
from dataclasses import replace

import pytest
from PIL import Image

import tensorgraph as tg
from tensorgraph.diagram import Scene, render
from tensorgraph.diagram.formats.png import HEADER_END, MOST_PIXELS, png_source
from tests.diagram.pictures import PICTURES, scene_of

SCENE = scene_of(PICTURES["head"])


def image(scene: Scene = SCENE, **options: float | bool) -> Image.Image:
    found = Image.open(io.BytesIO(render("png", [scene], **options)))
    found.load()  # checks every chunk
    return found


@pytest.mark.parametrize("scale", [1, 2, 4, 2.5, 0.1])
def test_a_point_has_as_many_pixels(scale: float) -> None:
    assert image(scale=scale).size == pytest.approx((SCENE.width * scale, SCENE.height * scale), abs=1)


def test_four_pixels_a_point_unless_asked() -> None:
    assert image().size == (SCENE.width * 4, SCENE.height * 4)


@pytest.mark.parametrize("scale", [1, 4])
def test_it_has_the_size_of_the_scene_on_paper(scale: float) -> None:
    found = image(scale=scale)
    across, _ = found.info["dpi"]
    assert found.width / across * 72 == pytest.approx(SCENE.width, rel=1e-3)


def test_the_background_shines_through_where_it_is_asked_for() -> None:
    assert image().convert("RGBA").getchannel("A").getextrema() == (255, 255)
    clear = image(transparent=True)
    assert clear.getpixel((0, 0))[3] == 0
    assert clear.getchannel("A").getextrema() == (0, 255)
    page = Image.new("RGBA", clear.size, SCENE.background)
    page.alpha_composite(clear)
    assert max(high for _, high in differences(page, image())) <= 2  # rounding where it blends


def differences(one: Image.Image, other: Image.Image) -> list[tuple[int, int]]:
    from PIL import ImageChops

    return ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getextrema()


def test_its_words() -> None:
    scene = replace(SCENE, title="σ “<b>”", description="a\nb\x1b")
    text = image(scene).text
    assert text["Title"] == "σ “<b>”"
    assert text["Description"] == "a b "
    assert text["tensorgraph source"] == scene.source
    assert "tensorgraph source" not in Image.open(io.BytesIO(render("png", [scene], source=False))).text


@pytest.mark.parametrize(
    "scale", [0, -1, 1e8, float("nan"), float("inf"), 1e308, 10**5000, "2", True, None], ids=lambda _: ""
)
def test_a_scale_that_is_none(scale: object) -> None:
    with pytest.raises(tg.TensorgraphError) as caught:
        render("png", [SCENE], scale=scale)
    (found,) = caught.value.diagnostics
    assert found.code in ("scale", "wrong-option") and found.hint


def test_no_more_pixels_than_fit() -> None:
    wide = Scene(10_000.0, 50.0, (), "", "")
    with pytest.raises(tg.TensorgraphError) as caught:
        render("png", [wide], scale=11)
    assert str(caught.value) == (
        "error[scale]: the picture would have 110,000 × 550 pixels at scale 11\n"
        "  = at least one each way, and at most 50 million in all: a scale up to 10"
    )
    assert wide.width * wide.height * 10**2 == MOST_PIXELS  # so that 10 is the right number to say


def test_no_fewer_pixels_than_one() -> None:
    with pytest.raises(tg.TensorgraphError):
        render("png", [Scene(100.0, 10.0, (), "", "")], scale=0.09)
    assert image(Scene(100.0, 10.0, (), "", ""), scale=0.1).size == (10, 1)


def chunk(kind: bytes, content: bytes, length: int | None = None) -> bytes:
    return struct.pack(">I", len(content) if length is None else length) + kind + content + bytes(4)


DATA = render("png", [SCENE])
TEXT = b"tensorgraph source" + bytes(5)


@pytest.mark.parametrize(
    ("data", "source"),
    [
        (DATA[:HEADER_END], None),
        (DATA[:8], None),
        (DATA[:8] + b"\xff" * 100, None),
        (DATA[:HEADER_END] + chunk(b"iTXt", TEXT + b"dim n"), "dim n"),
        (DATA[:HEADER_END] + chunk(b"iTXt", TEXT + b"dim n", 2**32 - 1), "dim n\0\0\0\0"),
        (DATA[:HEADER_END] + chunk(b"iTXt", TEXT + b"\xff"), "\ufffd"),
        (DATA[:HEADER_END] + chunk(b"iTXt", TEXT, 0), ""),
        (DATA[:HEADER_END] + chunk(b"tEXt", TEXT + b"dim n"), None),
    ],
)
def test_broken_files(data: bytes, source: str | None) -> None:
    assert png_source(data) == source


def test_what_is_no_png() -> None:
    with pytest.raises(tg.TensorgraphError):
        png_source(b"<svg/>")
