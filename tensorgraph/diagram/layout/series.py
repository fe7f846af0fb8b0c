"""Pictures of a series share places: a tensor that stays is one place in all of them.

The distances of all pages are one system, in which a tensor has one place, whichever page it is on. Where that cannot
be, because somewhere two tensors changed their order, or because a page keeps its own distances, a tensor has a new
place from there on. What several merge into stands in the middle of the room that they had.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from tensorgraph.diagram.bracing import braced
from tensorgraph.diagram.captions import captioned
from tensorgraph.diagram.layout.extent import Extent
from tensorgraph.diagram.layout.lines import Line
from tensorgraph.diagram.layout.links import Contradictory, Key, Link, Spot, drawn_right, solved, spots, together
from tensorgraph.diagram.layout.marks import marks_of
from tensorgraph.diagram.layout.page import arranged, page_links, rows_of, set_page, setting_of
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.scene import Scene
from tensorgraph.graph.network import Network, Picture

ORIGIN: Key = ("origin",)
"""Where all pages begin."""
TENSOR = "tensor"
MOST_PARTED = 60
"""New places that are tried, one by one, before a series goes without shared ones: a block of GPT-2 needs half."""


@dataclass(frozen=True)
class Begun:
    """A picture in lines before anything has its last place, with a mark on every factor."""

    picture: Picture
    setting: Setting
    extent: Extent
    lines: tuple[Line, ...]
    alone: Mapping[Key, float]

    @property
    def links(self) -> list[Link]:
        """The distances that its page keeps."""
        return page_links(self.lines, self.picture, self.extent.theme)

    @property
    def distances(self) -> list[Link]:
        """Between all that is on it, as they are where it is alone."""
        first, *others = self.alone.items()
        return [link for key, x in others for link in together(Spot(first[0], x - first[1]), Spot(key, 0.0))]

    def at(self, found: Mapping[Key, float]) -> Scene:
        """The page with everything where it was found to stand."""
        return set_page(self.lines, found, self.setting, self.picture, self.extent)


def begun(network: Network, picture: Picture, extent: Extent) -> Begun:
    """A picture whose places somebody else will find: one of a series that shares them."""
    shown = braced(network, captioned(network, picture))
    setting = setting_of(network, shown, extent)
    setting = replace(setting, place=replace(setting.place, wanted=True))
    lines, alone = arranged(rows_of(shown, setting), shown, extent)
    return Begun(shown, setting, extent, tuple(lines), alone)


@dataclass(frozen=True)
class Page:
    """A page of a series. ``names`` has the tensor for each name that a mark may have; ``came`` says of which tensors
    of the page before each one is made. A ``fixed`` page has all distances that it has alone."""

    begun: Begun
    names: Mapping[str, int]
    came: Mapping[int, tuple[int, ...]]
    fixed: bool = False

    @property
    def links(self) -> list[Link]:
        """What it wants, whatever the others do."""
        return self.begun.distances if self.fixed else self.begun.links


def in_series(pages: Sequence[Page]) -> list[tuple[Scene, dict[int, float]]]:
    """The pages with shared places, each with the x that its tensors have in all."""
    links = [_on(number, link) for number, page in enumerate(pages) for link in page.links]
    ends = [list(_ends(number, page)) for number, page in enumerate(pages)]
    parted: set[tuple[int, int]] = set()
    while True:
        tied = [*links, *(link for own in ends for end in own for link in _tie(end, parted))]
        try:
            found = _settled(tied, pages, ends, parted)
            break
        except Contradictory as error:
            parted.add(_last_tie(error.cycle))
        if len(parted) > MOST_PARTED:
            parted = {(end.page, end.tensor) for own in ends for end in own}
    places = [{end.tensor: found[_place(end.tensor, end.page, parted)] for end in own} for own in ends]
    return [(page.begun.at(_of(number, found)), places[number]) for number, page in enumerate(pages)]


@dataclass(frozen=True)
class _End:
    """Where a tensor is on a page: on a spot of it."""

    page: int
    tensor: int
    spot: Spot


def _on(page: int, link: Link) -> Link:
    return Link((page, *link.a), (page, *link.b), link.gap, link.why)


def _of(page: int, found: Mapping[Key, float]) -> dict[Key, float]:
    return {key[1:]: x for key, x in found.items() if key[0] == page}


def _ends(number: int, page: Page) -> Iterator[_End]:
    """Of every tensor: what it moves with, and how far from that it is."""
    for chunk in (chunk for line in page.begun.lines for chunk in line.chunks):
        places = {spot.key: spot.x for spot in spots(chunk)}
        whole = next(iter(places))
        for mark in marks_of(chunk.box.items):
            tensor = next((page.names[name] for name in mark.names if name in page.names), None)
            key = mark.path if mark.path in places else whole
            if tensor is not None:
                yield _End(number, tensor, Spot((number, *key), mark.x - places[key]))


def _place(tensor: int, page: int, parted: set[tuple[int, int]]) -> Key:
    """The key of a tensor's place on a page."""
    return TENSOR, tensor, sum(other == tensor and since <= page for since, other in parted)


