"""Scenes as JSON: all their geometry and meaning. `docs/scene.md` is the manual, `scene_reading` reads it again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from tensorgraph.diagram.formats.scene_reading import FORMAT, VERSION, written_source
from tensorgraph.diagram.scene import Anchor, Curve, Disc, Group, Item, Point, Polygon, Scene, Text

DIGITS = 6
"""Decimals of a point: far finer than any printer, and coarse enough to hide a machine's last bits."""

Fields: TypeAlias = dict[str, Any]


def scene_json(scenes: Sequence[Scene], source: bool = True) -> bytes:
    """The scenes as JSON in UTF-8, fields and items in a fixed order, a line for each shape.

    >>> print(scene_json([Scene(8.0, 9.0, (), "a", "nothing")]).decode().splitlines()[1])
     "format": "tensorgraph scene",
    """
    fields = [_scene(scene if source else replace(scene, source="")) for scene in scenes]
    whole = {"format": FORMAT, "version": VERSION, "scenes": fields}
    return (_laid_out(whole, "\n") + "\n").encode()


def scene_json_source(data: bytes) -> str | None:
    """The source of the first scene that carries one."""
    return written_source(data)


def _scene(scene: Scene) -> Fields:
    return {
        "name": scene.name,
        "title": scene.title,
        "description": scene.description,
        "width": _number(scene.width),
        "height": _number(scene.height),
        "background": scene.background,
        "notes": list(scene.notes),
        "source": scene.source,
        "parts": list(map(_item, scene.parts)),
    }


def _item(item: Item) -> Fields:
    match item:
        case Group():
            return _group(item)
        case Curve():
            line = {"stroke": item.stroke, "width": _number(item.width), "radius": _number(item.radius)}
            dash = list(map(_number, item.dash)) if item.dash else None
            return {"type": "curve", "points": _points(item.points), **line, "dash": dash, "bezier": item.bezier}
        case Disc():
            place = {"centre": _point(item.centre), "radius": _number(item.radius)}
            return {"type": "disc", **place, **_paint(item)}
        case Polygon():
            place = {"points": _points(item.points), "radii": list(map(_number, item.radii))}
            return {"type": "polygon", **place, **_paint(item)}
        case Text():
            return _text(item)


def _group(group: Group) -> Fields:
    return {
        "type": "group",
        "key": group.key,
        "role": group.role,
        "name": group.name,
        "kind": group.kind,
        "about": group.about,
        "anchors": list(map(_anchor, group.anchors)),
        "parts": list(map(_item, group.parts)),
    }


def _anchor(anchor: Anchor) -> Fields:
    return {"wire": anchor.wire, "at": _point(anchor.at)}


def _paint(shape: Disc | Polygon) -> Fields:
    return {"fill": shape.fill, "stroke": shape.stroke, "width": _number(shape.width)}


def _text(text: Text) -> Fields:
    outline, ink = text.outline, text.outline.ink
    return {
        "type": "text",
        "origin": _point(text.origin),
        "size": _number(text.size),
        "fill": text.fill,
        "text": outline.text,
        "style": outline.style,
        "path": outline.path,
        "em": _number(outline.em),
        "ink": list(map(_number, (ink.left, ink.top, ink.right, ink.bottom))),
        "advance": _number(outline.advance),
        "turn": outline.turn,
    }


def _points(points: Sequence[Point]) -> list[list[float]]:
    return [_point(point) for point in points]


def _point(point: Point) -> list[float]:
    return [_number(value) for value in point]


def _number(value: float) -> float:
    """Rounded, and whole where it is: 8, not 8.0 or -0.0."""
    rounded = round(value, DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


def _laid_out(value: Any, line: str) -> str:
    """As JSON, where everything that holds shapes begins a new ``line`` for each."""
    deeper = line + " "
    if isinstance(value, dict) and ("parts" in value or "scenes" in value):
        fields = (f"{json.dumps(name)}: {_laid_out(held, deeper)}" for name, held in value.items())
        return f"{{{deeper}{f',{deeper}'.join(fields)}{line}}}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f"[{deeper}{f',{deeper}'.join(_laid_out(held, deeper) for held in value)}{line}]"
    return json.dumps(value, ensure_ascii=False)
