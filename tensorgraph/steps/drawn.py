"""Frames with places: scenes of one size, and what becomes what between them."""

from __future__ import annotations

from dataclasses import dataclass

from tensorgraph.diagram.scene import Scene


@dataclass(frozen=True)
class Drawn:
    """A scene for each frame, all of one size, its caption in it as words.

    ``moves`` has, for each scene but the last, pairs of keys: of a tensor's group in it, and of the group that the
    tensor stays or becomes in the next one; several of one scene become one where they merge. ``titles`` say each step.
    """

    scenes: tuple[Scene, ...]
    moves: tuple[tuple[tuple[str, str], ...], ...]
    titles: tuple[str, ...]
