"""A page of HTML that goes through the frames: buttons, arrow keys, a slider; without its script a list of figures.

The page reaches nothing outside itself, and nothing moves for a reader who wants no motion.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tensorgraph.diagram.formats.html import CLOSING, DARK, HINT, LIGHT, OPENING, asset, policy
from tensorgraph.diagram.formats.inline import ground, inline, is_dark, plain
from tensorgraph.diagram.formats.svg import identifier
from tensorgraph.diagram.scene import Scene
from tensorgraph.steps.drawn import Drawn
from tensorgraph.steps.formats.motion import Motion, Part, motions

ARROWS = {"back": "←", "next": "→"}


def stepper(drawn: Drawn, source: bool = True) -> bytes:
    """The frames as one page in UTF-8, the same bytes every time."""
    first, moving = drawn.scenes[0], motions(drawn)
    name = first.name.rpartition("-")[0]
    style, script = _style(first), "\n".join([_part("stepper.js"), asset("hover.js")])
    shade = "dark" if is_dark(ground(first)) else "light"
    lines = [
        f'<!doctype html>\n<html lang="en" class="{shade}">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy(style, script)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="generator" content="tensorgraph">',
        f"<title>{plain(name)}, step by step</title>\n<style>{style}</style>\n</head>",
        f"<body>\n<main>\n<h1>{plain(name)}</h1>",
        f'<section class="steps {shade}" aria-label="{plain(name)}, step by step">\n<ol>',
        *(_frame(scene, n, moving[n] if n < len(moving) else {}) for n, scene in enumerate(drawn.scenes)),
        f"</ol>\n{_buttons(len(drawn.scenes))}\n</section>",
        f'<p class="hint">{HINT.format("wire or a tensor")}</p>',
        *([f"{OPENING}{plain(first.source)}{CLOSING}"] if source and first.source else []),
        f"</main>\n<script>{script}</script>\n</body>\n</html>\n",
    ]
    return "\n".join(lines).encode()


def _frame(scene: Scene, number: int, moving: Mapping[Part, Motion]) -> str:
    ways = {
        f"{role} {key}": [round(motion.by[0], 2), round(motion.by[1], 2), int(motion.merges)]
        for (role, key), motion in moving.items()
    }
    name = identifier(scene.name)
    said = f'<figcaption class="unseen">{plain(scene.title)}</figcaption>'
    return (
        f'<li id="{name}" data-moves="{plain(json.dumps(ways, separators=(",", ":")))}">'
        f"<figure>\n{inline(scene, name)}\n{said}\n</figure></li>"
    )


def _buttons(count: int) -> str:
    """Hidden until there is a script that they belong to."""
    slider = f'<input type="range" min="1" max="{count}" value="1" step="1" aria-label="step">'
    back, on = (f'<button type="button" aria-label="{name}">{sign}</button>' for name, sign in ARROWS.items())
    said = f'<output aria-live="polite">1 of {count}</output>'
    return f'<nav aria-label="steps" hidden>{back}{on}{slider}{said}</nav>'


def _style(scene: Scene) -> str:
    colour = ground(scene)
    root = f":root {{ --ground: {colour}; --widest: {scene.width:g}pt; {DARK if is_dark(colour) else LIGHT} }}"
    return "\n".join([root, _part("stepper.css"), asset("hover.css")])


def _part(name: str) -> str:
    """A part of the page that lies beside this file."""
    return (Path(__file__).parent / name).read_text("utf-8")
