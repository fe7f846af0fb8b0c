"""What a slide says, read back from its XML alone: where shapes are, where their sites are, what connectors join.

The sites and paths of preset shapes are those of ECMA-376's presetShapeDefinitions.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree

Point: TypeAlias = tuple[float, float]
Place: TypeAlias = Callable[[Point], Point]
Element: TypeAlias = etree._Element

A, P = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}",
    "{http://schemas.openxmlformats.org/presentationml/2006/main}",
)
EMU = 12700
NEAR = 0.5
"""Points from the end of a connector to the site it is glued to, at most."""


@dataclass(frozen=True)
class Shape:
    """A shape with its sites on the slide, in points; ``group`` is the name of the group it is in, or its own."""

    id: int
    name: str
    group: str
    about: str
    preset: str
    sites: tuple[Point, ...]
    corners: tuple[Point, Point]


@dataclass(frozen=True)
class Connector:
    """A connector with its path in points, and the glue at its ends: number of a shape and of a site, or None."""

    name: str
    preset: str
    path: tuple[Point, ...]
    glue: tuple[tuple[int, int] | None, tuple[int, int] | None]


@dataclass(frozen=True)
class Read:
    """A slide as it was read."""

    shapes: dict[int, Shape]
    connectors: tuple[Connector, ...]


def slides(data: bytes) -> list[bytes]:
    """The XML of each slide in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
        return [archive.read(name) for name in sorted(names, key=lambda name: int(re.findall(r"\d+", name)[0]))]


def read(slide: bytes) -> Read:
    """Shapes and connectors of a slide."""
    tree = etree.fromstring(slide).find(f"{P}cSld/{P}spTree")
    assert tree is not None
    shapes: dict[int, Shape] = {}
    connectors: list[Connector] = []
    for element, place, group in _elements(tree, lambda point: (point[0] / EMU, point[1] / EMU), ""):
        if element.tag == f"{P}sp":
            shape = _shape(element, place, group)
            assert shape.id not in shapes
            shapes[shape.id] = shape
        else:
            connectors.append(_connector(element, place))
    return Read(shapes, tuple(connectors))


def _elements(parent: Element, place: Place, group: str) -> Iterator[tuple[Element, Place, str]]:
    for element in parent:
        if element.tag == f"{P}grpSp":
            frame = element.find(f"{P}grpSpPr/{A}xfrm")
            yield from _elements(element, _then(_group_place(frame), place), group or _called(element).get("name", ""))
        elif element.tag in (f"{P}sp", f"{P}cxnSp"):
            yield element, place, group


def _then(first: Place, second: Place) -> Place:
    return lambda point: second(first(point))


def _group_place(frame: Element) -> Place:
    x, y, width, height = _numbers(frame, "off", "ext")
    u, v, w, h = _numbers(frame, "chOff", "chExt")
    return lambda p: (x + (p[0] - u) * (width / w if w else 1), y + (p[1] - v) * (height / h if h else 1))


def _numbers(frame: Element, corner: str, size: str) -> tuple[int, int, int, int]:
    off, ext = frame.find(f"{A}{corner}"), frame.find(f"{A}{size}")
    assert off is not None and ext is not None
    return int(off.get("x", "")), int(off.get("y", "")), int(ext.get("cx", "")), int(ext.get("cy", ""))


def _own_place(frame: Element) -> tuple[Place, int, int]:
    """From the shape's own coordinates: flipped, then turned around the middle, then moved; and its size."""
    x, y, width, height = _numbers(frame, "off", "ext")
    turn = math.radians(int(frame.get("rot", "0")) / 60000)
    sx, sy = (-1 if frame.get(key) == "1" else 1 for key in ("flipH", "flipV"))

    def place(point: Point) -> Point:
        dx, dy = sx * (point[0] - width / 2), sy * (point[1] - height / 2)
        across = dx * math.cos(turn) - dy * math.sin(turn)
        down = dx * math.sin(turn) + dy * math.cos(turn)
        return x + width / 2 + across, y + height / 2 + down

    return place, width, height


def _called(element: Element) -> Element:
    return next(element.iter(f"{P}cNvPr"))


def _shape(element: Element, place: Place, group: str) -> Shape:
    called, properties = _called(element), element.find(f"{P}spPr")
    own, width, height = _own_place(properties.find(f"{A}xfrm"))
    whole = _then(own, place)
    preset = properties.find(f"{A}prstGeom")
    if preset is not None:
        name = preset.get("prst")
        sites = [(x * width, y * height) for x, y in SITES[name]]
    else:
        name, sites = "", _custom_sites(properties.find(f"{A}custGeom"), width, height)
    corners = whole((0, 0)), whole((width, height))
    placed = tuple(map(whole, sites))
    number, title = int(called.get("id")), called.get("name")
    return Shape(number, title, group or title, called.get("descr", ""), name, placed, corners)


