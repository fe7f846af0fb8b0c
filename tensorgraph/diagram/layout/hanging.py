"""Which factors of a product hang below the row or stand above it, and from what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tensorgraph.diagram.layout.box import Side, Strand
from tensorgraph.diagram.layout.ends import Ends


def hanging_from(ends: Ends, order: Sequence[int]) -> dict[int, Strand]:
    """The vectors and ribs that may hang, with the strand they hang from."""
    hanging: dict[int, Strand] = {}
    for strand in ends.strands():
        outer = int(strand in ends.outside)
        if len(ends.factors(strand)) + outer < 3:
            continue
        loose = [f for f in order if f in ends.factors(strand) and ends.hangs(f, strand) and f not in hanging]
        bodies = len(ends.factors(strand)) - len(loose)
        if bodies + outer <= 2:
            told = [f for f in loose if ends.told(f)]
            rest = [f for f in loose if f not in told]
            hanging |= dict.fromkeys((*told, *_demoted(rest, 2 - bodies - outer)), strand)
    row = _row(order, hanging)
    for factor in order:
        carried = _hung_straight(ends, factor, row)
        if carried:
            hanging[factor] = carried
            row = _row(order, hanging)
    return hanging


def _row(order: Sequence[int], hanging: Mapping[int, Strand]) -> dict[int, int]:
    """The factors that do not hang, each with its place."""
    return {factor: place for place, factor in enumerate(f for f in order if f not in hanging)}


def _hung_straight(ends: Ends, factor: int, row: Mapping[int, int]) -> Strand | None:
    """The strand by which a factor hangs from a node: one that is not its neighbour, or that has an outer wire where
    they would be linked, or from which it is a rib."""
    for strand in ends.of[factor] if factor in row else ():
        partner = _partner(ends, factor, strand)
        if partner is None or partner not in row or not ends.small[partner] or not ends.hangs(factor, strand):
            continue
        if ends.wish(partner, strand) not in (None, ends.hung(factor)):
            continue
        if ends.told(factor):
            return strand
        if ends.hangs(partner, strand):
            continue
        near = abs(row[partner] - row[factor]) == 1
        if not near or (not ends.single(factor) and len(ends.of[partner]) > 2) or _in_way(ends, factor, partner, row):
            return strand
    return None


def _in_way(ends: Ends, factor: int, partner: int, row: Mapping[int, int]) -> bool:
    """Whether a vector stands where its partner's outer wire should leave, or between its partner and another."""
    place = row[factor]
    ahead = Side.RIGHT if place == len(row) - 1 else Side.LEFT if place == 0 else None
    if ahead is not None:
        return any(ends.outside.get(strand) is ahead for strand in ends.of[partner])
    opposite = 2 * place - row[partner]
    beyond = next(other for other, at in row.items() if at == opposite)
    shared = set(ends.of[beyond]) & set(ends.of[partner])
    return any(strand not in ends.outside and len(ends.factors(strand)) == 2 for strand in shared)


def _demoted(singles: list[int], promoted: int) -> list[int]:
    """The vectors of a strand that do not stand on the axis: the first does, or the first and the last."""
    return singles[1:-1] if promoted >= 2 else singles[promoted:]


def _partner(ends: Ends, factor: int, strand: Strand) -> int | None:
    """The factor at the other end of an inner strand that has just two ends."""
    if strand in ends.outside or len(ends.factors(strand)) != 2:
        return None
    return next((f for f in ends.factors(strand) if f != factor), None)


def carrier(ends: Ends, factor: int, strand: Strand, hanging: Mapping[int, Strand]) -> int | None:
    """The factor another hangs from directly."""
    partner = _partner(ends, factor, strand)
    return partner if partner is not None and partner not in hanging else None
