"""Chains beside each other: how the branches of a bundle stand, and how their wires come together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tensorgraph.diagram.layout.box import Box, Port, Side, Strand
from tensorgraph.diagram.layout.bundle import Joint
from tensorgraph.diagram.layout.fan import aimed
from tensorgraph.diagram.layout.lens import arc, lens_width, rise
from tensorgraph.diagram.layout.parallel import Branch, in_place
from tensorgraph.diagram.layout.pieces import dot, label_beside, line
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.wedge import slot, wedge, wedge_length
from tensorgraph.diagram.scene import Item, Point
from tensorgraph.diagram.theme import Theme


@dataclass(frozen=True)
class Tie:
    """A joint in place: left or right of the branches, and the ``way`` its strand leaves."""

    joint: Joint
    side: Side
    way: Side

    def holds(self, branch: int, port: Port) -> bool:
        """Whether a branch's port is one of its wires; a bare wire has two ports."""
        known = set(self.joint.of[branch])
        return known.issuperset(port.strand) and (port.side is self.side or port.side.vertical)

    def edge(self, width: float) -> Point:
        """Where it is, in a drawing of a ``width``."""
        return 0.0 if self.side is Side.LEFT else width, 0.0

    def point(self, strand: Strand, width: float, theme: Theme) -> Point:
        """Where a wire meets it, in a drawing of a ``width``."""
        edge, _ = self.edge(width)
        if not self.joint.thick or self.joint.strand is None:
            return edge, 0.0
        base = edge - self.side.value[0] * wedge_length(theme)
        return base, slot(self.joint.strand.index(strand[0]), len(self.joint.strand), theme)


def ties(joints: Sequence[Joint], ways: Mapping[Strand, Side]) -> list[Tie]:
    """Each joint on the side where its strand leaves; one whose strand leaves elsewhere on the side that is free."""
    wanted = [ways.get(joint.strand, Side.UP) if joint.strand else Side.UP for joint in joints]
    taken = {side for side in wanted if not side.vertical}
    found: list[Tie] = []
    for joint, way in zip(joints, wanted, strict=True):
        free = Side.LEFT if Side.LEFT not in taken else Side.RIGHT
        doubled = any(tie.side is way for tie in found)
        side = free if way.vertical or doubled else way
        taken.add(side)
        found.append(Tie(joint, side, Side.UP if doubled else way))
    return found


def lensed(joints: Sequence[Tie], setting: Setting) -> Box:
    """Bare wires between two joints."""
    theme = setting.theme
    left, right = sorted(joints, key=lambda tie: tie.side is Side.RIGHT)
    wires = [*zip(left.joint.of, right.joint.of, strict=True)]
    width = lens_width([start for start, _ in wires], setting)
    items: list[Item] = []
    for index, (start, end) in enumerate(wires):
        ends = left.point(start, width, theme), right.point(end, width, theme)
        items += arc(start, *ends, rise(index, len(wires)), setting)
    height = max(-item.bounds.top for item in items)
    return _finished(width, height, rise(len(wires) - 1, len(wires)), items, [], joints, setting)


def abreast(boxes: Sequence[Box], joints: Sequence[Tie], setting: Setting) -> Box:
    """The branches over each other around the axis, their wires led into the joints, other wires to the edges."""
    theme = setting.theme
    fan = len(joints) == 1 and len(boxes) > 1 and all(box.simple and len(box.ports) == 1 for box in boxes)
    left, right = (_reach(joints, side, fan, theme) for side in (Side.LEFT, Side.RIGHT))
    end = left + max(box.width for box in boxes)
    lanes = [sum(_tie(joints, k, p) is not None and p.side.vertical for p in box.ports) for k, box in enumerate(boxes)]
    share = 0.5 if left and right else 0.0 if left else 1.0
    near = replace(theme, branch=2 * theme.clearance) if fan else theme
    branches = in_place(boxes, lanes, left, end, near, share)
    if fan:
        branches = [_aimed(branch, joints[0], end + right, theme) for branch in branches]
    items = [item for branch in branches for item in branch.box.items]
    ports: list[Port] = []
    for index, branch in enumerate(branches):
        lines, loose = _led(index, branch, joints, (left, end, end + right), not fan, setting)
        items += lines
        ports += loose
    height, depth = max(-branch.lane for branch in branches), max(branch.box.depth for branch in branches)
    return _finished(end + right, height, depth, items, ports, joints, setting)


