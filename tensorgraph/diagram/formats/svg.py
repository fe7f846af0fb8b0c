"""SVG 1.1 that every reader draws alike: presentation attributes, outlined text, explicit sizes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import escape
from itertools import groupby

from tensorgraph.diagram.formats.carried import source_element, words, xml_source
from tensorgraph.diagram.formats.options import prepared
from tensorgraph.diagram.geometry import steps
from tensorgraph.diagram.scene import Curve, Disc, Group, Item, Polygon, Scene, Text


def svg(scene: Scene, transparent: bool = False, source: bool = True) -> bytes:
    """The scene as an SVG file in UTF-8, the same bytes every time."""
    return svg_text(prepared(scene, transparent, source), "pt").encode()


def svg_source(data: bytes) -> str | None:
    """The source that an SVG carries in its metadata."""
    return xml_source(data)


def svg_text(scene: Scene, unit: str) -> str:
    """The SVG with its size in a unit of CSS, or without one in pixels; a point of the scene is one of them."""
    width, height = number(scene.width), number(scene.height)
    prefix = identifier(scene.name or "picture")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="{width}{unit}" height="{height}{unit}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="{prefix}-title {prefix}-desc">',
        f'<title id="{prefix}-title">{_plain(scene.title)}</title>',
        f'<desc id="{prefix}-desc">{_plain(scene.description)}</desc>',
    ]
    if scene.source:
        lines.append(f"<metadata>{source_element(scene)}</metadata>")
    if scene.background:
        lines.append(f'<rect width="{width}" height="{height}" fill="{scene.background}"/>')
    used: Counter[str] = Counter()
    for part in scene.parts:
        lines += _item(part, prefix, used)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _item(item: Item, prefix: str, used: Counter[str]) -> Iterator[str]:
    if not isinstance(item, Group):
        yield shape(item)
        return
    yield f'<g id="{_unused(f"{prefix}-{_stem(item)}", used)}">'
    if item.about:
        yield f"<title>{_plain(item.about)}</title>"
    for rectangles, stretch in stretches(item):
        yield from [CRISP] if rectangles else []
        for part in stretch:
            yield from _item(part, prefix, used)
        yield from ["</g>"] if rectangles else []
    yield "</g>"


CRISP = '<g shape-rendering="crispEdges">'
"""Around cells of a heat map: their edges are those of pixels, or the ground would shine through between them."""


def stretches(group: Group) -> Iterator[tuple[bool, Iterator[Item]]]:
    """The parts of a group in order, cells of a heat map apart from the rest, and marked."""
    field = group.role in ("cells", "cell")
    return groupby(group.parts, lambda part: field and isinstance(part, Polygon) and part.fill is not None)


def shape(item: Curve | Disc | Polygon | Text) -> str:
    """A shape as an element of SVG."""
    match item:
        case Disc():
            cx, cy, radius = map(number, (*item.centre, item.radius))
            look = f'fill="{item.fill}"{_stroke(item.stroke, item.width)}'
            return f'<circle cx="{cx}" cy="{cy}" r="{radius}" {look}/>'
        case Polygon():
            return f'<path d="{_path(item)}" fill="{item.fill or "none"}"{_stroke(item.stroke, item.width)}/>'
        case Curve():
            dash = f' stroke-dasharray="{" ".join(map(number, item.dash))}"' if item.dash else ""
            return f'<path d="{_path(item)}" fill="none"{_stroke(item.stroke, item.width)}{dash}/>'
        case Text():
            (x, y), scale = item.origin, f"{item.scale:.6g}"
            place = f"translate({number(x)} {number(y)}) scale({scale})"
            return f'<path transform="{place}" d="{item.outline.path}" fill="{item.fill}"/>'


def number(value: float) -> str:
    """Two decimals: under a hundredth of a point. Rounded twice, so that a machine's last bit decides no tie.

    >>> number(0.125), number(0.125 - 2**-50), number(-0.001)
    ('0.12', '0.12', '0')
    """
    text = f"{round(value, 6):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def identifier(name: str) -> str:
    """A name as an id: letters, digits, _ and -, the first a letter, others by their number.

    >>> identifier("head"), identifier("σ 2")
    ('head', 'x3c3_x20_2')
    """
    text = re.sub(r"[^A-Za-z0-9_-]", lambda found: f"x{ord(found[0]):x}_", name)
    return text if text[:1].isalpha() else f"x{text}"


def _stem(group: Group) -> str:
    """What an id has after the picture's name: the key, which a wire's labels share with it."""
    key = identifier(group.key or group.role)
    return f"{key}-label" if group.role == "label" else key


def _unused(stem: str, used: Counter[str]) -> str:
    """The stem, with a number from its second use."""
    used[stem] += 1
    return stem if used[stem] == 1 else f"{stem}-{used[stem]}"


def _path(shape: Curve | Polygon) -> str:
    return "".join(name + " ".join(map(number, numbers)) for name, numbers in steps(shape))


def _stroke(colour: str | None, width: float) -> str:
    return f' stroke="{colour}" stroke-width="{number(width)}"' if colour else ""


def _plain(text: str) -> str:
    """Words without markup and without characters that XML forbids."""
    return escape(words(text), quote=False)
