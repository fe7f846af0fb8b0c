"""Law: a one-hot vector times itself is itself, so two copies of it are one and their hot legs one wire; a permutation
is one-hot both ways, and so is a fixed index. It sums to one, and two different fixed indices are orthogonal."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import TypeAlias

from tensorgraph.graph.nodes import Cap, Dot, Factor, Graph, Leg, Product, Tensor
from tensorgraph.graph.scalar import Scalar
from tensorgraph.rewrite.terms import Around, Setting, ends, joined, on_terms, ones_for, without

Hot: TypeAlias = "tuple[Hashable, Leg]"
"""What two copies have in common, and the hot leg."""


def join_one_hot(setting: Setting, graph: Graph) -> Graph:
    """Copies of a one-hot tensor on the same other wires made one; one that is summed alone is removed."""
    return on_terms(setting, graph, _term)


def hot(setting: Setting, factor: Factor) -> Iterator[Hot]:
    """The ways in which a factor is one-hot: what it is without the leg, and the leg."""
    if isinstance(factor, Cap):
        yield (factor.index, tuple(wire.dim for wire in factor.leg)), factor.leg
    if isinstance(factor, Tensor):
        for place in hot_legs(setting, factor):
            rest = (*factor.legs[:place], *factor.legs[place + 1 :])
            yield (factor.name, place, rest, factor.through), factor.legs[place]


def hot_legs(setting: Setting, tensor: Tensor) -> Iterator[int]:
    """The positions of the legs along which a tensor is one-hot."""
    for law in setting.laws(tensor.name):
        if law.name == "onehot" and law.leg is not None:
            yield law.leg
        if law.name == "permutation":
            yield from (len(tensor.legs) - 1, len(tensor.legs) - 2)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    found = [(place, way) for place, factor in enumerate(term.factors) for way in hot(setting, factor)]
    known = {way for factor in around.outside for way in hot(setting, factor)}
    for place, way in found:
        if way in known:
            return (ones_for(term, replace(term, factors=without(term, place))),)
    for (one, (what, leg)), (other, (same, second)) in combinations(found, 2):
        if one != other and what == same:
            return (replace(term, factors=(*without(term, other), *_wires(leg, second))),)
    if _apart(term, around):
        return (ones_for(term, Product((), Scalar.number(0))),)
    return _fixed_dot(term, around) or _summed(term, found)


def _summed(term: Product, found: list[tuple[int, Hot]]) -> tuple[Product, ...] | None:
    """A term without a one-hot vector that is summed alone."""
    count = ends(term)
    for place, (_, leg) in found:
        if len(set(leg)) == len(leg) and all(wire in term.summed and count[wire] == 1 for wire in leg):
            summed = tuple(wire for wire in term.summed if wire not in leg)
            return (ones_for(term, replace(term, factors=without(term, place), summed=summed)),)
    return None


def _fixed_dot(term: Product, around: Around) -> tuple[Product, ...] | None:
    """A term with a dot on a wire that is fixed outside as a fixed index on each of its other wires."""
    fixed = {factor.leg: factor.index for factor in around.outside if isinstance(factor, Cap)}
    for place, factor in enumerate(term.factors):
        if isinstance(factor, Dot) and len(set(factor.legs)) > 1 and len(factor.legs[0]) == 1:
            index = next((fixed[leg] for leg in factor.legs if leg in fixed), None)
            if index is not None:
                caps = (Cap(index, leg) for leg in dict.fromkeys(factor.legs))
                return (replace(term, factors=(*without(term, place), *caps)),)
    return None


def _apart(term: Product, around: Around) -> bool:
    """Whether a leg is fixed to two indices that differ for every size: counted both from the start or from the end."""
    fixed: dict[tuple[Leg, bool], int] = {}
    caps = [factor for factor in (*around.outside, *term.factors) if isinstance(factor, Cap)]
    return bool(term.coefficient.rational) and any(
        fixed.setdefault((cap.leg, cap.index < 0), cap.index) != cap.index for cap in caps
    )


def _wires(leg: Leg, other: Leg) -> tuple[Dot, ...]:
    """The identity between two legs, where they are not one already."""
    return tuple(dot for dot in joined((leg, other)) if isinstance(dot, Dot) and len(set(dot.legs)) > 1)
