"""Law: copy dots that touch are one dot, and a dot of two legs is the wire itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tensorgraph.graph.nodes import Apply, Dot, Factor, Graph, Product, Sum, Wire, free_wires
from tensorgraph.graph.walk import factors
from tensorgraph.rewrite.terms import Around, Setting, on_terms, renamed


def fuse_dots(setting: Setting, graph: Graph) -> Graph:
    """Dots that share a wire made one; a summed wire on a dot becomes another wire of it."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    dots = [factor for factor in term.factors if isinstance(factor, Dot) and len(factor.legs[0]) == 1]
    wide = [dot for dot in dots if len(dot.legs) > 1]
    if not wide:
        return None
    rest = tuple(factor for factor in term.factors if factor not in wide)
    result = replace(term, factors=rest)
    for wires in _classes(wide):
        result = _merged(result, wires)
    return None if result == term or _same_dots(result, term) else (result,)


def _same_dots(one: Product, other: Product) -> bool:
    """Whether only the order of factors differs, so that nothing was done."""
    return one.summed == other.summed and sorted(map(repr, one.factors)) == sorted(map(repr, other.factors))


def _classes(dots: list[Dot]) -> list[list[Wire]]:
    """The wires of dots that touch, in order of appearance."""
    classes: list[list[Wire]] = []
    for dot in dots:
        wires = [leg[0] for leg in dot.legs]
        touching = [found for found in classes if set(found) & set(wires)]
        classes = [found for found in classes if found not in touching]
        classes.append(list(dict.fromkeys([wire for found in touching for wire in found] + wires)))
    return classes


def _merged(term: Product, wires: list[Wire]) -> Product:
    """A term with the wires of one dot joined; what cannot be renamed keeps the dot."""
    kept = [wire for wire in wires if wire not in term.summed]
    summed = [wire for wire in wires if wire in term.summed]
    for wire in summed:
        target = next((other for other in kept if not _collide(term, wire, other)), None)
        if target is None:
            kept.append(wire)
        else:
            term = replace(renamed(term, {wire: target}), summed=tuple(w for w in term.summed if w != wire))
    if len(kept) == 1 and any(kept[0] in free_wires(factor) for factor in term.factors):
        return term
    return replace(term, factors=(*term.factors, Dot(tuple((wire,) for wire in kept))))


def _collide(term: Product, wire: Wire, other: Wire) -> bool:
    """Whether a bubble acts along one of two wires and has the other as well."""
    return any({wire, other} <= found for found in map(set, _around_axes(term.factors, {wire, other})))


def _around_axes(inside: tuple[Factor, ...], wires: set[Wire]) -> Iterator[set[Wire]]:
    for bubble in factors(Sum((Product(inside),))):
        if isinstance(bubble, Apply) and wires & {wire for leg in bubble.axes for wire in leg}:
            yield {wire for factor in factors(bubble.body) for wire in free_wires(factor)}
