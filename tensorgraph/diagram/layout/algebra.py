"""Sums without a wire on the axis: terms with signs between them, as in mathematics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tensorgraph.diagram.layout.box import Box, Port, Side
from tensorgraph.diagram.layout.pieces import formula_box
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.scene import Curve, Group
from tensorgraph.diagram.theme import Theme


def algebra(boxes: Sequence[Box], minus: Sequence[bool], setting: Setting, enclosed: bool) -> Box:
    """Terms side by side on the axis, ``minus`` with the sign of each; every wire leaves at the top, as a branch.

    ``enclosed`` leaves the parentheses out, because a bubble is around them. The first term shows its own sign.
    """
    theme = setting.theme
    boxes = [_raised(box, theme) for box in boxes]
    height, depth = max(box.height for box in boxes), max(box.depth for box in boxes)
    x = 0.0 if enclosed else theme.parenthesis + theme.prefix_gap
    placed: list[Box] = []
    for index, (box, negative) in enumerate(zip(boxes, minus, strict=True)):
        if index:
            sign = formula_box("-" if negative else "+", theme.sign_size, theme)
            placed.append(sign.moved(x + theme.sign_gap))
            x += sign.width + 2 * theme.sign_gap
        placed.append(box.moved(x))
        x += box.width
    width = x if enclosed else x + theme.parenthesis + theme.prefix_gap
    items = [item for box in placed for item in box.items]
    items += [] if enclosed else _parentheses(width, height, depth, theme)
    ports = tuple(port.to((port.at[0], -height)) for box in placed for port in box.ports)
    return Box(width, height, depth, tuple(items), ports)


def _raised(box: Box, theme: Theme) -> Box:
    """The box with every wire turned up, those at its sides each in a column of its own, the lowest outside."""
    left, right = ([port for port in box.ports if port.side is side] for side in (Side.LEFT, Side.RIGHT))
    rooms = [theme.port_gap * len(ports) for ports in (left, right)]
    ports = [Port(port.strand, Side.UP, port.trail, split=True) for port in box.ports if port.side.vertical]
    for way, edge, aside in ((-1, 0.0, left), (1, box.width, right)):
        for rank, port in enumerate(sorted(aside, key=lambda port: port.at[1])):
            x, y = edge + way * theme.port_gap * (rank + 0.5), port.at[1]
            ports.append(Port(port.strand, Side.UP, (*port.trail, (x, y), (x, -box.height)), split=True))
    return replace(box, width=box.width + sum(rooms), ports=tuple(ports)).moved(rooms[0])


def _parentheses(width: float, height: float, depth: float, theme: Theme) -> list[Group]:
    """A pair around everything."""
    wide = theme.parenthesis

    def arc(x: float, outwards: float) -> Curve:
        bulge = x + outwards * wide * 4 / 3  # the middle of a cubic is three quarters of the way to its controls
        bow = (height + depth) / 4
        points = ((x, -height), (bulge, bow - height), (bulge, depth - bow), (x, depth))
        return Curve(points, theme.ink, theme.wire_stroke, bezier=True)

    left, right = arc(wide, -1), arc(width - wide, 1)
    return [Group("sign", "(", (left,)), Group("sign", ")", (right,))]
