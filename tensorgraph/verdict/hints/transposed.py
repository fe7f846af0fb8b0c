"""Two legs of one factor exchanged: `W[n, m]` for `W[m, n]`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from tensorgraph.graph.nodes import Apply, Factor, Leg, Shift, Tensor
from tensorgraph.verdict.hints.repair import Repair, Subject, places, shown


def transposed(subject: Subject) -> Iterator[Repair]:
    """Each factor with each two legs of one dimension exchanged."""
    for place in places(subject.side):
        for at, factor in enumerate(place.term.factors):
            for other in _exchanged(factor):
                yield Repair(place.with_factor(at, other), f"with `{shown(other)}` for `{shown(factor)}`")


def _exchanged(factor: Factor) -> Iterator[Factor]:
    match factor:
        case Tensor():
            for one, two in combinations(range(len(factor.legs)), 2):
                legs = list(factor.legs)
                if legs[one] != legs[two] and _dims(legs[one]) == _dims(legs[two]):
                    legs[one], legs[two] = legs[two], legs[one]
                    yield replace(factor, legs=tuple(legs))
        case Shift() if factor.row != factor.column:
            yield replace(factor, row=factor.column, column=factor.row)
        case Apply(function="causal"):
            yield replace(factor, axes=factor.axes[::-1])


def _dims(leg: Leg) -> tuple[str, ...]:
    return tuple(wire.dim for wire in leg)
