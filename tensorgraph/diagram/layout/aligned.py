"""`place { A: align B }`: two tensors in one column, in whatever lines of the page they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.diagram.layout.lines import Line
from tensorgraph.diagram.layout.links import Contradictory, Link, Spot, spots, together
from tensorgraph.diagram.layout.marks import marks_of
from tensorgraph.graph.network import Hint


def align_links(lines: Sequence[Line], hints: Iterable[Hint]) -> list[Link]:
    """For each hint, the tensor of every line under or over the other in the nearest line; best in lines that have but
    one of them, and last within one, where one may hang under the other."""
    named = [_first_of(line) for line in lines]
    return [link for hint in hints if hint.wish == "align" for link in _links_of(hint, named)]


def _links_of(hint: Hint, named: Sequence[Mapping[str, Spot]]) -> list[Link]:
    having = {number for number, names in enumerate(named) if hint.name in names}
    others = {number for number, names in enumerate(named) if hint.other in names}
    if not having or not others:
        absent = hint.other if having else hint.name
        message = f"`{absent}` is not drawn in this picture by itself, so there is no column for it"
        raise TensorgraphError([Diagnostic("hints", message, hint.span, hint="name a tensor that is drawn")])
    links: list[Link] = []
    for number in sorted(having - others) or sorted(having)[:1]:
        nearest = min(others - having or others - {number} or others, key=lambda other: (abs(other - number), other))
        links += together(named[number][hint.name], named[nearest][hint.other], hint)
    return links


def _first_of(line: Line) -> dict[str, Spot]:
    """The leftmost tensor of every name in a line, as what moves it and how far it is from that."""
    found: dict[str, Spot] = {}
    for chunk in line.chunks:
        movable = {spot.key: spot for spot in spots(chunk)}
        first = next(iter(movable.values()))
        for mark in sorted(marks_of(chunk.box.items), key=lambda mark: (mark.x, mark.path)):
            by = movable.get(mark.path, first)
            for name in mark.names:
                found.setdefault(name, Spot(by.key, mark.x - by.x))
    return found


def refused(error: Contradictory) -> TensorgraphError:
    """What an author is told of hints that cannot be followed."""
    hints = list(dict.fromkeys(link.why for link in error.cycle if isinstance(link.why, Hint)))
    first, *others = sorted(hints, key=lambda hint: hint.span.start if hint.span else 0)
    words = f"`{first.name}` and `{first.other}` cannot stand in one column"
    if others:
        message = f"{words} when {' and '.join(_wish(hint) for hint in others)}"
    elif not any(isinstance(link.why, str) for link in error.cycle):
        message = f"{words}: they stand side by side in one line"
    else:
        reasons = dict.fromkeys(link.why for link in error.cycle if isinstance(link.why, str))
        message = f"{words}: {' and '.join(reasons)}"
    related = tuple((hint.span, "with this hint") for hint in others if hint.span)
    repair = "delete one" if others else "delete it"
    return TensorgraphError([Diagnostic("hints", message, first.span, related, repair)])


def _wish(hint: Hint) -> str:
    return f"`{hint.name}` stands in one with `{hint.other}`"
