"""A product as a web: the hubs at which several chains come together, and the chains between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from tensorgraph.diagram.layout.bundle import Bundle
from tensorgraph.diagram.layout.cables import leaving, thick_legs
from tensorgraph.diagram.layout.legs import drawn_legs
from tensorgraph.diagram.layout.stop import Stop
from tensorgraph.graph.nodes import Cap, Dot, Factor, Leg, Tensor, Wire


class Meeting(Enum):
    """What a hub is: a wire with more than two ends, a copy dot that is written, a thick leg that splits."""

    WIRE = "wire"
    DOT = "dot"
    THICK = "thick"


@dataclass(frozen=True)
class Hub:
    """The wires that come together, and the factor that is the dot or has the thick leg; None where that is outer."""

    kind: Meeting
    wires: Leg
    owner: int | None = None


@dataclass(frozen=True)
class Branch:
    """A chain between hubs: its factors, each end at a hub (by number) with its wire, its outer wires.

    One without factors is a bare wire.
    """

    factors: tuple[int, ...]
    contacts: tuple[tuple[int, Wire], ...]
    outer: tuple[Wire, ...] = ()

    @property
    def hubs(self) -> tuple[int, ...]:
        """The hubs it ends at."""
        return tuple(hub for hub, _ in self.contacts)

    def wires(self, hub: int) -> Leg:
        """What of it ends at a hub."""
        return tuple(wire for other, wire in self.contacts if other == hub)


@dataclass(frozen=True)
class Web:
    """The factors of a product, its ``outer`` wires, its ``thick`` outer legs, and wires ``above`` names."""

    factors: tuple[Factor, ...]
    outer: frozenset[Wire]
    thick: tuple[Leg, ...]
    above: frozenset[Wire]

    @cached_property
    def ends(self) -> tuple[Leg, ...]:
        """The wires of each factor that are lines, once for each end."""
        return tuple(self._lines(factor) for factor in self.factors)

    def _lines(self, factor: Factor) -> Leg:
        if isinstance(factor, Bundle):
            return tuple(wire for strand in factor.ends for wire in strand)
        legs = drawn_legs(factor)
        wires = [wire for leg in legs for wire in leg] if legs else leaving(factor)
        return tuple(wire for wire in wires if wire not in self.above)

    @cached_property
    def at(self) -> dict[Wire, list[int]]:
        """The factors a wire ends at, once for each end."""
        found: dict[Wire, list[int]] = {}
        for index, wires in enumerate(self.ends):
            for wire in wires:
                found.setdefault(wire, []).append(index)
        return found

    def count(self, wire: Wire) -> int:
        """How many ends a wire has, the outer one too."""
        return len(self.at.get(wire, ())) + (wire in self.outer)

    def vector(self, index: int) -> bool:
        """Whether a factor is a single node with a single end, so that it can hang from a chain."""
        return isinstance(self.factors[index], Tensor | Cap | Dot) and len(self.ends[index]) == 1

    @cached_property
    def hubs(self) -> tuple[Hub, ...]:
        """Every hub."""
        return (*self._wires(), *self._dots(), *self._thick_legs())

    def _wires(self) -> Iterator[Hub]:
        """Wires with more than two ends; not those of a chain from which vectors hang."""
        for wire, factors in self.at.items():
            if self.count(wire) > 2 and self.count(wire) - sum(map(self.vector, factors)) != 2:
                yield Hub(Meeting.WIRE, (wire,))

    def _dots(self) -> Iterator[Hub]:
        """Dots of three legs and more that lead to different ends."""
        for index, factor in enumerate(self.factors):
            written = isinstance(factor, Dot) and not isinstance(factor, Stop) and len(factor.legs) > 2
            if written and len(self.ends[index]) == len(drawn_legs(factor)) and self._plain(self.ends[index]):
                yield Hub(Meeting.DOT, self.ends[index], index)

    def _thick_legs(self) -> Iterator[Hub]:
        """Thick legs whose parts go different ways."""
        legs = [(index, leg) for index, factor in enumerate(self.factors) for leg in thick_legs(factor)]
        places: list[tuple[int | None, Leg]] = [*legs, *((None, leg) for leg in self.thick)]
        often = Counter(leg for _, leg in places)
        for owner, leg in places:
            if often[leg] == 1 and self._plain(leg):
                yield Hub(Meeting.THICK, leg, owner)

    def _plain(self, leg: Leg) -> bool:
        return len(set(leg)) == len(leg) and all(self.count(wire) == 2 for wire in leg)

    @cached_property
    def hubs_of(self) -> dict[Wire, list[int]]:
        """The hubs a wire comes together at."""
        found: dict[Wire, list[int]] = {}
        for number, hub in enumerate(self.hubs):
            for wire in hub.wires:
                found.setdefault(wire, []).append(number)
        return found

    def branches(self) -> list[Branch]:
        """The chains that end at hubs, and the bare wires between them, in reading order."""
        found = [branch for chain in self._chains() if (branch := self._branch(chain))]
        return sorted((*found, *self._bare()), key=self._first)

    def _first(self, branch: Branch) -> int:
        owners = [self.hubs[hub].owner for hub in branch.hubs]
        return min(branch.factors or [owner for owner in owners if owner is not None], default=0)

    def _branch(self, chain: list[int]) -> Branch | None:
        """A chain with its ends; None where it leads on through a thick leg of its own, or ends at one."""
        ends = [(self.hubs_of.get(wire, []), wire) for index in chain for wire in self.ends[index]]
        contacts = tuple((hubs[0], wire) for hubs, wire in ends if len(hubs) == 1)
        outer = tuple(wire for hubs, wire in ends if not hubs and wire in self.outer)
        found = Branch(tuple(chain), contacts, outer)
        owners = {self.hubs[hub].owner for hub in found.hubs}
        return None if owners & set(chain) or not contacts or self._leads_on(chain) else found

    def _leads_on(self, chain: list[int]) -> bool:
        """Whether a thick leg that splits belongs to a factor of a chain and leads out of it."""
        own = [hub for hub in self.hubs if hub.owner in chain]
        far = {index for hub in own for wire in hub.wires for index in self.at[wire]}
        return not far <= set(chain) or any(not self.outer.isdisjoint(hub.wires) for hub in own)

    def _bare(self) -> Iterator[Branch]:
        """Wires straight from hub to hub, or from a hub to the outside."""
        for wire, hubs in self.hubs_of.items():
            ways = self.hubs[hubs[0]]
            if len(hubs) == 2:
                yield Branch((), ((hubs[0], wire), (hubs[1], wire)))
            elif ways.owner is not None and wire in self.outer:
                yield Branch((), ((hubs[0], wire),), (wire,))

    def _chains(self) -> list[list[int]]:
        """The factors in groups joined by wires that are no hub's; a dot that is a hub is in none."""
        dots = {hub.owner for hub in self.hubs if hub.kind is Meeting.DOT}
        by = list(range(len(self.factors)))
        for wire, factors in self.at.items():
            for index in () if wire in self.hubs_of else factors[1:]:
                one, other = sorted((root(by, factors[0]), root(by, index)))
                by[other] = one
        chains: dict[int, list[int]] = {}
        for index in range(len(self.factors)):
            if index not in dots:
                chains.setdefault(root(by, index), []).append(index)
        return list(chains.values())


def root(by: list[int], index: int) -> int:
    """The first of a group; each step shortens the way for the next."""
    while by[index] != index:
        by[index] = by[by[index]]
        index = by[index]
    return index
