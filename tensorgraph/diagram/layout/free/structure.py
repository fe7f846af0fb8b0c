"""What a product is: a chain, which is typeset elsewhere, a grid, a star, a tree, or nothing of these."""

from __future__ import annotations

from collections.abc import Mapping

from tensorgraph.diagram.layout.box import Side
from tensorgraph.diagram.layout.ends import Ends
from tensorgraph.diagram.layout.free.circle import circle
from tensorgraph.diagram.layout.free.grid import grid
from tensorgraph.diagram.layout.free.net import Net
from tensorgraph.diagram.layout.free.poor import has_lanes, is_chain, is_poor
from tensorgraph.diagram.layout.free.sketch import Flow, Sketch
from tensorgraph.diagram.layout.free.star import star
from tensorgraph.diagram.layout.free.streams import streams
from tensorgraph.diagram.layout.free.trees import branches, centre, is_caterpillar, is_cycle, is_tree

MANY = 400
"""Factors beyond which a product without a known shape stays a chain: nobody could read either."""


def structure(net: Net, ends: Ends, layout: str, top: bool) -> Sketch | None:
    """How to draw a connected product that is no chain; None for a chain.

    At the ``top`` legs may end inside a grid. With
    ``layout`` free a chain gets layers, too; with auto what is no grid and no star is one as long as it is not poor.
    """
    if layout == "chain" or net.count < 2 or (layout == "auto" and is_chain(net)):
        return None
    wishes = {node: side for node, side in enumerate(ends.stands) if side}
    known = grid(net, top) or _star(net, wishes, top)
    if known:
        return known
    if layout == "auto" and (net.factors > MANY or not _is_free(net, ends)):
        return None
    return _unstructured(net, wishes, top)


def _star(net: Net, wishes: Mapping[int, Side], top: bool) -> Sketch | None:
    """Of outer wires with many ends, which are rails, none is the middle of a star."""
    if any(net.leaving[dot] for dot in range(net.factors, net.count)):
        return None
    return star(net, wishes, not is_caterpillar(net), top)


def _is_free(net: Net, ends: Ends) -> bool:
    """Whether a chain will not do: a tree that is no spine with ribs, or too many lanes."""
    if is_tree(net) and net.count == net.factors:
        return not is_caterpillar(net) or has_lanes(ends)
    return is_poor(ends)


def _unstructured(net: Net, wishes: Mapping[int, Side], top: bool) -> Sketch:
    if is_cycle(net):
        return circle(net, top)
    lifted = {node: -1 if side is Side.UP else 1 for node, side in wishes.items()}
    found = streams(net, lifted, top, centre(net) if is_tree(net) and branches(net) else None)
    return circle(net, top) if _is_row(net, found) and not is_tree(net) else found


def _is_row(net: Net, sketch: Sketch) -> bool:
    """Whether no layer has two nodes: everything is joined to everything."""
    return len({place[sketch.flow is Flow.DOWN] for place in sketch.places[: net.count]}) == net.count
