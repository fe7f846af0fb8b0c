"""Stars: a node or a copy dot with arms to the left, right, below and above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tensorgraph.diagram.layout.box import Side
from tensorgraph.diagram.layout.free.net import Net
from tensorgraph.diagram.layout.free.sketch import Sketch
from tensorgraph.diagram.scene import Point

ARMS = 3
"""A chain has two arms; more make a star."""


@dataclass(frozen=True)
class Arm:
    """Nodes in a line away from the middle, the nearest first, and their exits; an exit of the middle itself is an arm
    without nodes. ``held`` is the side that the author wishes for the leg of the middle."""

    nodes: tuple[int, ...]
    exits: tuple[int, ...]
    held: Side | None = None


def star(net: Net, wishes: Mapping[int, Side], long: bool, top: bool) -> Sketch | None:
    """The product as a star: at least three arms that are matrices, each a single node or, where ``long``, a line.

    ``wishes`` are sides for the arms that begin with these nodes. Below the ``top`` wires leave as they should, or up.
    None for anything else.
    """
    middle = _middle(net)
    if middle is None:
        return None
    arms = _arms(net, middle)
    if sum(1 for arm in arms if arm.nodes and not _hangs(net, arm)) < ARMS:
        return None
    if not long and any(len(arm.nodes) > 1 for arm in arms):
        return None
    return _drawn(net, middle, arms, _slots(net, arms, wishes, top), top)


def _middle(net: Net) -> int | None:
    """The only node with three or more arms of a connected product without cycles."""
    joints = [node for node in range(net.count) if len(net.beside[node]) >= ARMS]
    tree = len(net.links) == net.count - 1 and not net.loops
    return joints[0] if tree and len(joints) == 1 and min(net.distances(joints)) == 0 else None


def _arms(net: Net, middle: int) -> list[Arm]:
    """In the order of the legs of the middle."""
    arms: list[tuple[int, Arm]] = []
    for k in net.at[middle]:
        link = net.links[k]
        end = link.start if link.start.node == middle else link.stop
        arms.append((end.leg, _line(net, middle, link.beyond(middle), net.held.get(end))))
    arms += [(net.exits[k].end.leg, Arm((), (k,))) for k in net.leaving[middle]]
    return [arm for _, arm in sorted(arms, key=lambda entry: entry[0])]


def _line(net: Net, middle: int, node: int, held: Side | None) -> Arm:
    """The nodes from the middle outwards."""
    line = [middle, node]
    while len(net.beside[line[-1]]) == 2:
        line.append(next(other for other in net.beside[line[-1]] if other != line[-2]))
    return Arm(tuple(line[1:]), tuple(k for other in line[1:] for k in net.leaving[other]), held)


def _hangs(net: Net, arm: Arm) -> bool:
    return len(arm.nodes) == 1 and net.is_vector(arm.nodes[0])


def _slots(net: Net, arms: Sequence[Arm], wishes: Mapping[int, Side], top: bool) -> list[Side]:
    """The side of each arm: as wished, where its end should leave, else one that is still free.

    A vector goes up. Of several arms that should go down, every second goes up where nothing else is.
    """
    wanted = [_wanted(net, arm, wishes) for arm in arms]
    free = [side for side in (Side.LEFT, Side.RIGHT, Side.DOWN, Side.UP) if side not in wanted]
    crowd = [k for k, side in enumerate(wanted) if side is Side.DOWN]
    loose = [k for k, side in enumerate(wanted) if side is None]
    if len(crowd) > 1 and Side.UP in free and not loose and top:
        for k in crowd[len(crowd) % 2 :: 2]:
            wanted[k] = Side.UP
    for k in sorted(loose, key=lambda k: not _hangs(net, arms[k])):
        up = _hangs(net, arms[k]) and Side.UP in free
        wanted[k] = Side.UP if up else free[0] if free else Side.DOWN
        free = [side for side in free if side is not wanted[k]]
    return [side or Side.DOWN for side in wanted]


def _wanted(net: Net, arm: Arm, wishes: Mapping[int, Side]) -> Side | None:
    if arm.held or (arm.nodes and arm.nodes[0] in wishes):
        return arm.held or wishes[arm.nodes[0]]
    return net.exits[arm.exits[-1]].side if arm.exits else None


def _drawn(net: Net, middle: int, arms: Sequence[Arm], slots: Sequence[Side], top: bool) -> Sketch:
    """Arms of one side fan out, in the order of the legs."""
    places: dict[int, Point] = {middle: (0.0, 0.0)}
    ways: dict[int, Side] = {}
    for side in Side:
        here = [arm for arm, slot in zip(arms, slots, strict=True) if slot is side]
        for rank, arm in enumerate(here):
            aside = rank - (len(here) - 1) / 2
            for step, node in enumerate(arm.nodes):
                places[node] = _out(side, step + 1, aside)
            ways |= _ways(net, arm, side) if top else _asked(net, arm, side)
    return Sketch(tuple(places[node] for node in range(net.count)), ways=ways)


def _out(side: Side, step: int, aside: float) -> Point:
    dx, dy = side.value
    return dx * step + abs(dy) * aside, dy * step + abs(dx) * aside


def _ways(net: Net, arm: Arm, side: Side) -> dict[int, Side]:
    """The last exit goes on as the arm does, the others leave across it as they should, where they can."""
    ways = {k: net.exits[k].side for k in arm.exits}
    for k in arm.exits:
        outwards = not arm.nodes or net.exits[k].end.node == arm.nodes[-1]
        along = ways[k].vertical is side.vertical
        if net.exits[k].sure:
            continue
        if outwards and k == arm.exits[-1]:
            ways[k] = side
        elif along:
            ways[k] = Side.DOWN if not side.vertical else Side.RIGHT
    return ways


def _asked(net: Net, arm: Arm, side: Side) -> dict[int, Side]:
    """Each exit as it should leave; on an axis only where the arm lies on it, else up."""
    wanted = {k: net.exits[k].side for k in arm.exits}
    return {k: way if way.vertical or way is side else Side.UP for k, way in wanted.items()}
