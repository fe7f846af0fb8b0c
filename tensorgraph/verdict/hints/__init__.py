"""Hints: what would make a false equation true, found by trying.

Each kind of mistake is a function from a side to small repairs of it. A repair is a hint only where it makes the sides
equal on random values, in every trial, each with other sizes, or a `~=` hold on the values that are given; so a hint is
never a guess. Counts bound the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, islice
from math import prod

import numpy as np

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.uses import needed, tensor_names
from tensorgraph.graph.derived import with_derived
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Dot, Graph, Tensor
from tensorgraph.graph.walk import factors
from tensorgraph.verdict.compare import Array, compare, has_nan, relative_distance
from tensorgraph.verdict.equation import Equation
from tensorgraph.verdict.hints.around import around
from tensorgraph.verdict.hints.axes import axes, masks
from tensorgraph.verdict.hints.bubbles import early, late
from tensorgraph.verdict.hints.dots import merged, split
from tensorgraph.verdict.hints.forgotten import missing, too_many
from tensorgraph.verdict.hints.names import functions, indices, tensors
from tensorgraph.verdict.hints.order import order
from tensorgraph.verdict.hints.repair import Kind, Subject
from tensorgraph.verdict.hints.scale import scale, signs
from tensorgraph.verdict.hints.transposed import transposed
from tensorgraph.verdict.hints.values import MOST_ENTRIES, Values
from tensorgraph.verdict.hints.wires import wires
from tensorgraph.verdict.top import top_one
from tensorgraph.verdict.trial import Trial, random_trials

HINTS: Mapping[str, Kind] = {
    "transposed": transposed,
    "wrong sign": signs,
    "exchanged": order,
    "wrong tensor": tensors,
    "wrong function": functions,
    "wrong index": indices,
    "wrong axis": axes,
    "mask": masks,
    "summed too early": early,
    "summed too late": late,
    "bubble too small": around,
    "missing copy dot": merged,
    "wrong wire": wires,
    "one wire too few": split,
    "wrong factor": scale,
    "one too many": too_many,
    "something missing": missing,
}
"""The kinds of mistakes by their words, in the order in which they are tried."""
REARRANGED = {word: kind for word, kind in HINTS.items() if kind not in (too_many, missing, tensors)}
"""The kinds for a side beside a bare wire, which is to keep what it is made of."""

MOST_REPAIRS = 150
"""Of one kind and one side: more than a line of an exercise has."""
MOST_FACTORS = 40
"""Of a side that is looked at: each repair is evaluated factor by factor."""
MOST_TERMS = 12
"""Of a side whose terms are compared with each other."""
LARGEST_RATIO = 64
"""Numerator and denominator of a ratio that is said: what people mistype."""


def hints_on(network: Network, equation: Equation, seed: int, sizes: Mapping[str, int]) -> tuple[str, ...]:
    """What would make a false `==` true, none or one; equation and network without `unfold`."""
    trials = _trials(network, equation, seed, sizes)
    found = _repair(network, equation, trials) or _twice(equation.sides[1], trials)
    return (found[0],) if found else ()


def hints_near(network: Network, equation: Equation, trial: Trial) -> tuple[str, ...]:
    """What would make a false `~=` hold on given values, none or one; none where a tensor is large.

    No scalar of it is fitted.
    """
    names = [name for some in needed(network, equation.sides, equation.picture.given) for name in some]
    if _is_long(equation) or any(_entries(network, name, trial.sizes) > MOST_ENTRIES for name in names):
        return ()
    try:
        found = _repair(network, equation, [_Claim(network, equation, trial)])
    except TensorgraphError:
        return ()
    return (found[0],) if found else ()


def _entries(network: Network, name: str, sizes: Mapping[str, int]) -> int:
    """How many a tensor or definition has."""
    known = with_derived(network, sizes)
    return prod(known[dim] for leg in network[name].dims for dim in leg)


def repair_of(
    network: Network, equation: Equation, seed: int, sizes: Mapping[str, int]
) -> tuple[str, int, Graph] | None:
    """The hint, which side it is on (0 or 1), and that side repaired."""
    return _repair(network, equation, _trials(network, equation, seed, sizes))


def _trials(network: Network, equation: Equation, seed: int, sizes: Mapping[str, int]) -> list[_Trial]:
    """None where the sides are too large to be looked at, or have no value."""
    if _is_long(equation):
        return []
    try:
        return [_Trial(network, equation, trial) for trial in random_trials(network, seed, sizes)]
    except TensorgraphError:
        return []


def _is_long(equation: Equation) -> bool:
    return any(sum(1 for _ in factors(side.body)) > MOST_FACTORS for side in equation.sides)


def _repair(network: Network, equation: Equation, trials: list[_Trial]) -> tuple[str, int, Graph] | None:
    for at, kinds in _in_doubt(network, equation) if trials else ():
        for word, kind in kinds.items():
            subject = Subject(network, equation.sides[at], equation.sides[1 - at], trials[0].ratio(at))
            for repair in islice(kind(subject), MOST_REPAIRS):
                if all(trial.holds(repair.graph, at) for trial in trials):
                    side = "right" if at else "left"
                    return f"{repair.kind or word}: it holds {repair.words.strip()} on the {side}", at, repair.graph
    return None


def _in_doubt(network: Network, equation: Equation) -> Iterator[tuple[int, Mapping[str, Kind]]]:
    """The sides that may be changed, and how: what is written last; the other where that is, or may be, what was asked
    for."""
    left, right = (_is_asked(network, side) for side in equation.sides)
    if not right or (left and not _is_unfolded(equation.sides[1])):
        yield 1, HINTS
    if right and not left:
        yield 0, HINTS
    elif _is_wire(equation.sides[1]) and not left:
        yield 0, REARRANGED


def _is_asked(network: Network, side: Graph) -> bool:
    """Whether a side is not what was written, or is one definition or number."""
    only = side.body.terms[0].factors if len(side.body.terms) == 1 else (side.body,)
    definition = network.definitions.get(only[0].name) if len(only) == 1 and isinstance(only[0], Tensor) else None
    return _is_unfolded(side) or not only or (definition is not None and definition.kept is None)


def _is_wire(side: Graph) -> bool:
    """Whether a side is a bare wire or dot alone, which may well be what was asked for."""
    terms = side.body.terms
    return len(terms) == 1 and len(terms[0].factors) == 1 and isinstance(terms[0].factors[0], Dot)


def _is_unfolded(side: Graph) -> bool:
    text = side.body.span.text if side.body.span else ""
    return "unfold(" in text or "expand(" in text


def _twice(side: Graph, trials: list[_Trial]) -> tuple[str] | None:
    """That two terms of the last side are equal, where no repair was found: one was meant to be another."""
    alone = [replace(side, body=replace(side.body, terms=(term,))) for term in side.body.terms[:MOST_TERMS]]
    for one, two in combinations(range(len(alone)), 2):
        if trials and all(trial.are_equal(alone[one], alone[two]) for trial in trials):
            return (f"written twice: on the right, terms {one + 1} and {two + 1} are equal",)
    return None


class _Trial:
    """Both sides of an equation on values."""

    def __init__(self, network: Network, equation: Equation, trial: Trial) -> None:
        names = dict.fromkeys(name for side in equation.sides for name in tensor_names(side))
        outside, inside = needed(network, equation.sides, equation.picture.given)
        parts = [name for definition in inside for name in tensor_names(network.definitions[definition].graph)]
        self._values = Values(network, trial, dict.fromkeys([*names, *outside, *parts]), equation.picture.given)
        self.sides = tuple(self._values.of(side) for side in equation.sides)

    def holds(self, repaired: Graph, at: int) -> bool:
        """Whether a side so repaired equals the other."""
        ours, theirs = self._values.of(repaired), self.sides[1 - at]
        return ours is not None and theirs is not None and _equal(ours, theirs)

    def are_equal(self, one: Graph, two: Graph) -> bool:
        """Whether two graphs of the same free wires are equal, and not zero."""
        ours, theirs = self._values.of(one), self._values.of(two)
        return ours is not None and theirs is not None and bool(ours.any()) and _equal(ours, theirs)

    def ratio(self, at: int) -> Fraction | None:
        """The short rational by which a side is to be multiplied to become the other."""
        ours, theirs = self.sides[at], self.sides[1 - at]
        if ours is None or theirs is None or ours.shape != theirs.shape:
            return None
        return _ratio(ours, theirs)


class _Claim(_Trial):
    """Both sides of a `~=` on given values, which holds where it is as near as is claimed."""

    def __init__(self, network: Network, equation: Equation, trial: Trial) -> None:
        super().__init__(network, equation, trial)
        self._relation = equation.relation

    def holds(self, repaired: Graph, at: int) -> bool:
        """Whether the claim holds with a side so repaired."""
        ours, theirs = self._values.of(repaired), self.sides[1 - at]
        if ours is None or theirs is None or ours.shape != theirs.shape or has_nan(ours) or has_nan(theirs):
            return False
        left, right = (theirs, ours) if at else (ours, theirs)
        within, least = self._relation.within, self._relation.top1
        near = within is None or relative_distance(left, right) <= float(within)
        return near and (least is None or top_one(left, right).reaches(least))


def _equal(ours: Array, theirs: Array) -> bool:
    if ours.shape != theirs.shape or has_nan(ours) or has_nan(theirs):
        return False
    return compare(ours, theirs, (ours, theirs)).equal


def _ratio(ours: Array, theirs: Array) -> Fraction | None:
    place = np.unravel_index(int(np.argmax(np.abs(np.where(np.isfinite(ours), ours, 0)))), ours.shape)
    if not np.isfinite(theirs[place]) or not ours[place]:
        return None
    found = Fraction(float(theirs[place] / ours[place])).limit_denominator(LARGEST_RATIO)
    return found if 0 < abs(found.numerator) <= LARGEST_RATIO else None
