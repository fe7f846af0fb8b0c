"""Top-1: in how many rows the largest entry of one array stands where the other's does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tensorgraph.verdict.compare import Array, blocks


@dataclass(frozen=True)
class TopOne:
    """``hits`` of ``rows``; a row counts where the right side has one largest entry."""

    hits: int
    rows: int

    @property
    def share(self) -> Fraction | None:
        """The share of hits, None where no row counts."""
        return Fraction(self.hits, self.rows) if self.rows else None

    def reaches(self, least: Fraction) -> bool:
        """Whether the share is at least this, compared exactly; never where no row counts."""
        return self.share is not None and self.share >= least


def top_one(left: Array, right: Array) -> TopOne:
    """Rows where the largest entry of ``left`` stands where that of ``right`` does.

    The last axis numbers the columns, all others together the rows. A row where ``right`` has two equal largest entries
    does not count, one where ``left`` has them is no hit.

    >>> top_one(np.array([[3.0, 1.0], [0.0, 2.0], [5.0, 5.0], [1.0, 0.0]]), np.array([[1, 0], [1, 0], [1, 0], [7, 7]]))
    TopOne(hits=1, rows=3)
    """
    found = [(counts, hits & counts) for counts, hits in _rows(left, right)]
    return TopOne(sum(int(hits.sum()) for _, hits in found), sum(int(counts.sum()) for counts, _ in found))


def _rows(left: Array, right: Array) -> Iterator[tuple[Array, Array]]:
    """For each block of rows, which count, and which have nothing on the left as large as what stands at that place."""
    for ours, theirs in blocks(left, right):
        columns = theirs.argmax(axis=1)[:, None]
        counts, hits = ((side >= np.take_along_axis(side, columns, axis=1)).sum(axis=1) == 1 for side in (theirs, ours))
        yield counts, hits
