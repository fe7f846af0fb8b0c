"""Orders for a product that is no chain as written: vectors at its ends, or the path between its outer wires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tensorgraph.diagram.layout.box import Side
from tensorgraph.diagram.layout.ends import Ends


def pulled(ends: Ends, order: Sequence[int]) -> tuple[int, ...]:
    """The order with a vector on the leg of the first other factor before it, and one on the leg of the last after it,
    where no outer strand should leave."""
    bodies = [factor for factor in order if not ends.single(factor)]
    vectors = [factor for factor in order if ends.single(factor)]
    if not bodies:
        return tuple(order)
    first, last = bodies[0], bodies[-1]
    before = [v for v in vectors if _lengthens(ends, v, first, Side.LEFT)][:1]
    after = [v for v in vectors if _lengthens(ends, v, last, Side.RIGHT) and v not in before][-1:]
    return (*before, *(factor for factor in order if factor not in (*before, *after)), *after)


def _lengthens(ends: Ends, vector: int, body: int, side: Side) -> bool:
    """Whether a vector can stand beside a factor at the end of the row."""
    (strand,) = ends.of[vector]
    free = not any(ends.outside.get(other) is side for other in ends.of[body])
    return free and strand not in ends.outside and sorted(ends.factors(strand)) == sorted((vector, body))


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
