"""Vectors added on a wire of a chain: a ⊕ with the vector below."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagram.layout.box import Box, Port, Side
from tensorgraph.diagram.layout.pieces import line, plus
from tensorgraph.diagram.layout.row import straight
from tensorgraph.diagram.layout.setting import Setting


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
    others = [
        p if p.side.vertical else p.to(((0.0 if right else width), p.at[1]))
        for p in placed.ports
        if p != port.moved(lead, 0.0)
    ]
    return Box(width, max(main.height, theme.plus), max(main.depth, hung.depth), tuple(items), (out, *others))
