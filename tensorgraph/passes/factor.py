"""Factoring. Law: ac + bc = (a + b) c.

Terms of a sum share a factor where it is the same tensor on the same wires: those that leave the sum by name, all
others as they lie. What the terms have besides is a sum again, on the wires of the factor too, and is factored further,
until (x + P) W (y + Q) is found again in x W y + P W y + x W Q + P W Q. Then a factor beside a group goes back into its
terms wherever that costs less: (x + A x V O) W with a narrow V and W is x W + A x V (O W).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from tensorgraph.graph.nodes import (
    Apply,
    Cap,
    Dot,
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
from tensorgraph.graph.walk import factors, products
from tensorgraph.passes.price import WORTH, prepared, price
from tensorgraph.passes.task import Task, with_graphs
from tensorgraph.rewrite.inline import Fresh
from tensorgraph.rewrite.terms import map_bodies, renewed

Atom: TypeAlias = tuple[int, ...]
"""Where a factor stands in a term, and the caps on it."""
Look: TypeAlias = tuple[Factor, ...]
"""An atom with its wires numbered where they are not named: equal for atoms that are the same."""
Looks: TypeAlias = dict[int, tuple[Atom, tuple[Wire, ...]]]
"""The atoms of a term by the number of their look, each with its wires that are not named, in order."""
Named: TypeAlias = Mapping[Wire, int]
"""The wires that are the same in every term, in order."""

MOST_PRICED = 200
"""Most products in all plans that are compared to put factors back into one expression: some tens of milliseconds."""


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
    found = _spread(task, replace(graph, body=body))
    return found.graph if found.cost < price(task, {"": graph}) else graph


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
    for atom in _atoms(term):
        numbers: dict[Wire, Wire] = {}
        if not named or any(wire in named for wire in free_wires(term.factors[atom[0]])):
            look = _look([term.factors[place] for place in atom], named, numbers)
            found.setdefault(known.setdefault(look, len(known)), (atom, tuple(numbers)))
    return found


def _look(parts: Iterable[Factor], named: Named, numbers: dict[Wire, Wire]) -> Look:
    def seen(wire: Wire) -> tuple[Wire, ...]:
        return (wire if wire in named else numbers.setdefault(wire, Wire("", wire.dim, len(numbers))),)

    return tuple(map_factor(part, seen) for part in parts)


def _atoms(term: Product) -> Iterator[Atom]:
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
    kept = (part for place, part in enumerate(term.factors) if place not in atom)
    moved = tuple(map_factor(part, lambda wire: (names.get(wire, wire),)) for part in kept)
    return replace(term, factors=moved, summed=tuple(wire for wire in term.summed if wire not in names))


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


# Back into the terms


@dataclass(frozen=True)
class _Priced:
    """A graph and what it costs."""

    graph: Graph
    cost: float


def _spread(task: Task, graph: Graph) -> _Priced:
    """The graph with factors put back into groups as long as that costs less."""
    best = _Priced(graph, price(task, {"": graph}))
    left = MOST_PRICED
    waiting = _moves(graph.body)
    while (left := left - sum(1 for _ in products(best.graph.body))) > 0 and (body := next(waiting, None)) is not None:
        new = replace(best.graph, body=body)
        cost = price(task, {"": new})
        if cost < WORTH * best.cost:
            best, waiting = _Priced(new, cost), _moves(body)
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
    atoms = (atom for atom in _atoms(term) if atom[0] not in groups)
    return [atom for atom in atoms if not around.isdisjoint(free_wires(term.factors[atom[0]]))]


def _put_in_each(term: Product) -> Product | None:
    """A term with an atom put into each of its groups; None where it has but one, or too few atoms."""
    count = len(_groups(term))
    for number in range(count):
        place = _groups(term)[number]
        atoms = _beside(term, place)
        if count == 1 or not atoms:
            return None
        term = _put_in(term, place, atoms[0])
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
