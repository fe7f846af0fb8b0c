"""The ends of the factors of a product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tensorgraph.diagram.layout.box import Side, Strand


@dataclass(frozen=True)
class Ends:
    """The ends of each factor in order, and the side on which each outer strand should leave."""

    of: tuple[tuple[Strand, ...], ...]
    outside: Mapping[Strand, Side]
    small: tuple[bool, ...]
    """Which factors are single nodes, so that they may hang."""
    wishes: tuple[tuple[Side | None, ...], ...] = ()
    """The side that the author wants for each end."""
    stands: tuple[Side | None, ...] = ()
    """Up for a factor that the author wants above what it hangs from, down below."""

    def factors(self, strand: Strand) -> list[int]:
        """The factors a strand ends at, once for each end."""
        return self._factors.get(strand, [])

    @cached_property
    def _factors(self) -> dict[Strand, list[int]]:
        found: dict[Strand, list[int]] = {}
        for index, ends in enumerate(self.of):
            for strand in ends:
                found.setdefault(strand, []).append(index)
        return found

    def strands(self) -> tuple[Strand, ...]:
        """Every strand, in reading order."""
        return tuple(self._factors)

    def single(self, factor: int) -> bool:
        """Whether a factor is a vector: one node with one end."""
        return self.small[factor] and len(self.of[factor]) == 1

    def hangs(self, factor: int, strand: Strand) -> bool:
        """Whether a factor may hang from a strand: a vector, or a rib."""
        others = list(self.of[factor])
        others.remove(strand)
        aside = any((wish := self.wish(other, strand)) and not wish.vertical for other in self.factors(strand))
        return self.small[factor] and not aside and len(others) < 2 and all(map(self.ribbed, others))

    def ribbed(self, strand: Strand) -> bool:
        """Whether a strand is the free end of a rib: an outer one that leaves down, or up where the author wants it."""
        side, factors = self.outside.get(strand), self.factors(strand)
        return len(factors) == 1 and (side is Side.DOWN or (side is Side.UP and self._raised(factors[0], strand)))

    def _raised(self, factor: int, strand: Strand) -> bool:
        return (bool(self.stands) and self.stands[factor] is Side.UP) or self.wish(factor, strand) is Side.UP

    def wish(self, factor: int, strand: Strand) -> Side | None:
        """Where the author wants a strand to leave a factor."""
        known = zip(self.of[factor], self.wishes[factor], strict=True) if self.wishes else ()
        return next((side for other, side in known if other == strand and side), None)

    def faces(self, left: int, right: int, strand: Strand) -> bool:
        """Whether nobody minds that a strand goes straight from one factor to the next."""
        return self.wish(left, strand) in (None, Side.RIGHT) and self.wish(right, strand) in (None, Side.LEFT)

    def hung(self, factor: int) -> Side:
        """Where a factor that hangs stands: up for above, else down."""
        return next(self._hung_ways(factor), Side.DOWN)

    def _hung_ways(self, factor: int) -> Iterator[Side]:
        """As the author says, as its free end leaves, as the leg at the other end of its wire points."""
        if told := self.told(factor):
            yield told
        yield from (self.outside[strand] for strand in self.of[factor] if self.ribbed(strand))

    def told(self, factor: int) -> Side | None:
        """Where the author wants a factor to hang, if anywhere: by itself, by its leg, or by that of its partner."""
        if self.stands and self.stands[factor]:
            return self.stands[factor]
        for strand in self.of[factor] if self.wishes else ():
            own = self.wish(factor, strand)
            others = [other for other in self.factors(strand) if other != factor]
            theirs = self.wish(others[0], strand) if len(others) == 1 else None
            for side in (own.opposite if own else None, theirs):
                if side and side.vertical and strand not in self.outside:
                    return side
        return None