def _tie(end: _End, parted: set[tuple[int, int]]) -> list[Link]:
    return together(end.spot, Spot(_place(end.tensor, end.page, parted), 0.0))


def _last_tie(cycle: Sequence[Link]) -> tuple[int, int]:
    """The tie of a contradiction that is on the last page: its page and tensor."""
    pairs = [(link.a, link.b) if link.b[0] == TENSOR else (link.b, link.a) for link in cycle]
    return max((int(here[0]), int(tensor[1])) for here, tensor in pairs if tensor[0] == TENSOR)


def _settled(
    links: Sequence[Link], pages: Sequence[Page], ends: Sequence[Sequence[_End]], parted: set[tuple[int, int]]
) -> dict[Key, float]:
    """The places; those of what is made on the way, or taken apart, as near to the middle of what it was made of, or of
    what it becomes, as the others let."""
    found = solved(links)
    splits, merges = _splits(pages), _merges(pages)
    wishes = [(page, one, page + 1, others) for page, one, others in splits]
    wishes += [(page, one, page - 1, others) for page, one, others in merges]
    keys = {_place(one, page, parted) for page, one, _, _ in wishes}
    last = drawn_right(links, found, {key for key in found if key in keys or key[0] != TENSOR})
    wished: dict[Key, float] = {}
    for page, one, where, others in wishes:
        places = [_place(other, where, parted) for other in others]
        xs = [wished.get(place, found[place]) for place in places if place in found]
        key = _place(one, page, parted)
        if xs and key in found:
            wished[key] = min(max((min(xs) + max(xs)) / 2, found[key]), last[key])
    return solved([*links, *(Link(ORIGIN, key, x) for key, x in wished.items())])


Change: TypeAlias = tuple[int, int, tuple[int, ...]]
"""A page, a tensor on it, and those of a neighbouring page that it becomes or is made of."""


def _splits(pages: Sequence[Page]) -> list[Change]:
    """What becomes several, and what becomes such, from the last page to the first."""
    found: dict[tuple[int, int], Change] = {}
    for number in reversed(range(len(pages) - 1)):
        following = pages[number + 1]
        new = set(following.names.values()) - set(pages[number].names.values())
        parts: dict[int, list[int]] = {}
        for one in sorted(new):
            if len(following.came.get(one, ())) == 1:
                parts.setdefault(following.came[one][0], []).append(one)
        for one, others in parts.items():
            if len(others) > 1 or (number + 1, others[0]) in found:
                found[number, one] = number, one, tuple(others)
    return list(found.values())


def _merges(pages: Sequence[Page]) -> list[Change]:
    """What is made of others, but for the parts of what is taken apart, from the first page to the last."""
    apart = {(page + 1, other) for page, _, others in _splits(pages) for other in others}
    return [
        (number, one, page.came[one])
        for number, page in enumerate(pages)
        for one in dict.fromkeys(page.names.values())
        if number and one not in pages[number - 1].names.values() and page.came.get(one) and (number, one) not in apart
    ]
