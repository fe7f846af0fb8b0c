"""Tensors that hang straight from a node, and texts before a chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tensorgraph.diagram.layout.box import Box, Port, Side
from tensorgraph.diagram.layout.pieces import label_beside, label_width, line
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.scene import Item, union


def hung_from(box: Box, hanging: Sequence[Box], way: Side, setting: Setting) -> Box:
    """A box with others below it (above for ``way`` up), side by side, each on the wire that it shares with the box.

    A wire that does not leave there stays open, for a lane to join.
    """
    ordered = [_shared_first(other, way) for other in hanging]
    pairs = sorted(((_shared(box, other), other) for other in ordered), key=lambda pair: pair[0].at[0])
    xs = _spread(pairs, setting)
    sign = way.value[1]
    reach = max(_extent(box, way), *(sign * port.at[1] for port, _ in pairs))
    items: list[Item] = list(box.items)
    placed = [_placed(pair, x, reach, way, len(pairs), setting) for pair, x in zip(pairs, xs, strict=True)]
    for index, ((port, _), other) in enumerate(zip(pairs, placed, strict=True)):
        level = reach + setting.theme.turn * (1 + _outer_rank(index, len(pairs)))
        items += [*other.items, *_wire(port, other, sign * level, setting)]
    around = union(item.bounds for item in items)
    left, right = min(0.0, around.left), max(box.width, around.right)
    used = [port for port, _ in pairs]
    far = max(_extent(other, way) for other in placed)
    kept = tuple(_at_edge(port, left, right) for port in box.ports if port not in used)
    kept += tuple(port.to((port.at[0], sign * far)) for other in placed for port in other.ports[1:])
    height, depth = (box.height, far) if way is Side.DOWN else (far, box.depth)
    return Box(right - left, height, depth, tuple(items), kept).moved(-left)


def _extent(box: Box, way: Side) -> float:
    return box.depth if way is Side.DOWN else box.height


def _shared_first(other: Box, way: Side) -> Box:
    """With the port that leads back to what it hangs from before one that leads on."""
    return replace(other, ports=tuple(sorted(other.ports, key=lambda port: port.side is not way.opposite)))


def _shared(box: Box, other: Box) -> Port:
    """The port of the box that the other one hangs from."""
    return box.ports_of(other.ports[0].strand)[0]


def _spread(pairs: Sequence[tuple[Port, Box]], setting: Setting) -> list[float]:
    """Where the middle of each hanging box is: under its wire when alone, else evenly around all the wires."""
    theme = setting.theme
    widths = [max(other.width, 2 * label_width(port.strand, setting) + theme.clearance) for port, other in pairs]
    gap = 2 * theme.clearance
    total = sum(widths) + gap * (len(widths) - 1)
    x = sum(port.at[0] for port, _ in pairs) / len(pairs) - total / 2
    middles = []
    for width in widths:
        middles.append(x + width / 2)
        x += width + gap
    return middles


def _outer_rank(index: int, count: int) -> int:
    """0 for the outermost, which bends first, so that wires do not cross."""
    return min(index, count - 1 - index)


def _placed(pair: tuple[Port, Box], x: float, reach: float, way: Side, count: int, setting: Setting) -> Box:
    theme, other = setting.theme, pair[1]
    bends = theme.turn * (1 + (count - 1) // 2) if count > 1 else 0.0
    away = reach + bends + theme.drop + _extent(other, way.opposite)
    return other.moved(x - other.ports[0].at[0], way.value[1] * away)


def _wire(port: Port, other: Box, level: float, setting: Setting) -> list[Item]:
    x, end = other.ports[0].at
    start = (port.at[0], level) if abs(port.at[0] - x) > 1e-6 else (x, port.at[1])
    wire = line(port.strand, (*port.trail, start, (x, start[1]), (x, end)), setting)
    return [wire, *label_beside(port.strand, (x, (start[1] + end) / 2), 1, setting)]


def _at_edge(port: Port, left: float, right: float) -> Port:
    return port if port.side.vertical else port.to((left if port.side is Side.LEFT else right, port.at[1]))


def behind(prefix: Box, box: Box, setting: Setting) -> Box:
    """A coefficient or Σ on the axis before a chain; the wire that leaves left goes on at its other side."""
    theme = setting.theme
    through = any(_on_axis(port) for port in box.ports)
    before = theme.prefix_air if through else 0.0
    shift = before + prefix.width + (theme.prefix_air + theme.prefix_lead if through else theme.prefix_gap)
    placed, text = box.moved(shift), prefix.moved(before)
    edge = shift - theme.prefix_lead
    wires = [line(p.strand, (*p.trail, (edge, p.at[1])), setting) for p in placed.ports if _on_axis(p)]
    stub = ((0.0, 0.0),)
    ports = tuple(_before(p, stub) for p in placed.ports)
    height, depth = max(box.height, prefix.height), max(box.depth, prefix.depth)
    return Box(shift + box.width, height, depth, (*text.items, *placed.items, *wires), ports)


def _before(port: Port, stub: tuple[tuple[float, float], ...]) -> Port:
    if _on_axis(port):
        return replace(port, trail=stub)
    return port.to((0.0, port.at[1])) if port.side is Side.LEFT else port


def _on_axis(port: Port) -> bool:
    return port.side is Side.LEFT and abs(port.at[1]) < 1e-6


def beside(boxes: Sequence[Box], gap: float) -> Box:
    """Boxes that share no wire, side by side on the axis."""
    x = 0.0
    items: list[Item] = []
    ports: list[Port] = []
    for box in boxes:
        placed = box.moved(x) if x else box
        items += placed.items
        ports += placed.ports
        x += box.width + gap
    height, depth = max(box.height for box in boxes), max(box.depth for box in boxes)
    return Box(x - gap, height, depth, tuple(items), tuple(ports))
