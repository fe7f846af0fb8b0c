"""Sums inside a product or a bubble: branches that meet in a ⊕."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagram.box import Box, Port, Side, Strand
from tensorgraph.diagram.pieces import dot, line, plus
from tensorgraph.diagram.row import straight
from tensorgraph.diagram.scene import Item
from tensorgraph.diagram.setting import Setting


def biased(main: Box, biases: Sequence[Box], side: Side, setting: Setting) -> Box | None:
    """A chain with a ⊕ for each vector that is added on its wire at ``side``; the vectors hang below.

    None where the chain does not leave straight on that side.
    """
    for bias in biases:
        port = straight(main, bias.ports[0].strand, side)
        if port is None:
            return None
        main = _with_bias(main, bias, port, setting)
    return main


def _with_bias(main: Box, bias: Box, port: Port, setting: Setting) -> Box:
    theme, right = setting.theme, port.side is Side.RIGHT
    before = max(theme.short, bias.width / 2 + theme.clearance if main.depth >= theme.hang else 0.0)
    after = max(theme.plus, bias.width / 2)
    lead = 0.0 if right else after + theme.plus + before
    placed = main.moved(lead)
    x = main.width + before + theme.plus if right else after
    width = max(x + after, placed.width + lead)
    down = theme.hang + bias.height + theme.plus / 2
    hung = bias.moved(x - bias.ports[0].at[0], down)
    items = [*placed.items, *hung.items, plus((x, 0.0), theme)]
    towards = -1 if right else 1
    near = port.moved(lead, 0.0).to((x + towards * theme.plus, 0.0))
    items += [line(port.strand, near.trail, setting), line(port.strand, (hung.ports[0].at, (x, theme.plus)), setting)]
    edge = width if right else 0.0
    out = Port(port.strand, port.side, ((x - towards * theme.plus, 0.0), (edge, 0.0)))
    others = [p if p.side.vertical else p.to(((0.0 if right else width), p.at[1])) for p in placed.ports if p != port.moved(lead, 0.0)]
    return Box(width, max(main.height, theme.plus), max(main.depth, hung.depth), tuple(items), (out, *others))


def parallel(branches: Sequence[Box], left: Strand | None, right: Strand | None, setting: Setting) -> Box:
    """Branches over each other, forked from one wire on the left and added on the right.

    With a wire on one side only, the ⊕ is there. A branch that lacks a wire is broadcast: its line begins at a dot.
    """
    theme = setting.theme
    heights = _axes(branches, setting)
    inner = max(branch.width for branch in branches)
    reach = theme.fork + theme.plus if left and not right else theme.fork + theme.short / 2
    start = reach if left else 0.0
    end = start + inner
    width = end + (theme.fork + theme.plus if right else 0.0)
    items: list[Item] = []
    ports: list[Port] = []
    for branch, y in zip(branches, heights, strict=True):
        placed = branch.moved(start + (inner - branch.width) / 2, y)
        items += placed.items
        items += _left_line(placed, branch, left, right, y, start, setting)
        items += _right_line(placed, branch, right, y, end, setting)
        ports += [p for p in placed.ports if p.strand not in (left, right)]
    if left:
        ports.append(_left_joint(left, right, items, reach, setting))
    if right:
        items.append(plus((end + theme.fork, 0.0), theme))
        ports.append(Port(right, Side.RIGHT, ((end + theme.fork + theme.plus, 0.0), (width, 0.0))))
    height = max(branch.height - y for branch, y in zip(branches, heights, strict=True))
    depth = max(branch.depth + y for branch, y in zip(branches, heights, strict=True))
    outer = tuple(_out(port, start, end, -height, depth, setting) for port in ports)
    return Box(width, height + theme.branch / 2 * _tall(outer, Side.UP), depth, tuple(items), outer)


def _tall(ports: Sequence[Port], side: Side) -> int:
    return int(any(port.side is side for port in ports))


def _axes(branches: Sequence[Box], setting: Setting) -> list[float]:
    """The height of each branch's axis, the first and the last evenly around the whole's."""
    ys = [0.0]
    for above, below in zip(branches, branches[1:], strict=False):
        ys.append(ys[-1] + above.depth + setting.theme.branch + below.height)
    middle = ys[len(ys) // 2] if len(ys) % 2 else ys[-1] / 2
    return [y - middle for y in ys]


def _left_line(
    placed: Box, branch: Box, left: Strand | None, right: Strand | None, y: float, start: float, setting: Setting
) -> list[Item]:
    if left is None:
        return []
    theme = setting.theme
    port = next((p for p in placed.ports_of(left) if p.side is Side.LEFT), None)
    begin = port.trail if port else ((start + theme.short, y),)
    items: list[Item] = [] if port else [dot(left, (start + theme.short, y), setting)]
    if right is None:
        at = theme.plus
        target = ((at, y), (at, theme.plus if y > 0 else -theme.plus)) if abs(y) > 1e-6 else ((2 * theme.plus, 0.0),)
    else:
        target = ((start, y), (theme.short / 2, 0.0), (0.0, 0.0))
    return [*items, line(left, (*begin, *target), setting)]


def _left_joint(left: Strand, right: Strand | None, items: list[Item], reach: float, setting: Setting) -> Port:
    theme = setting.theme
    if right is None:
        items.append(plus((theme.plus, 0.0), theme))
    return Port(left, Side.LEFT, ((0.0, 0.0),))


def _right_line(placed: Box, branch: Box, right: Strand | None, y: float, end: float, setting: Setting) -> list[Item]:
    if right is None:
        return []
    theme, x = setting.theme, end + setting.theme.fork
    port = next((p for p in placed.ports_of(right) if p.side is Side.RIGHT), None)
    begin = port.trail if port else ((end - theme.short, y),)
    items: list[Item] = [] if port else [dot(right, (end - theme.short, y), setting)]
    target = ((x, y), (x, theme.plus if y > 0 else -theme.plus)) if abs(y) > 1e-6 else ((x - theme.plus, 0.0),)
    return [*items, line(right, (*begin, *target), setting)]


def _out(port: Port, start: float, end: float, top: float, bottom: float, setting: Setting) -> Port:
    """Wires that leave a branch up or down: past the branches over it by a column at their right end."""
    if not port.side.vertical:
        return port
    x, y = port.at
    if port.side is Side.DOWN or y <= top + 1e-6:
        return Port(port.strand, port.side, (*port.trail, (x, bottom if port.side is Side.DOWN else top)), split=True)
    column = end + setting.theme.side / 2
    lift = y - setting.theme.clearance
    return Port(port.strand, Side.UP, (*port.trail, (x, lift), (column, lift), (column, top)), split=True)
