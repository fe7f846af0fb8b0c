"""SVG 1.1 that every reader draws alike: presentation attributes, outlined text, explicit sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import count

from tensorgraph.diagram.geometry import steps
from tensorgraph.diagram.scene import Curve, Disc, Group, Item, Polygon, Scene, Text


def svg(scene: Scene) -> bytes:
    """The scene as an SVG file in UTF-8, the same bytes every time."""
    return svg_text(scene, "pt").encode()


def svg_text(scene: Scene, unit: str) -> str:
    """The SVG with its size in a unit of CSS, or without one in pixels; a point of the scene is one of them."""
    width, height = _number(scene.width), _number(scene.height)
    slug = _slug(scene.title)
    prefix = slug if slug[:1].isalpha() else f"picture-{slug}".rstrip("-")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="{width}{unit}" height="{height}{unit}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="{prefix}-title {prefix}-desc">',
        f'<title id="{prefix}-title">{_words(scene.title)}</title>',
        f'<desc id="{prefix}-desc">{_words(scene.description)}</desc>',
    ]
    if scene.background:
        lines.append(f'<rect width="{width}" height="{height}" fill="{scene.background}"/>')
    numbers = count(1)
    for part in scene.parts:
        lines += _item(part, prefix, numbers)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _item(item: Item, prefix: str, numbers: Iterator[int]) -> Iterator[str]:
    match item:
        case Group():
            name = _slug(item.name)
            yield f'<g id="{prefix}-{next(numbers)}-{item.role}{"-" + name if name else ""}">'
            for part in item.parts:
                yield from _item(part, prefix, numbers)
            yield "</g>"
        case Disc():
            cx, cy, radius = map(_number, (*item.centre, item.radius))
            look = f'fill="{item.fill}"{_stroke(item.stroke, item.width)}'
            yield f'<circle cx="{cx}" cy="{cy}" r="{radius}" {look}/>'
        case Polygon():
            yield f'<path d="{_path(item)}" fill="{item.fill or "none"}"{_stroke(item.stroke, item.width)}/>'
        case Curve():
            dash = f' stroke-dasharray="{" ".join(map(_number, item.dash))}"' if item.dash else ""
            yield f'<path d="{_path(item)}" fill="none"{_stroke(item.stroke, item.width)}{dash}/>'
        case Text():
            (x, y), scale = item.origin, f"{item.scale:.6g}"
            place = f"translate({_number(x)} {_number(y)}) scale({scale})"
            yield f'<path transform="{place}" d="{item.outline.path}" fill="{item.fill}"/>'


def _path(shape: Curve | Polygon) -> str:
    return "".join(name + " ".join(map(_number, numbers)) for name, numbers in steps(shape))


def _stroke(colour: str | None, width: float) -> str:
    return f' stroke="{colour}" stroke-width="{_number(width)}"' if colour else ""


def _number(value: float) -> str:
    """Two decimals: under a hundredth of a point, and no machine's last bit."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _slug(text: str) -> str:
    """Letters and digits only, so that it can stand in an id."""
    return re.sub(r"[^A-Za-z0-9_]+", "-", text).strip("-")[:40]


def _words(text: str) -> str:
    """Text without markup and without characters that XML forbids."""
    return escape("".join(c if c.isprintable() else " " for c in text), quote=False)
