"""An order for a product that is no chain as written: the path between its outer wires, with what hangs from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tensorgraph.diagram.layout.box import Side
from tensorgraph.diagram.layout.ends import Ends


def spine(ends: Ends) -> tuple[int, ...] | None:
    """Factors along the path from the one whose outer strand leaves left to the one whose leaves right (without one,
    the farthest), each followed by what is joined to it; None where nothing leaves left."""
    start, goal = (_with_exit(ends, side) for side in (Side.LEFT, Side.RIGHT))
    if start is None:
        return None
    came = _reached(ends, start)
    path = _path(came, goal if goal in came else next(reversed(came)))
    aside = _aside(came, path)
    *before, last = path
    order = [factor for node in before for factor in (node, *aside[node])]
    loose = [factor for factor in range(len(ends.of)) if factor not in came]
    return (*order, *loose, *aside[last], last)


def _with_exit(ends: Ends, side: Side) -> int | None:
    """The factor at which the first outer strand of a side ends, where it ends once."""
    strands = [strand for strand, way in ends.outside.items() if way is side]
    found = [ends.factors(strand)[0] for strand in strands if len(ends.factors(strand)) == 1]
    return found[0] if found else None


def _reached(ends: Ends, start: int) -> dict[int, int]:
    """The factors joined to ``start`` by strands with two ends, nearest first, each with the one it was reached by."""
    came = {start: start}
    waiting = [start]
    for factor in waiting:
        for strand in ends.of[factor]:
            others = [] if strand in ends.outside else ends.factors(strand)
            for other in others if len(others) == 2 else ():
                if other not in came:
                    came[other] = factor
                    waiting.append(other)
    return came


def _path(came: Mapping[int, int], goal: int | None) -> list[int]:
    assert goal is not None
    path = [goal]
    while came[path[-1]] != path[-1]:
        path.append(came[path[-1]])
    return path[::-1]


def _aside(came: Mapping[int, int], path: Sequence[int]) -> dict[int, list[int]]:
    """What is reached from each factor of the path without following it, nearest first."""
    root = {node: node for node in path}
    aside: dict[int, list[int]] = {node: [] for node in path}
    for factor, by in came.items():
        if factor not in root:
            root[factor] = root[by]
            aside[root[by]].append(factor)
    return aside
