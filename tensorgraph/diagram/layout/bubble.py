"""Bubbles: dashed rounded frames with the function's name on the top edge."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tensorgraph.diagram import measure
from tensorgraph.diagram.layout.box import Box, Port, Side, Strand
from tensorgraph.diagram.layout.dashes import CORNER_SAVING, fitted
from tensorgraph.diagram.layout.legs import superscript_wires
from tensorgraph.diagram.layout.pieces import axis_drop, bar
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.names import group, name_latex
from tensorgraph.diagram.scene import Bounds, Curve, Group, Text
from tensorgraph.diagram.theme import Theme
from tensorgraph.graph.nodes import Apply, Wire
from tensorgraph.ops import FUNCTIONS, Kind

NAME_AIR = 4.0
"""Points between the name's gap in the frame and a wire that crosses the frame."""


def framed(bubbles: Sequence[Apply], inside: Box, setting: Setting) -> Box:
    """The inside in a frame, one for several functions, the outermost first: outer wires led through, normalised ones
    with a bar."""
    theme = setting.theme
    label = _label_text(bubbles, setting)
    pad, wide = (
        theme.frame_padding,
        label.bounds.width + 2 * (theme.frame_corner + theme.frame_label_air + theme.clearance),
    )
    crossed = [port.at[0] for port in inside.ports if port.side is Side.UP]
    margin = max(pad, (wide - inside.width) / 2, _name_room(inside.width, label, crossed, setting))
    placed = inside.moved(margin)
    top = max(pad, _below_frame(label, theme) + theme.clearance)
    frame = Bounds(0.0, -inside.height - top, inside.width + 2 * margin, inside.depth + pad)
    crossing = [_to_frame(port, frame) for port in placed.ports]
    items = [*_frame(label, frame, crossing, setting), *placed.items]
    normalised = [apply for apply in bubbles if _kind(apply) is Kind.AXES]
    barred = {setting.strand(wire) for apply in normalised for leg in apply.axes for wire in leg}
    return _widened(Box(frame.width, -frame.top, frame.bottom, tuple(items), tuple(crossing)), barred, setting)


def function_latex(apply: Apply, setting: Setting) -> str:
    """The name of a function as LaTeX, with the axes below that are read by their wire's name."""
    entry = FUNCTIONS.get(apply.function)
    opaque = setting.network.functions.get(apply.function)
    written = dict(opaque.attributes).get("label") if opaque else None
    if isinstance(written, str):
        return written
    if entry and entry.label and apply.name == apply.function:
        name = entry.label if "\\" in entry.label or "|" in entry.label else _upright(entry.label)
    else:
        name = name_latex(apply.name)
    axes = ",".join(name_latex(wire.name) for wire in _read_by_name(apply, setting))
    return f"{name}_{group(axes)}" if axes and "_" not in name else name


def _read_by_name(apply: Apply, setting: Setting) -> list[Wire]:
    """The axes to write: all where wires are labelled with their names, else those above names; a bar marks a line."""
    if _kind(apply) not in (Kind.AXES, Kind.REDUCE):
        return []
    wires = [wire for leg in apply.axes for wire in leg]
    above = superscript_wires(apply)
    return wires if setting.labels == "wires" else [wire for wire in wires if wire in above]


def _upright(label: str) -> str:
    head, _, below = label.partition("_")
    words = r"\;".join(rf"\mathrm{{{word}}}" for word in head.split())
    return f"{words}_{{\\mathrm{{{below.strip('{}')}}}}}" if below else words


def _kind(apply: Apply) -> Kind:
    entry = FUNCTIONS.get(apply.function)
    return entry.kind if entry else (Kind.AXES if apply.axes else Kind.ELEMENTWISE)


def _name_room(width: float, label: Text, crossed: Sequence[float], setting: Setting) -> float:
    """The margin that leaves the name a place between the wires that leave at the top, or beside them."""
    if not crossed:
        return 0.0
    theme = setting.theme
    needed = label.bounds.width + 2 * (theme.frame_label_air + NAME_AIR)
    gaps = [b - a for a, b in pairwise(crossed)]
    if any(gap >= needed for gap in gaps):
        return 0.0
    return needed + theme.frame_corner - max(min(crossed), width - max(crossed))


