"""The things on a slide with their numbers, names and connection sites: what its shapes need to know of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from tensorgraph.diagram.formats.plain import plain_text
from tensorgraph.diagram.formats.pptx.page import Page
from tensorgraph.diagram.formats.pptx.sites import Form, Site, form_of, index_of, leaving
from tensorgraph.diagram.formats.pptx.things import KNOTS, Run, Solid, Thing
from tensorgraph.diagram.scene import Text

FIRST = 2
"""The first free number of a shape: 1 is the slide's whole tree."""

NAMELESS: Mapping[str, str] = {}
"""Where no group has a name of its own."""

LONGEST = 60
"""Letters of a shape's name."""

TITLES: Mapping[str, str] = {"tensor": "{}", "bubble": "{}", "sum": "⊕", "dot": "copy {}", "junction": "split {}"}
"""What the selection pane calls a solid, where that is not its role and what is written in it."""


@dataclass(frozen=True)
class Slide:
    """``ids`` and ``names`` are those of the things in order; ``outlines`` and ``forms`` are by the number of a solid:
    the shape that connectors hold to, and its form."""

    page: Page
    things: Sequence[Thing]
    ids: Sequence[int]
    names: Sequence[str]
    outlines: Mapping[int, int]
    forms: Mapping[int, Form]

    def ties(self, run: Run) -> Iterator[tuple[str, int, int]]:
        """The glue of a run: which end, the number of the shape and of its site."""
        for end, number, site in _ends(run):
            if number is not None:
                index = index_of(site, self.forms[number].sites)
                assert index is not None
                yield end, self.outlines[number], index


def slide_of(things: Sequence[Thing], page: Page, names: Mapping[str, str] = NAMELESS) -> Slide:
    """Numbers, names and connection sites for the things on a slide; of some the ``names`` are known by their key."""
    ids = list(accumulate(map(_count, things), initial=FIRST))[:-1]
    solids = [(thing, id_) for thing, id_ in zip(things, ids, strict=True) if isinstance(thing, Solid)]
    outlines = {solid.number: id_ + (len(solid.parts) > 1) for solid, id_ in solids}
    needed: dict[int, list[Site]] = {number: [] for number in outlines}
    for _, number, site in (end for run in things if isinstance(run, Run) for end in _ends(run)):
        if number is not None:
            needed[number].append(site)
    forms = {solid.number: form_of(solid.outline, needed[solid.number]) for solid, _ in solids}
    titles = unique([_known(thing, names) or _title(thing) for thing in things])
    return Slide(page, things, ids, titles, outlines, forms)


def _known(thing: Thing, names: Mapping[str, str]) -> str:
    return names.get(thing.key, "") if isinstance(thing, Solid) and thing.role not in KNOTS else ""


def unique(names: Sequence[str]) -> list[str]:
    """The names, each that is there already with the next free number after it.

    >>> unique(["x", "W", "x", "x 2", "x"])
    ['x', 'W', 'x 2', 'x 2 2', 'x 3']
    """
    used: dict[str, int] = {}
    found: dict[str, None] = {}
    for name in names:
        number = used.get(name, 0) + 1
        while _numbered(name, number) in found:
            number += 1
        used[name] = number
        found[_numbered(name, number)] = None
    return list(found)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name} {number}"


def written_in(solid: Solid) -> str:
    """What is written in a solid."""
    outlines = [part.outline for part in solid.parts if isinstance(part, Text)]
    return " ".join(plain_text(outline.text, outline.style) for outline in outlines)


def _ends(run: Run) -> tuple[tuple[str, int | None, Site], ...]:
    """Both ends of a run: what they hold to, and where."""
    points = run.points
    first, last = leaving(points[0], points[1]), leaving(points[-1], points[-2])
    return ("stCxn", run.begin, first), ("endCxn", run.end, last)


def _count(thing: Thing) -> int:
    """How many shapes a thing is, with the group around several."""
    parts = len(thing.parts) if isinstance(thing, Solid) else 1
    return parts + 1 if parts > 1 else 1


def _title(thing: Thing) -> str:
    if isinstance(thing, Run):
        return f"wire {thing.name}"
    name = (thing.name if thing.role == "tensor" else written_in(thing)) or thing.name
    return TITLES.get(thing.role, f"{thing.role} {{}}").format(name).strip()[:LONGEST]
