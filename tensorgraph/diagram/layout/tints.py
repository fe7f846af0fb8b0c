"""Groups: a tinted ground behind the tensors that an author names together, with words under it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram.colour import LEGIBLE, contrast, paint_of
from tensorgraph.diagram.layout.box import Box
from tensorgraph.diagram.layout.pieces import in_lines
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.scene import Bounds, Curve, Group, Item, Polygon, groups, moved, union
from tensorgraph.diagram.theme import Theme
from tensorgraph.graph.network import Tint

NEAR = 8
"""Runs to the left that a tensor may still join, and that words may stand under; farther ones are no neighbours."""
STEPS = 16
"""Shares of the colour that are tried until all on it can be read."""


@dataclass(frozen=True)
class _Members:
    """The tensors of a group in a term: which, and where each run of neighbours is."""

    tint: Tint
    nodes: frozenset[int]
    runs: tuple[Bounds, ...]


@dataclass(frozen=True)
class _Ground:
    """What is drawn of a group: a rectangle for each run, and its words under one of them."""

    members: _Members
    rectangles: tuple[Bounds, ...]
    words: tuple[Item, ...]
    over_words: Bounds

    def held(self, around: Bounds) -> Iterator[Bounds]:
        """What of it lies in a larger ground."""
        yield from (rectangle for rectangle in self.rectangles if rectangle.meets(around))
        if self.over_words.meets(around):
            yield from (word.bounds for word in self.words)


def tinted(box: Box, setting: Setting) -> tuple[Box, float]:
    """A term's box with the grounds of the groups that it has all tensors of, and how far it moved to the right."""
    grounds = _grounds(box, setting)
    if not grounds:
        return box, 0.0
    shapes = [_shapes(ground, setting.theme) for ground in reversed(grounds)]  # inner ones lie on those around them
    items = (*shapes, *box.items)
    around = union(item.bounds for item in items)
    left, right = min(0.0, around.left), max(box.width, around.right)
    height, depth = max(box.height, -around.top), max(box.depth, around.bottom)
    return replace(box, width=right - left, height=height, depth=depth, items=items).moved(-left), -left


def _grounds(box: Box, setting: Setting) -> list[_Ground]:
    """The groups as they lie in the term, inner ones first."""
    grounds: list[_Ground] = []
    ink = list(_ink(box.items))
    waiting = _members(box.items, setting.tints)
    plain = [_rectangles(members, (), setting.theme) for members in waiting]
    for place, members in enumerate(waiting):
        rectangles = _rectangles(members, grounds, setting.theme)
        others = [k for k in range(place + 1, len(waiting)) if not members.nodes < waiting[k].nodes]
        beside = [rectangle for k in others for rectangle in plain[k]]
        words, over = _words(members.tint.text, rectangles, [*ink, *rectangles, *beside], box.width, setting.theme)
        grounds.append(_Ground(members, rectangles, words, over))
        ink += [*rectangles, *(word.bounds for word in words)]
    return grounds


# ---- which tensors --------------------------------------------------------------------------------------------


def _members(items: Sequence[Item], tints: Sequence[Tint]) -> list[_Members]:
    """The groups that have all their tensors here, the smallest first."""
    nodes = [node for node in groups(items) if node.role in ("tensor", "sum")]
    nodes.sort(key=lambda node: (node.bounds.left, node.bounds.top))
    found = []
    for tint in tints:
        inside = [node for node in nodes if set(node.called) & set(tint.names)]
        if all(any(name in node.called for node in inside) for name in tint.names):
            known = frozenset(id(node) for node in inside)
            strangers = [node.bounds for node in nodes if id(node) not in known]
            found.append(_Members(tint, known, _runs([node.bounds for node in inside], strangers)))
    return sorted(found, key=lambda members: len(members.nodes))


def _runs(members: Sequence[Bounds], strangers: Sequence[Bounds]) -> tuple[Bounds, ...]:
    """Around the tensors from left to right, in one run as long as no stranger stands between them."""
    runs: list[Bounds] = []
    for node in members:
        for place in range(len(runs) - 1, max(len(runs) - NEAR, 0) - 1, -1):
            longer = union((runs[place], node))
            if not _covers(longer, strangers):
                runs[place] = longer
                break
        else:
            runs.append(node)
    return tuple(runs)


def _covers(bounds: Bounds, strangers: Sequence[Bounds]) -> bool:
    """Whether one of the strangers, ordered from left to right, is in the way; those at the right end are first."""
    last = bisect_left(strangers, bounds.right, key=lambda stranger: stranger.left)
    return any(bounds.meets(strangers[place]) for place in range(last - 1, -1, -1))


# ---- the ground -----------------------------------------------------------------------------------------------


def _rectangles(members: _Members, inner: Sequence[_Ground], theme: Theme) -> tuple[Bounds, ...]:
    """Around each run, and around the groups that lie in it, words and all."""
    within = [ground for ground in inner if ground.members.nodes < members.nodes]
    found = []
    for run in members.runs:
        own = run.grown(theme.tint_padding)
        held = [part for ground in within for part in ground.held(own)]
        found.append(union((own, union(held).grown(theme.tint_step))) if held else own)
    return tuple(found)


