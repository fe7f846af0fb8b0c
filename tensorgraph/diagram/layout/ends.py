"""The ends of the factors of a product."""

from __future__ import annotations

from collections.abc import Mapping
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
        """Whether a factor may hang from a strand: a vector, or a rib, whose other end is outer and leaves down."""
        others = list(self.of[factor])
        others.remove(strand)
        return self.small[factor] and all(self.ribbed(other) for other in others) and len(others) < 2

    def ribbed(self, strand: Strand) -> bool:
        """Whether a strand is the free end of a rib: an outer one that leaves downwards."""
        side = self.outside.get(strand)
        return side is Side.DOWN and len(self.factors(strand)) == 1
