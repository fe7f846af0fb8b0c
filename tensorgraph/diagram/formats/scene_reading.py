"""Scenes read from JSON again. Files come from anywhere, so every field is looked at before it is believed."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, TypeAlias

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.diagram.scene import Anchor, Bounds, Curve, Disc, Group, Item, Outline, Point, Polygon, Scene, Text

FORMAT = "tensorgraph scene"
VERSION = 1
"""Grows when a field goes or changes its meaning; a new field leaves it."""

Fields: TypeAlias = Mapping[str, Any]

BROKEN = (ValueError, KeyError, TypeError, OverflowError, RecursionError)
"""What reading a field that is not as it should be raises."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_PATH = re.compile(r"[MLQCZ0-9 .-]*")


def scenes(data: str | bytes) -> tuple[Scene, ...]:
    """The scenes of a file written by `scene_json`; a TensorgraphError where it is none."""
    try:
        return tuple(map(_scene, _whole(data)["scenes"]))
    except BROKEN as error:
        raise _wrong(f"{type(error).__name__}: {error}") from None


def written_source(data: bytes) -> str | None:
    """The source of the first scene that carries one, whatever else the file holds."""
    try:
        sources = [scene["source"] for scene in _whole(data)["scenes"]]
        return next((source for source in sources if source and isinstance(source, str)), None)
    except BROKEN as error:
        raise _wrong(f"{type(error).__name__}: {error}") from None


def _wrong(why: str) -> TensorgraphError:
    return mistake("not-a-picture", f"this is not a scene as JSON: {why}", hint="docs/scene.md says what is")


def _whole(data: str | bytes) -> Fields:
    whole = json.loads(data, parse_constant=_no_number)
    if not isinstance(whole, dict) or (whole.get("format"), whole.get("version")) != (FORMAT, VERSION):
        raise _wrong(f'it does not begin with "format": "{FORMAT}", "version": {VERSION}')
    return whole


def _scene(fields: Fields) -> Scene:
    return Scene(
        _length(fields["width"]),
        _length(fields["height"]),
        _parts(fields),
        _word(fields["title"]),
        _word(fields["description"]),
        _colour(fields["background"]),
        _word(fields["name"]),
        _word(fields["source"]),
        tuple(map(_word, fields["notes"])),
    )


def _parts(fields: Fields) -> tuple[Item, ...]:
    return tuple(READERS[part["type"]](part) for part in fields["parts"])


def _group(fields: Fields) -> Group:
    anchors = tuple(Anchor(_word(anchor["wire"]), _point(anchor["at"])) for anchor in fields["anchors"])
    role, name, about, key, kind = (_word(fields[part]) for part in ("role", "name", "about", "key", "kind"))
    return Group(role, name, _parts(fields), anchors, about, key, kind)


def _curve(fields: Fields) -> Curve:
    points, width, radius = _points(fields, 2), _length(fields["width"]), _length(fields["radius"])
    if fields["bezier"] and len(points) % 3 != 1:
        raise ValueError("a bezier curve has a point and then triples")
    dash = _pair(fields["dash"]) if fields["dash"] else None
    return Curve(points, _paint(fields["stroke"]), width, radius, dash, bool(fields["bezier"]))


def _disc(fields: Fields) -> Disc:
    centre, radius, width = _point(fields["centre"]), _length(fields["radius"]), _length(fields["width"])
    return Disc(centre, radius, _paint(fields["fill"]), _colour(fields["stroke"]), width)


def _polygon(fields: Fields) -> Polygon:
    points, radii = _points(fields, 3), tuple(map(_length, fields["radii"]))
    if len(points) != len(radii):
        raise ValueError("a polygon has a radius for each point")
    return Polygon(points, radii, _colour(fields["fill"]), _colour(fields["stroke"]), _length(fields["width"]))


def _text(fields: Fields) -> Text:
    left, top, right, bottom = map(_number, fields["ink"])
    path, em = _word(fields["path"]), _number(fields["em"])
    if not _PATH.fullmatch(path) or em <= 0:
        raise ValueError("a path is of M, L, Q, C and Z with plain numbers")
    ink, advance = Bounds(left, top, right, bottom), _number(fields["advance"])
    turn = 90 if fields.get("turn") == 90 else 0  # a file from before there were turned texts has none
    outline = Outline(path, ink, advance, em, _word(fields["text"]), _word(fields["style"]), turn)
    return Text(_point(fields["origin"]), _length(fields["size"]), outline, _paint(fields["fill"]))


READERS: Mapping[str, Callable[[Fields], Item]] = {
    "group": _group,
    "curve": _curve,
    "disc": _disc,
    "polygon": _polygon,
    "text": _text,
}
"""By the type of an item."""


def _points(fields: Fields, least: int) -> tuple[Point, ...]:
    points = tuple(map(_point, fields["points"]))
    if len(points) < least:
        raise ValueError(f"{len(points)} points, and at least {least} are needed")
    return points


def _point(pair: Sequence[Any]) -> Point:
    return _pair(pair)


def _pair(pair: Sequence[Any]) -> tuple[float, float]:
    first, second = pair
    return _number(first), _number(second)


def _length(value: Any) -> float:
    if _number(value) < 0:
        raise ValueError(f"a length is {value}")
    return float(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is not a number")
    return float(value)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number")


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a text")
    return value


def _colour(value: Any) -> str | None:
    return None if value is None else _paint(value)


def _paint(value: Any) -> str:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise ValueError(f"{value!r} is not a colour")
    return value
