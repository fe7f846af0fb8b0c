"""A placed net as a box: its shapes, its axis, and the wires that leave at its edges."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagram.layout.box import Box, Port, Side
from tensorgraph.diagram.layout.free.curves import curved
from tensorgraph.diagram.layout.free.lettering import DIAGONAL
from tensorgraph.diagram.layout.free.net import Net
from tensorgraph.diagram.layout.free.sketch import Sketch
from tensorgraph.diagram.layout.free.stand import Stand, anchored
from tensorgraph.diagram.layout.free.wires import Placed
from tensorgraph.diagram.layout.pieces import line
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.scene import Bounds, Group, Item, Point, moved, union


def boxed_net(
    net: Net, sketch: Sketch, nodes: Sequence[Stand], placed: Placed, labels: Sequence[Group], setting: Setting
) -> Box:
    """The box of a placed net. Its bounds are less half a stroke, as boxes are measured between middles of lines."""
    lines = [curved(line(net.links[k].strand, path, setting), setting.theme) for k, path in placed.links.items()]
    items = [*lines, *_standing(net, nodes, placed), *labels]
    stroke = setting.theme.node_stroke / 2
    solid = (item for item in items if getattr(item, "parts", True) != ())
    corners = (Bounds(x, y, x, y) for path in placed.exits.values() for x, y in path)
    around = union([placed.frame, *corners, *(item.bounds.grown(-stroke) for item in solid)])
    box = Box(around.width, -around.top, around.bottom, tuple(items), tuple(_ports(net, sketch, placed, around)))
    return box.moved(-around.left, -_axis(sketch, placed))


def _standing(net: Net, nodes: Sequence[Stand], placed: Placed) -> list[Item]:
    """The nodes in place, the anchors of single ones where their wires begin."""
    starts: dict[int, list[tuple[int, Point]]] = {}
    for k, path in placed.links.items():
        for end, at in ((net.links[k].start, path[0]), (net.links[k].stop, path[-1])):
            starts.setdefault(end.node, []).append((end.leg, at))
    for k, at in {**{k: path[0] for k, path in placed.exits.items()}, **placed.slants}.items():
        starts.setdefault(net.exits[k].end.node, []).append((net.exits[k].end.leg, at))
    for loop in net.loops:
        for end in (loop.start, loop.stop):
            port = nodes[end.node].ports[end.leg]
            (x, y), (u, v) = placed.points[end.node], port.trail[0] if port else (0.0, 0.0)
            starts.setdefault(end.node, []).append((end.leg, (x + u, y + v)))
    found: list[Item] = []
    for node, stand in enumerate(nodes):
        here = tuple(moved(item, *placed.points[node]) for item in stand.box.items)
        if stand.outline is not None:
            here = anchored(here, [(net.legs[node][leg], at) for leg, at in sorted(starts.get(node, ()))])
        found += here
    return found


def _ports(net: Net, sketch: Sketch, placed: Placed, around: Bounds) -> list[Port]:
    """The outer wires in the order of the net's exits: led to the edges, or ending inside."""
    found = []
    for k, way_out in enumerate(net.exits):
        if k in placed.slants:
            (dx, dy), at = sketch.slants[k], placed.slants[k]
            heading = (dx * DIAGONAL, dy * DIAGONAL)
            found.append(Port(way_out.strand, Side.DOWN if dy > 0 else Side.UP, (at,), heading=heading))
        else:
            found.append(_to_edge(Port(way_out.strand, sketch.ways[k], placed.exits[k]), around))
    return found


def _to_edge(port: Port, around: Bounds) -> Port:
    x, y = port.at
    edges = {
        Side.LEFT: (around.left, y),
        Side.RIGHT: (around.right, y),
        Side.UP: (x, around.top),
        Side.DOWN: (x, around.bottom),
    }
    return port.to(edges[port.side])


def _axis(sketch: Sketch, placed: Placed) -> float:
    """The height of the mathematical axis: that of the only wire that leaves left, else right, else the middle."""
    for side in (Side.LEFT, Side.RIGHT):
        ends = [path[-1][1] for k, path in placed.exits.items() if sketch.ways[k] is side]
        if len(ends) == 1:
            return ends[0]
    return placed.frame.centre[1]
