"""A line as shapes: its terms and signs where they were found to stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tensorgraph.diagram.layout.box import Box
from tensorgraph.diagram.layout.chunk import Chunk
from tensorgraph.diagram.layout.lines import Line
from tensorgraph.diagram.layout.links import Key, block_key, box_place, sign_key, spots
from tensorgraph.diagram.layout.marks import unmarked
from tensorgraph.diagram.layout.pieces import axis_drop, words_box
from tensorgraph.diagram.layout.sides import gathered
from tensorgraph.diagram.scene import Group, Item, Text
from tensorgraph.diagram.theme import Theme


def set_line(chunks: Sequence[Chunk], found: Mapping[Key, float], theme: Theme) -> list[Item]:
    """The terms of a line with their signs, on an axis at 0."""
    return [item for chunk in chunks for item in _set(chunk, found, theme)]


def _set(chunk: Chunk, found: Mapping[Key, float], theme: Theme) -> Iterator[Item]:
    x = box_place(chunk, found)
    items = list(unmarked(chunk.box.moved(x).items))
    right = (found[block_key(chunk)] if chunk.block else x) - theme.sign_gap
    if chunk.prefix:
        items += chunk.prefix.moved(right - chunk.prefix.width).items
        right -= chunk.prefix.width + theme.sign_gap
    if chunk.sign:
        yield from chunk.sign.moved(_sign_place(chunk, chunk.sign, right, found)).items
    yield Group("term", chunk.name, gathered(items))


def _sign_place(chunk: Chunk, sign: Box, right: float, found: Mapping[Key, float]) -> float:
    """Where its left edge is: in a column of signs, or just before what it belongs to."""
    middle = found.get(sign_key(chunk))
    return right - sign.width if middle is None else middle - sign.width / 2


def right_end(chunks: Sequence[Chunk], found: Mapping[Key, float], theme: Theme) -> float:
    """How far right a line would reach, each factor in its place, with its words."""
    last = chunks[-1]
    words = words_box(last.brace, theme.words_size, theme).width + theme.beside if last.block and last.brace else 0.0
    return box_end(last, found) + words


def box_end(chunk: Chunk, found: Mapping[Key, float]) -> float:
    """Where the right edge of a box is, when its factors stand in their places."""
    last = spots(chunk)[-1]
    return found[last.key] + chunk.box.width - last.x


def side_words(lines: Sequence[Line], found: Mapping[Key, float], theme: Theme) -> dict[int, list[Item]]:
    """The words beside the stacked terms of each line, by its number, in one column for each block."""
    edges: dict[Key, float] = {}
    for chunk in (chunk for line in lines for chunk in line.chunks if chunk.block):
        edges[chunk.block] = max(box_end(chunk, found), edges.get(chunk.block, 0.0))
    return {
        line.number: [
            item for chunk in line.chunks if chunk.block for item in _beside(chunk, edges[chunk.block], theme)
        ]
        for line in lines
    }


def _beside(chunk: Chunk, edge: float, theme: Theme) -> tuple[Item, ...]:
    """Words on the axis."""
    if not chunk.brace.strip():
        return ()
    words = words_box(chunk.brace, theme.words_size, theme)
    baseline = next(part for item in words.items if isinstance(item, Group) for part in item.parts)
    assert isinstance(baseline, Text)
    return words.moved(edge + theme.beside, axis_drop(theme.words_size, theme) - baseline.origin[1]).items
