"""Distributing. Law: (a + b) c = ac + bc.

A factor beside a group goes into its terms wherever that costs less: (x + A x V O) W with a narrow V and W is
x W + A x V (O W). It is tried after common factors were taken out, and undoes that where it was too much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from tensorgraph.graph.nodes import Apply, Cap, Dot, Graph, Product, Sum, Wire, free_wires
from tensorgraph.graph.walk import products
from tensorgraph.passes.price import WORTH, price
from tensorgraph.passes.task import Task

Atom: TypeAlias = tuple[int, ...]
"""Where a factor stands in a term, and the caps on it."""

MOST_PRICED = 200
"""Most products in all plans that are compared for one expression: some tens of milliseconds."""


@dataclass(frozen=True)
class Priced:
    """A graph and what it costs, as `tensorgraph.passes.price.price` says."""

    graph: Graph
    cost: float


def distributed(task: Task, graph: Graph) -> Priced:
    """The graph with factors put into the groups beside them as long as that costs less."""
    best = Priced(graph, price(task, {"": graph}))
    waiting = _moves(graph.body)
    for _ in range(MOST_PRICED // sum(1 for _ in products(graph.body))):
        body = next(waiting, None)
        if body is None:
            break
        new = replace(graph, body=body)
        cost = price(task, {"": new})
        if cost < WORTH * best.cost:
            best, waiting = Priced(new, cost), _moves(body)
    return best


def _moves(node: Sum) -> Iterator[Sum]:
    """The sum with one factor put into a group beside it, at any depth."""
    for place, term in enumerate(node.terms):
        for new in _term_moves(term):
            yield replace(node, terms=(*node.terms[:place], new, *node.terms[place + 1 :]))


def _term_moves(term: Product) -> Iterator[Product]:
    """First a factor into each of its groups at once, because groups that are equal are computed once."""
    together = _put_in_each(term)
    if together is not None:
        yield together
    for place in _groups(term):
        yield from (_put_in(term, place, atom) for atom in _beside(term, place))
    for place, part in enumerate(term.factors):
        if isinstance(part, Sum | Apply):
            for body in _moves(part if isinstance(part, Sum) else part.body):
                new = body if isinstance(part, Sum) else replace(part, body=body)
                yield replace(term, factors=(*term.factors[:place], new, *term.factors[place + 1 :]))


def _groups(term: Product) -> list[int]:
    return [place for place, part in enumerate(term.factors) if isinstance(part, Sum) and len(part.terms) > 1]


def _beside(term: Product, place: int) -> list[Atom]:
    """The atoms that share a wire with a group, and are none themselves."""
    around, groups = set(free_wires(term.factors[place])), _groups(term)
    others = (atom for atom in atoms(term) if atom[0] not in groups)
    return [atom for atom in others if not around.isdisjoint(free_wires(term.factors[atom[0]]))]


def _put_in_each(term: Product) -> Product | None:
    """A term with an atom put into each of its groups; None where it has but one, or too few atoms."""
    count = len(_groups(term))
    for number in range(count):
        place = _groups(term)[number]
        beside = _beside(term, place)
        if count == 1 or not beside:
            return None
        term = _put_in(term, place, beside[0])
    return term if count else None


def _put_in(term: Product, place: int, atom: Atom) -> Product:
    """A term with an atom in every term of a group of it, and with it the wires that nothing else has."""
    group = term.factors[place]
    assert isinstance(group, Sum)
    moved = tuple(term.factors[where] for where in atom)
    kept = [part for where, part in enumerate(term.factors) if where not in atom and where != place]
    elsewhere = {wire for part in kept for wire in free_wires(part)}
    own = {wire for part in moved for wire in free_wires(part)} - elsewhere
    inside = tuple(wire for wire in term.summed if wire in own)
    parts = tuple(replace(part, factors=part.factors + moved, summed=part.summed + inside) for part in group.terms)
    before = sum(where not in atom for where in range(place))
    factors = (*kept[:before], replace(group, terms=parts), *kept[before:])
    return replace(term, factors=factors, summed=tuple(wire for wire in term.summed if wire not in inside))


def atoms(term: Product) -> Iterator[Atom]:
    """The factors that can be taken out, each with the caps on wires that are summed and that it has to itself."""
    on: dict[Wire, list[int]] = defaultdict(list)
    for place, part in enumerate(term.factors):
        for wire in free_wires(part):
            on[wire].append(place)
    caps: dict[int, list[int]] = defaultdict(list)
    for place, part in enumerate(term.factors):
        if isinstance(part, Cap) and len(part.leg) == 1 and part.leg[0] in term.summed and len(on[part.leg[0]]) == 2:
            caps[sum(on[part.leg[0]]) - place].append(place)
    for place, part in enumerate(term.factors):
        if not isinstance(part, Dot | Cap):
            yield (place, *caps[place])
