"""Law: a function commutes with picking entries (one-hot vectors, fixed indices, permutations) on a wire it does not
act along, and a softmax, norm or maximum with permutations of the wire it acts along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace

from tensorgraph.graph.nodes import Apply, Dot, Factor, Graph, Leg, Product, Sum, Tensor, Wire, free_wires, legs_of
from tensorgraph.graph.rename import map_factor
from tensorgraph.ops import reduces
from tensorgraph.rewrite.inline import Fresh
from tensorgraph.rewrite.rules.one_hot import hot
from tensorgraph.rewrite.terms import Around, Setting, on_terms, renamed, with_wires, without

EQUIVARIANT = ("softmax", "log_softmax", "layernorm", "rmsnorm", "max")
"""Functions that treat all entries along an axis alike."""


@dataclass(frozen=True)
class _Pick:
    """A factor of the inside, what it is without its hot leg, and that leg, summed there."""

    factor: Factor
    what: Hashable
    leg: Leg


def pull_out_selections(setting: Setting, graph: Graph) -> Graph:
    """Every selection inside a bubble, outside of it."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    for place, factor in enumerate(term.factors):
        if isinstance(factor, Apply):
            for pick in (pick for inner in factor.body.terms for pick in _picks(setting, inner)):
                outside = _outside(setting, factor, pick, around.fresh)
                if outside is not None:
                    factors, summed = outside
                    return (replace(term, factors=(*without(term, place), *factors), summed=(*term.summed, *summed)),)
    return None


def _picks(setting: Setting, term: Product) -> Iterator[_Pick]:
    """The picks of a term, but for those that it has twice, which would be joined first."""
    copies = Counter(what for factor in term.factors for what, _ in hot(setting, factor))
    for factor in term.factors:
        yield from (pick for pick in _ways(setting, factor) if _loose(term, pick.leg) and copies[pick.what] == 1)


def _loose(term: Product, leg: Leg) -> bool:
    """Whether a term sums all wires of a leg, and none is on a dot, which would be fused first."""
    dots = (factor for factor in term.factors if isinstance(factor, Dot) and len(factor.legs) > 1)
    on_dots = {wire for dot in dots for other in dot.legs for wire in other}
    return all(wire in term.summed and wire not in on_dots for wire in leg)


def _ways(setting: Setting, factor: Factor) -> Iterator[_Pick]:
    """The ways in which a factor picks: on a leg whose wires are on no other leg of it."""
    count = Counter(wire for leg in legs_of(factor) for wire in leg)
    for what, leg in hot(setting, factor):
        if all(count[wire] == 1 for wire in leg):
            yield _Pick(factor, what, leg)


def _outside(
    setting: Setting, bubble: Apply, pick: _Pick, fresh: Fresh
) -> tuple[tuple[Factor, ...], tuple[Wire, ...]] | None:
    """The factors that a bubble becomes, and the wires summed between them."""
    axes = tuple(wire for leg in bubble.axes for wire in leg)
    others = [wire for wire in free_wires(pick.factor) if wire not in pick.leg]
    free = set(free_wires(bubble.body))
    along = [wire for wire in others if wire in axes]
    if not free.issuperset(others) or (along and not _permutes(setting, bubble, pick, along)):
        return None
    new = tuple(fresh.wire(wire) for wire in pick.leg)
    terms = tuple(_without_pick(setting, term, pick, new) for term in bubble.body.terms)
    body = Sum(terms, bubble.body.span)
    present = set(free_wires(body))
    if present.isdisjoint(new) or not present.isdisjoint(along):
        return None
    return _rebuilt(bubble, pick, with_wires(body, axes if not along else ()), new, along)


def _rebuilt(
    bubble: Apply, pick: _Pick, body: Sum, new: tuple[Wire, ...], along: list[Wire]
) -> tuple[tuple[Factor, ...], tuple[Wire, ...]]:
    moved = dict(zip(pick.leg, new, strict=True))
    selection = map_factor(pick.factor, lambda wire: (moved.get(wire, wire),))
    if not along:
        return (selection, replace(bubble, body=body)), new
    axes = tuple(new if leg == tuple(along) else leg for leg in bubble.axes)
    inner = replace(bubble, body=body, axes=axes)
    return ((inner,), ()) if reduces(bubble.function) else ((selection, inner), new)


def _permutes(setting: Setting, bubble: Apply, pick: _Pick, along: list[Wire]) -> bool:
    """Whether a pick is a permutation of an axis of a function that treats its entries alike."""
    tensor = pick.factor
    if not isinstance(tensor, Tensor) or bubble.function not in EQUIVARIANT or tuple(along) not in bubble.axes:
        return False
    return set(tensor.legs[-2:]) == {tuple(along), pick.leg} and _is_permutation(setting, tensor)


def _is_permutation(setting: Setting, tensor: Tensor) -> bool:
    return any(law.name == "permutation" for law in setting.laws(tensor.name))


def _without_pick(setting: Setting, term: Product, pick: _Pick, new: tuple[Wire, ...]) -> Product:
    """A term without its copy of the pick, the hot leg now a free wire; one that has none is the same for any pick."""
    for place, factor in enumerate(term.factors):
        for way in _ways(setting, factor):
            if way.what == pick.what and _loose(term, way.leg):
                summed = tuple(wire for wire in term.summed if wire not in way.leg)
                rest = replace(term, factors=without(term, place), summed=summed)
                return renamed(rest, dict(zip(way.leg, new, strict=True)))
    return term
