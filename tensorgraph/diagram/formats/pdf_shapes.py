"""Shapes as the operators of a PDF page, and outlines as forms that a page draws by their name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tensorgraph.diagram.formats.svg import number
from tensorgraph.diagram.geometry import QUARTER, Step, steps
from tensorgraph.diagram.scene import Curve, Disc, Group, Item, Outline, Point, Polygon, Scene, Text

MITER = "4 M"
"""How far a sharp corner may reach, in widths of the line: as in SVG."""
LETTERS = {"M": "m", "L": "l", "C": "c", "Z": "h"}
"""The operators of the commands of a path."""
ARITY = {"M": 2, "L": 2, "Q": 4, "C": 6}

_COMMAND = re.compile(r"([MLQCZ])([^MLQCZ]*)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def outlines(scenes: Sequence[Scene]) -> tuple[Outline, ...]:
    """Every outline of the scenes once, in the order of drawing."""
    return tuple(dict.fromkeys(outline for scene in scenes for outline in _outlines(scene.parts)))


def form(outline: Outline) -> bytes:
    """An outline as a filled path, in its own units."""
    return "\n".join([*_operators(cubic(outline.path)), "f"]).encode()


def page(scene: Scene, forms: Mapping[Outline, str]) -> bytes:
    """The operators of a page: y downwards, the background apart from what is marked as the figure."""
    lines = [f"1 0 0 -1 0 {number(scene.height)} cm", MITER]
    if scene.background:
        paper = f"{_colour(scene.background)} rg 0 0 {number(scene.width)} {number(scene.height)} re f"
        lines += ["/Artifact BMC", paper, "EMC"]
    drawn = [line for part in scene.parts for line in _item(part, forms)]
    return "\n".join([*lines, "/Figure <</MCID 0>> BDC", *drawn, "EMC"]).encode()


def cubic(path: str) -> Iterator[Step]:
    """The steps of a path of SVG, its quadratic curves raised to cubic ones.

    >>> list(cubic("M0 0Q3 0 3 3Z"))
    [('M', (0.0, 0.0)), ('C', (2.0, 0.0, 3.0, 1.0, 3.0, 3.0)), ('Z', ())]
    """
    at: Point = (0.0, 0.0)
    for name, written in _COMMAND.findall(path):
        numbers = tuple(map(float, _NUMBER.findall(written)))
        width = ARITY.get(name, 0)
        for start in range(0, max(len(numbers), 1), max(width, 1)):
            step = numbers[start : start + width]
            yield ("C", _raised(at, step)) if name == "Q" else (name, step)
            at = (step[-2], step[-1]) if step else at


def _raised(start: Point, curve: tuple[float, ...]) -> tuple[float, ...]:
    """The cubic curve that is a quadratic one: controls two thirds of the way to its control."""
    x, y, *end = curve
    first = [p + 2 / 3 * (q - p) for p, q in zip(start, (x, y), strict=True)]
    second = [p + 2 / 3 * (q - p) for p, q in zip(end, (x, y), strict=True)]
    return (*first, *second, *end)


def _outlines(parts: Sequence[Item]) -> Iterator[Outline]:
    for part in parts:
        if isinstance(part, Text):
            yield part.outline
        elif isinstance(part, Group):
            yield from _outlines(part.parts)


def _item(item: Item, forms: Mapping[Outline, str]) -> Iterator[str]:
    match item:
        case Group():
            for part in item.parts:
                yield from _item(part, forms)
        case Disc():
            yield from _painted(_circle(item), item.fill, item.stroke, item.width)
        case Polygon():
            yield from _painted(steps(item), item.fill, item.stroke, item.width)
        case Curve():
            line = _painted(steps(item), None, item.stroke, item.width)
            yield from [f"q [{' '.join(map(number, item.dash))}] 0 d", *line, "Q"] if item.dash else line
        case Text():
            x, y = map(number, item.origin)
            scale = f"{item.scale:.6f}"
            place = f"{scale} 0 0 {scale} {x} {y} cm"
            yield f"q {place} {_colour(item.fill)} rg /{forms[item.outline]} Do Q"


def _circle(disc: Disc) -> Iterator[Step]:
    """Four quarters."""
    (x, y), r, pull = disc.centre, disc.radius, disc.radius * QUARTER
    yield "M", (x + r, y)
    yield "C", (x + r, y + pull, x + pull, y + r, x, y + r)
    yield "C", (x - pull, y + r, x - r, y + pull, x - r, y)
    yield "C", (x - r, y - pull, x - pull, y - r, x, y - r)
    yield "C", (x + pull, y - r, x + r, y - pull, x + r, y)
    yield "Z", ()


def _painted(path: Sequence[Step] | Iterator[Step], fill: str | None, stroke: str | None, width: float) -> list[str]:
    """A path filled, stroked or both; nothing without either."""
    looks = [f"{_colour(fill)} rg"] if fill else []
    looks += [f"{_colour(stroke)} RG {number(width)} w"] if stroke else []
    paint = {(True, True): "B", (True, False): "f", (False, True): "S"}.get((bool(fill), bool(stroke)), "n")
    return [*looks, *_operators(path), paint]


def _operators(path: Sequence[Step] | Iterator[Step]) -> Iterator[str]:
    for name, numbers in path:
        yield " ".join([*map(number, numbers), LETTERS[name]])


def _colour(colour: str) -> str:
    """``#rrggbb`` as three parts of one.

    >>> _colour("#ff8000")
    '1 0.502 0'
    """
    return " ".join(f"{int(colour[i : i + 2], 16) / 255:.3f}".rstrip("0").rstrip(".") for i in (1, 3, 5))
