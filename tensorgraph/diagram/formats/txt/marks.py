"""What of a scene is drawn as text: nodes, labels, lines and frames, with the coordinates that count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from tensorgraph.diagram.formats.plain import plain_text
from tensorgraph.diagram.formats.txt.cells import cells
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Group, Item, Point, Polygon, Scene, Text, groups

ROUND = 10.0
"""Corners with this radius in points make a stadium, smaller ones a box."""
TICK = 9.0
"""A shorter line is a mark on a wire (the bar of a softmax is 7 points long)."""
TOUCH = 2.5
"""Points that a wire may end from what it ends at."""
STROKE = 1.0
"""Points of a node's edge that are no room for letters: its wires begin inside it."""
NEAR = 7.0
"""Points from the middle of a node within which a leg is on its row."""
AXIS = 0.26
"""Of the size of letters: the height of their middle above the baseline, as that of signs."""
THICK = 2.5
"""A wider line is a grouped wire."""


@dataclass(frozen=True)
class Node:
    """A tensor: its text in brackets that say its shape, on the row of ``y``, as high as its legs need (``levels``).

    ``left`` and ``right`` are its edges in points, ``x`` and ``y`` its middle; ``feet`` are the places of the legs that
    enter its letters from above or below.
    """

    left: float
    right: float
    x: float
    y: float
    text: str
    blank: str
    levels: tuple[float, ...]
    feet: tuple[float, ...] = ()


@dataclass(frozen=True)
class Label:
    """Words in the middle between ``left`` and ``right``; ``loose`` ones need no room of their own."""

    left: float
    right: float
    y: float
    text: str


@dataclass(frozen=True)
class Line:
    """A wire through points."""

    points: tuple[Point, ...]
    thick: bool = False


@dataclass(frozen=True)
class Stub:
    """What leads from the end of a wire at the edge of a node or sign to its letters; it needs no room of its own."""

    start: Point
    end: Point
    thick: bool = False