def _label_text(bubbles: Sequence[Apply], setting: Setting) -> Text:
    """The name, ``f ∘ g`` for f after g."""
    latex, theme = r"\,\circ\,".join(function_latex(apply, setting) for apply in bubbles), setting.theme
    return Text((0.0, 0.0), theme.frame_label_size, measure.math(latex, bubbles[0].span), theme.soft_ink)


def _to_frame(port: Port, frame: Bounds) -> Port:
    x, y = port.at
    end = {
        Side.LEFT: (frame.left, y),
        Side.RIGHT: (frame.right, y),
        Side.UP: (x, frame.top),
        Side.DOWN: (x, frame.bottom),
    }[port.side]
    return port.to(end)


def _frame(label: Text, frame: Bounds, crossing: Sequence[Port], setting: Setting) -> list[Group]:
    """The dashes, open under the name."""
    theme = setting.theme
    half = label.bounds.width / 2 + theme.frame_label_air
    middle = _free_middle(frame, half, [p.at[0] for p in crossing if p.side is Side.UP], theme.frame_corner)
    points = (
        (middle + half, frame.top),
        (frame.right, frame.top),
        (frame.right, frame.bottom),
        (frame.left, frame.bottom),
        (frame.left, frame.top),
        (middle - half, frame.top),
    )
    length = 2 * (frame.width + frame.height) - 2 * half - CORNER_SAVING * theme.frame_corner
    dash = fitted(theme.frame_dash, length)
    dashes = Curve(points, theme.soft_ink, theme.frame_stroke, theme.frame_corner, dash)
    ink = label.bounds
    origin = (middle - (ink.left + ink.right) / 2, frame.top + _label_drop(label, theme))
    text, name = Text(origin, label.size, label.outline, label.fill), label.outline.text
    return [Group("bubble", name, (dashes, Group("words", name, (text,))))]


def _label_drop(label: Text, theme: Theme) -> float:
    """How far under the frame's line the name's baseline is: small letters are centred on it."""
    return axis_drop(label.size, theme) * 0.85


def _below_frame(label: Text, theme: Theme) -> float:
    """How far the name reaches into the frame."""
    return _label_drop(label, theme) + label.bounds.bottom


def _free_middle(frame: Bounds, half: float, crossed: Sequence[float], corner: float) -> float:
    """The place for the name nearest the middle that no wire crosses."""
    low, high = frame.left + corner + half, frame.right - corner - half
    middle = frame.centre[0]
    air = half + NAME_AIR
    choices = [middle, *(x + sign * air for x in crossed for sign in (-1, 1))]
    free = [c for c in choices if low - 1e-6 <= c <= high + 1e-6 and all(abs(c - x) >= air - 1e-6 for x in crossed)]
    return min(free, key=lambda c: (abs(c - middle), c), default=middle)


def _widened(box: Box, barred: set[Strand], setting: Setting) -> Box:
    """Room outside the frame for the bars, and the bars."""
    reach = setting.theme.bar_distance
    with_bar = {port.side for port in box.ports if port.strand in barred}
    room = {side: 2 * reach if side in with_bar and not side.vertical else 0.0 for side in Side}
    shifted = box.moved(room[Side.LEFT])
    width = box.width + room[Side.LEFT] + room[Side.RIGHT]
    rise = 1.5 * reach if Side.UP in with_bar else 0.0
    sink = 1.5 * reach if Side.DOWN in with_bar else 0.0
    size = Bounds(0.0, -box.height - rise, width, box.depth + sink)
    ports = tuple(_to_frame(port, size) for port in shifted.ports)
    bars = [_bar_on(port, reach, setting) for port in shifted.ports if port.strand in barred]
    return Box(width, box.height + rise, box.depth + sink, (*shifted.items, *bars), ports)


def _bar_on(port: Port, reach: float, setting: Setting) -> Group:
    (x, y), (dx, dy) = port.at, port.side.value
    return bar(port.strand, (x + dx * reach, y + dy * reach), port.side.vertical, setting.theme)