def _tie(joints: Sequence[Tie], branch: int, port: Port) -> Tie | None:
    return next((tie for tie in joints if tie.holds(branch, port)), None)


def _reach(joints: Sequence[Tie], side: Side, fan: bool, theme: Theme) -> float:
    """How far a fan on a side takes, 0 without one."""
    thick = [tie.joint.thick for tie in joints if tie.side is side]
    wide = theme.gap if fan else theme.lead + theme.fork
    return wide + (wedge_length(theme) if thick[0] else 0.0) if thick else 0.0


def _aimed(branch: Branch, tie: Tie, width: float, theme: Theme) -> Branch:
    (port,) = branch.box.ports
    return replace(branch, box=aimed(branch.box, tie.point(port.strand, width, theme)))


def _led(
    index: int,
    branch: Branch,
    joints: Sequence[Tie],
    columns: tuple[float, float, float],
    lead: bool,
    setting: Setting,
) -> tuple[list[Item], list[Port]]:
    """The wires of a branch: those of joints as lines, others as ports. Without ``lead`` they go straight."""
    theme, (start, end, width) = setting.theme, columns
    led: list[Port] = []
    ports: list[Port] = []
    lane = branch.lane
    for port in branch.box.ports:
        tie = _tie(joints, index, port)
        if tie is None:
            ports.append(port)
            continue
        out = start - theme.lead if tie.side is Side.LEFT else end + theme.lead
        up = ((port.at[0], lane),) if port.side.vertical else ()
        y = lane if up else port.at[1]
        lane -= theme.port_gap if up else 0.0
        bend = (*up, (out, y)) if lead else ()
        led.append(port.to(*bend, tie.point(port.strand, width, theme)))
    if len(led) == 2 and not branch.box.items:  # a bare wire is one line
        led = [replace(led[0], trail=(*reversed(led[0].trail), *led[1].trail))]
    return [line(port.strand, port.trail, setting) for port in led], ports


def _finished(
    width: float,
    height: float,
    depth: float,
    items: Sequence[Item],
    loose: Sequence[Port],
    joints: Sequence[Tie],
    setting: Setting,
) -> Box:
    """The box with its joints, other wires led to its edges."""
    ports = [_to_edge(port, (0.0, width), (-height, depth)) for port in loose]
    closed = [item for tie in joints for item in _closed(tie, width, setting)]
    on = [Port(tie.joint.strand, tie.way, (tie.edge(width),)) for tie in joints if tie.joint.strand]
    return Box(width, height, depth, (*items, *closed), (*on, *ports))


def _to_edge(port: Port, across: tuple[float, float], upright: tuple[float, float]) -> Port:
    x, y = port.at
    if port.side.vertical:
        return port.to((x, upright[port.side is Side.DOWN]))
    return port.to((across[port.side is Side.RIGHT], y))


def _closed(tie: Tie, width: float, setting: Setting) -> Sequence[Item]:
    """The wedge or the dot of a joint, with its name beside it where no wire leads on."""
    strand, at = tie.joint.strand, tie.edge(width)
    if strand and tie.joint.thick:
        return (wedge(strand, at, tie.side.opposite, setting),)
    if strand:
        return (dot(strand, at, setting),)
    inner = tie.joint.of[0][:1]
    beside = (at[0] + tie.side.value[0] * setting.theme.dot, at[1])
    return dot(inner, at, setting), *label_beside(inner, beside, tie.side.value[0], setting)


def free_side(way: Side, joints: Sequence[Tie], index: int) -> Side:
    """Where a wire without a joint leaves its branch: as wished, unless a joint or another branch is there."""
    count = len(joints[0].joint.of)
    over = (way is Side.UP and index == 0) or (way is Side.DOWN and index == count - 1)
    taken = {tie.side for tie in joints}
    if over or (not way.vertical and way not in taken):
        return way
    return Side.LEFT if Side.LEFT not in taken else Side.RIGHT


def bare(joints: Sequence[Tie], index: int, loose: Sequence[Strand], setting: Setting) -> Box:
    """A branch that is only a wire, from joint to joint, or from one to where it leaves under its ``loose`` name."""
    half = setting.theme.port_gap / 2
    ends = {tie.side: tie.joint.of[index] for tie in joints}
    ports = [
        Port(ends[side] if side in ends else loose[index], side, ((0.0, 0.0),) * count)
        for side, count in ((Side.LEFT, 1), (Side.RIGHT, 2))  # two trails, so that the two ends differ
    ]
    return Box(0.0, half, half, (), tuple(ports))
