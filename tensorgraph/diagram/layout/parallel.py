"""Parallel branches: forked from one wire on the left, added in a ⊕ on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tensorgraph.diagram.layout.box import Box, Port, Side, Strand
from tensorgraph.diagram.layout.pieces import line, plus
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.scene import Item, Point
from tensorgraph.diagram.theme import Theme


@dataclass(frozen=True)
class Joints:
    """The two axis wires of the whole, and where things stand along it.

    Branches are between ``start`` and ``end``; wires that leave upwards have columns from ``end``; ⊕ is at ``plus``.
    """

    left: Strand | None
    right: Strand | None
    start: float
    end: float
    plus: float
    width: float


@dataclass(frozen=True)
class Branch:
    """A branch in place: its axis, and the height of the first lane over it."""

    box: Box
    y: float
    lane: float


def parallel(boxes: Sequence[Box], left: Strand | None, right: Strand | None, setting: Setting) -> Box:
    """Branches over each other. Each has every outer strand once, on whichever side it could.

    With a wire on the left only, the ⊕ is there. Other wires leave at the top, as branches of a fork.
    """
    lifted = [_lifted(box, left, right) for box in boxes]
    joints = _joints(boxes, left, right, sum(map(len, lifted)), setting)
    branches = in_place(boxes, [len(ports) for ports in lifted], joints.start, joints.end, setting.theme)
    top = -max(-branch.lane + setting.theme.clearance for branch in branches)
    items = [item for branch in branches for item in branch.box.items]
    items += [item for branch in branches for item in _axis_lines(branch, joints, setting)]
    items += [plus((joints.plus, 0.0), setting.theme)] if left or right else []
    depth = max(branch.box.depth for branch in branches)
    ports = (*_axis_ports(joints, setting), *_columns(branches, joints, top, setting))
    return Box(joints.width, -top, depth, tuple(items), ports)


def _lifted(box: Box, left: Strand | None, right: Strand | None) -> list[Port]:
    """The ports that have to be led over the branch: those that leave at the top."""
    return [port for port in box.ports if port.side is Side.UP or port.strand not in (left, right)]


def _joints(boxes: Sequence[Box], left: Strand | None, right: Strand | None, columns: int, setting: Setting) -> Joints:
    theme = setting.theme
    start = 0.0
    if left:
        start = theme.fork + theme.lead if right else 2 * theme.plus + theme.fork
    end = start + max(box.width for box in boxes)
    if not right:
        return Joints(left, right, start, end, theme.plus, end + columns * theme.port_gap)
    at = end + theme.fork + columns * theme.port_gap
    return Joints(left, right, start, end, at, at + theme.plus)


def in_place(
    boxes: Sequence[Box], lanes: Sequence[int], start: float, end: float, theme: Theme, side: float = 0.5
) -> list[Branch]:
    """Branches between two columns, their axes evenly around that of the whole, each with room for the lanes over it.

    ``side`` is 0 for branches that begin at the left column, 1 for those that end at the right one.
    """
    rooms = [box.height + count * theme.port_gap for box, count in zip(boxes, lanes, strict=True)]
    ys = [0.0]
    for box, room in zip(boxes, rooms[1:], strict=False):
        ys.append(ys[-1] + box.depth + theme.branch + room)
    middle = ys[len(ys) // 2] if len(ys) % 2 else ys[-1] / 2
    placed = []
    for box, y, count in zip(boxes, ys, lanes, strict=True):
        moved = box.moved(start + side * (end - start - box.width), y - middle)
        air = theme.clearance if count else 0.0
        placed.append(Branch(moved, y - middle, y - middle - box.height - air))
    return placed


def _axis_lines(branch: Branch, joints: Joints, setting: Setting) -> list[Item]:
    """The branch's wires to the fork and to the ⊕."""
    items: list[Item] = []
    lane = branch.lane
    for port in branch.box.ports:
        if port.strand not in (joints.left, joints.right):
            continue
        up = () if not port.side.vertical else ((port.at[0], lane),)
        y = lane if up else port.at[1]
        lane -= setting.theme.port_gap if up else 0.0
        if port.strand == joints.left:
            items.append(line(port.strand, (*port.trail, *up, *_to_left(y, joints, setting)), setting))
        else:
            items.append(line(port.strand, (*port.trail, *up, *_to_plus(y, joints, setting)), setting))
    return items


def _to_left(y: float, joints: Joints, setting: Setting) -> tuple[Point, ...]:
    lead = setting.theme.lead
    if joints.right:
        return ((joints.start - lead, y), (0.0, 0.0))
    return _to_ring(y, joints.plus, 1, setting)


def _to_plus(y: float, joints: Joints, setting: Setting) -> tuple[Point, ...]:
    return _to_ring(y, joints.plus, -1, setting)


def _to_ring(y: float, x: float, side: int, setting: Setting) -> tuple[Point, ...]:
    """Into a ⊕ at x: from above or below, from its ``side`` where the wire is on its height."""
    theme = setting.theme
    edge = x + side * theme.plus
    if abs(y) < theme.plus + theme.turn:
        return ((edge + side * theme.lead, y), (edge, 0.0)) if abs(y) > 1e-6 else ((edge, 0.0),)
    return ((x, y), (x, theme.plus if y > 0 else -theme.plus))


def _axis_ports(joints: Joints, setting: Setting) -> list[Port]:
    ports = [Port(joints.left, Side.LEFT, ((0.0, 0.0),))] if joints.left else []
    if joints.right:
        ports.append(Port(joints.right, Side.RIGHT, ((joints.plus + setting.theme.plus, 0.0),)))
    return ports


def _columns(branches: Sequence[Branch], joints: Joints, top: float, setting: Setting) -> list[Port]:
    """Every other wire led over its branch to a column of its own and up; the outermost right the lowest, so that
    no two of a branch cross."""
    gap = setting.theme.port_gap
    found: list[Port] = []
    column = joints.end + gap / 2
    for index, branch in enumerate(branches):
        axis = (joints.left, joints.right)
        taken = sum(port.side.vertical for port in branch.box.ports if port.strand in axis)
        others = sorted((p for p in branch.box.ports if p.strand not in axis), key=lambda p: (p.at[0], p.at[1]))
        for place, port in enumerate(others):
            x, y = port.at
            lane = branch.lane - gap * (taken + len(others) - 1 - place) if port.side.vertical else y
            if index == 0 and port.side is Side.UP:
                found.append(Port(port.strand, Side.UP, (*port.trail, (x, top)), split=True))
                continue
            found.append(
                Port(port.strand, Side.UP, (*port.trail, (x, lane), (column, lane), (column, top)), split=True)
            )
            column += gap
    return found


def stacked(boxes: Sequence[Box], setting: Setting) -> Box:
    """Chains that share no wire over each other, each with its ends at the edges."""
    end = max(box.width for box in boxes)
    branches = in_place(boxes, [0] * len(boxes), 0.0, end, setting.theme)
    items = tuple(item for branch in branches for item in branch.box.items)
    height, depth = max(b.box.height for b in branches), max(b.box.depth for b in branches)
    edges = {Side.LEFT: 0.0, Side.RIGHT: end}
    ports = [
        port
        if port.heading
        else port.to((port.at[0], -height if port.side is Side.UP else depth))
        if port.side.vertical
        else port.to((edges[port.side], port.at[1]))
        for branch in branches
        for port in branch.box.ports
    ]
    return Box(end, height, depth, items, tuple(ports))
