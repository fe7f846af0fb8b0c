"""A scene as an element of a page of HTML, in which every wire and every tensor can be pointed at and read out.

Groups that say what they are carry their key, a stop of the tab key and a title; `hover.js` shows the title.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html import escape

from tensorgraph.diagram.colour import contrast
from tensorgraph.diagram.formats.svg import CRISP, shape, stretches
from tensorgraph.diagram.scene import Bounds, Curve, Group, Item, Polygon, Scene, groups

HIT = 10.0
"""Points across a wire that answer to the pointer: a line alone is too thin to hit, and rails lie further apart."""
UNSEEN = "#808080"
"""A paint that the style hides."""


def inline(scene: Scene, prefix: str) -> str:
    """The scene as an ``<svg>`` element; its ids begin with ``prefix``.

    >>> import tensorgraph as tg
    >>> inline(tg.load(tg.example("head"))["head"].scene, "p1").startswith('<svg class="picture" role="group"')
    True
    """
    size = f'width="{scene.width:g}pt" height="{scene.height:g}pt" viewBox="0 0 {scene.width:g} {scene.height:g}"'
    names = f'aria-label="{plain(scene.title)}" aria-describedby="{prefix}-desc"'
    lines = [
        f'<svg class="picture" role="group" {names} {size}>',
        f'<desc id="{prefix}-desc">{plain(scene.description)}</desc>',
        *_ground(scene),
        '<g class="hits">',
        *_hits(scene),
        "</g>",
    ]
    said: set[str] = set()
    for part in scene.parts:
        lines += _item(part, said)
    return "\n".join([*lines, "</svg>"])


def _ground(scene: Scene) -> Iterator[str]:
    if scene.background:
        yield f'<rect width="{scene.width:g}" height="{scene.height:g}" fill="{scene.background}"/>'


def _hits(scene: Scene) -> Iterator[str]:
    """Under everything, wide lines along the wires and boxes around their labels."""
    for group in groups(scene.parts):
        lines = [part for part in group.parts if isinstance(part, Curve)] if group.role == "wire" else []
        shapes = [shape(replace(line, stroke=UNSEEN, width=max(HIT, line.width), dash=None)) for line in lines]
        shapes += [shape(_box(group.bounds))] if group.role == "label" else []
        if shapes:
            yield f'<g data-key="{plain(group.key)}">{"".join(shapes)}</g>'


def _box(bounds: Bounds) -> Polygon:
    left, top, right, bottom = bounds.left, bounds.top, bounds.right, bounds.bottom
    return Polygon(((left, top), (right, top), (right, bottom), (left, bottom)), (0.0,) * 4, UNSEEN)


def _item(item: Item, said: set[str]) -> Iterator[str]:
    """An item, its key said where it is the first group of that key."""
    if not isinstance(item, Group):
        yield shape(item)
        return
    told = bool(item.about) and item.key not in said
    said.update([item.key] if told else [])
    stop = ' tabindex="0" role="img"' if told else ""
    yield f'<g class="{item.role}" data-key="{plain(item.key)}"{stop}>'
    if told:
        yield f"<title>{plain(item.about)}</title>"
    for rectangles, stretch in stretches(item):
        yield from [CRISP] if rectangles else []
        for part in stretch:
            yield from _item(part, said)
        yield from ["</g>"] if rectangles else []
    yield "</g>"


def plain(text: str) -> str:
    """A text that is nothing but text, wherever it stands in a page: no markup, no control characters.

    >>> plain('<b title="1">\\0')
    '&lt;b title=&quot;1&quot;&gt;\\ufffd'
    """
    return escape("".join(c if _harmless(c) else "\N{REPLACEMENT CHARACTER}" for c in text), quote=True)


def _harmless(character: str) -> bool:
    return character in "\t\n" or unicodedata.category(character) not in ("Cc", "Cs")


def ground(scene: Scene) -> str:
    """The colour to lay the picture on: its own, else the one of black and white on which its lines are seen."""
    if scene.background:
        return scene.background
    wires = groups(scene.parts, "wire")
    ink = next((part.stroke for wire in wires for part in wire.parts if isinstance(part, Curve)), "#000000")
    return max("#ffffff", "#000000", key=lambda colour: contrast(ink, colour))


def is_dark(colour: str) -> bool:
    """Whether white text reads better on it than black."""
    return contrast(colour, "#ffffff") > contrast(colour, "#000000")