def _shapes(ground: _Ground, theme: Theme) -> Group:
    tint = ground.members.tint
    try:
        fill, edge = ground_colours(tint.color, theme)
    except TensorgraphError as error:  # a word that the theme of the author's own does not know
        raise TensorgraphError(replace(found, span=tint.span) for found in error.diagnostics) from error
    rectangles = [_rectangle(bounds, fill, edge, theme) for bounds in ground.rectangles]
    return Group("tint", tint.text or ", ".join(tint.names), (*rectangles, *ground.words))


def _rectangle(bounds: Bounds, fill: str, edge: str, theme: Theme) -> Polygon:
    left, top, right, bottom = bounds.left, bounds.top, bounds.right, bounds.bottom
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Polygon(corners, (theme.tint_corner,) * 4, fill, edge, theme.tint_stroke)


def ground_colours(color: str, theme: Theme) -> tuple[str, str]:
    """The pale colour of a ground, on which wires, labels and words can be read, and of its edge.

    A word or ``#rrggbb``, grey for none; a theme without colours has grey grounds only.

    >>> from tensorgraph.diagram.theme import DARK, TAYLOR
    >>> ground_colours("#ff0000", TAYLOR), ground_colours("#ff0000", DARK)
    (('#ffbfbf', '#ff8080'), ('#501216', '#8a0c0e'))
    """
    paint = paint_of(color or None, theme)
    own = paint is not None and not _is_grey(theme)
    full, most = (paint.fill, theme.tint_share) if paint and own else (theme.ink, theme.tint_grey)
    fills = (_blended(full, theme.background, most * (STEPS - step) / STEPS) for step in range(STEPS))
    fill = next((fill for fill in fills if _is_legible(fill, theme)), theme.background)
    return fill, _blended(full, theme.background, most * (2 if own else 4))


def _is_grey(theme: Theme) -> bool:
    return all(paint.fill[1:3] == paint.fill[3:5] == paint.fill[5:7] for paint in theme.paints.values())


def _is_legible(fill: str, theme: Theme) -> bool:
    return min(contrast(fill, theme.ink), contrast(fill, theme.soft_ink)) >= LEGIBLE


def _blended(color: str, background: str, share: float) -> str:
    pairs = [(int(color[k : k + 2], 16), int(background[k : k + 2], 16)) for k in (1, 3, 5)]
    return "#" + "".join(f"{round(share * one + (1 - share) * other):02x}" for one, other in pairs)


# ---- its words ------------------------------------------------------------------------------------------------


def _words(
    text: str, under: Sequence[Bounds], ink: Sequence[Bounds], width: float, theme: Theme
) -> tuple[tuple[Item, ...], Bounds]:
    """The lines of a text, centred under the run where they can stand highest and touch nothing, and that run."""
    widest = max(bounds.width for bounds in under)
    lines = in_lines(text, max(widest, theme.brace_words), theme.words_size, theme)
    tops = accumulate((line.depth + theme.words_lead for line in lines), initial=0.0)
    items = [item for line, top in zip(lines, tops, strict=False) for item in line.moved(-line.width / 2, top).items]
    if not items:
        return (), under[0]
    around = union(item.bounds for item in items)
    places = [(*_free_place(around, bounds, ink, width, theme), bounds) for bounds in under[:NEAR]]
    x, y, over = min(places, key=lambda place: round(place[1], 3))
    return tuple(moved(item, x, y) for item in items), over


def _free_place(words: Bounds, under: Bounds, ink: Sequence[Bounds], width: float, theme: Theme) -> tuple[float, float]:
    """How far the words move to be under a ground, as high as they can be without touching ink."""
    middle = under.centre[0]
    least, most = -words.left, width - words.right  # inside the term, where they fit
    x = min(max(middle, least), most) if least <= most else middle
    drop = theme.end_air - min(words.top, 0.0)
    y = under.bottom + drop
    below = [bounds for bounds in ink if bounds.bottom > under.bottom]
    while hit := _touched(words, x, y, below, theme):
        y = min(bounds.bottom for bounds in hit) + drop
    return x, y


def _touched(words: Bounds, x: float, y: float, ink: Iterable[Bounds], theme: Theme) -> list[Bounds]:
    there = Bounds(words.left + x, words.top + y, words.right + x, words.bottom + y).grown(theme.end_air / 2)
    return [bounds for bounds in ink if bounds.meets(there)]


def _ink(items: Iterable[Item]) -> Iterator[Bounds]:
    """What each shape covers, a line piece by piece."""
    for item in items:
        if isinstance(item, Group):
            yield from _ink(item.parts)
        elif isinstance(item, Curve) and not item.bezier:
            for start, end in zip(item.points, item.points[1:], strict=False):
                yield replace(item, points=(start, end)).bounds
        else:
            yield item.bounds
