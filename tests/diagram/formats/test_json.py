"""Scenes as JSON: the page that documents it, reading it back, and files that are none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import tensorgraph as tg
from tensorgraph.diagram import read_scenes, render
from tensorgraph.diagram.formats.scene_reading import READERS
from tensorgraph.diagram.scene import Curve, Disc, Group, Outline, Polygon, Scene, Text
from tests.diagram.pictures import PICTURES, scene_of

PAGE = Path(__file__).parents[3] / "docs" / "scene.md"
CLASSES = {
    "A scene": Scene,
    "A group": Group,
    "A curve": Curve,
    "A disc": Disc,
    "A polygon": Polygon,
    "A text": Text,
    "An outline": Outline,
}


def written(text: str) -> str:
    return render("json", [scene_of(text)]).decode()


def test_the_example_of_the_page(golden: Callable[[Path, str], None]) -> None:
    page = PAGE.read_text("utf-8")
    (source,) = re.findall(r"^```\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    fresh = re.sub(r"(?<=^```json\n).*?(?=^```$)", lambda _: written(source), page, flags=re.MULTILINE | re.DOTALL)
    golden(PAGE, fresh)


def sections() -> dict[str, set[str]]:
    """The fields that each section of the page has in its table."""
    parts = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    first = {part.partition("\n")[0]: re.findall(r"^\| (`.*?) \|", part, re.MULTILINE) for part in parts}
    return {heading: {name for row in rows for name in re.findall(r"`(\w+)`", row)} for heading, rows in first.items()}


def items(parts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield part
        yield from items(part.get("parts", []))


def test_the_page_has_every_field_and_no_other() -> None:
    documented = sections()
    for text in PICTURES.values():
        whole = json.loads(written(text))
        assert set(whole) == documented["The file"]
        (scene,) = whole["scenes"]
        assert set(scene) == documented["A scene"]
        for item in items(scene["parts"]):
            assert set(item) == documented[f"A {item['type']}"]
    assert {f"A {kind}" for kind in READERS} | {"A scene", "The file"} == set(documented)


def test_every_field_of_the_scene_is_written() -> None:
    documented = sections()
    documented["An outline"] = documented["A text"]
    documented["A text"] = documented["A text"] | {"outline"}  # whose fields are the text's own
    for heading, kind in CLASSES.items():
        lasting = {field.name for field in fields(kind) if field.compare}  # others matter to the layout only
        assert lasting <= documented[heading]


@pytest.mark.parametrize("name", PICTURES)
def test_what_is_read_is_what_was_written(name: str) -> None:
    scene = scene_of(PICTURES[name])
    data = render("json", [scene])
    (read,) = read_scenes(data)
    assert render("json", [read]) == data
    assert render("svg", [read]) == render("svg", [scene])


def test_several_scenes_keep_their_order() -> None:
    scenes = [scene_of(PICTURES[name]) for name in ("trace", "numbers")]
    assert [scene.description for scene in read_scenes(render("json", scenes))] == [s.description for s in scenes]


SHAPES = {
    "curve": '{"type": "curve", "points": [[0, 0], [1, 1]], "stroke": "#000000", "width": 1, "radius": 0, '
    '"dash": null, "bezier": false}',
    "disc": '{"type": "disc", "centre": [1, 1], "radius": 1, "fill": "#000000", "stroke": null, "width": 0}',
    "polygon": '{"type": "polygon", "points": [[0, 0], [1, 1], [0, 1]], "radii": [0, 0, 0], "fill": null, '
    '"stroke": "#000000", "width": 1}',
    "text": '{"type": "text", "origin": [0, 0], "size": 9, "fill": "#000000", "text": "x", "style": "math", '
    '"path": "M0 0L1 1Z", "em": 100, "ink": [0, 0, 1, 1], "advance": 2}',
    "group": '{"type": "group", "key": "t1", "role": "tensor", "name": "", "kind": "", "about": "", '
    '"anchors": [{"wire": "w1", "at": [0, 0]}], "parts": []}',
}
SCENE = (
    '{"format": "tensorgraph scene", "version": 1, "scenes": [{"name": "p", "title": "p", "description": "d", '
    '"width": 9, "height": 9, "background": null, "notes": [], "source": "", "parts": [%s]}]}'
)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_samples_are_right(shape: str) -> None:
    (scene,) = read_scenes(SCENE % SHAPES[shape])
    assert len(scene.parts) == 1


SPOILED = {
    "a colour that breaks out of its attribute": ("disc", '"#000000"', '"red\\" onload=\\"alert(1)"'),
    "a path that breaks out of its attribute": ("text", "M0 0L1 1Z", 'M0 0\\"/><script/>'),
    "no number": ("disc", '"radius": 1', '"radius": NaN'),
    "an endless number": ("disc", '"radius": 1', '"radius": 1e999'),
    "a number too long": ("disc", '"radius": 1', f'"radius": 1{"0" * 400}'),
    "a length below zero": ("curve", '"width": 1', '"width": -1'),
    "a truth for a number": ("curve", '"width": 1', '"width": true'),
    "a text for a number": ("curve", '"width": 1', '"width": "1"'),
    "a number for a text": ("group", '"key": "t1"', '"key": 1'),
    "three coordinates": ("disc", '"centre": [1, 1]', '"centre": [1, 1, 1]'),
    "one point": ("curve", "[[0, 0], [1, 1]]", "[[0, 0]]"),
    "half a curve": ("curve", '"bezier": false', '"bezier": true'),
    "fewer radii than corners": ("polygon", "[0, 0, 0]", "[0, 0]"),
    "no size of letters": ("text", '"em": 100', '"em": 0'),
    "a shape that is none": ("disc", '"type": "disc"', '"type": "blob"'),
    "a shape that is a list": ("disc", '"type": "disc"', '"type": []'),
    "a missing field": ("disc", '"radius": 1, ', ""),
    "parts that are a text": ("group", '"parts": []', '"parts": "abc"'),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_shape_is_refused(name: str) -> None:
    shape, right, wrong = SPOILED[name]
    assert right in SHAPES[shape]
    refused(SCENE % SHAPES[shape].replace(right, wrong))


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "1", "\ud800", "\0", "[" * 100_000, '{"a":' * 100_000),
        '{"format": "tensorgraph scene"}',
        SCENE.replace('"version": 1', '"version": 2') % "",
        SCENE % ('{"type":"group","parts":[' * 50_000),
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_what_is_no_scene_is_refused(text: str) -> None:
    refused(text)


def refused(text: str) -> None:
    with pytest.raises(tg.TensorgraphError) as caught:
        read_scenes(text)
    (found,) = caught.value.diagnostics
    assert found.code == "not-a-picture" and found.hint
