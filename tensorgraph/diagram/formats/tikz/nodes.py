"""Tensors, sums and dots as TikZ nodes, a line each, with a place for each that wires can name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tensorgraph.diagram.formats.tikz.dashes import dashes
from tensorgraph.diagram.formats.tikz.escape import label_tex
from tensorgraph.diagram.formats.tikz.marks import drawn, marks, motifs
from tensorgraph.diagram.formats.tikz.names import dots
from tensorgraph.diagram.formats.tikz.paths import at, path
from tensorgraph.diagram.formats.tikz.styles import Colour, Look, Motif, Statement, Value, length
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Item, Polygon, Scene, Text, groups

INNER_SEP = 1.0
"""Around a name, where the author's letters are wider than ours: a node grows as late as it can."""

ROUGHLY = 4.0
"""Points by which the radii of a box may differ and it is drawn with one: a mark covers the corner."""

NEARLY = 0.01
"""Points that two decimals do not show."""

ASIDE = 1.0
"""Points from the middle of a node at which its name is placed by itself: in a triangle."""

LEADING = 1.2
"""From line to line of a text, in its size."""


@dataclass(frozen=True)
class Spot:
    """A node as wires meet it: its name and its extent."""

    name: str
    box: Bounds


@dataclass(frozen=True)
class Body:
    """What is to be a node: its name, its style, the part of the picture whose colour it has, and its shapes."""

    name: str
    style: str
    part: str
    outline: Disc | Polygon
    signs: tuple[Curve | Polygon, ...] = ()
    text: Text | None = None
    rim: Curve | None = None
    """The line around it, where that has gaps."""


def bodies(scene: Scene, names: Mapping[str, str]) -> Iterator[Body]:
    """All tensors, sums and dots."""
    for group in groups(scene.parts, "tensor"):
        kind = group.kind or "tensor"
        yield from _body(names[group.key], kind, kind, group.parts)
    for group in groups(scene.parts, "sum"):
        yield from _body(names[group.key], "plus", "page", group.parts)
    for key, _, disc in dots(scene):
        yield Body(names[key], "dot", "ink", disc)


def spot(body: Body) -> Spot:
    """Where a node stands."""
    return Spot(body.name, extent(body.outline))


def node(body: Body) -> Iterator[Statement]:
    """A node; where its outline is no shape of TikZ, that as a path with the node inside, and what is drawn on it."""
    box, shape = extent(body.outline), outline_shape(body.outline)
    label = label_tex(body.text.outline.text, body.text.outline.style) if body.text else ""
    look, own = _look(body, box), wider(box)
    if shape or isinstance(body.outline, Disc):
        place = f"({body.name}) at {at(box.centre)} {{{label}}}"
        yield Statement("node", body.style, (("shape", shape), *look), place, own, _motifs(body, box))
        yield from marks(body.name, body.signs, body.outline)
        return
    inside = f"{path(body.outline)} {_inside(body.name, label, body.text, box)}"
    yield Statement("path", body.style, (("shape", "rectangle, sharp corners"), *look), inside, own)
    yield from drawn(body.signs, body.outline)


def extent(outline: Disc | Polygon) -> Bounds:
    """Around an outline, the width of its line left out."""
    return outline.bounds.grown(-outline.width / 2)


def text_look(text: Text, part: str) -> Look:
    """The size and colour of a text."""
    lines = length(round(text.size * LEADING, 2))
    return ("font", rf"\fontsize{{{length(text.size)}}}{{{lines}}}\selectfont"), ("text", Colour(part, text.fill))


def outline_shape(outline: Disc | Polygon) -> str:
    """The shape of TikZ that an outline is, empty where it is none."""
    if isinstance(outline, Disc):
        return "circle"
    box = extent(outline)
    corners = ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))
    if set(outline.points) != set(corners) or max(outline.radii) - min(outline.radii) > ROUGHLY:
        return ""
    return f"rectangle, rounded corners={length(max(outline.radii))}"


def wider(box: Bounds) -> tuple[str, ...]:
    """The width, where it is not the height, which the style says."""
    return () if abs(box.width - box.height) < NEARLY else (f"minimum width={length(box.width)}",)


def _body(name: str, style: str, part: str, parts: tuple[Item, ...]) -> Iterator[Body]:
    """The first shape of a group is its outline; the others and its text are drawn on it."""
    outline = next((item for item in parts if isinstance(item, Disc | Polygon)), None)
    if outline:
        rim = next((item for item in parts if isinstance(item, Curve) and item.dash), None)
        signs = tuple(item for item in parts if isinstance(item, Curve | Polygon) and item not in (outline, rim))
        text = next((item for item in parts if isinstance(item, Text)), None)
        yield Body(name, style, part, outline, signs, text, rim)


def _motifs(body: Body, box: Bounds) -> tuple[Motif, ...]:
    cross = body.style == "plus"
    return motifs("cross" if cross else "slash", body.signs, box, "ink" if cross else "text")


def _inside(name: str, label: str, text: Text | None, box: Bounds) -> str:
    """The node in an outline, and its name beside the middle where it stands there."""
    x, y = box.centre
    middle = text.bounds.centre[0] if text else x
    if abs(middle - x) < ASIDE:
        return f"node ({name}) at {at((x, y))} {{{label}}}"
    return f"node ({name}) at {at((x, y))} {{}} node at {at((middle, y))} {{{label}}}"


def _look(body: Body, box: Bounds) -> Look:
    """The options of a node beside its shape; its height is the least size in its style."""
    outline, line = body.outline, body.rim or body.outline
    stroke: Value = Colour("ink", line.stroke) if line.stroke else "none"
    fill: Value = Colour(body.part, outline.fill) if outline.fill else "none"
    lines = (("line width", length(line.width)), *dashes(body.rim)) if line.stroke else ()
    sizes = (
        ("minimum size", length(box.height)),
        ("inner sep", length(INNER_SEP if body.text else 0.0)),
        ("outer sep", length(0.0)),
    )
    return (("draw", stroke), ("fill", fill), *lines, *sizes, *(text_look(body.text, "text") if body.text else ()))
