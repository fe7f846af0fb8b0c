"""What holds of every drawing: nothing collides, nothing is missing, every wire is one piece."""

import xml.etree.ElementTree as ET

import pytest

from tensorgraph.diagram import FORMATS, draw, report
from tensorgraph.diagram.scene import groups
from tests.diagram.contacts import drawn_ends, pieces, written_ends
from tests.diagram.looking import faults
from tests.diagram.pictures import PICTURES, network_of, scene_of
from tests.diagram.random_pictures import random_picture

BROKEN_ON_PURPOSE = {"scales", "three branches", "branches", "residual", "bias", "two biases"}
"""Pictures with a ⊕ or a coefficient on a wire, where the wire is in several pieces."""


WILD = ("crossing", "along", "straight")
"""Rules of the report that random networks cannot keep: they are not planar."""


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_collides(name: str) -> None:
    assert report(scene_of(PICTURES[name])) == []


@pytest.mark.parametrize("name", PICTURES)
def test_every_leg_is_drawn_once(name: str) -> None:
    network, picture = network_of(PICTURES[name])
    graphs = [side for row in picture.rows for side in row.sides]
    assert drawn_ends(draw(network, picture)) == written_ends(graphs)


@pytest.mark.parametrize("name", sorted(set(PICTURES) - BROKEN_ON_PURPOSE - {"head", "whole head"}))
def test_every_wire_is_one_piece(name: str) -> None:
    split = [wire.name for wire in groups(scene_of(PICTURES[name]).parts, "wire") if pieces(wire) != 1]
    assert split == []


@pytest.mark.parametrize("seed", range(60))
def test_random_networks(seed: int) -> None:
    network, picture = random_picture(seed, plain=True)
    scene = draw(network, picture)
    assert faults(scene, WILD) == []
    assert drawn_ends(scene) == written_ends(side for row in picture.rows for side in row.sides)
    assert [wire.name for wire in groups(scene.parts, "wire") if pieces(wire) != 1] == []


@pytest.mark.parametrize("seed", [*range(60), 155, 171, 187, 321])  # the last had lanes on the wrong side
def test_random_sums_lose_no_leg(seed: int) -> None:
    network, picture = random_picture(seed, plain=False)
    scene = draw(network, picture)
    assert faults(scene, WILD) == []
    assert drawn_ends(scene) == written_ends(side for row in picture.rows for side in row.sides)


@pytest.mark.parametrize("name", PICTURES)
def test_svg_is_well_formed_conservative_and_the_same_every_time(name: str) -> None:
    data = FORMATS["svg"].write(scene_of(PICTURES[name]))
    assert data == FORMATS["svg"].write(scene_of(PICTURES[name]))
    root = ET.fromstring(data)
    tags = {element.tag.split("}")[1] for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "g", "path", "circle", "metadata", "source"}
    assert {"width", "height", "viewBox"} <= set(root.attrib)
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    assert not any("style" in element.attrib or "class" in element.attrib for element in root.iter())


def test_png_has_four_pixels_for_a_point() -> None:
    scene = scene_of(PICTURES["trace"])
    data = FORMATS["png"].write(scene)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    assert abs(width - 4 * scene.width) < 2
    assert abs(height - 4 * scene.height) < 2


def test_texts_cannot_become_markup() -> None:
    text = 'dim a\ntensor T[a]\nshow p { title: "<script>&", alt: "</desc><b>" }: T[i] "</g><i>"'
    data = FORMATS["svg"].write(scene_of(text)).decode()
    assert "<script" not in data
    assert "<b>" not in data
    assert "<i>" not in data
    assert "&lt;script&gt;&amp;" in data
