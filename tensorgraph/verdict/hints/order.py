"""Factors or functions in another order: `A[i, j] B[j, k]` for `B[i, j] A[j, k]`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from tensorgraph.graph.network import Network
from tensorgraph.graph.nodes import Apply, Product, Tensor
from tensorgraph.verdict.hints.repair import Place, Repair, Subject, places

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
    tensors = [factor for at in group if isinstance(factor := place.term.factors[at], Tensor)]
    old = tuple(tensor.name for tensor in tensors)
    found = [names for names in dict.fromkeys(permutations(old)) if names != old]
    for names in sorted(found, key=lambda names: sum(a != b for a, b in zip(names, old, strict=True))):
        factors = list(place.term.factors)
        for at, name, tensor in zip(group, names, tensors, strict=True):
            factors[at] = replace(tensor, name=name)
        moved = [name for name, before in zip(names, old, strict=True) if name != before]
        words = ", ".join(f"`{name}`" for name in moved[:-1])
        yield Repair(
            place.put(replace(place.term, factors=tuple(factors))), f"with {words} and `{moved[-1]}` in this order"
        )


def _functions_exchanged(outer: Apply) -> Apply | None:
    """A bubble that holds one bubble and nothing else, the functions exchanged; neither may take a wire away."""
    terms = outer.body.terms
    inner = terms[0].factors[0] if len(terms) == 1 and len(terms[0].factors) == 1 else None
    if not isinstance(inner, Apply) or not terms[0].coefficient.is_one or terms[0].summed:
        return None
    if inner.function == outer.function or outer.axes or inner.axes:
        return None
    below = replace(outer, body=inner.body)
    return replace(inner, body=replace(outer.body, terms=(replace(terms[0], factors=(below,)),)))
