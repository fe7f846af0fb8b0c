"""Which wire of a product goes where, before anything has a size: the decisions as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tensorgraph.diagram.layout.box import Side, Strand
from tensorgraph.diagram.layout.ends import Ends


@dataclass(frozen=True)
class Wiring:
    """The decisions. ``row`` are factors on the axis in drawing order; ``links`` the strand between each and the next;
    ``left`` and ``right`` what leaves on the axis; ``dotted`` the factors that hang from a dot on an axis strand;
    ``under`` those that hang straight from a factor, below or above; ``ways`` up or down for every strand that takes a
    lane."""

    ends: Ends
    row: tuple[int, ...]
    links: tuple[Strand | None, ...]
    left: Strand | None
    right: Strand | None
    dotted: Mapping[Strand, tuple[int, ...]]
    under: Mapping[int, tuple[int, ...]]
    ways: Mapping[Strand, Side]
    loops: tuple[Strand, ...] = ()
    """Closed traces: from the left of the first factor to the right of the last."""

    @cached_property
    def places(self) -> dict[int, int]:
        """Where in the row each of its factors is."""
        return {factor: place for place, factor in enumerate(self.row)}

    def moves_with(self, factor: int) -> int:
        """The factor itself, or the one it hangs straight from."""
        return self._carriers.get(factor, factor)

    @cached_property
    def _carriers(self) -> dict[int, int]:
        return {factor: carrier for carrier, hanging in self.under.items() for factor in hanging}

    def covered(self, place: int, side: Side) -> bool:
        """Whether something hangs straight from a factor of the row on a side."""
        return any(self.ends.hung(factor) is side for factor in self.under.get(self.row[place], ()))

    def at(self, strand: Strand) -> list[int]:
        """The places in the row a strand ends at."""
        return [self.places[f] for f in self.ends.factors(strand) if f in self.places]

    def sides(self, factor: int) -> tuple[Side, ...]:
        """The side for each end of a factor."""
        return tuple(self._side(factor, index) for index in range(len(self.ends.of[factor])))

    def _side(self, factor: int, index: int) -> Side:
        strand = self.ends.of[factor][index]
        place = self.places.get(factor)
        if place is None:
            way = self.ends.hung(factor)
            return way if len(self.ends.of[factor]) > 1 and self.ends.ribbed(strand) else way.opposite
        first = index == self.ends.of[factor].index(strand)
        if strand in self.loops:
            return Side.LEFT if place == 0 and (first or len(self.row) > 1) else Side.RIGHT
        if (place and self.links[place - 1] == strand) or (strand == self.left and place == 0):
            return Side.LEFT
        if (place < len(self.links) and self.links[place] == strand) or (
            strand == self.right and place == len(self.row) - 1
        ):
            return Side.RIGHT
        wish = None if strand in self.ends.outside else self.ends.wish(factor, strand)
        hung = next((self.ends.hung(f) for f in self.under.get(factor, ()) if strand in self.ends.of[f]), Side.DOWN)
        return wish or self.beside(strand, place) or self.ways.get(strand, hung)

    def beside(self, strand: Strand, place: int) -> Side | None:
        """The side of an outer strand that leaves next to another."""
        side = self.ends.outside.get(strand)
        if (side is Side.LEFT and self.left and place == 0) or (
            side is Side.RIGHT and self.right and place == len(self.row) - 1
        ):
            return side if len(self.ends.factors(strand)) == 1 else None
        return None
