"""Several legs on the left or right of one node: they leave slanted, evenly spread."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tensorgraph.diagram.layout.box import Box, Port, Side
from tensorgraph.diagram.scene import Point
from tensorgraph.diagram.theme import Theme

WIDEST = 0.85
"""Sine of the steepest angle that legs come near as they grow more: steeper ones would leave upwards."""
DOT_SLOPE = 0.78
"""Of the two outermost of two legs of a dot: as steep as the arms of an X that is wider than high."""


def leaning(index: int, count: int) -> float:
    """The sine of the angle at which one of several legs leaves a node, downwards positive.

    >>> [round(leaning(index, 2), 3) for index in (0, 1)], leaning(0, 1)
    ([-0.425, 0.425], 0.0)
    """
    return WIDEST * (2 * index - (count - 1)) / count


def splayed(box: Box, theme: Theme) -> Box:
    """A node with room at each side that has several legs, in which these leave slanted."""
    ports = list(box.ports)
    reach = {side: theme.turn if _count(box, side) > 1 else 0.0 for side in (Side.LEFT, Side.RIGHT)}
    for side in reach:
        here = [port for port in ports if port.side is side]
        for index, port in enumerate(here) if len(here) > 1 else ():
            sine = leaning(index, len(here))
            ports[ports.index(port)] = _led(port, box.width, sine / math.sqrt(1 - sine * sine), reach[side])
    return _widened(box, ports, reach)


def dot_legs(sides: Sequence[Side], centre: Point, reach: float) -> list[tuple[Point, ...]]:
    """The legs of a dot in order: straight where a side has one, else slanted."""
    seen = dict.fromkeys(Side, 0)
    trails: list[tuple[Point, ...]] = []
    for side in sides:
        count, index = sides.count(side), seen[side]
        seen[side] += 1
        slope = DOT_SLOPE * (2 * index - (count - 1)) / max(count - 1, 1)
        (x, y), (dx, dy) = centre, side.value
        trails.append((centre, (x + reach * (dx - slope * dy), y + reach * (dy + slope * abs(dx)))))
    return trails


def _count(box: Box, side: Side) -> int:
    return sum(port.side is side for port in box.ports)


def _led(port: Port, width: float, slope: float, reach: float) -> Port:
    (x, y), way = port.at, port.side.value[0]
    out = (width + reach if way > 0 else -reach) - x
    return port.to((x + out, y + slope * abs(out)))


def _widened(box: Box, ports: Sequence[Port], reach: dict[Side, float]) -> Box:
    if not any(reach.values()):
        return box
    wide = box.width + sum(reach.values())
    return Box(wide, box.height, box.depth, box.items, tuple(ports), box.simple).moved(reach[Side.LEFT])
