"""Pieces of one wire joined end to end, where two of them meet and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from tensorgraph.diagram.formats.pptx.things import Spots
from tensorgraph.diagram.geometry import straightened
from tensorgraph.diagram.scene import Curve, Point

End: TypeAlias = tuple[int, int]
"""The number of a piece, and 0 for its first point or -1 for its last."""


def joined(pieces: Sequence[Curve], held: Callable[[Point], bool]) -> list[Curve]:
    """The pieces, each once, as lines that are as long as can be.

    ``held`` says whether something that the wire holds to is at a point.
    """
    once = list({_trace(piece): piece for piece in reversed(pieces)}.values())[::-1]
    ends = Spots((piece.points[end], (k, end)) for k, piece in enumerate(once) for end in (0, -1))
    partner: dict[End, End] = {}
    for k, piece in enumerate(once):
        for end in (0, -1):
            meeting = ends.at(piece.points[end])
            if len(meeting) == 2 and meeting[0][0] != meeting[1][0] and not held(piece.points[end]):
                partner[k, end] = meeting[1] if meeting[0] == (k, end) else meeting[0]
    return [_line(chain, once) for chain in _chains(len(once), partner)]


def _trace(piece: Curve) -> tuple[tuple[float, float], ...]:
    """The same for pieces drawn over each other, whichever way."""
    points = tuple((round(x, 2), round(y, 2)) for x, y in piece.points)
    return min(points, points[::-1])


def _chains(count: int, partner: Mapping[End, End]) -> Iterator[list[End]]:
    """The pieces in chains, each with the end at which it is entered; chains that close last."""
    done: set[int] = set()
    starts = [(k, end) for k in range(count) for end in (0, -1) if (k, end) not in partner]
    for start in [*starts, *((k, 0) for k in range(count))]:
        chain: list[End] = []
        at: End | None = start
        while at is not None and at[0] not in done:
            chain.append(at)
            done.add(at[0])
            at = partner.get((at[0], -1 - at[1]))
        if chain:
            yield chain


def _line(chain: Sequence[End], pieces: Sequence[Curve]) -> Curve:
    points: list[Point] = []
    for k, end in chain:
        points += pieces[k].points if end == 0 else pieces[k].points[::-1]
    return replace(pieces[chain[0][0]], points=straightened(points))
