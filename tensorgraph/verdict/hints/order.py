"""Factors or functions exchanged: `A[i, j] B[j, k]` for `B[i, j] A[j, k]`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Product, Tensor
from tensorgraph.ops import reduces
from tensorgraph.verdict.hints.repair import Place, Repair, Subject, listed, places, shown

MOST_PERMUTED = 4
"""Most tensors of one shape whose every order is tried."""


def order(subject: Subject) -> Iterator[Repair]:
    """The tensors of one shape in a term in every other order, then functions right inside of each other exchanged."""
    for place in places(subject.side):
        for group in _alike(subject.network, place.term):
            yield from _ordered(place, group)
        for at, outer in enumerate(place.term.factors):
            if isinstance(outer, Apply) and (swapped := _functions_exchanged(outer)) is not None:
                words = f"with `{outer.name}` and `{swapped.name}` in the other order"
                yield Repair(place.with_factor(at, swapped), words)


def _alike(network: Network, term: Product) -> Iterator[list[int]]:
    """The places of tensors that have one shape and different names."""
    groups: dict[tuple[tuple[str, ...], ...], list[int]] = {}
    for at, factor in enumerate(term.factors):
        if isinstance(factor, Tensor):
            groups.setdefault(network[factor.name].dims, []).append(at)
    for group in groups.values():
        names = {factor.name for at in group if isinstance(factor := term.factors[at], Tensor)}
        if len(names) > 1 and len(group) <= MOST_PERMUTED:
            yield group


def _ordered(place: Place, group: list[int]) -> Iterator[Repair]:
    """The names in every other order, few moved first: with what is above them, and without."""
    old = [factor for at in group if isinstance(factor := place.term.factors[at], Tensor)]
    orders = (found for found in permutations(old) if any(a.name != b.name for a, b in zip(found, old, strict=True)))
    for found in sorted(orders, key=lambda found: sum(a != b for a, b in zip(found, old, strict=True))):
        yield _named(place, group, old, [_as(tensor, name, True) for tensor, name in zip(old, found, strict=True)])
        if any(tensor.superscripts for tensor in old):
            yield _named(place, group, old, [_as(tensor, name, False) for tensor, name in zip(old, found, strict=True)])


def _as(tensor: Tensor, other: Tensor, with_above: bool) -> Tensor:
    """Another tensor in the place of one; what is above a name goes with it, or stays."""
    if not with_above or tensor.superscripts != other.superscripts:
        return replace(tensor, name=other.name)
    kept = tensor.superscripts
    return replace(tensor, name=other.name, legs=other.legs[:kept] + tensor.legs[kept:])


def _named(place: Place, group: list[int], old: list[Tensor], new: list[Tensor]) -> Repair:
    factors = list(place.term.factors)
    for at, tensor in zip(group, new, strict=True):
        factors[at] = tensor
    pairs = [(a, b) for a, b in zip(new, old, strict=True) if a != b]
    right, wrong = (listed([f"`{shown(pair[k])}`" for pair in pairs]) for k in (0, 1))
    return Repair(place.put(replace(place.term, factors=tuple(factors))), f"with {right} for {wrong}")


def _functions_exchanged(outer: Apply) -> Apply | None:
    """A bubble that holds one bubble and nothing else, the functions exchanged; neither may take a wire away."""
    terms = outer.body.terms
    inner = terms[0].factors[0] if len(terms) == 1 and len(terms[0].factors) == 1 else None
    if not isinstance(inner, Apply) or not terms[0].coefficient.is_one or terms[0].summed:
        return None
    if inner.function == outer.function or reduces(inner.function) or reduces(outer.function):
        return None
    below = replace(outer, body=inner.body)
    return replace(inner, body=replace(outer.body, terms=(replace(terms[0], factors=(below,)),)))
