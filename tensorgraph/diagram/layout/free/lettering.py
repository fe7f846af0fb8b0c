"""The texts of all wires that end inside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from tensorgraph.diagram.layout.box import Side, Strand
from tensorgraph.diagram.layout.free.field import Field
from tensorgraph.diagram.layout.free.net import Net
from tensorgraph.diagram.layout.free.sizes import Size
from tensorgraph.diagram.layout.free.sketch import Sketch
from tensorgraph.diagram.layout.free.stand import Stand
from tensorgraph.diagram.layout.free.texts import placed_label
from tensorgraph.diagram.layout.free.wires import Placed
from tensorgraph.diagram.layout.pieces import label_height, label_width, wire_width
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.scene import Bounds, Group, Point

DIAGONAL = math.sqrt(0.5)
"""Of a slanted stub's length: how far it goes along either axis."""


def lettered(
    net: Net, sketch: Sketch, nodes: Sequence[Stand], placed: Placed, setting: Setting
) -> tuple[list[Group], bool]:
    """A text for each wire that ends inside, clear of everything; and whether all have a place."""
    if setting.labels == "none":
        return [], True
    field, free = _taken(net, sketch, nodes, placed, setting)
    outer = {way_out.strand for way_out in net.exits}
    wires: dict[Strand, list[tuple[Point, ...]]] = {}
    for k, path in placed.links.items():
        if net.links[k].strand not in outer:
            wires.setdefault(net.links[k].strand, []).append(path)
    found = [
        _first(strand, paths, field, setting)
        for strand, paths in sorted(wires.items(), key=lambda entry: max(map(_span, entry[1])))
    ]
    return [text for text in found if text], free and None not in found


def _first(strand: Strand, paths: Sequence[tuple[Point, ...]], field: Field, setting: Setting) -> Group | None:
    """The text of a wire on the first of its lines that has a place, level ones first."""
    half = wire_width(strand, setting.theme) / 2
    ranked = sorted(paths, key=lambda path: (not _is_level(path), -round(_span(path), 3)))
    texts = (placed_label(strand, path, half, field, setting) for path in ranked)
    return next((text for text in texts if text), None)


def _is_level(path: Sequence[Point]) -> bool:
    return max(y for _, y in path) - min(y for _, y in path) < 1e-6


def _span(path: Sequence[Point]) -> float:
    return sum(math.dist(a, b) for a, b in pairwise(path))


def _taken(net: Net, sketch: Sketch, nodes: Sequence[Stand], placed: Placed, setting: Setting) -> tuple[Field, bool]:
    """What is in the way of texts: nodes, wires, the free ends inside with their own; and whether these are free."""
    theme, field = setting.theme, Field()
    for node, stand in enumerate(nodes):
        field.put(node, stand.bounds(placed.points[node]))
    lines = [(net.links[k].strand, path) for k, path in placed.links.items()]
    for k, path in placed.exits.items():
        (x, y), (dx, dy) = path[-1], sketch.ways[k].value
        lines.append((net.exits[k].strand, (*path, (x + theme.stub * dx, y + theme.stub * dy))))
    for k, start in placed.slants.items():
        stop = stub_end(start, sketch.slants[k], setting)
        lines.append((net.exits[k].strand, (start, stop)))
    for strand, path in lines:
        for a, b in pairwise(path):
            field.draw(a, b, wire_width(strand, theme) / 2)
    free = True
    for k, start in placed.slants.items():
        stop = stub_end(start, sketch.slants[k], setting)
        bounds = _end_text(net.exits[k].strand, stop, sketch.slants[k][1] > 0, setting)
        free = free and field.is_free(bounds, 0.0)
        field.put(-1, bounds)
    return field, free


def stub_end(start: Point, slant: Point, setting: Setting) -> Point:
    """Where a leg ends that is drawn inside."""
    reach = DIAGONAL * setting.theme.stub
    return start[0] + slant[0] * reach, start[1] + slant[1] * reach


def _end_text(strand: Strand, at: Point, below: bool, setting: Setting) -> Bounds:
    """The place of the text below or above such an end."""
    wide, high, air = label_width(strand, setting), label_height(strand, setting), setting.theme.end_air
    top = at[1] + air if below else at[1] - air - high
    return Bounds(at[0] - wide / 2, top, at[0] + wide / 2, top + high)


def with_ends(net: Net, sketch: Sketch, node: int, size: Size, setting: Setting) -> Size:
    """The size of a node with room for the texts at the ends of its upright outer wires: below a single one, left and
    right of two."""
    theme = setting.theme
    wide = 0.0
    for side in (Side.UP, Side.DOWN):
        here = [net.exits[k].strand for k in net.leaving[node] if sketch.ways.get(k) is side]
        widest = max((label_width(strand, setting) for strand in here), default=0.0)
        need = widest / 2 if len(here) < 2 else widest + theme.end_air + theme.port_gap * (len(here) - 1) / 2
        wide = max(wide, need + theme.clearance / 2 if widest else 0.0)
    wide = max(0.0, wide - theme.gap / 2)
    return Size(max(size.left, wide), max(size.right, wide), size.up, size.down)


def slant_gap(net: Net, sketch: Sketch, setting: Setting) -> float:
    """The gap between rows in which legs end with their texts; 0 without such legs."""
    theme = setting.theme
    high = max((label_height(net.exits[k].strand, setting) for k in sketch.slants), default=0.0)
    return DIAGONAL * theme.stub + high + 2 * theme.clearance - (1 - DIAGONAL) * theme.node / 2 if high else 0.0


def link_room(net: Net, k: int, setting: Setting) -> tuple[float, float]:
    """What the text of a link needs along a level wire, and along an upright one."""
    if setting.labels == "none":
        return 0.0, 0.0
    strand, air = net.links[k].strand, 2 * setting.theme.label_air
    return label_width(strand, setting) + air, label_height(strand, setting) + air
