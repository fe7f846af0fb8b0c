"""A slide of reveal.js: a section to paste into a deck, whose fragments are the frames, over each other."""

from __future__ import annotations

import zlib
from dataclasses import replace

from tensorgraph.diagram.formats.inline import plain
from tensorgraph.diagram.formats.options import prepared
from tensorgraph.diagram.formats.svg import identifier, svg_text
from tensorgraph.diagram.scene import Scene
from tensorgraph.steps.drawn import Drawn


def reveal(drawn: Drawn, transparent: bool = True) -> bytes:
    """The frames as a fragment of HTML in UTF-8: each click shows the next in the place of the one before.

    On the ground of the deck, unless it is ``transparent`` no more; the words of each frame are read out with it.
    """
    count, own = len(drawn.scenes), f"{zlib.crc32(repr(drawn.scenes).encode()):08x}"  # so that two in a deck differ
    named = [replace(scene, name=f"{scene.name}-{own}") for scene in drawn.scenes]
    frames = [_frame(scene, number, count, transparent) for number, scene in enumerate(named)]
    return "\n".join(
        ['<section class="tensorgraph-steps">', '<div class="r-stack">', *frames, "</div>", "</section>", ""]
    ).encode()


def _frame(scene: Scene, number: int, count: int, transparent: bool) -> str:
    shown = prepared(scene, transparent, source=False)
    text = svg_text(shown, "").partition("\n")[2]  # without the XML declaration, which HTML does not know
    ways = [*(["fragment fade-out"] if not number and count > 1 else []), *([_way(number, count)] if number else [])]
    place = f' data-fragment-index="{max(number - 1, 0)}"' if ways else ""
    kind = f' class="{ways[0]}"' if ways else ""
    size = f"width: min(100%, {scene.width * SHOWN:.0f}px); height: auto; max-height: {TALLEST}px;"
    drawing = text.replace("<svg ", f'<svg style="{size}" ', 1).strip()
    return f'<div{kind}{place} style="width: 100%;" id="{plain(identifier(scene.name))}">\n{drawing}\n</div>'


SHOWN = 2 * 96 / 72
"""Pixels for a point of a scene, at most: twice its size, as on a slide of PowerPoint."""
TALLEST = 620
"""Pixels: a deck has 700, and a margin."""


def _way(number: int, count: int) -> str:
    """How a frame comes and goes: the last one stays."""
    return "fragment" if number + 1 == count else "fragment current-visible"
