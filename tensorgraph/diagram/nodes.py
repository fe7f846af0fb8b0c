"""Single nodes: which shape and colour a tensor has, its name, and where its legs leave."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tensorgraph.diagram import measure
from tensorgraph.diagram.box import Box, Port, Side, Strand
from tensorgraph.diagram.colour import paint_of
from tensorgraph.diagram.names import name_latex
from tensorgraph.diagram.scene import Bounds, Curve, Disc, Group, Item, Outline, Point, Polygon, Text
from tensorgraph.diagram.setting import Setting, drawn_legs
from tensorgraph.diagram.split import End, home_side, split_leg
from tensorgraph.diagram.theme import Paint, Theme
from tensorgraph.graph.network import Declaration, Definition, Kind, Value
from tensorgraph.graph.nodes import Cap, Shift, Tensor


@dataclass(frozen=True)
class Look:
    """How a node is drawn: ``shape`` is circle, box or triangle; ``corner`` marks a non-symmetric square."""

    shape: str
    paint: Paint
    corner: bool = False
    slash: bool = False
    tip: int | None = None
    """The leg at a triangle's tip."""


SHAPES = {"tensor": "circle", "activation": "circle", "param": "box", "pattern": "box", "isometry": "triangle"}
"""The table of notation.md: kind in shape as well as colour."""


def tensor_box(tensor: Tensor, sides: Sequence[Side], setting: Setting) -> Box:
    """A declared tensor or a definition, by name."""
    entry = setting.network[tensor.name]
    label = _label(tensor, entry, setting)
    ends, splits = _legs(tensor, sides, setting)
    box = node_box(tensor.name, label, look_of(entry, setting.theme), ends, setting.theme)
    for parts in splits:
        box = split_leg(box, parts, setting)
    return box


def shift_box(shift: Shift, sides: Sequence[Side], setting: Setting) -> Box:
    """The previous-position matrix: a constant, so a parameter, and never symmetric."""
    strands = [s for leg in (shift.row, shift.column) for s in setting.leg_strands(leg)]
    look = Look("box", setting.theme.paints["param"], corner=True)
    legs = list(zip(strands, sides, strict=True))
    return node_box("shift", measure.math(r"\mathrm{shift}"), look, legs, setting.theme)


def cap_box(cap: Cap, sides: Sequence[Side], setting: Setting) -> Box:
    """A fixed index: flat where the wire joins, round behind, with the number."""
    theme = setting.theme
    side, half = sides[0], theme.cap / 2
    text = text_at((half, 0), str(cap.index), measure.math(str(cap.index)), theme.wire_label_size, theme.ink)
    width = max(theme.cap, text.bounds.width + theme.node_padding)
    rounded = {Side.LEFT: (1, 2), Side.RIGHT: (0, 3), Side.UP: (2, 3), Side.DOWN: (0, 1)}[side]
    points = ((0.0, -half), (width, -half), (width, half), (0.0, half))
    radii = tuple(half if corner in rounded else 0.0 for corner in range(4))
    shape = Polygon(points, radii, theme.paints["cap"].fill, theme.ink, theme.node_stroke)
    centred = centred_text((width / 2, 0), text)
    group = Group("tensor", str(cap.index), (shape, centred))
    strand = setting.leg_strands(cap.leg)[0]
    return Box(width, half, half, (group,), (Port(strand, side, (edge(width, half, side),)),), simple=True)


def node_box(name: str, label: Outline, look: Look, legs: Sequence[End], theme: Theme) -> Box:
    """A node with its legs on the sides asked for, spread evenly along a side that has several."""
    half = theme.node / 2
    ink = label.ink
    text_width = ink.width * theme.name_size / label.em
    crowd = max(sum(side is way for _, side in legs) for way in (Side.UP, Side.DOWN)) if legs else 0
    width = max(theme.node, text_width + 2 * theme.node_padding, (crowd + 1) * theme.port_gap)
    if look.shape == "triangle":
        width = max(theme.node * 1.1, text_width * 1.9 + theme.node_padding)
    mirrored = _mirrored(legs)
    shapes = _shape(look, width, half, mirrored, legs, theme)
    centre = (width / 2 + _triangle_shift(look, legs, width), 0.0)
    text = centred_text(centre, Text((0, 0), theme.name_size, label, look.paint.text, name))
    group = Group("tensor", name, (*shapes, text))
    return Box(width, half, half, (group,), tuple(_ports(legs, look, width, half)), simple=True)


