"""What is strung along the axis: boxes, and dots with boxes that hang from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tensorgraph.diagram.layout.box import Box, Port, Side, Strand
from tensorgraph.diagram.layout.pieces import dot, line
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.scene import Item

WAYS = (Side.DOWN, Side.UP)
"""Where a box may hang from a dot."""


@dataclass(frozen=True)
class Bead:
    """A box on the axis, or a dot ``on`` a strand with a box ``hung`` below it, above it, or both. ``joint`` is the
    strand to the next bead, ``factor`` the number of what it is in the product."""

    box: Box | None
    hung: tuple[Box, ...] = ()
    joint: Strand | None = None
    on: Strand | None = None
    factor: int = 0

    @property
    def width(self) -> float:
        """Along the axis."""
        return self.box.width if self.box else 0.0

    def hanging(self, way: Side) -> Box | None:
        """What hangs on a side."""
        return next((box for box in self.hung if self.held(box).side is way.opposite), None)

    def held(self, box: Box) -> Port:
        """The end by which a box hangs."""
        return next(port for port in box.ports if port.strand == self.on)

    def hung_width(self, way: Side) -> float:
        """Of what hangs on a side, 0 for nothing."""
        box = self.hanging(way)
        return box.width if box else 0.0


def overhang(hanging: Bead, beside: Bead, setting: Setting) -> float:
    """Room for what hangs beside a box that reaches as far from the axis."""
    if not beside.box:
        return 0.0
    reach = {Side.DOWN: beside.box.depth, Side.UP: beside.box.height}
    wide = [hanging.hung_width(way) for way in WAYS if hanging.hanging(way) and reach[way] >= setting.theme.hang]
    return max(wide) / 2 + setting.theme.clearance if wide else 0.0


def bead_dots(x: float, bead: Bead, setting: Setting) -> list[Item]:
    """The dot of a bead that has no box."""
    return [dot(bead.on, (x, 0.0), setting)] if bead.on else []


def hung_boxes(x: float, bead: Bead, setting: Setting) -> Iterator[tuple[float, Box]]:
    """The boxes of a dot in place, each with the x of its left edge."""
    for box in bead.hung:
        port = bead.held(box)
        way = port.side.opposite
        reach = setting.theme.hang + (box.height if way is Side.DOWN else box.depth)
        yield x - port.at[0], box.moved(x - port.at[0], way.value[1] * reach)


def hung_wire(x: float, bead: Bead, placed: Box, setting: Setting) -> Item:
    """The wire from a dot to a box in place."""
    port = bead.held(placed)
    return line(port.strand, (port.at, (x, 0.0)), setting)
