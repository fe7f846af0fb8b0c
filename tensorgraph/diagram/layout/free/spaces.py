"""From columns and rows to points, by least distances."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations, pairwise

from tensorgraph.diagram.layout.free.pinned import pinned
from tensorgraph.diagram.layout.free.sizes import Task
from tensorgraph.diagram.layout.free.sketch import Flow
from tensorgraph.diagram.layout.free.strata import strata
from tensorgraph.diagram.layout.solve import Constraint
from tensorgraph.diagram.scene import Point


def spaced(task: Task) -> list[Point]:
    """The place in points of each node and bend."""
    match task.sketch.flow:
        case Flow.LOOSE:
            wider = task.across / task.theme.gap
            return [(x * wider, y * wider) for x, y in task.sketch.places]
        case Flow.ROUND:
            return _scaled(task)
        case Flow.LATTICE:
            columns, rows = columns_of(task, {}), columns_of(task.turned, {})
            return [(columns[x], rows[y]) for x, y in task.sketch.places] if columns and rows else []
        case Flow.RIGHT:
            return strata(task)
        case Flow.DOWN:
            return [(x, y) for y, x in strata(task.turned)]


def columns_of(task: Task, pins: Mapping[float, float]) -> dict[float, float] | None:
    """The place of each column: whole ones as far apart as what stands in them and between them needs, what is between
    two in proportion. Those with ``pins`` are there; None where they cannot be, or are no whole ones."""
    values = [x for x, _ in task.sketch.places]
    whole = range(math.floor(min(values)), math.ceil(max(values)) + 1)
    if not all(float(column).is_integer() for column in pins):
        return None
    constraints = _distances(task, whole, {} if pins else _asked(task))
    found = pinned(len(whole), constraints, {int(column) - whole.start: at for column, at in pins.items()})
    return {value: _between(value, whole.start, found) for value in values} if found else None


def _distances(task: Task, whole: range, asked: Mapping[tuple[float, float], float]) -> list[Constraint]:
    """How far whole columns are apart at least, for themselves and for what stands between them."""
    reach = _reaches(task)
    found: list[Constraint] = []
    for k, (left, right) in enumerate(pairwise(whole)):
        gap = max(task.across, asked.get((left, right), 0.0))
        found.append((k, k + 1, reach.get(left, (0.0, 0.0))[1] + reach.get(right, (0.0, 0.0))[0] + gap))
    for a, b in pairwise(sorted(reach)):
        if not (float(a).is_integer() and float(b).is_integer()):
            need = (reach[a][1] + reach[b][0] + task.across) / max(b - a, 1.0)
            around = range(math.floor(a) - whole.start, math.ceil(b) - whole.start)
            found += [(k, k + 1, need) for k in around]
    return found


def _reaches(task: Task) -> dict[float, tuple[float, float]]:
    """How far what stands in each column reaches to the left and to the right."""
    found: dict[float, tuple[float, float]] = {}
    for (x, _), size in zip(task.sketch.places, task.sizes, strict=True):
        left, right = found.get(x, (0.0, 0.0))
        found[x] = (max(left, size.left), max(right, size.right))
    return found


def _asked(task: Task) -> Mapping[tuple[float, float], float]:
    """The gap between two columns that the labels of the level wires between them ask for."""
    found: dict[tuple[float, float], float] = {}
    for k, link in enumerate(task.net.links):
        (x, y), (u, v) = (task.sketch.places[node] for node in link.nodes)
        if y == v:
            pair = (min(x, u), max(x, u))
            found[pair] = max(found.get(pair, 0.0), task.room(k)[0])
    return found


def _between(value: float, first: int, found: list[float]) -> float:
    low = math.floor(value) - first
    high = min(low + 1, len(found) - 1)
    return found[low] + (value - math.floor(value)) * (found[high] - found[low])


def _scaled(task: Task) -> list[Point]:
    """All places times the least length that keeps nodes apart."""
    unit = 0.0
    for (one, a), (other, b) in combinations(zip(task.sketch.places, task.sizes, strict=True), 2):
        x, y = abs(one[0] - other[0]), abs(one[1] - other[1])
        wide = (max(a.left, a.right) + max(b.left, b.right) + task.across) / x if x else math.inf
        high = (max(a.up, a.down) + max(b.up, b.down) + task.along) / y if y else math.inf
        unit = max(unit, min(wide, high))
    return [(x * unit, y * unit) for x, y in task.sketch.places]
