"""Runs of wire as native connectors: straight, or with one bend, sharp or round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tensorgraph.diagram.formats.pptx.page import Box

Place = tuple[int, int]
"""A point on the slide in EMU."""


@dataclass(frozen=True)
class Connector:
    """A preset connector in its frame: flipped, then ``turned`` a quarter clockwise around the frame's middle."""

    name: str
    box: Box
    flip_x: bool = False
    flip_y: bool = False
    turned: bool = False


def connector(points: Sequence[Place], round_: bool = False) -> Connector:
    """The connector through two points, or along three of which the legs are level and upright.

    >>> connector([(0, 0), (30, 0), (30, 40)])
    Connector(name='bentConnector2', box=Box(x=0, y=0, width=30, height=40), flip_x=False, flip_y=False, turned=False)
    """
    (x, y), (u, v) = points[0], points[-1]
    left, top, width, height = min(x, u), min(y, v), abs(u - x), abs(v - y)
    if len(points) == 2:
        return Connector("straightConnector1", Box(left, top, width, height), u < x, v < y)
    name = "curvedConnector2" if round_ else "bentConnector2"
    if abs(points[1][0] - x) > abs(points[1][1] - y):
        return Connector(name, Box(left, top, width, height), u < x, v < y)
    # in its own frame it runs right and then down; turned, it runs down and then left
    lying = Box(left + (width - height) // 2, top + (height - width) // 2, height, width)
    return Connector(name, lying, v < y, u > x, turned=True)
