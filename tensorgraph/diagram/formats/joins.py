"""Which nodes each wire of a scene joins, read from where its lines end.

Anchors say which legs are on a wire; its lines say where it branches, what it passes and where it ends free.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tensorgraph.diagram.scene import Bounds, Curve, Disc, Group, Item, Point, Polygon, groups

NEAR = 0.05
"""Points within which lines meet: far less than any distance that can be seen, more than sums of lengths differ by."""


@dataclass(frozen=True)
class Joint:
    """Where wires meet or end, but for tensors and sums.

    ``kind`` is dot, fork, junction (of a thick wire), stop (a bar, where a function takes the wire away) or end.
    """

    key: str
    kind: str
    at: Point


@dataclass(frozen=True)
class Link:
    """A line between two things, by their keys, the left one first."""

    wire: str
    first: str
    last: str


@dataclass(frozen=True)
class _Place:
    """Where a line may end: around a middle within a reach, or in a box."""

    key: str
    at: Point
    reach: float = NEAR
    box: Bounds | None = None

    def holds(self, point: Point) -> bool:
        if self.box:
            return self.box.left <= point[0] <= self.box.right and self.box.top <= point[1] <= self.box.bottom
        return math.dist(self.at, point) <= self.reach


@dataclass(frozen=True)
class _Piece:
    """A line that meets nothing but at its ends."""

    wire: str
    points: tuple[Point, ...]

    @property
    def ends(self) -> tuple[Point, Point]:
        return self.points[0], self.points[-1]


def joins(term: Group) -> tuple[list[Joint], list[Link]]:
    """Where the wires of a term meet and end, and the lines between there and its tensors and sums."""
    parts = [(wire.key, part) for wire in groups(term.parts, "wire") for part in wire.parts]
    curves = [(wire, part) for wire, part in parts if isinstance(part, Curve)]
    bars = {id(line): _middle(line) for wire, line in curves if _is_bar(wire, line, curves)}
    joints, places = _places(term, [part for _, part in parts], list(bars.values()))
    dots = [joint.at for joint in joints if joint.kind == "dot"]
    lines = [(wire, line) for wire, line in curves if id(line) not in bars]
    pieces = [piece for wire, line in lines for piece in _pieces(wire, line, dots)]
    ends, links = _links(pieces, places, [sign.bounds for sign in groups(term.parts, "sign")], term.key)
    met = {end for link in links for end in (link.first, link.last)}
    return [joint for joint in (*joints, *ends) if joint.kind != "stop" or joint.key in met], links


def _places(term: Group, parts: Sequence[Item], bars: Sequence[Point]) -> tuple[list[Joint], dict[str, list[_Place]]]:
    """Dots, junctions and bars; and by wire where lines may end: at these and at sums, and at the anchors of a wire."""
    discs = [part for part in parts if isinstance(part, Disc)]
    combs = [part.bounds for part in parts if isinstance(part, Polygon)]
    dots = [Joint(f"{term.key}d{k}", "dot", disc.centre) for k, disc in enumerate(discs, 1)]
    junctions = [Joint(f"{term.key}j{k}", "junction", box.centre) for k, box in enumerate(combs, 1)]
    stops = [Joint(f"{term.key}b{k}", "stop", at) for k, at in enumerate(bars, 1)]
    common = [
        *(_Place(dot.key, dot.at, disc.radius + NEAR) for dot, disc in zip(dots, discs, strict=True)),
        *(_Place(bar.key, bar.at, box=box.grown(NEAR)) for bar, box in zip(junctions, combs, strict=True)),
        *(_Place(g.key, g.bounds.centre, g.bounds.width / 2 + NEAR) for g in groups(term.parts, "sum")),
        *(_Place(stop.key, stop.at) for stop in stops),
    ]
    found = {"": common}
    for node in groups(term.parts, "tensor"):
        for anchor in node.anchors:
            found.setdefault(anchor.wire, []).append(_Place(node.key, anchor.at))
    return [*dots, *junctions, *stops], found


def _middle(line: Curve) -> Point:
    (a, b), (c, d) = line.points[0], line.points[-1]
    return (a + c) / 2, (b + d) / 2


def _is_bar(wire: str, line: Curve, others: Sequence[tuple[str, Curve]]) -> bool:
    """Whether it is the bar of a normalised wire: another line of the wire goes through its middle, or ends there."""
    if len(line.points) != 2 or line.radius or line.bezier:
        return False
    return any(key == wire and other is not line and _on(_middle(line), other.points) for key, other in others)


def _on(point: Point, points: Sequence[Point]) -> bool:
    return any(_between(point, a, b) for a, b in pairwise(points))


def _between(point: Point, a: Point, b: Point) -> bool:
    """Whether a point is on a segment."""
    return math.dist(a, point) + math.dist(point, b) - math.dist(a, b) < NEAR * NEAR


def _pieces(wire: str, line: Curve, dots: Sequence[Point]) -> Iterator[_Piece]:
    """A line cut at the dots it passes."""
    if line.bezier:
        yield _Piece(wire, (line.points[0], line.points[-1]))
        return
    held = [line.points[0]]
    for a, b in pairwise(line.points):
        passed = sorted((dot for dot in dots if _between(dot, a, b)), key=lambda dot: math.dist(a, dot))
        for at in passed:
            if math.dist(held[0], at) > NEAR or len(held) > 1:
                yield _Piece(wire, (*held, at))
            held = [at]
        held.append(b)
    if len(held) > 2 or math.dist(held[0], held[-1]) > NEAR:
        yield _Piece(wire, tuple(held))


@dataclass(frozen=True)
class _End:
    """An end of a piece: the place it stops at, or none, and the pieces it touches there."""

    piece: int
    at: Point
    stop: str
    touches: tuple[int, ...] = ()

    @property
    def loose(self) -> bool:
        return not self.stop and not self.touches


def _links(
    pieces: Sequence[_Piece], places: Mapping[str, Sequence[_Place]], signs: Sequence[Bounds], key: str
) -> tuple[list[Joint], list[Link]]:
    """The lines between places, and the forks and ends that are no places."""
    ends = [_end(index, at, pieces, places) for index, piece in enumerate(pieces) for at in piece.ends]
    bridges = _bridges([end for end in ends if end.loose], pieces, signs)
    bridged = {end for pair in bridges for end in pair}
    joints: list[Joint] = []
    links: list[Link] = []
    for number, members in enumerate(_clusters(len(pieces), ends, bridges), 1):
        here = [end for piece in sorted(members) for end in ends[2 * piece : 2 * piece + 2]]
        free = [end.at for end in here if end.loose and end not in bridged]
        known = [Joint(f"{key}e{number}.{k}", "end", at) for k, at in enumerate(free, 1)]
        stops = [*((end.stop, end.at) for end in here if end.stop), *((joint.key, joint.at) for joint in known)]
        forks = [] if len(stops) == 2 else [Joint(f"{key}f{number}", "fork", _meeting(here))]
        joints += [*known, *forks]
        links += _star(pieces[here[0].piece].wire, forks, stops)
    return joints, links


def _end(index: int, at: Point, pieces: Sequence[_Piece], places: Mapping[str, Sequence[_Place]]) -> _End:
    wire = pieces[index].wire
    stop = next((place.key for of in (wire, "") for place in places.get(of, ()) if place.holds(at)), "")
    if stop:
        return _End(index, at, stop)
    others = [(k, piece) for k, piece in enumerate(pieces) if k != index]
    return _End(index, at, "", tuple(k for k, piece in others if _touches(at, wire, piece)))


def _touches(at: Point, wire: str, piece: _Piece) -> bool:
    """Whether an end meets a piece: anywhere where that is of its wire, else only an end, as in an identity."""
    if piece.wire == wire:
        return _on(at, piece.points)
    return any(math.dist(at, end) < NEAR for end in piece.ends)


def _bridges(ends: Sequence[_End], pieces: Sequence[_Piece], signs: Sequence[Bounds]) -> list[tuple[_End, _End]]:
    """Ends between which a coefficient stands on the wire."""
    found: list[tuple[_End, _End]] = []
    ordered = sorted(ends, key=lambda end: (pieces[end.piece].wire, round(end.at[1], 1), end.at[0]))
    for left, right in pairwise(ordered):
        one_wire = pieces[left.piece].wire == pieces[right.piece].wire
        gap = Bounds(left.at[0], left.at[1] - NEAR, right.at[0], left.at[1] + NEAR)
        level = abs(left.at[1] - right.at[1]) < NEAR
        if one_wire and level and any(sign.meets(gap) and gap.left < sign.centre[0] < gap.right for sign in signs):
            found.append((left, right))
    return found


def _clusters(count: int, ends: Sequence[_End], bridges: Sequence[tuple[_End, _End]]) -> list[set[int]]:
    """The pieces that hang together, in the order of their first."""
    clusters = {index: {index} for index in range(count)}
    pairs = [(end.piece, other) for end in ends for other in end.touches]
    for one, other in [*pairs, *((left.piece, right.piece) for left, right in bridges)]:
        joined = clusters[one] | clusters[other]
        clusters.update(dict.fromkeys(joined, joined))
    return list({id(cluster): cluster for cluster in clusters.values()}.values())


def _meeting(ends: Sequence[_End]) -> Point:
    """Where pieces meet; the start of the first where they do not."""
    return next((end.at for end in ends if end.touches), ends[0].at)


def _star(wire: str, forks: Sequence[Joint], stops: Sequence[tuple[str, Point]]) -> Iterator[Link]:
    """A line between two stops; from a fork one to each, and to itself where a ring has none."""
    centres = [(fork.key, fork.at) for fork in forks]
    pairs = [tuple(stops)] if not centres else [(centres[0], stop) for stop in stops or centres]
    for pair in pairs:
        (first, _), (last, _) = sorted(pair, key=lambda stop: stop[1])
        yield Link(wire, first, last)
