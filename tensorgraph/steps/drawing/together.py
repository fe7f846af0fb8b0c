"""Scenes of a series under each other's eyes: each moved as a whole so that what stays in it stays where it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tensorgraph.diagram.layout.series import Page
from tensorgraph.diagram.scene import Point, Scene, moved
from tensorgraph.steps.drawing.tagged import places_of

DIGITS = 2
"""Of a point, within which two moves are one."""

Places = Mapping[int, Point]


def together(placed: Sequence[tuple[Scene, Mapping[int, float]]], pages: Sequence[Page]) -> list[Scene]:
    """The scenes, each moved along x to where its tensors are in the series, and along y so that most stay."""
    made: list[Scene] = []
    before: Places = {}
    for (scene, xs), page in zip(placed, pages, strict=True):
        here = {tensor: group.bounds.centre for tensor, group in places_of(scene, page.names).items()}
        x = _most([xs[tensor] - at[0] for tensor, at in here.items() if tensor in xs])
        y = _most([at[1] - here[tensor][1] for tensor, at in _wanted(here, before, page).items()])
        made.append(replace(scene, parts=tuple(moved(part, x, y) for part in scene.parts)))
        before = {tensor: (at[0] + x, at[1] + y) for tensor, at in here.items()}
    return made


def _wanted(here: Places, before: Places, page: Page) -> Places:
    """Where tensors of a scene should be: those that stayed where they were; if none did, in the middle of what they
    were made of."""
    stayed = {tensor: before[tensor] for tensor in here if tensor in before}
    if stayed:
        return stayed
    sources = {tensor: [before[one] for one in page.came.get(tensor, ()) if one in before] for tensor in here}
    return {tensor: _middle(points) for tensor, points in sources.items() if points}


def _middle(points: Sequence[Point]) -> Point:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _most(ways: Sequence[float]) -> float:
    """The move by which most are where they should be, of equally good ones the least."""
    counts = Counter(round(way, DIGITS) for way in ways)
    near = max(counts, key=lambda way: (counts[way], -abs(way)), default=0.0)
    return next((way for way in ways if round(way, DIGITS) == near), 0.0)
