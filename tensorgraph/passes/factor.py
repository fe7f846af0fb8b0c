"""Factoring. Law: ac + bc = (a + b) c.

Terms of a sum share a factor where it is the same tensor on the same wires: those that leave the sum by name, all
others as they lie. What the terms have besides is a sum again, on the wires of the factor too, and is factored further,
until (x + P) W (y + Q) is found again in x W y + P W y + x W Q + P W Q. What costs more so than it did stays as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from tensorgraph.graph.nodes import (
    Factor,
    Graph,
    Product,
    Shift,
    Sum,
    Wire,
    free_wires,
)
from tensorgraph.graph.rename import map_factor
from tensorgraph.graph.scalar import ONE, Scalar
from tensorgraph.graph.walk import factors
from tensorgraph.passes.distribute import Atom, atoms, distributed
from tensorgraph.passes.inline import inline
from tensorgraph.passes.price import prepared, price
from tensorgraph.passes.task import Task, with_graphs
from tensorgraph.rewrite.inline import Fresh
from tensorgraph.rewrite.terms import map_bodies, renewed

Look: TypeAlias = tuple[Factor, ...]
"""An atom with its wires numbered where they are not named: equal for atoms that are the same."""
Looks: TypeAlias = dict[int, tuple[Atom, tuple[Wire, ...]]]
"""The atoms of a term by the number of their look, each with its wires that are not named, in order."""
Named: TypeAlias = Mapping[Wire, int]
"""The wires that are the same in every term, in order."""


def factor(task: Task) -> Task:
    """The task with the common factors of its sums written once, where that costs less."""
    task = prepared(task)
    return with_graphs(task, lambda graph: _factored(task, graph))


def _factored(task: Task, graph: Graph) -> Graph:
    fresh = Fresh()
    fresh.seen(graph)
    body = _sum(graph.body, fresh)
    if body is graph.body:
        return graph
    plain = replace(graph, body=body)
    found = min((distributed(task, one) for one in _opened(task, plain)), key=lambda one: one.cost)
    return found.graph if found.cost < price(task, {"": graph}) else graph


def _opened(task: Task, graph: Graph) -> list[Graph]:
    """A factored graph, and the same with what is made of parameters put in where that costs less now: with fewer terms
    it may."""
    given = (name for name, entry in task.network.definitions.items() if name in task.given or not entry.constant)
    opened = inline(replace(task, targets={"": graph}, given=frozenset(given))).targets[""]
    return [graph] if opened == graph else [graph, opened]


def _sum(node: Sum, fresh: Fresh) -> Sum:
    """A sum with the common factors of its terms taken out, inside its bubbles and groups first; itself where there
    are none."""
    inner = tuple(_inside(term, fresh) for term in node.terms)
    changed = any(new is not old for new, old in zip(inner, node.terms, strict=True))
    if not _may_share(inner):
        return replace(node, terms=inner) if changed else node
    terms = _common([_flat(renewed(term, fresh)) for term in inner], _numbered(free_wires(node)))
    if len(terms) < len(inner):
        return replace(node, terms=tuple(terms))
    return replace(node, terms=inner) if changed else node


def _may_share(terms: Sequence[Product]) -> bool:
    """Whether two terms have factors that are called the same, at any depth: asked before anything is renamed."""
    names = [{name for part in factors(Sum((term,))) if (name := _called(part))} for term in terms]
    return sum(map(len, names)) > len(set().union(*names))


def _called(part: Factor) -> str:
    """The name of what can be a common factor; groups are looked into."""
    return getattr(part, "name", "shift" if isinstance(part, Shift) else "")


def _inside(term: Product, fresh: Fresh) -> Product:
    changed = map_bodies(term, lambda _, body: _sum(body, fresh))
    same = all(new is old or new == old for new, old in zip(changed.factors, term.factors, strict=True))
    return term if same else changed


def _flat(term: Product) -> Product:
    """A term with its groups of one term dissolved."""
    result = replace(term, factors=())
    for part in term.factors:
        if isinstance(part, Sum) and len(part.terms) == 1:
            inner = _flat(part.terms[0])
            result = replace(
                result,
                factors=result.factors + inner.factors,
                coefficient=result.coefficient * inner.coefficient,
                summed=result.summed + inner.summed,
            )
        else:
            result = replace(result, factors=(*result.factors, part))
    return result


# Common factors


def _numbered(wires: Iterable[Wire]) -> Named:
    return {wire: place for place, wire in enumerate(wires)}


def _in_order(term: Product, named: Named) -> Product:
    """A term with its factors by their names, then by the wires they are on: what is equal is then written equally."""

    def place(part: Factor) -> tuple[str, int]:
        return _called(part), min((named[wire] for wire in free_wires(part) if wire in named), default=len(named))

    return replace(term, factors=tuple(sorted(term.factors, key=place)))


def _common(terms: Sequence[Product], named: Named) -> list[Product]:
    """Terms with common factors taken out, most shared first."""
    known: dict[Look, int] = {}
    rows = [(term, _looks(term, named, known)) for term in (_in_order(term, named) for term in terms)]
    while (look := _most_shared([looks for _, looks in rows])) is not None:
        sharing = [place for place, (_, looks) in enumerate(rows) if look in looks]
        made = _taken_out([(rows[place][0], *rows[place][1][look]) for place in sharing], named)
        rows[sharing[0]] = (made, _looks(made, named, known))
        rows = [row for place, row in enumerate(rows) if place not in sharing[1:]]
    return _added([term for term, _ in rows])


def _looks(term: Product, named: Named, known: dict[Look, int]) -> Looks:
    """What can be taken out of a term: what is on a named wire, or anything where there is none."""
    found: Looks = {}
    for atom in atoms(term):
        numbers: dict[Wire, Wire] = {}
        if not named or any(wire in named for wire in free_wires(term.factors[atom[0]])):
            look = _look([term.factors[place] for place in atom], named, numbers)
            found.setdefault(known.setdefault(look, len(known)), (atom, tuple(numbers)))
    return found


def _look(parts: Iterable[Factor], named: Named, numbers: dict[Wire, Wire]) -> Look:
    def seen(wire: Wire) -> tuple[Wire, ...]:
        return (wire if wire in named else numbers.setdefault(wire, Wire("", wire.dim, len(numbers))),)

    return tuple(map_factor(part, seen) for part in parts)


def _most_shared(rows: Sequence[Looks]) -> int | None:
    """The look that most terms have, the first of these; None where no two terms have one."""
    count = Counter(look for looks in rows for look in looks)
    best = max(count, key=count.__getitem__, default=None)
    return best if best is not None and count[best] > 1 else None


def _taken_out(members: Sequence[tuple[Product, Atom, tuple[Wire, ...]]], named: Named) -> Product:
    """Terms that share an atom as one term: the atom as it is in the first, times the sum of what is left."""
    first, atom, wires = members[0]
    shared = tuple(wire for wire in wires if wire in first.summed)
    rests = [_rest(term, place, dict(zip(theirs, wires, strict=True))) for term, place, theirs in members]
    inner = _common(rests, _numbered((*named, *shared)))
    coefficient = _coefficient(inner)
    group = _grouped([replace(term, coefficient=term.coefficient / coefficient) for term in inner])
    taken = tuple(first.factors[place] for place in atom)
    return _in_order(Product(taken + group.factors, coefficient * group.coefficient, (*shared, *group.summed)), named)


def _rest(term: Product, atom: Atom, names: Mapping[Wire, Wire]) -> Product:
    """A term without an atom, on the wires that the atom has in the first term."""
    kept = [part for place, part in enumerate(term.factors) if place not in atom]
    met = (names.keys().isdisjoint(free_wires(part)) for part in kept)
    moved = (
        part if apart else map_factor(part, lambda wire: (names.get(wire, wire),))
        for part, apart in zip(kept, met, strict=True)
    )
    return replace(term, factors=tuple(moved), summed=tuple(wire for wire in term.summed if wire not in names))


def _coefficient(terms: Sequence[Product]) -> Scalar:
    """What stands before a group; one where coefficients differ in more than a number."""
    first = terms[0].coefficient
    alike = all(term.coefficient.powers == first.powers for term in terms)
    return first if alike and first.rational else ONE


def _grouped(terms: Sequence[Product]) -> Product:
    return terms[0] if len(terms) == 1 else Product((Sum(tuple(terms)),))


def _added(terms: Sequence[Product]) -> list[Product]:
    """Terms with those that are mere numbers added up, where they differ in a rational only."""
    numbers: dict[tuple[tuple[str, Fraction], ...], int] = {}
    found: list[Product] = []
    for term in terms:
        powers = term.coefficient.powers
        if term.factors or term.summed:
            found.append(term)
        elif powers in numbers:
            before = found[numbers[powers]]
            total = Scalar(before.coefficient.rational + term.coefficient.rational, powers)
            found[numbers[powers]] = replace(before, coefficient=total)
        else:
            numbers[powers] = len(found)
            found.append(term)
    return found
