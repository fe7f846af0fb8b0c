"""The picture as shapes: a closed set of primitives with positions in points, y downwards. Formats write these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Bounds:
    """A rectangle that holds a shape."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Extent along x."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Extent along y."""
        return self.bottom - self.top

    @property
    def centre(self) -> Point:
        """The middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def grown(self, by: float) -> Bounds:
        """Larger on every side."""
        return Bounds(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def meets(self, other: Bounds) -> bool:
        """Whether the insides overlap."""
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)


def union(parts: Iterable[Bounds]) -> Bounds:
    """The smallest rectangle around all; an empty one at the origin for none."""
    known = list(parts)
    if not known:
        return Bounds(0, 0, 0, 0)
    return Bounds(
        min(b.left for b in known),
        min(b.top for b in known),
        max(b.right for b in known),
        max(b.bottom for b in known),
    )


@dataclass(frozen=True)
class Curve:
    """An open line through ``points``, its corners rounded with ``radius``.

    With ``bezier`` the points are a start and then triples: two controls and an end.
    """

    points: tuple[Point, ...]
    stroke: str
    width: float
    radius: float = 0.0
    dash: tuple[float, float] | None = None
    bezier: bool = False

    @property
    def bounds(self) -> Bounds:
        """With the width of the line."""
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        return Bounds(min(xs), min(ys), max(xs), max(ys)).grown(self.width / 2)


@dataclass(frozen=True)
class Disc:
    """A filled circle."""

    centre: Point
    radius: float
    fill: str
    stroke: str | None = None
    width: float = 0.0

    @property
    def bounds(self) -> Bounds:
        """With the width of the line."""
        x, y = self.centre
        return Bounds(x, y, x, y).grown(self.radius + self.width / 2)


@dataclass(frozen=True)
class Polygon:
    """A filled closed shape, each corner rounded with its radius."""

    points: tuple[Point, ...]
    radii: tuple[float, ...]
    fill: str | None
    stroke: str | None = None
    width: float = 0.0

    @property
    def bounds(self) -> Bounds:
        """With the width of the line."""
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        return Bounds(min(xs), min(ys), max(xs), max(ys)).grown(self.width / 2)


@dataclass(frozen=True)
class Outline:
    """Typeset text as an SVG path of M, L, Q, C and Z with the baseline's start at the origin, ``em`` units a letter's
    size; ``ink`` is what it covers, ``advance`` how far it moves on.

    ``text`` is what was set, and ``style`` how: as LaTeX mathematics (math, or inline, with limits beside their sums),
    as plain words, upright (words), slanted (italic) or bold, or in letters of one width (code). ``turn`` is by how
    many degrees counterclockwise path and ink are turned already: 0 or 90.
    """

    path: str
    ink: Bounds
    advance: float
    em: float
    text: str = ""
    style: str = "math"
    turn: int = 0


@dataclass(frozen=True)
class Text:
    """Outlines at a baseline point; formats that set type themselves take the outline's text and style."""

    origin: Point
    size: float
    outline: Outline
    fill: str

    @property
    def scale(self) -> float:
        """Points for a unit of the outline."""
        return self.size / self.outline.em

    @property
    def bounds(self) -> Bounds:
        """What the ink covers."""
        (x, y), s, ink = self.origin, self.scale, self.outline.ink
        return Bounds(x + s * ink.left, y + s * ink.top, x + s * ink.right, y + s * ink.bottom)


@dataclass(frozen=True)
class Anchor:
    """Where a leg leaves a node: the wire's name, in a finished scene its key, and the point on the node's outline."""

    wire: str
    at: Point


@dataclass(frozen=True)
class Group:
    """Parts that mean one thing: ``role`` and ``name``.

    The roles: term (a whole product with its free ends), tensor (any node), sum (a ⊕), wire (all lines and dots of one
    wire of a term), bubble (a frame and its words), tint, brace, label (on a wire), words (of a bubble, a brace, a
    heading) and sign; entry (a text in a table or over its column); in a heat map cells (a field or its colour bar),
    cell (one that says what it is) and tick (the label of a row, a column or a number of the scale). ``anchors`` are
    the legs of a tensor. ``about`` says more in words: the declaration of a tensor, the dimension and size of a wire.
    ``key`` is unique in a finished scene and joins a wire, its labels and the anchors on it. ``kind`` is what a tensor
    is to its author: tensor, activation, param, pattern, isometry, cap or hole; of a tick row, column or scale; of an
    entry left or middle, what its column has in line.
    """

    role: str
    name: str
    parts: tuple[Item, ...]
    anchors: tuple[Anchor, ...] = ()
    about: str = ""
    key: str = ""
    kind: str = ""
    called: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """While a picture is laid out, what `place` and `group` may call a tensor."""

    @cached_property
    def bounds(self) -> Bounds:
        """Around all parts."""
        return union(part.bounds for part in self.parts)


Item: TypeAlias = Curve | Disc | Polygon | Text | Group


@dataclass(frozen=True)
class Scene:
    """A finished picture of ``width`` by ``height`` points with its title and a description in words.

    ``name`` is what the file calls it, and ``source`` the whole text of the file. ``notes`` say what an author may want
    to know of the drawing: that it is wider than was asked for.
    """

    width: float
    height: float
    parts: tuple[Item, ...]
    title: str
    description: str
    background: str | None = None
    name: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()


def moved(item: Item, dx: float, dy: float) -> Item:
    """The item elsewhere."""
    match item:
        case Group():
            anchors = tuple([Anchor(a.wire, (a.at[0] + dx, a.at[1] + dy)) for a in item.anchors])
            parts = tuple([moved(part, dx, dy) for part in item.parts])
            return Group(item.role, item.name, parts, anchors, item.about, item.key, item.kind, item.called)
        case Curve() | Polygon():
            return replace(item, points=tuple([(x + dx, y + dy) for x, y in item.points]))
        case Disc():
            return replace(item, centre=(item.centre[0] + dx, item.centre[1] + dy))
        case Text():
            return replace(item, origin=(item.origin[0] + dx, item.origin[1] + dy))


def groups(parts: Iterable[Item], role: str | None = None) -> Iterator[Group]:
    """The groups at any depth, outermost first, of one role where it is given."""
    for part in parts:
        if isinstance(part, Group):
            if role in (None, part.role):
                yield part
            yield from groups(part.parts, role)
