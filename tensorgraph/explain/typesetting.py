"""A line of mathematics as shapes: the letters of the pictures, each tensor on a ground of its colour.

Each part of the line is set by itself, and so are the parts of a fraction and a root with tensors in them, so that a
long statement takes no longer than its parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tensorgraph.diagram import measure
from tensorgraph.diagram.formats.formula import Command, Node, Row
from tensorgraph.diagram.formats.tikz.escape import row_tex
from tensorgraph.diagram.scene import Bounds, Outline, Polygon, Text, union
from tensorgraph.diagram.theme import Paint
from tensorgraph.explain.built import AXIS, BUILT, SetLine, Shape, shifted
from tensorgraph.explain.mathematics import Chip, Formula, Tall, flat, formula_of
from tensorgraph.explain.spacing import between, in_place, kind_of, space_of
from tensorgraph.views.line import Line

EM = measure.EM
CHIP_AIR = 0.09
"""Of the size: from a tensor's letters to the edge of its ground."""
CHIP_GAP = 0.14
"""Of the size: between a tensor and the next, so that their grounds do not touch."""
CHIP_CORNER = 0.14
TALL = 1.7
"""How much larger than a letter's a tall parenthesis is: a fraction of two lines."""


@dataclass(frozen=True)
class _Setting:
    formula: Formula
    paints: Mapping[str, Paint]
    ink: str
    size: float


@dataclass(frozen=True)
class _Part:
    kind: str
    width: float
    items: tuple[Shape, ...] = ()
    is_chip: bool = False


def set_line(line: Line, paints: Mapping[str, Paint], ink: str, size: float) -> SetLine:
    """The line at a size in points; a TensorgraphError where it is no formula, or its letters are in no font of ours.

    >>> from tensorgraph.views.line import Piece
    >>> made = set_line((Piece("y = "), Piece("A", "A")), {"A": Paint("#9ccaec")}, "#111111", 12.0)
    >>> [type(item).__name__ for item in made.items]
    ['Text', 'Text', 'Polygon', 'Text']
    """
    formula = formula_of(line, paints)
    return _row(formula.row, _Setting(formula, paints, ink, size))


def _row(row: Row, setting: _Setting) -> SetLine:
    """Parts side by side, at least as high as a line of text, so that lines stand at even distances."""
    parts = [_part(node, setting) for node in flat(row)]
    placed = list(_placed(parts, setting.size))
    items = tuple(shifted(item, x) for x, part in placed for item in part.items)
    strut = Bounds(0.0, -0.75 * setting.size, 0.0, 0.25 * setting.size)
    width = placed[-1][0] + placed[-1][1].width if placed else 0.0
    return SetLine(items, width, union([strut, *(item.bounds for item in items)]))


def _placed(parts: Sequence[_Part], size: float) -> Iterator[tuple[float, _Part]]:
    """Parts with where they begin."""
    x, before, follows = 0.0, "", False
    for place, part in enumerate(parts):
        kind = in_place(part.kind, before, place + 1 == len(parts))
        x += (between(before, kind) + _beside(part, before, follows)) * size
        yield x, part
        x += part.width
        before, follows = kind, part.is_chip


def _beside(part: _Part, before: str, follows: bool) -> float:
    """More space before the ground of a tensor, where something is that it would touch."""
    if not part.is_chip:
        return 0.0
    return CHIP_GAP if follows else CHIP_AIR if before in ("op", "word", "close", "ord") else 0.0


# ---- parts ----------------------------------------------------------------------------------------------------


def _part(node: Node | Tall, setting: _Setting) -> _Part:
    scale = setting.size / EM
    if isinstance(node, Tall):
        outline = measure.math(row_tex((node.sign,)))
        text = Text((0.0, _lowered(outline) * setting.size), TALL * setting.size, outline, setting.ink)
        return _Part(kind_of(node.sign), TALL * outline.advance * scale, (text,))
    space = space_of(node)
    if space is not None:
        return _Part("space", space * setting.size)
    if isinstance(node, Command) and node.name in BUILT and not node.degree and _has_chip(node, setting.formula):
        built = BUILT[node.name](
            tuple(_row(argument, setting) for argument in node.arguments), setting.ink, setting.size
        )
        return _Part("ord", built.width, built.items)
    chip = setting.formula.chip(node)
    outline = measure.math(_latex(node, setting.formula))
    if chip is None:
        return _Part(kind_of(node), outline.advance * scale, (Text((0.0, 0.0), setting.size, outline, setting.ink),))
    return _Part(kind_of(node), outline.advance * scale, tuple(_on_ground(outline, chip, setting)), is_chip=True)


def _lowered(sign: Outline) -> float:
    """How far down a larger sign stands, of the size, so that its middle stays on the axis."""
    return -TALL * (sign.ink.top + sign.ink.bottom) / 2 / EM - AXIS


def _has_chip(node: Node, formula: Formula) -> bool:
    written = row_tex((node,))
    return any(rf"\text{{{stand_in}}}" in written for stand_in in formula.chips)


def _latex(node: Node, formula: Formula) -> str:
    """A part as it is set: with its tensors as they are written."""
    written = row_tex((node,))
    for stand_in, chip in formula.chips.items():
        written = written.replace(rf"{{\text{{{stand_in}}}}}", f"{{{chip.latex}}}")
        written = written.replace(rf"\text{{{stand_in}}}", chip.latex)
    return written


def _on_ground(whole: Outline, chip: Chip, setting: _Setting) -> Iterator[Shape]:
    """A tensor's name on its ground, in the colour that is read there; what stands below and above it in the ink."""
    name, paint, size = measure.math(chip.latex), setting.paints[chip.name], setting.size
    yield _ground(name, paint, size)
    rest = whole.path.removeprefix(name.path)  # where it is set otherwise, its letters lie over those of the whole
    if rest:
        yield Text((0.0, 0.0), size, replace(whole, path=rest), setting.ink)
    yield Text((0.0, 0.0), size, name, paint.text)


def _ground(outline: Outline, paint: Paint, size: float) -> Polygon:
    """The ground behind a tensor's letters, at least as high as a capital."""
    scale, air = size / EM, CHIP_AIR * size
    ink = outline.ink
    left, right = scale * ink.left - air, min(scale * ink.right + air, scale * outline.advance + air / 3)
    top, bottom = min(scale * ink.top, -0.62 * size) - air, max(scale * ink.bottom, 0.02 * size) + air
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Polygon(corners, (CHIP_CORNER * size,) * 4, paint.fill)
