"""Thick wires: where one splits into its parts at a tensor, and where parts come together at a free end."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagram.layout.box import Box, Port, Side, Strand, wire_group
from tensorgraph.diagram.layout.pieces import line
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.scene import Group, Point, Polygon

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
    theme, (x, y), way = setting.theme, port.at, port.side.value[0]
    base, out = x + way * theme.junction * 2, x + way * (2 * theme.junction + theme.turn)
    ahead = [strand for strand, side in parts if side is port.side]
    ports = []
    for index, (strand, side) in enumerate(parts):
        if side is port.side:
            level = y + theme.port_gap * ahead.index(strand)
            ports.append(Port(strand, side, ((base, y if level == y else y + theme.junction / 2), (out, level))))
            continue
        turned = side if side.vertical else Side.UP
        column = out + way * theme.port_gap * index
        start = y + turned.value[1] * theme.junction / 2
        ports.append(Port(strand, turned, ((base, start), (column, start), (column, turned.value[1] * box.height))))
    return _with_junction(
        box, port, (base, y), ports, abs(out - x) + theme.port_gap * (len(parts) - len(ahead)), setting
    )


def _split_upright(box: Box, port: Port, parts: Sequence[End], setting: Setting) -> Box:
    theme, (x, y), way = setting.theme, port.at, port.side.value[1]
    base, out = y + way * theme.junction * 2, y + way * (2 * theme.junction + theme.turn)
    middle = (len(parts) - 1) / 2
    ports = []
    for index, (strand, _) in enumerate(parts):
        spread = x + (index - middle) * theme.port_gap
        ports.append(Port(strand, port.side, ((x + (index - middle) * theme.junction / 2, base), (spread, out))))
    return _with_junction(box, port, (x, base), ports, 0.0, setting)


def _with_junction(box: Box, port: Port, base: Point, ports: Sequence[Port], reach: float, setting: Setting) -> Box:
    items = (*box.items, *_junction(port.strand, port.trail, base, port.side, setting))
    kept = tuple(other for other in box.ports if other != port)
    left = reach if port.side is Side.LEFT else 0.0
    top = max([box.height, *(-p.at[1] for p in ports)])
    bottom = max([box.depth, *(p.at[1] for p in ports)])
    return Box(box.width + reach, top, bottom, items, (*kept, *ports)).moved(left)


def _junction(strand: Strand, trail: tuple[Point, ...], base: Point, side: Side, setting: Setting) -> list[Group]:
    """The thick wire to ``base`` and the bar from which its parts leave."""
    theme, (dx, dy) = setting.theme, side.value
    x, y = base
    tip = (x - dx * theme.thick_stroke, y - dy * theme.thick_stroke)
    half = theme.junction
    corners = tuple(
        (px + dy * up, py + dx * up) for px, py, up in ((*tip, half), (x, y, half), (x, y, -half), (*tip, -half))
    )
    comb = Polygon(corners, (0.0,) * 4, theme.ink)
    wires = [line(strand, (*trail, tip), setting)] if trail else []
    return [*wires, wire_group(strand, (comb,))]


def joined(box: Box, leg: Strand, setting: Setting) -> Box:
    """The parts of an outer thick leg brought together, where they all leave on one side of the box."""
    ports = [port for wire in leg for port in box.ports_of((wire,))]
    side = ports[0].side if ports else Side.UP
    if len(ports) != len(leg) or side.vertical or any(port.side is not side for port in ports):
        return box
    theme, way = setting.theme, side.value[0]
    edge = 0.0 if side is Side.LEFT else box.width
    reach = theme.fork + theme.junction
    base = (edge + way * theme.fork, 0.0)
    middle = (len(ports) - 1) / 2
    wires = [
        line(p.strand, (*p.trail, (edge, p.at[1]), (base[0], (k - middle) * theme.junction / 2)), setting)
        for k, p in enumerate(ports)
    ]
    tip = (base[0] + way * theme.thick_stroke, 0.0)
    comb = _junction(leg, (), base, side.opposite, setting)
    rest = [port for port in box.ports if port not in ports]
    thick = Port(leg, side, (tip, (edge + way * reach, 0.0)))
    shift = reach if side is Side.LEFT else 0.0
    others = [p if p.side is not side else p.to((edge + way * reach, p.at[1])) for p in rest]
    return Box(box.width + reach, box.height, box.depth, (*box.items, *wires, *comb), (*others, thick)).moved(shift)
