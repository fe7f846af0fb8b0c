"""A Σ rolled up. Law: the sum of a term over all fixed indices of a dimension is its Σ.

`A[0, i] B[0, j] + A[1, i] B[1, j]` with two indices is `A[h, i] B[h, j]`: one contraction in place of many. Terms are
the same but for the numbers in them; those that are equal to each other in every term move together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from tensorgraph.graph.nodes import Apply, Cap, Factor, Graph, Product, Sum, Wire
from tensorgraph.graph.rename import map_sum
from tensorgraph.graph.walk import factors, products
from tensorgraph.passes.price import prepared
from tensorgraph.passes.task import Task, with_graphs
from tensorgraph.rewrite.inline import Fresh
from tensorgraph.rewrite.terms import bound, map_bodies

Numbers: TypeAlias = "tuple[int | None, ...]"
"""The index at each slot of a term; None where it runs over all of them."""
Block: TypeAlias = tuple[int, ...]
"""Slots that move together."""


def rolled(task: Task) -> Task:
    """The task with every Σ that is written out in one of its sums rolled up."""
    task = prepared(task)
    return with_graphs(task, lambda graph: _rolled(graph, task.sizes))


def _rolled(graph: Graph, sizes: Mapping[str, int]) -> Graph:
    if not any(_alike(node.terms) for node in _sums(graph.body)):
        return graph
    fresh = Fresh()
    fresh.seen(graph)
    return replace(graph, body=_sum(graph.body, sizes, fresh))


def _sum(node: Sum, sizes: Mapping[str, int], fresh: Fresh) -> Sum:
    """A sum with all that can be rolled up, inside its bubbles and groups first."""
    terms = [map_bodies(term, lambda _, body: _sum(body, sizes, fresh)) for term in node.terms]
    for places in _alike(terms):
        families: dict[Product, dict[int, _Written]] = defaultdict(dict)
        for place in places:
            one = _written(terms[place], sizes)
            families[one.shape][place] = one
        for family in families.values():
            for place, new in _family(family, sizes, fresh).items():
                terms[place] = new
    return replace(node, terms=tuple(term for term in terms if term is not _GONE))


def _sums(node: Sum) -> Iterator[Sum]:
    yield node
    for factor in factors(node):
        if isinstance(factor, Sum | Apply):
            yield factor if isinstance(factor, Sum) else factor.body


def _alike(terms: Sequence[Product]) -> list[list[int]]:
    """The places of terms with a fixed index that are made of the same names, where there is more than one."""
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, term in enumerate(terms if len(terms) > 1 else ()):
        names = tuple(getattr(factor, "name", type(factor).__name__) for factor in factors(Sum((term,))))
        if Cap.__name__ in names:
            found[names].append(place)
    return [places for places in found.values() if len(places) > 1]


_GONE = Product((), brace="gone")
"""In the place of a term that another one has taken in."""


@dataclass(frozen=True)
class _Written:
    """A term, its wires that are fixed by a number, the numbers, and what it is without them, its wires numbered."""

    term: Product
    slots: tuple[Wire, ...]
    numbers: tuple[int, ...]
    shape: Product


def _written(term: Product, sizes: Mapping[str, int]) -> _Written:
    slots = _slots(term)
    numbers = tuple(cap.index % sizes[wire.dim] for wire, cap in slots.items())
    inner, seen = set(bound(term)), dict[Wire, Wire]()

    def canonical(wire: Wire) -> tuple[Wire, ...]:
        return (seen.setdefault(wire, Wire("", wire.dim, len(seen))) if wire in inner else wire,)

    plain = replace(_without_numbers(term, slots), brace="")
    return _Written(term, tuple(slots), numbers, map_sum(Sum((plain,)), canonical).terms[0])


def _slots(term: Product) -> dict[Wire, Cap]:
    """The caps on a single wire that is summed where the cap stands, and is the only one called so."""
    inside = list(products(Sum((term,))))
    summed = Counter(wire for part in inside for wire in part.summed)
    found: dict[Wire, list[Cap]] = defaultdict(list)
    for part in inside:
        for factor in part.factors:
            if isinstance(factor, Cap):
                for wire in factor.leg:
                    single = len(factor.leg) == 1 and wire in part.summed and summed[wire] == 1
                    found[wire] += [factor] if single else [factor] * 2
    return {wire: caps[0] for wire, caps in found.items() if len(caps) == 1}


def _without_numbers(term: Product, slots: Mapping[Wire, Cap]) -> Product:
    def changed(factor: Factor) -> Factor:
        return replace(factor, index=0) if isinstance(factor, Cap) and factor.leg[0] in slots else factor

    inner = map_bodies(term, lambda _, body: replace(body, terms=tuple(_without_numbers(t, slots) for t in body.terms)))
    return replace(inner, factors=tuple(map(changed, inner.factors)))


def _family(family: Mapping[int, _Written], sizes: Mapping[str, int], fresh: Fresh) -> dict[int, Product]:
    """What stands in the places of terms that differ in their numbers only: those that were rolled up, or nothing."""
    slots = next(iter(family.values())).slots
    members: dict[Numbers, int] = {}
    for place, one in family.items():
        members.setdefault(one.numbers, place)  # a second term with the same numbers stays
    before = set(members.values())
    blocks = _blocks(slots, list(members))
    for block in blocks:
        members = _over(block, members, sizes[slots[block[0]].dim])
    changed = {
        place: _opened(family[place], [block for block in blocks if numbers[block[0]] is None], fresh)
        for numbers, place in members.items()
        if None in numbers
    }
    return dict.fromkeys(before - set(members.values()), _GONE) | changed


def _blocks(slots: Sequence[Wire], all_numbers: Sequence[Numbers]) -> list[Block]:
    """The slots of one dimension whose numbers are equal in every term, without those that never change."""
    columns: dict[tuple[str, Numbers], list[int]] = defaultdict(list)
    for slot, column in enumerate(zip(*all_numbers, strict=True)):
        if len(set(column)) > 1:
            columns[slots[slot].dim, column].append(slot)
    return [tuple(block) for block in columns.values()]


def _over(block: Block, members: Mapping[Numbers, int], size: int) -> dict[Numbers, int]:
    """The members once those that differ in a block only, and have all its numbers, are one."""
    alike: dict[Numbers, list[tuple[Numbers, int]]] = defaultdict(list)
    for numbers, place in members.items():
        alike[tuple(None if slot in block else number for slot, number in enumerate(numbers))].append((numbers, place))
    found: dict[Numbers, int] = {}
    for numbers, parts in alike.items():
        found |= {numbers: parts[0][1]} if len(parts) == size else dict(parts)
    return found


def _opened(written: _Written, blocks: Iterable[Block], fresh: Fresh) -> Product:
    """A term in which the slots of each block are one wire, summed over the whole term."""
    names: dict[Wire, Wire] = {}
    for block in blocks:
        first = written.slots[block[0]]
        wire = fresh.wire(Wire(first.dim[0], first.dim))
        names |= {written.slots[slot]: wire for slot in block}
    term = map_sum(Sum((_without_caps(written.term, names),)), lambda wire: (names.get(wire, wire),)).terms[0]
    return replace(term, summed=(*term.summed, *dict.fromkeys(names.values())))


def _without_caps(term: Product, names: Mapping[Wire, Wire]) -> Product:
    inner = map_bodies(term, lambda _, body: replace(body, terms=tuple(_without_caps(t, names) for t in body.terms)))
    kept = (factor for factor in inner.factors if not (isinstance(factor, Cap) and factor.leg[0] in names))
    return replace(inner, factors=tuple(kept), summed=tuple(wire for wire in term.summed if wire not in names))
