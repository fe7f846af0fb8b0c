"""Sheets of one size: each diagram in its place over its caption, which is in one place on all of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from tensorgraph.diagram.describe import description
from tensorgraph.diagram.formats.plain import plain_text
from tensorgraph.diagram.layout.extent import SLIDE_AREA, length
from tensorgraph.diagram.scaled import scaled
from tensorgraph.diagram.scene import Bounds, Group, Item, Scene, moved, union
from tensorgraph.diagram.theme import Theme
from tensorgraph.steps.drawing.caption import GAP, caption, said
from tensorgraph.steps.frame import Steps

NARROWEST = 420.0
"""Points of a sheet, so that a caption is read in few lines: about half of what a slide has."""
SMALLEST = 60.0
"""Points in height that a diagram keeps, however long the captions are."""


def on_sheets(scenes: Sequence[Scene], steps: Steps, width: float | str | None, theme: Theme) -> list[Scene]:
    """The diagrams with captions, on pages of one size that fit on a slide, or in a width."""
    most = math.floor(SLIDE_AREA[0] if width is None else length(width))
    room = most - 2 * theme.margin
    around = union(part.bounds for scene in scenes for part in scene.parts)
    wide = min(room, max(around.width, NARROWEST))
    captions = [caption(steps.frames, number, wide, theme) for number in range(len(scenes))]
    under = max(high for _, high in captions) + GAP
    tall = max(SLIDE_AREA[1] - 2 * theme.margin - under, SMALLEST)
    factor = min(1.0, wide / around.width if around.width else 1.0, tall / around.height if around.height else 1.0)
    size = math.ceil(wide + 2 * theme.margin), math.ceil(around.height * factor + under + 2 * theme.margin)
    notes = _notes(factor, most, theme)
    placed = [_placed(scene, around, factor, size[0], theme) for scene in scenes]
    return [
        _sheet(scene, [*parts, *_lower(words, size[1], under, theme)], size, steps, number, notes)
        for number, (scene, parts, (words, _)) in enumerate(zip(scenes, placed, captions, strict=True))
    ]


def _notes(factor: float, most: float, theme: Theme) -> tuple[str, ...]:
    """That the diagrams are smaller than other pictures, where they are."""
    if factor == 1.0:
        return ()
    size = theme.name_size * factor
    words = f"to fit {most} pt its diagrams are scaled to {100 * factor:.0f} %: the names of tensors are {size:.1f} pt"
    return (words,)


def _placed(scene: Scene, around: Bounds, factor: float, width: float, theme: Theme) -> list[Item]:
    """The diagram, as large as it may be, in the middle of the width that all need, from the top."""
    smaller = scaled(scene, factor).parts if factor < 1.0 else scene.parts
    left = (width - around.width * factor) / 2 - around.left * factor
    return [moved(part, left, theme.margin - around.top * factor) for part in smaller]


def _lower(words: Sequence[Item], height: float, under: float, theme: Theme) -> list[Item]:
    """A caption in its place, each group with a key."""
    down = height - theme.margin - under + GAP
    shifted = [moved(item, theme.margin, down) for item in words]
    return [replace(item, key=f"c{n}") if isinstance(item, Group) else item for n, item in enumerate(shifted, 1)]


def _sheet(
    scene: Scene, parts: Sequence[Item], size: tuple[float, float], steps: Steps, number: int, notes: tuple[str, ...]
) -> Scene:
    frame = steps.frames[number]
    title = f"{steps.name}, {number + 1} of {len(steps.frames)}: {plain_text(frame.title, 'words')}"
    words = f"{said(steps.frames, number)} {description(steps.network, frame.picture)}"
    name = f"{steps.name}-{number + 1}"
    made = replace(scene, width=size[0], height=size[1], parts=tuple(parts), title=title, description=words)
    return replace(made, name=name, source=steps.network.source.text, notes=notes)
