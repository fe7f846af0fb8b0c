"""Parts of a product that share no wire, side by side, where one of them is no chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tensorgraph.diagram.layout.box import Box, Port, Side, Strand
from tensorgraph.diagram.layout.ends import Ends
from tensorgraph.diagram.layout.hang import beside
from tensorgraph.diagram.layout.pieces import label_width
from tensorgraph.diagram.layout.setting import Setting


def exits_apart(ends: Ends, parts: Sequence[Sequence[int]]) -> list[tuple[Sequence[int], dict[Strand, Side]]]:
    """The parts from left to right, each with where its outer wires leave: up, but on the axis for the first, left
    and the last to the right."""
    ways = [{s: ends.outside[s] for k in part for s in ends.of[k] if s in ends.outside} for part in parts]
    order = sorted(range(len(parts)), key=lambda k: _rank(list(ways[k].values())))
    return [(parts[k], _kept(ways[k], place == 0, place == len(parts) - 1)) for place, k in enumerate(order)]


def _rank(sides: Sequence[Side]) -> int:
    """-1 for a part that leaves left, 1 for one that leaves right, 0 for both and neither."""
    return (Side.RIGHT in sides) - (Side.LEFT in sides)


def _kept(ways: dict[Strand, Side], first: bool, last: bool) -> dict[Strand, Side]:
    open_ = {Side.LEFT: first, Side.RIGHT: last}
    return {strand: side if open_.get(side, True) else Side.UP for strand, side in ways.items()}


def side_by_side(boxes: Sequence[Box], setting: Setting) -> Box:
    """The boxes on one axis, the wires of each led to the edges of the whole."""
    turned = [_turned(box, k == 0, k == len(boxes) - 1, setting) for k, box in enumerate(boxes)]
    whole = beside(turned, setting.theme.apart)
    return replace(whole, ports=tuple(_to_edge(port, whole) for port in whole.ports))


def _turned(box: Box, first: bool, last: bool, setting: Setting) -> Box:
    """A box without wires on the side of another: they turn up there, the lowest outermost."""
    for side, kept in ((Side.LEFT, first), (Side.RIGHT, last)):
        here = sorted((port for port in box.ports if port.side is side), key=lambda port: port.at[1])
        if kept or not here:
            continue
        step = max(
            setting.theme.port_gap, *(label_width(port.strand, setting) + setting.theme.clearance for port in here)
        )
        reach = setting.theme.turn + step * (len(here) - 0.5)
        up = {port: _up(port, setting.theme.turn + step * rank, box.height) for rank, port in enumerate(here)}
        ports = tuple(up.get(port, port) for port in box.ports)
        box = replace(box, width=box.width + reach, ports=ports).moved(reach if side is Side.LEFT else 0.0)
    return box


def _up(port: Port, aside: float, height: float) -> Port:
    x = port.at[0] + port.side.value[0] * aside
    return Port(port.strand, Side.UP, (*port.trail, (x, port.at[1]), (x, -height)))


def _to_edge(port: Port, box: Box) -> Port:
    if port.heading:
        return port
    x, y = port.at
    edges = {Side.LEFT: (0.0, y), Side.RIGHT: (box.width, y), Side.UP: (x, -box.height), Side.DOWN: (x, box.depth)}
    return port.to(edges[port.side])
