"""The cells of a heat map: each a shape of its own where they are few, else a shape for all of one colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from tensorgraph.diagram.formats.pptx.things import Leaf, Patch
from tensorgraph.diagram.scene import Polygon

FEW = 256
"""Cells of a field that are shapes of their own, which can be moved and coloured one by one."""
PATCH = 500
"""Cells of a shape, at most."""
LAP = 0.25
"""Points by which cells of a shape still reach over their neighbours, so that no ground shines through; less than is
seen where they cover one that they should not."""


def patched(parts: Sequence[Leaf]) -> tuple[Leaf, ...]:
    """The shapes of a field, its cells by their colours where they are many."""
    filled = [part for part in parts if isinstance(part, Polygon) and part.fill]
    if len(filled) <= FEW:
        return tuple(parts)
    colours: dict[str | None, list[Polygon]] = {}
    for cell in trimmed(filled):
        colours.setdefault(cell.fill, []).append(cell)
    return (*_patches(colours.values()), *(part for part in parts if not (isinstance(part, Polygon) and part.fill)))


def _patches(colours: Iterable[Sequence[Polygon]]) -> Iterator[Patch]:
    for same in colours:
        for start in range(0, len(same), PATCH):
            yield Patch(tuple(same[start : start + PATCH]), same[0].fill)


def trimmed(cells: Sequence[Polygon]) -> Iterator[Polygon]:
    """Rectangles in rows without what later ones cover, but for a lap: their order is lost when they are one shape."""
    tops = sorted({cell.points[0][1] for cell in cells})
    below = dict(pairwise(tops))
    for cell, following in zip(cells, (*cells[1:], None), strict=True):
        (left, top), (right, bottom) = cell.points[0], cell.points[2]
        if following and following.points[0][1] == top:
            right = min(right, following.points[0][0] + LAP)
        bottom = min(bottom, below.get(top, bottom) + LAP)
        yield replace(cell, points=((left, top), (right, top), (right, bottom), (left, bottom)))
