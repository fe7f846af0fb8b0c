"""Boxes on a mathematical axis: what a part of a drawing looks like from outside.

The origin of a box is where its left edge meets the axis; y grows downwards, so that it reaches from ``-height`` to
``depth``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

from tensorgraph.diagram.scene import Group, Item, Point, moved
from tensorgraph.graph.nodes import Wire

Strand: TypeAlias = tuple[Wire, ...]
"""What is drawn as one line: a wire, or the parts of a thick wire that stay together."""


class Side(Enum):
    """Where a wire leaves a box."""

    LEFT = (-1, 0)
    RIGHT = (1, 0)
    UP = (0, -1)
    DOWN = (0, 1)

    @property
    def vertical(self) -> bool:
        """Whether it leaves at the top or bottom."""
        return self in (Side.UP, Side.DOWN)

    @property
    def opposite(self) -> Side:
        """The other end of the same axis."""
        return {
            Side.LEFT: Side.RIGHT,
            Side.RIGHT: Side.LEFT,
            Side.UP: Side.DOWN,
            Side.DOWN: Side.UP,
        }[self]


@dataclass(frozen=True)
class Port:
    """A wire on its way out: the line so far, from where it starts, and the side it leaves.

    ``split`` says that it is a branch of a sum, so that meeting others is a fork and not a copy dot. ``heading`` is the
    direction of a free end that stays inside the box, where its node has neighbours all around.
    """

    strand: Strand
    side: Side
    trail: tuple[Point, ...]
    split: bool = False
    heading: Point | None = None

    @property
    def at(self) -> Point:
        """Where the line has come to."""
        return self.trail[-1]

    def to(self, *points: Point) -> Port:
        """The line continued."""
        return replace(self, trail=self.trail + points)

    def moved(self, dx: float, dy: float) -> Port:
        """The same line elsewhere."""
        return replace(self, trail=tuple((x + dx, y + dy) for x, y in self.trail))


@dataclass(frozen=True)
class Box:
    """A drawn part: its size around the axis, its shapes, and the wires that leave it.

    ``simple`` says that it is a single node, under which a hanging tensor needs no extra room.
    """

    width: float
    height: float
    depth: float
    items: tuple[Item, ...] = ()
    ports: tuple[Port, ...] = ()
    simple: bool = False

    def moved(self, dx: float, dy: float = 0.0) -> Box:
        """The box with its shapes elsewhere; its size keeps to the shifted shapes."""
        return replace(
            self,
            height=self.height - dy,
            depth=self.depth + dy,
            items=tuple(moved(item, dx, dy) for item in self.items),
            ports=tuple(port.moved(dx, dy) for port in self.ports),
        )

    def ports_of(self, strand: Strand) -> tuple[Port, ...]:
        """The ends of one strand that leave here."""
        return tuple(port for port in self.ports if port.strand == strand)


def wire_group(strand: Strand, parts: Iterable[Item]) -> Group:
    """Pieces of one wire, under its name."""
    return Group("wire", strand_name(strand), tuple(parts))


def strand_name(strand: Strand) -> str:
    """The wire's name, ``(i j)`` for a thick one."""
    names = " ".join(str(wire) for wire in strand)
    return names if len(strand) == 1 else f"({names})"
