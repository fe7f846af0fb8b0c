"""From points to columns and rows: order is kept, and everything gets the characters that it needs, no more.

Longest paths: a coordinate stands where the constraints from what is left of it put it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil

from tensorgraph.diagram.formats.txt.cells import cells
from tensorgraph.diagram.formats.txt.marks import Brace, Frame, Label, Line, Mark, Node, Stub

SAME = 4.5
"""Heights in points that are one row: half the letters of a label."""
EQUAL = 0.5
"""Points within which two are one column."""
STEP = 8.0
"""Points of a wire for each character, at most: wires keep something of their lengths."""
TOUCH = 2.5
"""Points that a wire may end from what it ends at."""
AIR = 30.0
"""A greater distance in points between rows is a blank line."""

Link = tuple[float, float, int]
"""A coordinate, one right of it, and by how many characters at least."""


def columns(marks: Sequence[Mark]) -> dict[float, int]:
    """The column of each x that a mark has."""
    places = sorted({x for mark in marks for x in _xs(mark)})
    first = _firsts(places)
    links = [(first[one], first[other], least) for one, other, least in _links(marks) if first[one] != first[other]]
    before: dict[float, list[tuple[float, int]]] = defaultdict(list)
    for one, other, least in links:
        before[other].append((one, least))
    found: dict[float, int] = {}
    last = 0
    for x in places:
        last = max([last, *(found[one] + least for one, least in before[x])])
        found[x] = last
    return _with_feet_near(found, [first[x] for x in _left_feet(marks)], links, first)


def _with_feet_near(
    found: dict[float, int], feet: Sequence[float], links: Sequence[Link], first: Mapping[float, float]
) -> dict[float, int]:
    """The legs that stand left of the middle of their node as far right as there is room."""
    places = list(dict.fromkeys(first.values()))
    for x in sorted(set(feet), reverse=True):
        room = [found[other] - least for one, other, least in links if one == x]
        found[x] = max(found[x], min([found[places[places.index(x) + 1]], *room]))
    return {x: found[first[x]] for x in found}


def _left_feet(marks: Sequence[Mark]) -> Iterator[float]:
    return (x for mark in marks if isinstance(mark, Node) for x in mark.feet if x < mark.x - EQUAL)


def _firsts(places: Sequence[float]) -> dict[float, float]:
    """Of each place the first of those that are one."""
    found: dict[float, float] = {}
    for x in places:
        last = next(reversed(found.values()), x)
        found[x] = last if x - last <= EQUAL else x
    return found


def rows(marks: Sequence[Mark]) -> dict[float, int]:
    """The row of each y that a mark has."""
    places = sorted({y for mark in marks for y in _ys(mark)})
    found: dict[float, int] = {}
    first, row = places[0] if places else 0.0, 0
    for before, y in pairwise([first, *places]):
        if y - first > SAME:
            first, row = y, row + 1 + (y - before > AIR)
        found[y] = row
    return found


def _xs(mark: Mark) -> tuple[float, ...]:
    match mark:
        case Node():
            return mark.left, mark.x, mark.right
        case Label() | Frame() | Brace():
            return mark.left, mark.right
        case Line():
            return tuple(x for x, _ in mark.points)
        case Stub():
            return mark.start[0], mark.end[0]


def _ys(mark: Mark) -> tuple[float, ...]:
    match mark:
        case Node():
            return mark.levels
        case Label() | Brace():
            return (mark.y,)
        case Frame():
            return mark.top, mark.bottom
        case Line():
            return tuple(y for _, y in mark.points)
        case Stub():
            return mark.start[1], mark.end[1]


def _links(marks: Sequence[Mark]) -> Iterator[Link]:
    down = rows(marks)
    beside: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for mark in marks:
        yield from _own(mark)
        for row, left, right in _spans(mark, down):
            beside[row].append((left, right))
    for spans in beside.values():
        yield from _apart(sorted(spans))


def _own(mark: Mark) -> Iterator[Link]:
    """What a mark needs by itself."""
    match mark:
        case Node():
            half = len(cells(mark.text)) // 2
            yield mark.left, mark.x, half
            yield mark.x, mark.right, half
            yield from ((min(x, mark.x), max(x, mark.x), 1) for x in mark.feet)
            beside = sorted(x for x in mark.feet if abs(x - mark.x) > EQUAL)
            yield from ((one, other, 2) for one, other in pairwise(beside))
        case Label() if mark.left < mark.right:
            yield mark.left, mark.right, len(cells(mark.text)) - 1
        case Line():
            for (one, _), (other, _) in pairwise(mark.points):
                if one != other:
                    yield min(one, other), max(one, other), ceil(abs(one - other) / STEP)


def _spans(mark: Mark, down: dict[float, int]) -> Iterator[tuple[int, float, float]]:
    """The rows in which a mark takes room, and from where to where."""
    match mark:
        case Node():
            yield from ((down[y], mark.left, mark.right) for y in mark.levels)
        case Label() | Brace():
            yield down[mark.y], mark.left, mark.right
        case Frame():
            for row in range(down[mark.top], down[mark.bottom] + 1):
                yield row, mark.left, mark.left
                yield row, mark.right, mark.right
        case Line():
            for (one, y), (other, low) in pairwise(mark.points):
                if down[y] == down[low] and one != other:
                    yield down[y], min(one, other), max(one, other)


def _apart(spans: Sequence[tuple[float, float]]) -> Iterator[Link]:
    """Neighbours of a row, a blank between them; what touches or overlaps is left as it is."""
    for (_, end), (start, _) in pairwise(spans):
        if start - end > TOUCH:
            yield end, start, 2