@dataclass(frozen=True)
class Frame:
    """The dashed frame of a bubble."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Brace:
    """An underbrace."""

    left: float
    right: float
    y: float


Mark: TypeAlias = Node | Label | Line | Stub | Frame | Brace


def marks(scene: Scene) -> list[Mark]:
    """Everything that is drawn, outermost first; a wire that ends near the middle of a node ends there."""
    joints = {_rounded(anchor.at): _node(group) for group in groups(scene.parts, "tensor") for anchor in group.anchors}
    signs = [group.bounds for group in groups(scene.parts, "sum")]
    found = [mark for part in scene.parts for mark in _marks(part, "")]
    stubs = [stub for mark in found if isinstance(mark, Line) for stub in _stubs(mark, joints, signs)]
    return [_ending(mark, joints) if isinstance(mark, Line) else mark for mark in found] + stubs


def _ending(line: Line, joints: Mapping[Point, Node]) -> Line:
    first, *others, last = line.points
    ends = ((x, _level(joints.get(_rounded((x, y))), y)) for x, y in (first, last))
    return replace(line, points=(next(ends), *others, next(ends)))


def _level(node: Node | None, y: float) -> float:
    return node.y if node and abs(node.y - y) <= NEAR else y


def _stubs(line: Line, joints: Mapping[Point, Node], signs: Sequence[Bounds]) -> Iterator[Stub]:
    """From each end of a wire to what it ends at: along its row, or along its column."""
    for x, y in (line.points[0], line.points[-1]):
        node = joints.get(_rounded((x, y)))
        if node:
            y = _level(node, y)
            yield Stub((x, y), (node.x, y) if y in node.levels else (x, node.y), line.thick)
        for bounds in signs:
            around = bounds.grown(TOUCH)
            if around.left <= x <= around.right and around.top <= y <= around.bottom:
                yield Stub((x, y), bounds.centre, line.thick)


def _rounded(place: Point) -> Point:
    return round(place[0]), round(place[1])


def _marks(item: Item, role: str) -> Iterator[Mark]:
    match item:
        case Group(role="tensor"):
            yield _node(item)
        case Group(role="sum"):
            yield _sign(item.bounds, "⊕")
        case Group(role="bubble"):
            yield from _frames(item)
            yield from (
                mark for part in item.parts if isinstance(part, Group | Text) for mark in _marks(part, "bubble")
            )
        case Group(role="brace"):
            curves = [part for part in item.parts if isinstance(part, Curve)]
            yield from (_brace(part.bounds) for part in curves)
            yield from (mark for part in item.parts if isinstance(part, Group | Text) for mark in _marks(part, "brace"))
        case Group(role="tint"):
            yield from (mark for part in item.parts if isinstance(part, Group | Text) for mark in _marks(part, "tint"))
        case Group():
            yield from (mark for part in item.parts for mark in _marks(part, item.role))
        case Text():
            yield _label(item)
        case Curve():
            yield from _lines(item, role)
        case Disc() if role == "wire":
            yield _sign(item.bounds, "●")


def _node(group: Group) -> Node:
    bounds = group.bounds.grown(-STROKE)
    text = "".join(plain_text(part.outline.text, part.outline.style) for part in group.parts if isinstance(part, Text))
    opens, closes = _brackets(group)
    x, y = bounds.centre
    levels = (y, *_levels(group, bounds))
    feet = tuple(
        at for at, level in (anchor.at for anchor in group.anchors) if level not in levels and abs(level - y) > NEAR
    )
    blank = opens + " " * len(cells(text)) + closes
    return Node(bounds.left, bounds.right, x, y, opens + text + closes, blank, levels, feet)


def _levels(group: Group, bounds: Bounds) -> Iterator[float]:
    """Where legs leave a node at its sides, besides the middle; a round one has no sides."""
    if any(isinstance(part, Disc) for part in group.parts):
        return
    for _, level in (anchor.at for anchor in group.anchors):
        if bounds.top + 2 < level < bounds.bottom - 2 and abs(level - bounds.centre[1]) > NEAR:
            yield level


def _brackets(group: Group) -> tuple[str, str]:
    """By the shape: (x) a circle or stadium, [W] a box, and a triangle with its tip at one side."""
    shape = next((part for part in group.parts if isinstance(part, Disc | Polygon)), None)
    if not isinstance(shape, Polygon):
        return "(", ")"
    if len(shape.points) == 3:
        return _tip(shape.points)
    return ("(", ")") if max(shape.radii, default=0.0) >= ROUND else ("[", "]")


def _tip(points: Sequence[Point]) -> tuple[str, str]:
    xs, ys = sorted(x for x, _ in points), sorted(y for _, y in points)
    if abs(xs[1] - xs[0]) < 1 or abs(xs[2] - xs[1]) < 1:
        return ("[", ">") if abs(xs[1] - xs[0]) < 1 else ("<", "]")
    return ("\\", "/") if abs(ys[1] - ys[0]) < 1 else ("/", "\\")


def _label(text: Text) -> Label:
    bounds, middle = text.bounds, text.origin[1] - AXIS * text.size
    return Label(bounds.left, bounds.right, middle, plain_text(text.outline.text, text.outline.style))


def _sign(bounds: Bounds, sign: str) -> Label:
    x, y = bounds.centre
    return Label(x, x, y, sign)


def _frames(group: Group) -> Iterator[Frame]:
    curves = [part for part in group.parts if isinstance(part, Curve)]
    if curves:
        xs = [x for curve in curves for x, _ in curve.points]
        ys = [y for curve in curves for _, y in curve.points]
        yield Frame(min(xs), min(ys), max(xs), max(ys))


def _brace(bounds: Bounds) -> Brace:
    return Brace(bounds.left, bounds.right, bounds.centre[1])


def _lines(curve: Curve, role: str) -> Iterator[Mark]:
    bounds = curve.bounds
    if bounds.width <= TICK and bounds.height <= TICK and role == "wire":
        yield _sign(bounds, "┼")
    elif role in ("wire", "term", ""):
        points = curve.points[::3] if curve.bezier else curve.points
        yield Line(points, curve.width > THICK)
