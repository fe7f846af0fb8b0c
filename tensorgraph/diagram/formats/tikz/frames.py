"""Bubbles and tints as TikZ nodes behind the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tensorgraph.diagram.formats.tikz.dashes import dashes
from tensorgraph.diagram.formats.tikz.nodes import extent, outline_shape
from tensorgraph.diagram.formats.tikz.paths import at, path
from tensorgraph.diagram.formats.tikz.styles import Colour, Look, Statement, length
from tensorgraph.diagram.formats.tikz.texts import text_statement
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Group, Polygon, Scene, Text, groups

TITLE_AIR = 3.0
"""Between the dashes and a bubble's name, which interrupts them."""

PAPER = "#ffffff"
"""What is behind a picture that has no background."""


def tints(scene: Scene, names: Mapping[str, str]) -> Iterator[Statement]:
    """The patches of colour behind tensors."""
    for tint in groups(scene.parts, "tint"):
        grounds = [part for part in tint.parts if isinstance(part, Disc | Polygon)]
        for ground in grounds:
            look = (("fill", Colour("tint", ground.fill or PAPER)),)
            name = names[tint.key] if ground is grounds[0] else ""
            yield _node(name, "tint", extent(ground), outline_shape(ground), look)


def bubbles(scene: Scene, names: Mapping[str, str]) -> Iterator[Statement]:
    """The frames, each with the name of its function on its edge."""
    for bubble in groups(scene.parts, "bubble"):
        for part in bubble.parts:
            if isinstance(part, Curve):
                yield _frame(part, names[bubble.key])
        for text in _titles(bubble):
            yield _title(text, scene.background or PAPER)


def _frame(line: Curve, name: str) -> Statement:
    """A node where the frame is a box; its gap is not needed, because the title hides the dashes."""
    box = line.bounds.grown(-line.width / 2)
    look: Look = (("draw", Colour("soft", line.stroke)), ("line width", length(line.width)), *dashes(line))
    if _is_box(line, box):
        return _node(name, "bubble", box, f"rectangle, rounded corners={length(line.radius)}", look)
    body = f"{path(line)} node ({name}) at {at(box.centre)} {{}}"
    return Statement("path", "bubble", (("shape", "rectangle, sharp corners"), *look), body, _size(box))


def _node(name: str, style: str, box: Bounds, shape: str, look: Look) -> Statement:
    sized = (("shape", shape or "rectangle"), *look)
    return Statement("node", style, sized, f"{f'({name}) ' if name else ''}at {at(box.centre)} {{}}", _size(box))


def _size(box: Bounds) -> tuple[str, ...]:
    return f"minimum width={length(box.width)}", f"minimum height={length(box.height)}"


def _is_box(line: Curve, box: Bounds) -> bool:
    """Whether the points are the corners of their bounds and points between those."""
    corners = {(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)}
    on_edge = all(x in (box.left, box.right) or y in (box.top, box.bottom) for x, y in line.points)
    return not line.bezier and on_edge and corners <= set(line.points)


def _titles(bubble: Group) -> Iterator[Text]:
    for part in bubble.parts:
        if isinstance(part, Group) and part.role == "words":
            yield from (text for text in part.parts if isinstance(text, Text))


def _title(text: Text, background: str) -> Statement:
    title = text_statement(text, "title", "soft")
    look = (*title.look, ("inner xsep", length(TITLE_AIR)), ("fill", Colour("page", background)))
    return Statement(title.command, title.style, look, title.body)
