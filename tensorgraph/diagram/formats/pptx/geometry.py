"""Geometries of DrawingML: preset ones, and custom ones from paths, with their connection sites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tensorgraph.diagram.formats.pptx.page import Box, Page
from tensorgraph.diagram.formats.pptx.sites import Preset, Site
from tensorgraph.diagram.formats.pptx.things import Leaf, Patch
from tensorgraph.diagram.geometry import QUARTER, Step, steps
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Outline, Point, Text

SHARE = 100_000
"""The whole, where DrawingML writes a share as an integer."""

DEGREE = 60_000
"""Units of DrawingML to a degree."""

_PATH = re.compile(r"([MLQCZ])([^MLQCZ]*)")
_VERBS = {"M": "moveTo", "L": "lnTo", "Q": "quadBezTo", "C": "cubicBezTo"}


def preset(name: str, **adjusted: int) -> str:
    """A preset geometry with its adjustments."""
    guides = "".join(f'<a:gd name="{key}" fmla="val {value}"/>' for key, value in adjusted.items())
    return f'<a:prstGeom prst="{name}"><a:avLst>{guides}</a:avLst></a:prstGeom>'


def native(shape: Preset) -> str:
    """The geometry of a native shape."""
    if shape.radius is None:
        return preset(shape.name)
    return preset(shape.name, adj=round(shape.radius * SHARE))


def custom(box: Box, page: Page, paths: Iterable[str], sites: Sequence[Site] = ()) -> str:
    """A geometry with its own paths, which fill a box, and connection sites that stay in place when it is resized."""
    places = [(page.at(site.at), site.angle) for site in sites]
    guides = "".join(
        _guide(f"x{k}", x - box.x, "w", box.width) + _guide(f"y{k}", y - box.y, "h", box.height)
        for k, ((x, y), _) in enumerate(places)
    )
    sites_ = "".join(
        f'<a:cxn ang="{round(angle * DEGREE)}"><a:pos x="x{k}" y="y{k}"/></a:cxn>'
        for k, (_, angle) in enumerate(places)
    )
    return (
        f"<a:custGeom><a:avLst/><a:gdLst>{guides}</a:gdLst><a:ahLst/><a:cxnLst>{sites_}</a:cxnLst>"
        f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>{"".join(paths)}</a:pathLst></a:custGeom>'
    )


def _guide(name: str, value: int, side: str, length: int) -> str:
    formula = f"*/ {side} {value} {length}" if length else f"val {value}"
    return f'<a:gd name="{name}" fmla="{formula}"/>'


def path_of(leaf: Leaf, box: Box, page: Page) -> str:
    """The path of a disc, a polygon or a curve within a box."""

    def place(point: Point) -> tuple[int, int]:
        x, y = page.at(point)
        return x - box.x, y - box.y

    assert not isinstance(leaf, Text | Patch)
    drawn = _circle(leaf) if isinstance(leaf, Disc) else steps(leaf)
    placed = ((name, [place(point) for point in _pairs(numbers)]) for name, numbers in drawn)
    return _path(placed, box.width, box.height, not isinstance(leaf, Curve))


def glyph_paths(outline: Outline) -> list[str]:
    """The letters of a text, each with its holes a path of its own, so that letters that overlap stay filled."""
    ink, finer = outline.ink, 10  # outlines have one decimal

    def place(point: Point) -> tuple[int, int]:
        return round((point[0] - ink.left) * finer), round((point[1] - ink.top) * finer)

    width, height = place((ink.right, ink.bottom))
    return [
        _path(((name, list(map(place, points))) for name, points in letter), width, height, True)
        for letter in letters(outline.path)
    ]


Loop = list[tuple[str, list[Point]]]
"""A closed line as commands and points."""


def letters(path: str) -> list[Loop]:
    """The closed lines of a path, those inside another one's bounds joined to it; from left to right."""
    loops = sorted(((_bounds(loop), loop) for loop in _loops(path)), key=lambda pair: (pair[0].left, -pair[0].width))
    found: list[Loop] = []
    around: list[tuple[Bounds, Loop]] = []
    for bounds, loop in loops:
        around = [(outer, letter) for outer, letter in around if outer.right >= bounds.left]
        letter = next((letter for outer, letter in around if _inside(bounds, outer)), None)
        if letter is None:
            found.append(list(loop))
            around.append((bounds, found[-1]))
        else:
            letter += loop
    return found


def _loops(path: str) -> list[Loop]:
    loops: list[Loop] = []
    for name, numbers in _PATH.findall(path):
        if name == "M":
            loops.append([])
        loops[-1].append((name, _pairs([float(number) for number in numbers.split()])))
    return loops


def _bounds(loop: Loop) -> Bounds:
    xs, ys = [x for _, points in loop for x, _ in points], [y for _, points in loop for _, y in points]
    return Bounds(min(xs), min(ys), max(xs), max(ys))


def _inside(one: Bounds, other: Bounds) -> bool:
    return other.left <= one.left and other.top <= one.top and one.right <= other.right and one.bottom <= other.bottom


def _path(drawn: Iterable[tuple[str, Sequence[tuple[int, int]]]], width: int, height: int, filled: bool) -> str:
    inside = "" if filled else ' fill="none"'
    return f'<a:path w="{width}" h="{height}"{inside}>{"".join(_verbs(drawn))}</a:path>'


def _verbs(drawn: Iterable[tuple[str, Sequence[tuple[int, int]]]]) -> Iterator[str]:
    for name, points in drawn:
        if name == "Z":
            yield "<a:close/>"
        else:
            inner = "".join(f'<a:pt x="{x}" y="{y}"/>' for x, y in points)
            yield f"<a:{_VERBS[name]}>{inner}</a:{_VERBS[name]}>"


def _pairs(numbers: Sequence[float]) -> list[Point]:
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _circle(disc: Disc) -> tuple[Step, ...]:
    """Four quarters, from the right end down."""
    (x, y), r, pull = disc.centre, disc.radius, disc.radius * QUARTER
    quarters = (
        (x + r, y + pull, x + pull, y + r, x, y + r),
        (x - pull, y + r, x - r, y + pull, x - r, y),
        (x - r, y - pull, x - pull, y - r, x, y - r),
        (x + pull, y - r, x + r, y - pull, x + r, y),
    )
    return ("M", (x + r, y)), *(("C", quarter) for quarter in quarters), ("Z", ())
