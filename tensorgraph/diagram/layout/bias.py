"""Vectors added on a wire of a chain: a ⊕ with the vector below or above."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagram.layout.box import Box, Port, Side
from tensorgraph.diagram.layout.pieces import line, plus
from tensorgraph.diagram.layout.row import straight
from tensorgraph.diagram.layout.setting import Setting


def biased(main: Box, biases: Sequence[Box], side: Side, setting: Setting) -> Box | None:
    """A chain with a ⊕ for each vector that is added on its wire at ``side``; a vector whose wire leaves at the top
    hangs below, another stands above.

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
    down = 1 if bias.ports[0].side is Side.UP else -1
    beside = (main.depth if down > 0 else main.height) >= theme.hang
    before = max(theme.short, bias.width / 2 + theme.clearance if beside else 0.0)
    after = max(theme.plus, bias.width / 2)
    lead = 0.0 if right else after + theme.plus + before
    placed = main.moved(lead)
    x = main.width + before + theme.plus if right else after
    width = max(x + after, placed.width + lead)
    away = theme.hang + theme.plus / 2 + (bias.height if down > 0 else bias.depth)
    hung = bias.moved(x - bias.ports[0].at[0], down * away)
    items = [*placed.items, *hung.items, plus((x, 0.0), theme)]
    towards = -1 if right else 1
    near = port.moved(lead, 0.0).to((x + towards * theme.plus, 0.0))
    stem = (hung.ports[0].at, (x, down * theme.plus))
    items += [line(port.strand, near.trail, setting), line(port.strand, stem, setting)]
    edge = width if right else 0.0
    out = Port(port.strand, port.side, ((x - towards * theme.plus, 0.0), (edge, 0.0)))
    others = [
        p if p.side.vertical else p.to(((0.0 if right else width), p.at[1]))
        for p in placed.ports
        if p != port.moved(lead, 0.0)
    ]
    height, depth = max(main.height, theme.plus, hung.height), max(main.depth, theme.plus, hung.depth)
    return Box(width, height, depth, tuple(items), (out, *others))
