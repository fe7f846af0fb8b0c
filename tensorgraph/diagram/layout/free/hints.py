"""Where the author wants tensors: `at`, and `align` within one product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.diagram.layout.free.sizes import Size
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.solve import Contradiction, positions
from tensorgraph.diagram.scene import Point
from tensorgraph.diagram.theme import Theme
from tensorgraph.graph.network import Hint
from tensorgraph.graph.nodes import Factor, Tensor

TOUCH = 0.5
"""Points by which two nodes may overlap before that is a contradiction: no reader sees it."""


@dataclass(frozen=True)
class Wishes:
    """The place of each node that has one, and the nodes that should stand in one column with another."""

    at: Mapping[int, Hint]
    align: Mapping[int, tuple[int, Hint]]


def wishes_of(factors: Sequence[Factor], setting: Setting) -> Wishes:
    """What is wished of the factors of a product. A placed tensor that stands there twice is a TensorgraphError."""
    at: dict[int, Hint] = {}
    align: dict[int, tuple[int, Hint]] = {}
    names = [setting.names(factor) if isinstance(factor, Tensor) else () for factor in factors]
    for node, factor in enumerate(factors):
        wishes = setting.wishes(factor) if isinstance(factor, Tensor) else {}
        if "at" in wishes:
            if wishes["at"] in at.values():
                raise _twice(wishes["at"])
            at[node] = wishes["at"]
        if "align" in wishes:
            others = (k for k, called in enumerate(names) if wishes["align"].other in called and k != node)
            other = next(others, None)
            if other is not None:
                align[node] = other, wishes["align"]
    return Wishes(at, align)


def _twice(hint: Hint) -> TensorgraphError:
    message = f"a term has `{hint.name}` more than once, and they cannot stand in one place"
    return TensorgraphError([Diagnostic("hints", message, hint.span, hint="place its neighbours instead")])


def hinted(wishes: Wishes, sizes: Sequence[Size], theme: Theme) -> dict[int, Point]:
    """The place in points of each node that has one. A TensorgraphError where wishes contradict each other."""
    unit = theme.node + theme.gap
    nodes = sorted({*wishes.at, *wishes.align, *(other for other, _ in wishes.align.values())})
    for axis in (0, 1):
        _refuse_contradiction(wishes, nodes, axis)
    found = {node: (hint.at[0] * unit, -hint.at[1] * unit) for node, hint in wishes.at.items() if hint.at}
    for a, b in combinations(found, 2):
        if _overlap(found[a], sizes[a], found[b], sizes[b]):
            raise _refused([wishes.at[a], wishes.at[b]])
    return found


def _refuse_contradiction(wishes: Wishes, nodes: Sequence[int], axis: int) -> None:
    """As distances: every place from a common origin, and none between the two of a column."""
    number = {node: k for k, node in enumerate(nodes, start=1)}
    equal = [(0, number[node], hint.at[axis], hint) for node, hint in wishes.at.items() if hint.at]
    if axis == 0:
        equal += [(number[node], number[other], 0.0, hint) for node, (other, hint) in wishes.align.items()]
    forth = [(a, b, gap) for a, b, gap, _ in equal]
    back = [(b, a, -gap) for a, b, gap, _ in equal]
    try:
        positions(len(nodes) + 1, forth + back)
    except Contradiction as found:
        hints = [equal[index % len(equal)][3] for index in found.cycle]
        raise _refused(list(dict.fromkeys(hints))) from None


def _overlap(one: Point, a: Size, other: Point, b: Size) -> bool:
    x, y = other[0] - one[0], other[1] - one[1]
    wide = a.right + b.left if x > 0 else a.left + b.right
    high = a.down + b.up if y > 0 else a.up + b.down
    return abs(x) < wide - TOUCH and abs(y) < high - TOUCH


def _refused(hints: Sequence[Hint]) -> TensorgraphError:
    """What an author is told: the first hint, and the places of those that it contradicts."""
    first, *others = sorted(hints, key=lambda hint: hint.span.start if hint.span else 0)
    message = f"{_words(first)}, but {' and '.join(map(_words, others))}"
    if all(hint.wish == "at" for hint in hints):
        message = f"`{first.name}` and {' and '.join(f'`{hint.name}`' for hint in others)} would stand on each other"
    related = tuple((hint.span, "with this hint") for hint in others if hint.span)
    return TensorgraphError([Diagnostic("hints", message, first.span, related, "change one of these hints")])


def _words(hint: Hint) -> str:
    if hint.wish == "align":
        return f"`{hint.name}` stands in one column with `{hint.other}`"
    return f"`{hint.name}` has a place"
