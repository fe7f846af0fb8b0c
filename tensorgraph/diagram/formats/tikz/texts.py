"""Labels, signs and words as TikZ nodes on their baselines; braces and parentheses as paths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tensorgraph.diagram.formats.tikz.escape import label_tex
from tensorgraph.diagram.formats.tikz.nodes import text_look
from tensorgraph.diagram.formats.tikz.paths import at, path
from tensorgraph.diagram.formats.tikz.styles import Colour, Statement, length
from tensorgraph.diagram.scene import Bounds, Curve, Group, Item, Point, Scene, Text, groups, union

BESIDE = 8.0
"""Points at most between a wire and the label that stands beside it or its end."""

LINES = {"brace": "brace", "sign": "parenthesis"}
"""The style of a line by the role of its group."""


def labels(scene: Scene) -> Iterator[Statement]:
    """The labels of wires: one beside a line or its end keeps its distance from that, however wide it is."""
    lines = _lines(scene)
    for label in groups(scene.parts, "label"):
        for text in _texts(label):
            yield text_statement(text, "label", "soft", _anchor(text, lines.get(label.key, [])))


def signs(scene: Scene) -> Iterator[Statement]:
    """Relations, coefficients, braces with their words, the heading."""
    left = union(part.bounds for part in scene.parts).left
    for group, outside in _outside_bubbles(scene.parts, True):
        for part in group.parts:
            if isinstance(part, Curve) and group.role in LINES:
                look = (("draw", Colour("ink", part.stroke)), ("line width", length(part.width)))
                yield Statement("draw", LINES[group.role], look, path(part))
        for text in _texts(group):
            style = _style(group, text, outside)
            begins = style == "heading" and text.bounds.left <= left
            yield text_statement(text, style, "ink", "base west" if begins else "base")


def entries(scene: Scene) -> Iterator[Statement]:
    """The texts of a table, each held by the side that its column has in line."""
    for entry in groups(scene.parts, "entry"):
        for text in _texts(entry):
            yield text_statement(text, "entry", "ink", "base west" if entry.kind == "left" else "base")


def text_statement(text: Text, style: str, part: str, anchor: str = "base") -> Statement:
    """A text on its baseline, held by its middle or an end."""
    ink = text.bounds
    own = () if anchor == "base" else (f"anchor={anchor}",)
    if text.outline.turn:
        y = {"base": ink.centre[1], "base west": ink.bottom, "base east": ink.top}[anchor]
        place, own = (text.origin[0], y), (*own, f"rotate={text.outline.turn}")
    else:
        left = text.origin[0] if style == "entry" else ink.left  # an entry may begin with space, which TeX sets, too
        x = {"base": ink.centre[0], "base west": left, "base east": ink.right}[anchor]
        place = (x, text.origin[1])
    look = (("anchor", "base"), ("inner sep", length(0.0)), *text_look(text, part))
    label = label_tex(text.outline.text, text.outline.style)
    return Statement("node", style, look, f"at {at(place)} {{{label}}}", own)


def _texts(group: Group) -> Iterator[Text]:
    return (part for part in group.parts if isinstance(part, Text))


def _lines(scene: Scene) -> dict[str, list[Bounds]]:
    """The bounds of the straight pieces of each wire."""
    found: dict[str, list[Bounds]] = {}
    for wire in groups(scene.parts, "wire"):
        curves = [part for part in wire.parts if isinstance(part, Curve)]
        pieces = [piece for curve in curves for piece in pairwise(curve.points)]
        found.setdefault(wire.key, []).extend(_around(*piece) for piece in pieces)
    return found


def _around(a: Point, b: Point) -> Bounds:
    return Bounds(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def _anchor(text: Text, lines: Sequence[Bounds]) -> str:
    """Where a label is held: at its side towards a line of its wire that it stands beside."""
    ink = text.bounds
    for line in lines:
        if line.top < ink.bottom and ink.top < line.bottom:
            if 0 < line.left - ink.right < BESIDE:
                return "base east"
            if 0 < ink.left - line.right < BESIDE:
                return "base west"
    return "base"


def _outside_bubbles(parts: Sequence[Item], outside: bool) -> Iterator[tuple[Group, bool]]:
    """Signs, words and braces, but for the names of bubbles, and whether each is outside the terms."""
    for part in parts:
        if isinstance(part, Group):
            if part.role in ("sign", "words", "brace"):
                yield part, outside
            if part.role != "bubble":
                yield from _outside_bubbles(part.parts, False)


def _style(group: Group, text: Text, outside: bool) -> str:
    if group.role == "words":
        return "heading" if outside else "words"
    if text.outline.text.startswith(r"\sum"):
        return "sigma"
    return "sign" if outside else "coefficient"
