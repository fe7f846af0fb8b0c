"""A rail: all ends of one wire on one straight line above or below the row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tensorgraph.diagram.layout.box import Port, Side, Strand
from tensorgraph.diagram.layout.pieces import dot, label_above, label_height, label_width, line
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.scene import Item


@dataclass(frozen=True)
class Span:
    """What already stands over or under a stretch of the axis: how high and deep the next lane must keep clear.

    A rail with a free end ``opens`` to a side, and will be led on there to the edge of the drawing.
    """

    left: float
    right: float
    height: float
    depth: float
    opens: Side | None = None

    def meets(self, left: float, right: float, opens: Side | None, air: float) -> bool:
        """Whether another stretch has part of this one."""
        before = self.left - air < right or self.opens is Side.LEFT or opens is Side.RIGHT
        return before and (left < self.right + air or self.opens is Side.RIGHT or opens is Side.LEFT)


@dataclass(frozen=True)
class Rail:
    """A lane drawn: its shapes, what it takes up, and its free end."""

    items: tuple[Item, ...]
    span: Span
    ports: tuple[Port, ...] = ()


def rail_of(
    strand: Strand,
    ports: Sequence[Port],
    free: Side | None,
    way: Side,
    spans: Sequence[Span],
    crossed: Sequence[float],
    setting: Setting,
) -> Rail:
    """All ends of a strand joined on one straight rail, with a free end where the strand is an outer one."""
    right = max(span.right for span in spans)
    upright = [_around(_bent(port, way, setting), way, right, spans, setting) for port in ports]
    upright.sort(key=lambda port: port.at[0])
    xs = [port.at[0] for port in upright]
    left = min(span.left for span in spans) if free is Side.LEFT else xs[0]
    end = right if free is Side.RIGHT else xs[-1]
    start, end = min(left, xs[0]), max(end, xs[-1])
    y = _level(way, start, end, spans, label_height(strand, setting), setting, free)
    items = [*_rail_lines(strand, upright, y, free, setting)]
    if free is None:
        items += label_above(strand, (_clear_middle(start, end, [*xs, *crossed]), y), setting)
    loose = _free_end(strand, xs, start, end, y, free)
    span = replace(_lane_span(way, start, end, y, strand, setting), opens=free)
    return Rail(tuple(items), span, loose)


def _bent(port: Port, way: Side, setting: Setting) -> Port:
    """A sideways end turned towards the lane."""
    if port.side.vertical:
        return port
    x, y = port.at
    out = x + port.side.value[0] * setting.theme.side
    return Port(port.strand, way, (*port.trail, (out, y)), port.split)


def _around(port: Port, way: Side, right: float, spans: Sequence[Span], setting: Setting) -> Port:
    """An end on the wrong side of the row led around its right end."""
    if port.side is way:
        return port
    x, _ = port.at
    out = right + setting.theme.side
    y = _level(port.side, x, out, spans, 0.0, setting)
    return Port(port.strand, way, (*port.trail, (x, y), (out, y)), port.split)


def _level(
    way: Side,
    left: float,
    right: float,
    spans: Sequence[Span],
    label: float,
    setting: Setting,
    opens: Side | None = None,
) -> float:
    """The height of a lane over all that stands in its stretch."""
    met = [span for span in spans if span.meets(left, right, opens, setting.theme.clearance)]
    if way is Side.UP:
        return -max((span.height for span in met), default=0.0)
    return max((span.depth for span in met), default=0.0) + label


def _rail_lines(strand: Strand, ports: Sequence[Port], y: float, free: Side | None, setting: Setting) -> list[Item]:
    tops = [(port.at[0], y) for port in ports]
    open_left, open_right = free is Side.LEFT, free is Side.RIGHT
    first = ports[0].trail if not open_left else ()
    last = tuple(reversed(ports[-1].trail)) if not open_right else ()
    trunk = line(strand, (*first, tops[0], tops[-1], *last), setting)
    joining = [port for k, port in enumerate(ports) if (k or open_left) and (k < len(ports) - 1 or open_right)]
    items: list[Item] = [trunk]
    for port in joining:
        items.append(line(strand, (*port.trail, (port.at[0], y)), setting))
        if not port.split:
            items.append(dot(strand, (port.at[0], y), setting))
    return items


def _free_end(
    strand: Strand, xs: Sequence[float], left: float, right: float, y: float, free: Side | None
) -> tuple[Port, ...]:
    if free is None:
        return ()
    trail = ((xs[-1], y), (right, y)) if free is Side.RIGHT else ((xs[0], y), (left, y))
    return (Port(strand, free, trail),)


def _clear_middle(left: float, right: float, crossed: Sequence[float]) -> float:
    """The middle of the widest stretch of a rail that no upright wire meets."""
    cuts = sorted({left, right, *(x for x in crossed if left < x < right)})
    widest = max(pairwise(cuts), key=lambda pair: pair[1] - pair[0], default=(left, right))
    return (widest[0] + widest[1]) / 2


def _lane_span(way: Side, left: float, right: float, y: float, strand: Strand, setting: Setting) -> Span:
    theme = setting.theme
    wide = max(0.0, label_width(strand, setting) + 2 * theme.label_air - (right - left)) / 2
    room = abs(y) + theme.lane
    if way is Side.UP:
        return Span(left - wide, right + wide, room + label_height(strand, setting), 0.0)
    return Span(left - wide, right + wide, 0.0, room)
