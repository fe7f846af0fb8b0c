"""Lanes above and below a row: rails of wires with more than two ends, traces, and every wire that is not a chain's."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagram.layout.box import Box, Port, Side, Strand
from tensorgraph.diagram.layout.rails import Rail, Span, rail_of
from tensorgraph.diagram.layout.row import Row
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.wiring import Wiring
from tensorgraph.diagram.scene import Item


def with_lanes(row: Row, plan: Wiring, setting: Setting, opens: Side | None) -> Box:
    """The row as a box: every open wire of its own joined in a lane, the outer ones led out.

    Where rails of outer wires end here, ``opens`` is the side of their free ends.
    """
    spans = [_span(x, box, setting) for x, box in row.boxes]
    rails, leaving = [], []
    crossed = sorted(port.at[0] for port in row.open)
    for strand, ports in _by_width(row.open):
        outer = plan.ends.outside.get(strand)
        if strand in plan.ends.outside and (opens is None or len(ports) == 1):
            leaving += [_upright(port, plan, setting) for port in ports]
        elif len(ports) + (outer is not None) > 1:
            way = _lane_side(ports, plan.ways.get(strand, Side.UP))
            free = _opening(outer, opens)
            rail = rail_of(strand, ports, free, way, spans, crossed, setting)
            spans.append(rail.span)
            rails.append(rail)
    return _boxed(row, rails, leaving, setting.theme.node_stroke / 2)


def _by_width(ports: Sequence[Port]) -> list[tuple[Strand, list[Port]]]:
    """The open ports of each strand, short spans first, so that they stay inside longer ones."""
    grouped: dict[Strand, list[Port]] = {}
    for port in ports:
        grouped.setdefault(port.strand, []).append(port)
    return sorted(grouped.items(), key=lambda entry: _extent([p.at[0] for p in entry[1]]))


def _extent(xs: Sequence[float]) -> float:
    return max(xs) - min(xs)


def _span(x: float, box: Box, setting: Setting) -> Span:
    rise = setting.theme.rise
    return Span(x, x + box.width, box.height + rise, box.depth + rise)


def _lane_side(ports: Sequence[Port], wanted: Side) -> Side:
    """Above or below: as wanted, unless every end turned out to leave on the other side."""
    return wanted.opposite if all(port.side is wanted.opposite for port in ports) else wanted


def _upright(port: Port, plan: Wiring, setting: Setting) -> Port:
    """A port turned up or down, so that it can leave."""
    if port.side.vertical or port.side is plan.ends.outside.get(port.strand):
        return port
    way = plan.ways.get(port.strand, Side.UP)
    x, y = port.at
    out = x + port.side.value[0] * setting.theme.side
    return Port(port.strand, way, (*port.trail, (out, y), (out, y + way.value[1] * setting.theme.turn)), port.split)


def _opening(outer: Side | None, opens: Side | None) -> Side | None:
    """Where the free end of an outer rail is: as wished, else a rail below runs out right, one above as ``opens``."""
    if outer is None:
        return None
    return Side.RIGHT if outer in (Side.RIGHT, Side.DOWN) else Side.LEFT if outer is Side.LEFT else opens


def _boxed(row: Row, rails: Sequence[Rail], leaving: Sequence[Port], stroke: float) -> Box:
    """Everything from its leftmost to its rightmost point, the outer wires led to the edges.

    Bounds are less half a ``stroke``, because boxes are measured between the middles of their lines.
    """
    items = [
        *(item for rail in rails for item in rail.items),
        *row.items,
        *(i for _, box in row.boxes for i in box.items),
    ]
    free = [port for rail in rails for port in rail.ports]
    bounds = [item.bounds.grown(-stroke) for item in items if not _empty(item)]
    points = [point for port in (*leaving, *row.exits, *free) for point in port.trail]
    left = min([x for x, _ in row.boxes] + [b.left for b in bounds] + [x for x, _ in points])
    right = max([x + box.width for x, box in row.boxes] + [b.right for b in bounds] + [x for x, _ in points])
    height = max([box.height for _, box in row.boxes] + [-b.top for b in bounds])
    depth = max([box.depth for _, box in row.boxes] + [b.bottom for b in bounds])
    ports = [*(_to_edge(port, left, right) for port in (*row.exits, *free))]
    ports += [_led_out(port, left, right, height, depth) for port in leaving]
    simple = len(row.boxes) == 1 and row.boxes[0][1].simple
    return Box(right - left, height, depth, tuple(items), tuple(ports), simple).moved(-left)


def _empty(item: Item) -> bool:
    return getattr(item, "parts", True) == ()


def _led_out(port: Port, left: float, right: float, height: float, depth: float) -> Port:
    if not port.side.vertical:
        return _to_edge(port, left, right)
    return port.to((port.at[0], -height if port.side is Side.UP else depth))


def _to_edge(port: Port, left: float, right: float) -> Port:
    return port.to((left if port.side is Side.LEFT else right, port.at[1]))
