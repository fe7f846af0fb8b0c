"""How much room nodes and labels take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tensorgraph.diagram.layout.free.net import Net
from tensorgraph.diagram.layout.free.sketch import Sketch
from tensorgraph.diagram.theme import Theme


@dataclass(frozen=True)
class Size:
    """How far a node reaches from its middle."""

    left: float
    right: float
    up: float
    down: float

    @property
    def turned(self) -> Size:
        """With columns and rows exchanged."""
        return Size(self.up, self.down, self.left, self.right)

    def around(self, other: Size) -> Size:
        """What holds both."""
        return Size(
            max(self.left, other.left), max(self.right, other.right), max(self.up, other.up), max(self.down, other.down)
        )


BEND = Size(0.0, 0.0, 0.0, 0.0)

Room: TypeAlias = Callable[[int], tuple[float, float]]
"""What the label of a link needs along a level wire, and along an upright one."""


@dataclass(frozen=True)
class Task:
    """What is to be spaced: nodes of some sizes in columns and rows, with room for labels.

    ``across`` and ``along`` are the least gaps between columns and between rows; ``slope`` is the width between layers
    for each point that a wire climbs.
    """

    net: Net
    sketch: Sketch
    sizes: Sequence[Size]
    room: Room
    across: float
    along: float
    slope: float
    theme: Theme

    @property
    def turned(self) -> Task:
        """With columns and rows exchanged."""
        sketch = Sketch(
            tuple((y, x) for x, y in self.sketch.places), self.sketch.flow, self.sketch.bends, self.sketch.leads
        )
        sizes = [size.turned for size in self.sizes]
        return Task(
            self.net, sketch, sizes, lambda k: self.room(k)[::-1], self.along, self.across, self.slope, self.theme
        )
