"""Hints: what would make a false equation true, found by trying.

Each kind of mistake is a function from a side to small repairs of it. A repair is a hint only where it makes the sides
equal on random values, in every trial, each with other sizes; so a hint is never a guess. Counts bound the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice

import numpy as np

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.einsum.uses import needed, tensor_names
from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Graph, Sum
from tensorgraph.graph.walk import factors
from tensorgraph.verdict.compare import Array, compare, has_nan
from tensorgraph.verdict.equation import Equation
from tensorgraph.verdict.hints.axes import axes, masks
from tensorgraph.verdict.hints.bubbles import early, late
from tensorgraph.verdict.hints.dots import merged, split
from tensorgraph.verdict.hints.forgotten import missing, too_many
from tensorgraph.verdict.hints.names import functions, indices, tensors
from tensorgraph.verdict.hints.order import order
from tensorgraph.verdict.hints.repair import Kind, Repair, Subject
from tensorgraph.verdict.hints.scale import scale, signs
from tensorgraph.verdict.hints.transposed import transposed
from tensorgraph.verdict.hints.values import Values
from tensorgraph.verdict.hints.wires import wires
from tensorgraph.verdict.trial import Trial, random_trials

HINTS: Mapping[str, Kind] = {
    "transposed": transposed,
    "wrong sign": signs,
    "wrong order": order,
    "wrong tensor": tensors,
    "wrong function": functions,
    "wrong index": indices,
    "wrong axis": axes,
    "mask": masks,
    "summed too early": early,
    "summed too late": late,
    "missing copy dot": merged,
    "wrong wire": wires,
    "one wire too few": split,
    "wrong factor": scale,
    "one too many": too_many,
    "something missing": missing,
}
"""The kinds of mistakes by their words, in the order in which they are tried."""

MOST_REPAIRS = 150
"""Of one kind and one side: more than a line of an exercise has."""
MOST_FACTORS = 40
"""Of a side that is looked at: each repair is evaluated factor by factor."""
LARGEST_RATIO = 64
"""Numerator and denominator of a ratio that is said: what people mistype."""


def hints_on(network: Network, equation: Equation, seed: int, sizes: Mapping[str, int]) -> tuple[str, ...]:
    """What would make a false `==` true, none or one; equation and network without `unfold`."""
    found = repair_of(network, equation, seed, sizes)
    return (found[0],) if found else ()


def repair_of(
    network: Network, equation: Equation, seed: int, sizes: Mapping[str, int]
) -> tuple[str, int, Graph] | None:
    """The hint, which side it is on (0 or 1), and that side repaired."""
    if any(sum(1 for _ in factors(side.body)) > MOST_FACTORS for side in equation.sides):
        return None
    try:
        trials = [_Trial(network, equation, trial) for trial in random_trials(network, seed, sizes)]
    except TensorgraphError:  # the sides themselves were too large, or have no value
        return None
    for at in (1, 0):  # what is written last is what is in doubt
        for word, kind in HINTS.items():
            for repair in islice(_repairs(network, equation, kind, at, trials[0]), MOST_REPAIRS):
                if all(trial.holds(repair.graph, at) for trial in trials):
                    side = "right" if at else "left"
                    return f"{repair.kind or word}: it holds {repair.words.strip()} on the {side}", at, repair.graph
    return None


def _repairs(network: Network, equation: Equation, kind: Kind, at: int, trial: _Trial) -> Iterator[Repair]:
    side, other = equation.sides[at], equation.sides[1 - at]
    if _is_unfolded(side) or (_is_bare(side) and not _is_bare(other)):
        return
    yield from kind(Subject(network, side, other, trial.ratio(at)))


def _is_unfolded(side: Graph) -> bool:
    """Whether a side is not what was written."""
    text = side.body.span.text if side.body.span else ""
    return "unfold(" in text or "expand(" in text


def _is_bare(side: Graph) -> bool:
    """Whether a side is one name or number, which is what was asked for, beside one that is more."""
    return len(side.body.terms) == 1 and len(side.body.terms[0].factors) < 2 and not _has_inside(side)


def _has_inside(side: Graph) -> bool:
    return any(isinstance(factor, Apply | Sum) for factor in side.body.terms[0].factors)


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
        if ours is None or theirs is None or ours.shape != theirs.shape or has_nan(ours) or has_nan(theirs):
            return False
        return compare(ours, theirs, (ours, theirs)).equal

    def ratio(self, at: int) -> Fraction | None:
        """The short rational by which a side is to be multiplied to become the other."""
        ours, theirs = self.sides[at], self.sides[1 - at]
        if ours is None or theirs is None or ours.shape != theirs.shape:
            return None
        return _ratio(ours, theirs)


def _ratio(ours: Array, theirs: Array) -> Fraction | None:
    place = np.unravel_index(int(np.argmax(np.abs(np.where(np.isfinite(ours), ours, 0)))), ours.shape)
    if not np.isfinite(theirs[place]) or not ours[place]:
        return None
    found = Fraction(float(theirs[place] / ours[place])).limit_denominator(LARGEST_RATIO)
    return found if 0 < abs(found.numerator) <= LARGEST_RATIO else None
