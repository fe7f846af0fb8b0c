"""The verdicts on a file: a list that shows itself as a table in a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tensorgraph.graph.network import Network
from tensorgraph.progress import Progress, shown, told
from tensorgraph.verdict.verdict import Verdict


class Verdicts(list[Verdict]):
    """Verdicts in the order of the file.

    >>> Verdicts([Verdict("two", "proved", "A[i] == A[i]", ("i",), "by no rule")])
    proved  two: A[i] == A[i]
            for all i; by no rule
    """

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from tensorgraph.notebook.shown import Shown, verdicts_html

        return Shown(verdicts_html(self), repr(self))._repr_mimebundle_(include, exclude)

    def __repr__(self) -> str:
        from tensorgraph.notebook.shown import verdicts_text

        return verdicts_text(self)


def gathered(network: Network, verdicts: Iterator[Verdict], progress: bool | Progress) -> Verdicts:
    """The verdicts on a network as they come, told to ``progress``; True shows a bar."""
    total = sum(len(row.relations) for picture in network.pictures for row in picture.rows)
    if progress is True:
        with shown(f"checking {network.source.name}") as bar:
            return Verdicts(told(verdicts, total, bar))
    return Verdicts(told(verdicts, total, progress or None))
