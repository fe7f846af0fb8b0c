"""Law: `shift` picks the position before: a row has one column and a column one row, but for row 0 and column -1, which
are zero; row k is column k − 1 fixed."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from tensorgraph.graph.nodes import Cap, Factor, Graph, Product, Shift
from tensorgraph.graph.scalar import Scalar
from tensorgraph.rewrite.inline import Fresh
from tensorgraph.rewrite.terms import Around, Setting, ends, joined, on_terms, ones_for, renewed, without

LAST, FIRST = -1, 0


def follow_shifts(setting: Setting, graph: Graph) -> Graph:
    """Shifts that share a position made one, shifts of a fixed position read, and shifts that are summed alone."""
    return on_terms(setting, graph, _term)


def _term(setting: Setting, term: Product, around: Around) -> tuple[Product, ...] | None:
    shifts = [(place, factor) for place, factor in enumerate(term.factors) if isinstance(factor, Shift)]
    for (_, one), (place, other) in combinations(shifts, 2):
        if one.row == other.row or one.column == other.column:
            rest = joined((one.column, other.column)) if one.row == other.row else joined((one.row, other.row))
            return (replace(term, factors=(*without(term, place), *rest)),)
    caps = [factor for factor in (*around.outside, *term.factors) if isinstance(factor, Cap)]
    for place, shift in shifts:
        found = _fixed(term, place, shift, caps) or _summed(term, place, shift, around.fresh)
        if found is not None:
            return found
    return None


def _fixed(term: Product, place: int, shift: Shift, caps: list[Cap]) -> tuple[Product, ...] | None:
    """A shift one of whose positions is known."""
    rows = [cap.index for cap in caps if cap.leg == shift.row]
    if FIRST in rows or Cap(LAST, shift.column) in caps:
        return (_zero(term),)
    row = min((index for index in rows if index > FIRST), default=None)
    if row is not None:
        before: Factor = Cap(row - 1, shift.column)
        return (ones_for(term, replace(term, factors=(*without(term, place), before))),)
    return None


def _zero(term: Product) -> Product:
    return ones_for(term, Product((), Scalar.number(0)))


def _summed(term: Product, place: int, shift: Shift, fresh: Fresh) -> tuple[Product, ...] | None:
    """A shift summed over one leg alone: one, but where the other leg is at the end that has no partner."""
    count = ends(term)
    for leg, other, end in ((shift.column, shift.row, FIRST), (shift.row, shift.column, LAST)):
        if leg != other and all(wire in term.summed and count[wire] == 1 for wire in leg):
            summed = tuple(wire for wire in term.summed if wire not in leg)
            rest = replace(term, factors=without(term, place), summed=summed)
            minus = replace(rest, factors=(*rest.factors, Cap(end, other)), coefficient=-rest.coefficient)
            return ones_for(term, rest), renewed(ones_for(term, minus), fresh)
    return None
