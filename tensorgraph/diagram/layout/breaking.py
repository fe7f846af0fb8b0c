"""Where a row breaks into lines: by dynamic programming over all breaks, as a typesetter would choose them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import total_ordering
from itertools import accumulate

SLACK = 1e-6
"""Points by which a line may miss its width, from adding lengths in another order."""


@dataclass(frozen=True)
class Piece:
    """A term with its sign. A line may begin with it where it ``may_lead``, better where it begins with a ``relation``.

    ``width`` is what it takes in a line with its sign and the air around that.
    """

    width: float
    relation: bool
    may_lead: bool = True


@total_ordering
@dataclass(frozen=True)
class Cost:
    """What a choice of breaks costs, the first that differs counts: points over the width, lines, breaks at a + or -,
    a last term that is alone on its line, and room left free on the lines before the last (its square)."""

    over: float = 0.0
    lines: int = 0
    breaks: int = 0
    lonely: int = 0
    free: float = 0.0

    def plus(self, other: Cost) -> Cost:
        """Both together."""
        over, lines, breaks = self.over + other.over, self.lines + other.lines, self.breaks + other.breaks
        return Cost(over, lines, breaks, self.lonely + other.lonely, self.free + other.free)

    @property
    def _order(self) -> tuple[float, int, int, int, float]:
        return self.over, self.lines, self.breaks, self.lonely, self.free

    def __lt__(self, other: Cost) -> bool:
        return self._order < other._order


def line_starts(pieces: Sequence[Piece], first: float, rest: float) -> tuple[list[int], Cost]:
    """The numbers of the pieces that begin lines, the first on a line ``first`` wide and the others ``rest``.

    The last of three terms, two of which fit, is not left alone:

    >>> line_starts([Piece(40.0, relation=False)] * 3, 80.0, 80.0)[0]
    [0, 1]
    """
    if math.isinf(first):
        return [0], Cost(lines=1)
    best: list[tuple[Cost, int]] = [(Cost(), 0)]
    for end, whole in enumerate(accumulate(piece.width for piece in pieces), start=1):
        best.append(min(_ways_to(end, pieces, best, whole, first, rest)))
    starts, place = [], len(pieces)
    while place:
        place = best[place][1]
        starts.append(place)
    return starts[::-1], best[-1][0]


def _ways_to(
    end: int, pieces: Sequence[Piece], best: Sequence[tuple[Cost, int]], whole: float, first: float, rest: float
) -> list[tuple[Cost, int]]:
    """For the lines that may end before piece ``end``, what all lines to there cost, and where the last starts.

    ``whole`` is the width of all pieces to there.
    """
    found: list[tuple[Cost, int]] = []
    width = 0.0
    for start in range(end - 1, 0, -1):
        width += pieces[start].width
        if found and width > rest:
            break  # a longer line is only more over, but for the first, whose room is another
        if pieces[start].may_lead:
            found.append((best[start][0].plus(_line_cost(pieces, start, end, width, rest)), start))
    return [*found, (_line_cost(pieces, 0, end, whole, first), 0)]


def _line_cost(pieces: Sequence[Piece], start: int, end: int, width: float, room: float) -> Cost:
    last = end == len(pieces)
    plus = start > 0 and not pieces[start].relation
    return Cost(
        over=width - room if width > room + SLACK else 0.0,
        lines=1,
        breaks=int(plus),
        lonely=int(last and plus and end - start == 1),
        free=0.0 if last else max(0.0, room - width) ** 2,
    )
