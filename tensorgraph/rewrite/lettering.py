"""The names of the wires of an expansion: each term sums wires of its own, and no name means two things in it.

The terms of an expansion are read as if they were written by hand. So in each term the wires are named in reading
order, and a name that is taken becomes the next letter of its kind. A superscript, whose letter stands at the Σ, keeps
it in all terms.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from tensorgraph.graph.nodes import Apply, Cap, Factor, Product, Sum, Tensor, Wire, free_wires
from tensorgraph.graph.rename import map_factor, map_sum
from tensorgraph.graph.walk import factors
from tensorgraph.ops import reduces
from tensorgraph.rewrite.inline import Fresh

KINDS = ("abcdefg", "ijkl", "mnpqrst", "uvwxyz")
"""Letters that are taken one for the other; o is left out, because it looks like a zero. A second h is h'."""


def lettered(before: Sum, after: Sum, fresh: Fresh) -> Sum:
    """An expansion with the wires of its terms apart and named; ``before`` is what was expanded, in reading order."""
    free = {_whole(wire) for wire in free_wires(after)}
    above = list(dict.fromkeys(_above(before)))
    return _Lettering(_letters(above, after, free), _capped(after), fresh).sum(after, free)


def told_apart(node: Sum, fresh: Fresh) -> Sum:
    """An expression in which no Σ has the letter of another superscript that is seen beside it."""
    above = frozenset(_above(node)) - _capped(node)
    return _apart(node, above, {_whole(wire) for wire in free_wires(node) if wire in above}, fresh) if above else node


def _apart(node: Sum, above: Collection[Wire], taken: Collection[str], fresh: Fresh) -> Sum:
    return replace(node, terms=tuple(_term_apart(term, above, taken, fresh) for term in node.terms))


def _term_apart(term: Product, above: Collection[Wire], taken: Collection[str], fresh: Fresh) -> Product:
    """A term whose Σ have other letters than those around it, and than each other."""
    names, new = set(taken), dict[Wire, Wire]()
    for wire in term.summed:
        if wire in above:
            name = another(wire.name, names)
            names.add(name)
            new[wire] = wire if name == wire.name else fresh.wire(replace(wire, name=name))
    changed = {old: wire for old, wire in new.items() if old != wire}
    if changed:
        (term,) = map_sum(Sum((term,)), lambda wire: (changed.get(wire, wire),)).terms
    inside = {*above, *changed.values()} if changed else above
    return replace(term, factors=tuple(_factor_apart(factor, inside, names, fresh) for factor in term.factors))


def _factor_apart(factor: Factor, above: Collection[Wire], taken: Collection[str], fresh: Fresh) -> Factor:
    match factor:
        case Apply():
            return replace(factor, body=_apart(factor.body, above, taken, fresh))
        case Sum():
            return _apart(factor, above, taken, fresh)
    return factor


def another(name: str, taken: Collection[str]) -> str:
    """A name like one that is not taken.

    >>> another("p", {"p"}), another("o", {"o", "p"}), another("h", {"h"}), another("h1", {"h1", "h2"})
    ('q', 'q', "h'", 'h3')
    """
    return next(other for other in _alike(name) if other not in taken)


def _alike(name: str) -> Iterator[str]:
    yield name
    kind = next((letters for letters in KINDS if letters[0] <= name <= letters[-1] and len(name) == 1), "")
    yield from (letter for letter in kind if letter > name)
    counted = re.fullmatch(r"(.*?)(\d+)", name)
    number = int(counted[2]) if counted else 0
    while True:
        number += 1
        yield f"{counted[1]}{number}" if counted else name + "'" * number


def _above(node: Sum) -> Iterator[Wire]:
    """The superscripts of an expression in reading order."""
    for factor in factors(node):
        if isinstance(factor, Tensor):
            yield from (wire for leg in factor.legs[: factor.superscripts] for wire in leg)


def _whole(wire: Wire) -> str:
    return wire.name.partition(":")[0]


def _capped(node: Sum) -> frozenset[Wire]:
    """The wires that are fixed to an index, whose names are never read."""
    return frozenset(wire for factor in factors(node) if isinstance(factor, Cap) for wire in factor.leg)


def _letters(above: Collection[Wire], after: Sum, free: Collection[str]) -> dict[Wire, str]:
    """A letter for each superscript, another than those it stands with in some term."""
    together: dict[Wire, set[Wire]] = {wire: set() for wire in above}
    for term in after.terms:
        here = set(_above(Sum((term,)))) & together.keys()
        for wire in here:
            together[wire] |= here
    found: dict[Wire, str] = {}
    for wire in above:
        found[wire] = another(_whole(wire), {*free, *(found[other] for other in together[wire] if other in found)})
    return found


@dataclass(frozen=True)
class _Lettering:
    """The letters of superscripts, the wires whose names may stay, and wires that nothing has yet."""

    letters: Mapping[Wire, str]
    capped: Collection[Wire]
    fresh: Fresh

    def sum(self, node: Sum, taken: Collection[str], wires: Mapping[Wire, Wire] | None = None) -> Sum:
        """The terms, each with its own wires; ``wires`` has the new ones of what is around."""
        return replace(node, terms=tuple(self.term(term, taken, wires or {}) for term in node.terms))

    def term(self, term: Product, taken: Collection[str], outside: Mapping[Wire, Wire]) -> Product:
        """A term, the wires it sums in reading order."""
        order = [wire for factor in term.factors for wire in _kept_and_free(factor)]
        own = set(term.summed) | {wire for factor in term.factors for wire in _kept(factor)}
        wires, names = self.named([wire for wire in dict.fromkeys(order) if wire in own], taken)
        known = {**outside, **wires}
        summed = set(term.summed)
        return replace(
            term,
            factors=tuple(self.factor(factor, names, known) for factor in term.factors),
            summed=tuple(new for old, new in wires.items() if old in summed),
        )

    def named(self, own: Collection[Wire], taken: Collection[str]) -> tuple[dict[Wire, Wire], set[str]]:
        """New wires for those of a term, and all names that are taken then; the letters of superscripts come first."""
        letters = {(_whole(wire), wire.serial): self.letters[wire] for wire in own if wire in self.letters}
        names = {*taken, *letters.values()}
        found: dict[Wire, Wire] = {}
        for wire in own:
            whole, colon, part = wire.name.partition(":")  # the parts of a thick wire share its name
            key = (whole, wire.serial)
            if wire in self.capped:
                letters[key] = whole
            elif key not in letters:
                letters[key] = another(whole, names)
                names.add(letters[key])
            found[wire] = self.fresh.wire(replace(wire, name=f"{letters[key]}{colon}{part}"))
        return found, names

    def factor(self, factor: Factor, taken: Collection[str], wires: Mapping[Wire, Wire]) -> Factor:
        """A factor on its new wires."""
        match factor:
            case Apply():
                axes = tuple(tuple(wires.get(wire, wire) for wire in leg) for leg in factor.axes)
                return replace(factor, body=self.sum(factor.body, taken, wires), axes=axes)
            case Sum():
                return self.sum(factor, taken, wires)
        return map_factor(factor, lambda wire: (wires.get(wire, wire),))


def _kept(factor: Factor) -> tuple[Wire, ...]:
    """The wires that a function keeps to itself."""
    return (
        tuple(wire for leg in factor.axes for wire in leg)
        if isinstance(factor, Apply) and reduces(factor.function)
        else ()
    )


def _kept_and_free(factor: Factor) -> tuple[Wire, ...]:
    return free_wires(factor.body) if isinstance(factor, Apply) else free_wires(factor)
