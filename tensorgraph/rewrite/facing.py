"""Which way round a definition stands: where its last leg is joined to what is before it, it is written mirrored.

Reading order is drawing order, so that `W[n, m] y[i, m]` with `y[i, m] = A[i, j] x[j, m]` is the chain W x A.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tensorgraph.graph.nodes import Apply, Cap, Factor, Leg, Product, Sum, Tensor, Wire, free_wires


@dataclass(frozen=True)
class Around:
    """The wires of a part that end at something before it, and those that end at something after it. A wire with more
    ends runs along its chain, and says nothing; nor does one with a cap, ``fixed``, wherever the cap is written."""

    left: frozenset[Wire] = frozenset()
    right: frozenset[Wire] = frozenset()
    fixed: frozenset[Wire] = frozenset()


def around_each(term: Product, outside: Around) -> list[Around]:
    """For each factor of a term what is around it, that which is around the term included."""
    wires = [free_wires(factor) for factor in term.factors]
    places: dict[Wire, list[int]] = {}
    for place, ends in enumerate(wires):
        for wire in ends:
            places.setdefault(wire, []).append(place)
    left = {wire for wire, ends in places.items() if len(ends) == 1 and wire in outside.left}
    right = {wire for wire, ends in places.items() if len(ends) == 1 and wire in outside.right}
    joined = {wire: ends for wire, ends in places.items() if len(ends) == 2 and wire in term.summed}
    fixed = {wire for factor in term.factors if isinstance(factor, Cap) for wire in factor.leg}
    return [
        Around(
            frozenset(wire for wire in ends if wire in left or joined.get(wire, (place,))[0] < place),
            frozenset(wire for wire in ends if wire in right or joined.get(wire, (place,))[-1] > place),
            frozenset(fixed.intersection(ends)),
        )
        for place, ends in enumerate(wires)
    ]


def faced(tensor: Tensor, body: Sum, around: Around) -> Sum:
    """A definition's expression on the wires of a tensor, each term the way round in which the tensor stands."""
    lines = [leg for leg in tensor.legs[tensor.superscripts :] if not around.fixed.issuperset(leg)]
    if not lines or not _is_mirrored(lines, around):
        return body
    return replace(body, terms=tuple(_mirrored(term) if _runs(term, lines) else term for term in body.terms))


def _is_mirrored(lines: Sequence[Leg], around: Around) -> bool:
    """Whether the last leg is joined to the left or the first to the right, and neither is joined as it is written."""
    first, last = set(lines[0]), set(lines[-1]) if len(lines) > 1 else set()
    written = first & around.left or last & around.right
    return not written and bool(last & around.left or first & around.right)


def _runs(term: Product, lines: Sequence[Leg]) -> bool:
    """Whether a term is written from the first leg to the last; a vector's chain ends anywhere."""
    end = len(term.factors) - 1
    start, last = _place(term, lines[0], 0), _place(term, lines[-1], end) if len(lines) > 1 else end
    if start is None or last is None or start != last:
        return start is not None and last is not None and start < last
    only = term.factors[start] if term.factors else None
    inside = only.body if isinstance(only, Apply) else only
    return isinstance(inside, Sum) and any(_runs(part, lines) for part in inside.terms)


def _place(term: Product, leg: Leg, otherwise: int) -> int | None:
    """The number of the factor that has a leg; None where several have it."""
    places = [place for place, factor in enumerate(term.factors) if set(leg) & set(free_wires(factor))]
    return None if len(places) > 1 else places[0] if places else otherwise


def _mirrored(term: Product) -> Product:
    """A term from right to left, with all that is in its parts."""
    return replace(term, factors=tuple(_mirror(factor) for factor in reversed(term.factors)))


def _mirror(factor: Factor) -> Factor:
    match factor:
        case Apply():
            return replace(factor, body=_mirror_sum(factor.body))
        case Sum():
            return _mirror_sum(factor)
    return factor


def _mirror_sum(node: Sum) -> Sum:
    return replace(node, terms=tuple(map(_mirrored, node.terms)))
