"""Top-1: in how many rows the largest entry of one array stands where the other's does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tensorgraph.verdict.compare import Array, blocks


@dataclass(frozen=True)
class TopOne:
    """``hits`` of ``rows``; a row counts where the right side says something: where its entries are not all equal."""

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

    The last axis numbers the columns, all others together the rows. A row in which all entries of ``right`` are equal
    does not count: it says nothing. One where a side has several largest entries is no hit: it does not say where.

    >>> top_one(np.array([[3.0, 1.0], [0.0, 2.0], [5.0, 5.0], [1.0, 0.0]]), np.array([[1, 0], [1, 0], [1, 0], [7, 7]]))
    TopOne(hits=1, rows=3)
    >>> top_one(np.array([[3.0, 1.0, 0.0]]), np.array([[1, 1, 0]]))
    TopOne(hits=0, rows=1)
    """
    found = [(counts, hits & counts) for counts, hits in _rows(left, right)]
    return TopOne(sum(int(hits.sum()) for _, hits in found), sum(int(counts.sum()) for counts, _ in found))


def _rows(left: Array, right: Array) -> Iterator[tuple[Array, Array]]:
    """For each block of rows, which count, and in which nothing else on a side is as large as what stands there."""
    for ours, theirs in blocks(left, right):
        columns = theirs.argmax(axis=1)[:, None]
        one, other = ((side >= np.take_along_axis(side, columns, axis=1)).sum(axis=1) == 1 for side in (theirs, ours))
        counts = (theirs != theirs[:, :1]).any(axis=1) | (theirs.shape[1] == 1)
        yield counts, one & other
