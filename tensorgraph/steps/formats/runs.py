"""Words with mathematics in them as runs of text, each on the line, below or above it: what a text box can hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tensorgraph.diagram.formats.formula import Command, Node, Row, Scripts, Sign, formula
from tensorgraph.diagram.formats.plain import row_text
from tensorgraph.diagram.mixed import stretches

BELOW, ABOVE = -25, 30
"""Percent of the size by which scripts stand below and above the line, as office programs have it."""


@dataclass(frozen=True)
class Run:
    """A stretch of text of one look; ``baseline`` is in percent of the size, 0 on the line."""

    text: str
    baseline: int = 0
    italic: bool = False


def runs(text: str) -> tuple[Run, ...]:
    """The runs of a text in which what stands between dollars is LaTeX.

    >>> [(run.text, run.baseline, run.italic) for run in runs("contract $W_Q^h$ and $x'$")]
    [('contract ', 0, False), ('W', 0, True), ('Q', -25, False), ('h', 30, False), (' and ', 0, False), ('x′', 0, True)]
    """
    found = [run for is_math, piece in stretches(text) for run in (_of(formula(piece)) if is_math else [Run(piece)])]
    return tuple(run for run in found if run.text)


def _of(row: Row) -> Iterator[Run]:
    for node in row:
        if isinstance(node, Scripts):
            yield from _scripted(node)
        else:
            yield Run(row_text((node,)), italic=_is_letter(node))


def _scripted(node: Scripts) -> Iterator[Run]:
    """What has scripts: its primes beside it, then what is below, then what is above."""
    primes = tuple(part for part in node.above or () if part == Command("prime"))
    base = row_text((node.base,)) if node.base else ""
    yield Run(base + "′" * len(primes), italic=node.base is not None and _is_letter(node.base))
    yield Run(row_text(node.below or ()), BELOW)
    yield Run(row_text((node.above or ())[len(primes) :]), ABOVE)


def _is_letter(node: Node) -> bool:
    return isinstance(node, Sign) and node.text.isalpha()