def look_of(entry: Declaration | Definition, theme: Theme) -> Look:
    """Shape and colour from kind, properties and attributes."""
    attributes = dict(entry.attributes)
    kind = _kind(entry, attributes)
    paint = paint_of(attributes.get("color"), theme) or theme.paints[kind]
    shape = attributes.get("shape", SHAPES[kind])
    known = shape if isinstance(shape, str) and shape in ("circle", "box", "triangle") else SHAPES[kind]
    properties = {p.name: p.leg for p in entry.properties}
    tip = properties.get("isometry")
    return Look(known, paint, _has_corner(entry, properties), "diagonal" in properties, tip)


def _kind(entry: Declaration | Definition, attributes: dict[str, Value]) -> str:
    names = [p.name for p in entry.properties]
    if attributes.get("kind") == "pattern" or "pattern" in names:
        return "pattern"
    if "isometry" in names:
        return "isometry"
    if entry.constant:
        return "param"
    generic = isinstance(entry, Declaration) and entry.kind is Kind.TENSOR
    return "tensor" if generic else "activation"


def _has_corner(entry: Declaration | Definition, properties: dict[str, int | None]) -> bool:
    """Whether the last two legs have one dimension and nothing says that they may be swapped."""
    dims = entry.dims[_above(entry) :]
    square = len(dims) == 2 and dims[0] == dims[1]
    return square and not {"symmetric", "diagonal"} & set(properties)


def _above(entry: Declaration | Definition) -> int:
    return entry.superscripts if isinstance(entry, Definition) else max(len(entry.dims) - 2, 0)


def _label(tensor: Tensor, entry: Declaration | Definition, setting: Setting) -> Outline:
    written = dict(entry.attributes).get("label")
    above = tuple(_superscript(leg, setting) for leg in tensor.legs[: tensor.superscripts])
    if isinstance(written, str):
        raised = f"{{{written}}}^{{{','.join(above)}}}" if above else written
        return measure.math(raised if "^" not in written else written, entry.span)
    return measure.math(name_latex(tensor.name, above), tensor.span)


def _superscript(leg: Strand, setting: Setting) -> str:
    wire = leg[0]
    return str(setting.fixed[wire]) if wire in setting.fixed else name_latex(wire.name)


def _legs(tensor: Tensor, sides: Sequence[Side], setting: Setting) -> tuple[list[End], list[list[End]]]:
    """Each leg with its side, and the parts of the thick ones that split."""
    ends: list[End] = []
    splits: list[list[End]] = []
    left = list(sides)
    for leg in drawn_legs(tensor):
        strands = setting.leg_strands(leg)
        parts = [(strand, left.pop(0)) for strand in strands]
        if len(parts) > 1:
            splits.append(parts)
            ends.append((leg, home_side(parts)))
        else:
            ends += parts
    return ends, splits


def _mirrored(legs: Sequence[End]) -> bool:
    """Whether the leg that is written first leaves right."""
    return bool(legs) and (legs[0][1] is Side.RIGHT or (legs[-1][1] is Side.LEFT and len(legs) > 1))


def _ports(legs: Sequence[End], look: Look, width: float, half: float) -> list[Port]:
    ports = []
    for side in Side:
        here = [strand for strand, way in legs if way is side]
        for index, strand in enumerate(here):
            share = (index + 1) / (len(here) + 1)
            ports.append(Port(strand, side, (_on_side(side, share, look, width, half),)))
    return ports


def _on_side(side: Side, share: float, look: Look, width: float, half: float) -> Point:
    """The point at a share of a side, on the rim where that is round."""
    x, y = edge(width, half, side)
    if side.vertical:
        x = share * width
        return x, y - side.value[1] * _inset(min(x, width - x), look, half)
    y = (share - 0.5) * 2 * half
    return x - side.value[0] * _inset(half - abs(y), look, half), y


