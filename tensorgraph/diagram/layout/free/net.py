"""The graph of a product: its factors and the dots of wires with many ends as nodes, and the wires between two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from tensorgraph.diagram.layout.box import Side, Strand
from tensorgraph.diagram.layout.ends import Ends


@dataclass(frozen=True)
class End:
    """The leg of a node, by its place among the node's legs."""

    node: int
    leg: int


@dataclass(frozen=True)
class Link:
    """A wire, or a part of one, between two nodes."""

    strand: Strand
    start: End
    stop: End

    @property
    def nodes(self) -> tuple[int, int]:
        """Both nodes."""
        return self.start.node, self.stop.node

    def beyond(self, node: int) -> int:
        """The other node."""
        return self.stop.node if self.start.node == node else self.start.node


@dataclass(frozen=True)
class Exit:
    """A wire that leaves the product from a node, and the side on which it should; ``sure`` where an author says so."""

    strand: Strand
    end: End
    side: Side
    sure: bool = False


@dataclass(frozen=True)
class Net:
    """Nodes are numbered: first the ``factors`` in reading order, then a dot for each wire with more than two ends.

    ``legs`` has the strands of each node in order; ``loops`` are wires with both ends at one node; ``held`` the sides
    of the legs for which the author wishes one; ``strict`` the nodes whose legs on one side cannot change places.
    """

    legs: tuple[tuple[Strand, ...], ...]
    factors: int
    links: tuple[Link, ...]
    exits: tuple[Exit, ...]
    loops: tuple[Link, ...]
    held: Mapping[End, Side] = field(default_factory=dict)
    strict: frozenset[int] = frozenset()

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return len(self.legs)

    @cached_property
    def at(self) -> tuple[tuple[int, ...], ...]:
        """The links at each node, by number, in the order of its legs."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.legs]
        for index, link in enumerate(self.links):
            for end in (link.start, link.stop):
                found[end.node].append((end.leg, index))
        return tuple(tuple(index for _, index in sorted(links)) for links in found)

    @cached_property
    def beside(self) -> tuple[tuple[int, ...], ...]:
        """The nodes joined to each, each once, in the order of its legs."""
        return tuple(
            tuple(dict.fromkeys(self.links[index].beyond(node) for index in links))
            for node, links in enumerate(self.at)
        )

    @cached_property
    def leaving(self) -> tuple[tuple[int, ...], ...]:
        """The exits of each node, by number, in the order of its legs."""
        found: list[list[int]] = [[] for _ in self.legs]
        for index, way_out in enumerate(self.exits):
            found[way_out.end.node].append(index)
        return tuple(tuple(sorted(indices, key=lambda k: self.exits[k].end.leg)) for indices in found)

    def is_dot(self, node: int) -> bool:
        """Whether a node is the dot of a wire with many ends."""
        return node >= self.factors

    def is_vector(self, node: int) -> bool:
        """Whether a node is joined to one other and to nothing outside: it hangs."""
        return len(self.at[node]) == 1 and len(self.legs[node]) == 1

    def distances(self, sources: Sequence[int]) -> list[int]:
        """How many links each node is from the nearest source; -1 where it cannot be reached."""
        found = [-1] * self.count
        waiting = list(dict.fromkeys(sources))
        for node in waiting:
            found[node] = 0
        for node in waiting:
            for other in self.beside[node]:
                if found[other] < 0:
                    found[other] = found[node] + 1
                    waiting.append(other)
        return found

    def parts(self) -> list[list[int]]:
        """The factors in groups that share no wire, in reading order."""
        found: list[list[int]] = []
        part_of: dict[int, int] = {}
        for first in range(self.factors):
            if first not in part_of:
                found.append([])
                part_of[first] = len(found) - 1
                waiting = [first]
                for node in waiting:
                    new = [other for other in self.beside[node] if other not in part_of]
                    part_of.update(dict.fromkeys(new, len(found) - 1))
                    waiting += new
        for factor in range(self.factors):
            found[part_of[factor]].append(factor)
        return found


def net_of(ends: Ends) -> Net:
    """The graph of a product from the ends of its factors."""
    legs = [list(strands) for strands in ends.of]
    held = _held(ends)
    links: list[Link] = []
    exits: list[Exit] = []
    loops: list[Link] = []
    for strand, found in _places(ends).items():
        side = ends.outside.get(strand)
        if len(found) + (side is not None) > 2:
            hub = len(legs)
            legs.append([strand] * (len(found) + (side is not None)))
            links += [Link(strand, end, End(hub, leg)) for leg, end in enumerate(found)]
            found = [End(hub, len(found))]
        elif side is None and len(found) == 2:
            (loops if found[0].node == found[1].node else links).append(Link(strand, *found))
        if side is not None:
            exits.append(Exit(strand, found[0], held.get(found[0], side), found[0] in held))
    return Net(tuple(map(tuple, legs)), len(ends.of), tuple(links), tuple(exits), tuple(loops), held)


def _held(ends: Ends) -> dict[End, Side]:
    """The legs for which the author wishes a side."""
    return {End(node, leg): side for node, sides in enumerate(ends.wishes) for leg, side in enumerate(sides) if side}


def part(ends: Ends, chosen: Sequence[int], outside: Mapping[Strand, Side]) -> Ends:
    """The ends of some factors, whose outer wires leave as ``outside`` says."""
    return replace(
        ends,
        of=tuple(ends.of[k] for k in chosen),
        outside=outside,
        small=tuple(ends.small[k] for k in chosen),
        wishes=tuple(ends.wishes[k] for k in chosen) if ends.wishes else (),
        stands=tuple(ends.stands[k] for k in chosen) if ends.stands else (),
    )


def _places(ends: Ends) -> dict[Strand, list[End]]:
    """Where each strand ends."""
    found: dict[Strand, list[End]] = {}
    for node, strands in enumerate(ends.of):
        for leg, strand in enumerate(strands):
            found.setdefault(strand, []).append(End(node, leg))
    return found
