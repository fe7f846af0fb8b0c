"""Single nodes: which shape and colour a tensor has, its name, and where its legs leave."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tensorgraph.diagram import measure
from tensorgraph.diagram.about import tensor_about
from tensorgraph.diagram.layout.box import Box, Port, Side, Strand, strand_name
from tensorgraph.diagram.layout.legs import drawn_legs, raised_legs
from tensorgraph.diagram.layout.pieces import centred_text, label_width
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.shapes import body, inset, text_centre
from tensorgraph.diagram.layout.splay import leaning, splayed
from tensorgraph.diagram.layout.split import End, home_side, split_leg
from tensorgraph.diagram.look import Look, look_of
from tensorgraph.diagram.names import name_latex
from tensorgraph.diagram.scene import Anchor, Group, Outline, Point, Polygon, Text
from tensorgraph.diagram.theme import Theme
from tensorgraph.graph.network import Declaration, Definition
from tensorgraph.graph.nodes import Cap, Shift, Tensor


def tensor_box(tensor: Tensor, sides: Sequence[Side], setting: Setting) -> Box:
    """A declared tensor or a definition, by name."""
    entry = setting.network[tensor.name]
    label = _label(tensor, entry, setting)
    ends, splits = _legs(tensor, sides, setting)
    look = look_of(entry, tensor.superscripts, setting.theme)
    about = tensor_about(entry, setting.network)
    spread = _leg_gap(tensor, ends, setting)
    box = node_box(tensor.name, label, look, ends, setting.theme, about, setting.names(tensor), spread)
    for parts in splits:
        box = split_leg(box, parts, setting)
    return box


def _leg_gap(tensor: Tensor, ends: Sequence[End], setting: Setting) -> float:
    """Between legs that are free at the top or bottom where the author wants them, each with its label; else 0."""
    free = [strand for strand, side in ends if side.vertical and setting.free.issuperset(strand)]
    if "legs" not in setting.wishes(tensor) or len(free) < 2:
        return 0.0
    labels = max(label_width(strand, setting) for strand in free) + 2 * setting.theme.label_air
    return max(setting.theme.leg_gap, labels)


def shift_box(shift: Shift, sides: Sequence[Side], setting: Setting) -> Box:
    """The previous-position matrix: a constant, so a parameter, and never symmetric."""
    strands = [s for leg in (shift.row, shift.column) for s in setting.leg_strands(leg)]
    look = Look("box", setting.theme.paints["param"], corner=True, kind="param")
    legs = list(zip(strands, sides, strict=True))
    return node_box("shift", measure.math(r"\mathrm{shift}"), look, legs, setting.theme, "the previous position")


def cap_box(cap: Cap, sides: Sequence[Side], setting: Setting) -> Box:
    """A fixed index: flat where the wire joins, round behind, with the number."""
    theme = setting.theme
    side, half = sides[0], theme.cap / 2
    text = Text((half, 0), theme.wire_label_size, measure.math(str(cap.index)), theme.ink)
    width = max(theme.cap, text.bounds.width + theme.node_padding)
    rounded = {Side.LEFT: (1, 2), Side.RIGHT: (0, 3), Side.UP: (2, 3), Side.DOWN: (0, 1)}[side]
    points = ((0.0, -half), (width, -half), (width, half), (0.0, half))
    radii = tuple(half if corner in rounded else 0.0 for corner in range(4))
    shape = Polygon(points, radii, theme.paints["cap"].fill, theme.ink, theme.node_stroke)
    centred = centred_text((width / 2, 0), text)
    strand = setting.leg_strands(cap.leg)[0]
    port = Port(strand, side, (edge(width, half, side),))
    group = Group("tensor", str(cap.index), (shape, centred), (anchor(port),), f"index {cap.index}", kind="cap")
    return Box(width, half, half, (group,), (port,), simple=True)


def node_box(
    name: str,
    label: Outline,
    look: Look,
    legs: Sequence[End],
    theme: Theme,
    about: str = "",
    called: tuple[str, ...] = (),
    spread: float = 0.0,
) -> Box:
    """A node with its legs on the sides asked for, spread evenly along a side that has several, or ``spread`` apart."""
    half = theme.node / 2
    ink = label.ink
    text_width = ink.width * theme.name_size / label.em
    crowd = max(sum(side is way for _, side in legs) for way in (Side.UP, Side.DOWN)) if legs else 0
    legs_width = crowd * spread if spread and crowd > 1 else (crowd + 1) * theme.port_gap
    width = max(theme.node, text_width + 2 * theme.node_padding, legs_width)
    if look.shape == "triangle":
        width = max(theme.node * 1.1, text_width * 1.9 + theme.node_padding)
    mirrored = _mirrored(legs)
    shapes = body(look, width, half, mirrored, legs, theme)
    text = centred_text(text_centre(look, legs, width, half), Text((0, 0), theme.name_size, label, look.paint.text))
    ports = tuple(_ports(legs, look, width, half, spread))
    group = Group("tensor", name, (*shapes, text), tuple(map(anchor, ports)), about, kind=look.kind, called=called)
    return splayed(Box(width, half, half, (group,), ports, simple=True), theme)


def anchor(port: Port) -> Anchor:
    """The end of a leg at its node."""
    return Anchor(strand_name(port.strand), port.trail[0])


def _label(tensor: Tensor, entry: Declaration | Definition, setting: Setting) -> Outline:
    written = dict(entry.attributes).get("label")
    if isinstance(written, str):
        legs = raised_legs(tensor)
        above = tuple(_superscript(leg, setting) for leg in legs)
        numbers = tuple(str(setting.fixed[leg[0]]) for leg in legs if leg[0] in setting.fixed)
        return measure.math(_raised(written, numbers if "^" in written else above), entry.span)
    above = tuple(_superscript(leg, setting) for leg in tensor.legs[: tensor.superscripts])
    return measure.math(name_latex(entry.name, above), tensor.span)


def _raised(label: str, above: Sequence[str]) -> str:
    """An author's label with superscripts. One that has a superscript of its own shows numbers beside it, and no wire:
    which heads are meant only these tell apart.

    >>> _raised("W_{OV}", ["h"]), _raised("W_{OV}^1", ["0"]), _raised("A^{ab}", [])
    ('W_{OV}^{h}', 'W_{OV}^{1,0}', 'A^{ab}')
    """
    if not above:
        return label
    own = re.fullmatch(r"(.*)\^(?:\{([^{}]*)\}|([^{}\\\s]))", label)
    if own:
        return f"{own[1]}^{{{','.join([own[2] or own[3], *above])}}}"
    return label if "^" in label else f"{label}^{{{','.join(above)}}}"


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


def _ports(legs: Sequence[End], look: Look, width: float, half: float, spread: float) -> list[Port]:
    ports = []
    for side in Side:
        here = [strand for strand, way in legs if way is side]
        for index, strand in enumerate(here):
            x, y = edge(width, half, side)
            if side.vertical:
                x = _along(index, len(here), width, spread)
            else:
                y = leaning(index, len(here)) * half
            inside = inset(side, (x, y), look, legs, width, half)
            ports.append(Port(strand, side, ((x - side.value[0] * inside, y - side.value[1] * inside),)))
    return ports


def _along(index: int, count: int, width: float, spread: float) -> float:
    """Where on the top or bottom of a node one of its legs is."""
    return width / 2 + (index - (count - 1) / 2) * (spread or width / (count + 1))


def edge(width: float, half: float, side: Side) -> Point:
    """The middle of a side of a node."""
    return (width / 2 * (1 + side.value[0]), half * side.value[1])