def _inset(along: float, look: Look, half: float) -> float:
    """How far the rim of a round node is inside its frame, at a distance from the frame's corner."""
    if look.shape != "circle" or along >= half:
        return 0.0
    return half - math.sqrt(max(0.0, half**2 - (half - along) ** 2))


def edge(width: float, half: float, side: Side) -> Point:
    """The middle of a side of a node."""
    return (width / 2 * (1 + side.value[0]), half * side.value[1])


def _shape(
    look: Look, width: float, half: float, mirrored: bool, legs: Sequence[End], theme: Theme
) -> tuple[Item, ...]:
    fill, ink, stroke = look.paint.fill, theme.ink, theme.node_stroke
    corners = ((0.0, -half), (width, -half), (width, half), (0.0, half))
    if look.shape == "triangle":
        return (Polygon(_triangle(look, legs, width, half), (0.0,) * 3, fill, ink, stroke),)
    marked = (3 if mirrored else 2) if look.corner else None
    if look.shape == "circle" and marked is None and width <= 2 * half:
        body: Item = Disc((width / 2, 0), half, fill, ink, stroke)
    else:
        round_ = half if look.shape == "circle" else theme.corner
        radii = tuple(1.0 if index == marked else round_ for index in range(4))
        body = Polygon(corners, radii, fill, ink, stroke)
    return (body, *_corner_mark(marked, width, half, theme), *_slash(look, width, half, theme))


def _corner_mark(marked: int | None, width: float, half: float, theme: Theme) -> tuple[Item, ...]:
    if marked is None:
        return ()
    x, inward = (0.0, 1) if marked == 3 else (width, -1)
    points = ((x, half), (x, half - theme.mark), (x + inward * theme.mark, half))
    return (Polygon(points, (1.0, 0.0, 0.0), theme.ink),)


def _slash(look: Look, width: float, half: float, theme: Theme) -> tuple[Item, ...]:
    if not look.slash:
        return ()
    reach = half * 0.7071
    points = ((width / 2 - reach, reach), (width / 2 + reach, -reach))
    return (Curve(points, theme.ink, theme.frame_stroke),)


def _tip_side(look: Look, legs: Sequence[End]) -> Side:
    if look.tip is not None and look.tip < len(legs):
        return legs[look.tip][1]
    return Side.RIGHT


def _triangle(look: Look, legs: Sequence[End], width: float, half: float) -> tuple[Point, ...]:
    """Base on the large leg, tip on the small one."""
    tip = _tip_side(look, legs)
    right = ((0.0, -half), (width, 0.0), (0.0, half))
    if tip is Side.LEFT:
        return tuple((width - x, y) for x, y in right)
    if tip.vertical:
        up = ((0.0, half), (width / 2, -half), (width, half))
        return up if tip is Side.UP else tuple((x, -y) for x, y in up)
    return right


def _triangle_shift(look: Look, legs: Sequence[End], width: float) -> float:
    """The middle of a triangle is nearer its base."""
    if look.shape != "triangle":
        return 0.0
    return -_tip_side(look, legs).value[0] * width * 0.14


def text_at(origin: Point, latex: str, outline: Outline, size: float, fill: str) -> Text:
    """Text with its baseline's start at a point."""
    return Text(origin, size, outline, fill, latex)


def centred_text(centre: Point, text: Text) -> Text:
    """The text with its ink in the middle; scripts weigh alike, so that neighbours keep one baseline."""
    x, y = centre
    bounds = Text((0, 0), text.size, text.outline, text.fill, text.latex).bounds
    top, bottom = _weight(bounds, text.size)
    origin = (x - (bounds.left + bounds.right) / 2, y - (top + bottom) / 2)
    return Text(origin, text.size, text.outline, text.fill, text.latex)


def _weight(ink: Bounds, size: float) -> tuple[float, float]:
    """Top and bottom that count for centring."""
    capital, script = 0.66 * size, 0.17 * size
    top = -capital if ink.top < -0.55 * size else ink.top
    bottom = script if ink.bottom > 0.1 * size else ink.bottom
    return top, min(bottom, script)
