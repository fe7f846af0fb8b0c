"""Parts of a product that share no wire."""

from __future__ import annotations

from collections.abc import Sequence

from tensorgraph.diagram.layout.box import Strand
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.graph.nodes import Factor


def components(factors: Sequence[Factor], setting: Setting) -> list[list[Factor]]:
    """The factors in groups that share no strand, in reading order."""
    by = list(range(len(factors)))
    first: dict[Strand, int] = {}
    for index, factor in enumerate(factors):
        for strand in setting.strands(factor):
            one, other = sorted((_root(by, index), _root(by, first.setdefault(strand, index))))
            by[other] = one
    groups: dict[int, list[Factor]] = {}
    for index, factor in enumerate(factors):
        groups.setdefault(_root(by, index), []).append(factor)
    return list(groups.values())


def _root(by: list[int], index: int) -> int:
    """The first factor of a group; each step shortens the way for the next."""
    while by[index] != index:
        by[index] = by[by[index]]
        index = by[index]
    return index
