"""Tensors that hang straight from a node, and texts before a chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tensorgraph.diagram.box import Box, Port, Side
from tensorgraph.diagram.pieces import label_beside, line
from tensorgraph.diagram.setting import Setting


def hung_under(box: Box, hanging: Sequence[Box], setting: Setting) -> Box:
    """A box with others below it, each on the wire that it shares with the box."""
    for other in hanging:
        box = _hung(box, other, setting)
    return box


def _hung(box: Box, other: Box, setting: Setting) -> Box:
    strand = other.ports[0].strand
    port = next((p for p in box.ports_of(strand) if p.side is Side.DOWN), None)
    if port is None:
        return _aside(box, other, setting)
    x, y = port.at
    down = max(box.depth, y) + setting.theme.drop + other.height
    placed = other.moved(x - other.ports[0].at[0], down)
    wire = line(strand, (*port.trail, (x, box.depth), placed.ports[0].at), setting)
    middle = (x, (max(box.depth, y) + placed.ports[0].at[1]) / 2)
    label = label_beside(strand, middle, 1, setting)
    left = min(0.0, x - other.ports[0].at[0])
    right = max([box.width, left + other.width, *(part.bounds.right for part in label)])
    kept = tuple(p for p in box.ports if p != port) + tuple(p for p in placed.ports if p.strand != strand)
    depth = max(box.depth, placed.depth)
    items = (*box.items, *placed.items, wire, *label)
    return Box(right - left, box.height, depth, items, _at_edges(kept, left, right)).moved(-left)


def _aside(box: Box, other: Box, setting: Setting) -> Box:
    """Beside each other, when the wire does not leave below; a lane joins them."""
    x = box.width + setting.theme.apart
    placed = other.moved(x)
    ports = (*box.ports, *placed.ports)
    return Box(x + other.width, max(box.height, other.height), max(box.depth, other.depth), (*box.items, *placed.items), ports)


def _at_edges(ports: tuple[Port, ...], left: float, right: float) -> tuple[Port, ...]:
    ends = {Side.LEFT: left, Side.RIGHT: right}
    return tuple(p if p.side.vertical else p.to((ends[p.side], p.at[1])) for p in ports)


def behind(prefix: Box, box: Box, setting: Setting) -> Box:
    """A coefficient or Σ on the axis before a chain; the wire that leaves left goes on at its other side."""
    gap = setting.theme.prefix_gap
    shift = prefix.width + 2 * gap if _left(box) else prefix.width + gap
    start = gap if _left(box) else 0.0
    placed, text = box.moved(shift), prefix.moved(start)
    wires = [line(p.strand, (*p.trail, (start + prefix.width + gap / 2, p.at[1])), setting) for p in placed.ports if _on_axis(p)]
    ports = tuple(replace(p, trail=((start - gap / 2, 0.0), (0.0, 0.0))) if _on_axis(p) else p for p in placed.ports)
    height, depth = max(box.height, prefix.height), max(box.depth, prefix.depth)
    return Box(shift + box.width, height, depth, (*text.items, *placed.items, *wires), ports)


def _left(box: Box) -> bool:
    return any(_on_axis(port) for port in box.ports)


def _on_axis(port: Port) -> bool:
    return port.side is Side.LEFT