def _custom_sites(geometry: Element, width: int, height: int) -> list[Point]:
    known = {"w": float(width), "h": float(height)}
    for guide in geometry.iter(f"{A}gd"):
        words = [known[word] if word in known else float(word) for word in guide.get("fmla").split()[1:]]
        multiplied = guide.get("fmla").startswith("*/ ")
        known[guide.get("name")] = words[0] * words[1] / words[2] if multiplied else words[0]
    return [(known[pos.get("x")], known[pos.get("y")]) for pos in geometry.iter(f"{A}pos")]


_MIDDLES = ((0.5, 0), (0, 0.5), (0.5, 1), (1, 0.5))
_NEAR, _FAR = 0.5 - math.sqrt(0.125), 0.5 + math.sqrt(0.125)
SITES: dict[str, Sequence[Point]] = {
    "ellipse": (
        (0.5, 0), (_NEAR, _NEAR), (0, 0.5), (_NEAR, _FAR), (0.5, 1), (_FAR, _FAR), (1, 0.5), (_FAR, _NEAR),
    ),
    "line": ((0, 0), (1, 1)),
    "rect": _MIDDLES,
    "roundRect": _MIDDLES,
}  # fmt: skip
"""Where presets have their sites, as shares of their frame."""

PATHS: dict[str, Sequence[Point]] = {
    "straightConnector1": ((0, 0), (1, 1)),
    "bentConnector2": ((0, 0), (1, 0), (1, 1)),
    "curvedConnector2": ((0, 0), (1, 1)),
}
"""Where connectors run in their frame."""


def _connector(element: Element, place: Place) -> Connector:
    properties = element.find(f"{P}spPr")
    own, width, height = _own_place(properties.find(f"{A}xfrm"))
    preset = properties.find(f"{A}prstGeom")
    whole = _then(own, place)
    if preset is not None:
        path = [(x * width, y * height) for x, y in PATHS[preset.get("prst")]]
    else:
        path = [(float(pt.get("x")), float(pt.get("y"))) for pt in properties.iter(f"{A}pt")]
    ends = (next(element.iter(f"{A}{tag}"), None) for tag in ("stCxn", "endCxn"))
    first, last = (None if end is None else (int(end.get("id")), int(end.get("idx"))) for end in ends)
    name = "" if preset is None else preset.get("prst")
    return Connector(_called(element).get("name"), name, tuple(map(whole, path)), (first, last))


# ---- what is wrong with the glue ---------------------------------------------------------------------------------


def loose_glue(slide: Read) -> list[str]:
    """Each glued end that is not where its site is, or whose shape or site there is not."""
    found = []
    for connector in slide.connectors:
        for glue, point in zip(connector.glue, (connector.path[0], connector.path[-1]), strict=True):
            if glue is None:
                continue
            shape = slide.shapes.get(glue[0])
            if shape is None or glue[1] >= len(shape.sites):
                found.append(f"{connector.name}: there is no site {glue[1]} of shape {glue[0]}")
            elif math.dist(shape.sites[glue[1]], point) > NEAR:
                away = math.dist(shape.sites[glue[1]], point)
                found.append(f"{connector.name}: {away:.1f} points from site {glue[1]} of {shape.name}")
    return found


# ---- what is joined ----------------------------------------------------------------------------------------------

Net: TypeAlias = tuple[tuple[str, ...], int]
"""The tensors at the ends of what hangs together, a name for each end, and how many ends are loose."""

KNOTS = ("⊕", "copy ", "bar ", "joint ", "split ", "sign ")
"""How the shapes are called that connectors only run through."""


def nets(slide: Read) -> Counter[Net]:
    """What the connectors join, through dots, bars, branchings, ⊕, coefficients."""
    knots = {shape.id for shape in slide.shapes.values() if shape.group.startswith(KNOTS)}
    net_of = {knot: knot for knot in knots}

    def top(knot: int) -> int:
        while net_of[knot] != knot:
            knot = net_of[knot]
        return knot

    own: list[tuple[int, Connector]] = []
    for number, connector in enumerate(slide.connectors):
        here = -1 - number
        net_of[here] = here
        own.append((here, connector))
        for glue in connector.glue:
            if glue and glue[0] in knots:
                net_of[top(glue[0])] = top(here)
    ends: dict[int, list[str]] = {}
    loose: Counter[int] = Counter()
    for here, connector in own:
        names = ends.setdefault(top(here), [])
        names += [base_name(slide.shapes[glue[0]].group) for glue in connector.glue if glue and glue[0] not in knots]
        loose[top(here)] += connector.glue.count(None)
    return Counter((tuple(sorted(names)), loose[net]) for net, names in ends.items())


def base_name(name: str) -> str:
    """Without the number that tells apart what is called alike."""
    return re.sub(r" \d+$", "", name)
