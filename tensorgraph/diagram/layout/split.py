"""Thick wires: where one splits into its parts at a tensor, and where parts come together at a free end."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tensorgraph.diagram.layout.box import Box, Port, Side, Strand
from tensorgraph.diagram.layout.pieces import line
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.splay import leaning
from tensorgraph.diagram.layout.wedge import slot, wedge, wedge_length
from tensorgraph.diagram.theme import Theme

End = tuple[Strand, Side]
"""A strand and the side on which it should leave."""


def home_side(parts: Sequence[End]) -> Side:
    """Where a thick leg that splits leaves its node: where a part goes on along the axis, else where the first goes."""
    sides = [side for _, side in parts]
    return next((side for side in sides if not side.vertical), sides[0])


def split_leg(box: Box, parts: Sequence[End], setting: Setting) -> Box:
    """A node whose thick leg, a single port, splits just outside it into the parts."""
    whole = tuple(wire for strand, _ in parts for wire in strand)
    port = box.ports_of(whole)[0]
    if port.side.vertical:
        return _split_upright(box, port, parts, setting)
    return _split_sideways(box, port, parts, setting)


def _split_sideways(box: Box, port: Port, parts: Sequence[End], setting: Setting) -> Box:
    """Parts that go on are slanted, a single one is straight; the others turn up or down beside the wedge."""
    theme, (x, y), way = setting.theme, port.at, port.side.value[0]
    base = x + way * (theme.junction + wedge_length(theme))
    ahead = [strand for strand, side in parts if side is port.side]
    ports = []
    for index, (strand, side) in enumerate(parts):
        if side is port.side:
            level, slope = _fanned(ahead.index(strand), len(ahead), theme)
            ports.append(
                Port(strand, side, ((base, y + level), (base + way * theme.turn, y + level + slope * theme.turn)))
            )
            continue
        turned = side if side.vertical else Side.UP
        column = base + way * (theme.turn + theme.port_gap * index)
        start = y + turned.value[1] * slot(len(parts) - 1, len(parts), theme)
        ports.append(Port(strand, turned, ((base, start), (column, start), (column, turned.value[1] * box.height))))
    reach = max(abs(px - x) for port in ports for px, _ in port.trail)
    return _with_wedge(box, port, ports, reach, setting)


def _fanned(index: int, count: int, theme: Theme) -> tuple[float, float]:
    """Where on its wedge a part begins that goes on, and how steep it is."""
    sine = leaning(index, count)
    return slot(index, count, theme), sine / math.sqrt(1 - sine * sine)


def _split_upright(box: Box, port: Port, parts: Sequence[End], setting: Setting) -> Box:
    """Parts side by side; one that should leave at the other end of the node goes around its right side."""
    theme, (x, y), way = setting.theme, port.at, port.side.value[1]
    base = y + way * (theme.junction + wedge_length(theme))
    out = base + way * theme.turn
    ports = []
    around = [strand for strand, side in parts if side is port.side.opposite]
    for index, (strand, _) in enumerate(parts):
        start = (x + slot(index, len(parts), theme), base)
        if strand in around:
            column, level = box.width + theme.port_gap * (around.index(strand) + 1), out + way * theme.turn
            trail = (start, (start[0], level), (column, level), (column, -way * box.height))
            ports.append(Port(strand, port.side.opposite, trail))
        else:
            spread = x + (index - (len(parts) - 1) / 2) * theme.port_gap
            ports.append(Port(strand, port.side, (start, (spread, out))))
    return _with_wedge(box, port, ports, theme.port_gap * len(around), setting)


def _with_wedge(box: Box, port: Port, ports: Sequence[Port], reach: float, setting: Setting) -> Box:
    theme, (x, y), (dx, dy) = setting.theme, port.at, port.side.value
    tip = (x + dx * theme.junction, y + dy * theme.junction)
    items = (*box.items, line(port.strand, (*port.trail, tip), setting), wedge(port.strand, tip, port.side, setting))
    kept = tuple(other for other in box.ports if other != port)
    left = reach if port.side is Side.LEFT else 0.0
    top = max([box.height, *(-p.at[1] for p in ports)])
    bottom = max([box.depth, *(p.at[1] for p in ports)])
    return Box(box.width + reach, top, bottom, items, (*kept, *ports)).moved(left)


def joined(box: Box, leg: Strand, setting: Setting) -> Box:
    """The parts of an outer thick leg brought together, where they all leave on one side of the box."""
    ports = [port for wire in leg for port in box.ports_of((wire,))]
    side = ports[0].side if ports else Side.UP
    if len(ports) != len(leg) or side.vertical or any(port.side is not side for port in ports):
        return box
    theme, way = setting.theme, side.value[0]
    edge = 0.0 if side is Side.LEFT else box.width
    reach = theme.fork + wedge_length(theme)
    tip = (edge + way * reach, 0.0)
    wires = [
        line(p.strand, (*p.trail, (edge, p.at[1]), (edge + way * theme.fork, slot(k, len(leg), theme))), setting)
        for k, p in enumerate(ports)
    ]
    rest = [port for port in box.ports if port not in ports]
    others = [p if p.side is not side else p.to((tip[0], p.at[1])) for p in rest]
    items = (*box.items, *wires, wedge(leg, tip, side.opposite, setting))
    shift = reach if side is Side.LEFT else 0.0
    return Box(box.width + reach, box.height, box.depth, items, (*others, Port(leg, side, (tip,)))).moved(shift)
