"""The row of a product: boxes and dots strung along the axis, with what hangs from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from tensorgraph.diagram.layout.beads import WAYS, Bead, bead_dots, hung_boxes, hung_wire, overhang
from tensorgraph.diagram.layout.box import Box, Port, Side, Strand
from tensorgraph.diagram.layout.marks import with_rooms
from tensorgraph.diagram.layout.pieces import label_above, label_width, line
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.solve import Constraint, positions
from tensorgraph.diagram.layout.wiring import Wiring
from tensorgraph.diagram.scene import Item, Point


@dataclass(frozen=True)
class Row:
    """Boxes in place, the wires drawn between them, the exits on the axis, and the ports still open."""

    boxes: tuple[tuple[float, Box], ...]
    items: tuple[Item, ...]
    exits: tuple[Port, ...]
    open: tuple[Port, ...]


def strung(plan: Wiring, boxes: Mapping[int, Box], setting: Setting) -> Row:
    """The row of a wiring, from the boxes of its factors."""
    beads = _beads(plan, boxes)
    xs = with_rooms(positions(len(beads), _constraints(beads, setting)), [setting.room(b.factor) for b in beads])
    placed = list(zip(xs, beads, strict=True))
    hung = [(x, bead, left, box) for x, bead in placed for left, box in hung_boxes(x, bead, setting)]
    exits = [*_exit(plan.left, Side.LEFT, placed[0]), *_exit(plan.right, Side.RIGHT, placed[-1])]
    items = [*_drawn(placed, setting), *(hung_wire(x, bead, box, setting) for x, bead, _, box in hung)]
    items += [item for x, bead in placed for item in bead_dots(x, bead, setting)]
    standing = [(x, bead.box.moved(x)) for x, bead in placed if bead.box]
    closed = {(port.strand, port.trail) for port in exits} | _joined(placed)
    opened = [port for _, box in standing for port in box.ports if (port.strand, port.trail) not in closed]
    opened += [port for _, bead, _, box in hung for port in box.ports if port.strand != bead.on]
    beside = [(left, box) for _, _, left, box in hung]
    return Row((*standing, *beside), tuple(items), tuple(exits), tuple(opened))


def straight(box: Box, strand: Strand, side: Side) -> Port | None:
    """The port by which a strand leaves on the axis at a side, where it does."""
    ports = box.ports_of(strand)
    here = [port for port in ports if port.side is side and abs(port.at[1]) < 1e-6]
    loop = len(ports) == 2 and {port.side for port in ports} == {Side.LEFT, Side.RIGHT}
    return here[0] if here and (len(ports) == 1 or loop) else None


def _beads(plan: Wiring, boxes: Mapping[int, Box]) -> list[Bead]:
    beads: list[Bead] = []
    first, last = boxes[plan.row[0]], boxes[plan.row[-1]]
    beads += _dots(plan, boxes, plan.left, bool(plan.left and straight(first, plan.left, Side.LEFT)))
    for place, factor in enumerate(plan.row):
        strand = plan.links[place] if place < len(plan.links) else None
        ok = bool(
            strand
            and straight(boxes[factor], strand, Side.RIGHT)
            and straight(boxes[plan.row[place + 1]], strand, Side.LEFT)
        )
        if strand is None and place == len(plan.row) - 1:
            strand, ok = plan.right, bool(plan.right and straight(last, plan.right, Side.RIGHT))
        dots = _dots(plan, boxes, strand, ok)
        more = ok and (bool(dots) or place < len(plan.row) - 1)
        beads += [Bead(boxes[factor], joint=strand if more else None, factor=factor), *dots]
    if plan.right and beads[-1].joint == plan.right:
        beads[-1] = replace(beads[-1], joint=None)
    return beads


def _dots(plan: Wiring, boxes: Mapping[int, Box], strand: Strand | None, on_axis: bool) -> list[Bead]:
    """A dot for each box that hangs from a strand, or two, one below and one above; boxes on the axis where the strand
    is not straight."""
    if strand is None:
        return []
    hung = plan.dotted.get(strand, ())
    if not on_axis:
        return [Bead(boxes[factor], factor=factor) for factor in hung]
    below, above = ([f for f in hung if plan.ends.hung(f) is way] for way in WAYS)
    pairs = [tuple(f for f in pair if f is not None) for pair in zip_longest(below, above)]
    return [Bead(None, tuple(boxes[f] for f in pair), strand, strand, pair[0]) for pair in pairs]


def _constraints(beads: Sequence[Bead], setting: Setting) -> list[Constraint]:
    near = [(k, k + 1, a.width + _distance(a, b, setting)) for k, (a, b) in enumerate(pairwise(beads))]
    far = [
        (a, b, (beads[a].hung_width(way) + beads[b].hung_width(way)) / 2 + 2 * setting.theme.clearance)
        for way in WAYS
        for a, b in pairwise(k for k, bead in enumerate(beads) if bead.hanging(way))
    ]
    return near + far


def _distance(a: Bead, b: Bead, setting: Setting) -> float:
    """Between the edges of two neighbours on the axis."""
    theme = setting.theme
    beside = max(overhang(a, b, setting), overhang(b, a, setting))
    if a.joint is None:
        bends = sum(port.side is Side.RIGHT for port in a.box.ports) if a.box else 0
        bends += sum(port.side is Side.LEFT for port in b.box.ports) if b.box else 0
        near = theme.short if _is_dot(a, setting) or _is_dot(b, setting) else theme.apart
        return near + bends * theme.side
    label = label_width(a.joint, setting) + 2 * theme.label_air
    if a.box and b.box:
        return max(theme.gap, label)
    return max(theme.short, beside, label if a.box else 0.0)


def _is_dot(bead: Bead, setting: Setting) -> bool:
    return bead.box is not None and bead.box.simple and bead.box.height <= setting.theme.dot


def _drawn(placed: Sequence[tuple[float, Bead]], setting: Setting) -> Iterable[Item]:
    """The wires of all joints, a label on each link."""
    last = max((place for place, (_, bead) in enumerate(placed) if bead.box), default=0)
    for place, ((x, a), (u, b)) in enumerate(pairwise(placed)):
        if a.joint is None:
            continue
        start, end = _station(x, a, a.joint, Side.RIGHT), _station(u, b, a.joint, Side.LEFT)
        yield line(a.joint, (*start, *reversed(end)), setting)
        if a.box and place < last:  # else the wire goes on outside, and is labelled there
            yield from label_above(a.joint, ((x + a.width + u) / 2, 0.0), setting)


def _station(x: float, bead: Bead, strand: Strand, side: Side) -> tuple[Point, ...]:
    """The line of a wire up to where it leaves a bead."""
    if bead.box is None:
        return ((x, 0.0),)
    port = straight(bead.box, strand, side)
    assert port is not None
    edge = x + (bead.box.width if side is Side.RIGHT else 0.0)
    return (*port.moved(x, 0.0).trail, (edge, 0.0))


def _exit(strand: Strand | None, side: Side, end: tuple[float, Bead]) -> list[Port]:
    """The wire that leaves the row on the axis."""
    if strand is None:
        return []
    x, bead = end
    if bead.box is None:
        return [Port(strand, side, ((x, 0.0),))]
    port = straight(bead.box, strand, side)
    return [port.moved(x, 0.0)] if port else []


def _joined(placed: Sequence[tuple[float, Bead]]) -> set[tuple[Strand, tuple[Point, ...]]]:
    """The ports that the joints of the row took."""
    taken = set()
    for (x, a), (u, b) in pairwise(placed):
        if a.joint is None:
            continue
        for at, bead, side in ((x, a, Side.RIGHT), (u, b, Side.LEFT)):
            port = straight(bead.box, a.joint, side) if bead.box else None
            if port:
                taken.add((port.strand, port.moved(at, 0.0).trail))
    return taken
