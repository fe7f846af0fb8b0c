"""The page: terms with their free ends, in lines on one axis each, whose signs stand under each other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram.bracing import braced
from tensorgraph.diagram.captions import captioned
from tensorgraph.diagram.describe import description, title_of
from tensorgraph.diagram.keys import keyed
from tensorgraph.diagram.layout.aligned import align_links, refused
from tensorgraph.diagram.layout.chunk import Chunk
from tensorgraph.diagram.layout.extent import WIDER, Extent, extent_of
from tensorgraph.diagram.layout.levels import levelled
from tensorgraph.diagram.layout.lines import Line, broken, column_links, left_keys, line_links, numbered, start_links
from tensorgraph.diagram.layout.links import Contradictory, Key, Link, drawn_right, rooms, solved
from tensorgraph.diagram.layout.marks import Place
from tensorgraph.diagram.layout.pieces import in_lines
from tensorgraph.diagram.layout.setting import Setting, author_hints
from tensorgraph.diagram.layout.sides import row_chunks
from tensorgraph.diagram.layout.stack import block_links, in_blocks, stacked
from tensorgraph.diagram.layout.strip import right_end, set_line, side_words
from tensorgraph.diagram.layout.terms import braced as underbraced
from tensorgraph.diagram.scene import Item, Scene, moved, union
from tensorgraph.diagram.table import Strip, entries_of, table_words, tabled
from tensorgraph.diagram.theme import Theme
from tensorgraph.graph.network import Network, Picture


def draw(
    network: Network, picture: Picture, width: float | str | None = None, theme: Theme | str | None = None
) -> Scene:
    """The picture as shapes.

    Lengths are points. ``width`` is what the page may take, in points or as `"160mm"`, and ``theme`` a theme or its
    name; both come before what the picture and its file say. A TensorgraphError says which label cannot be set or
    which attribute is wrong.
    """
    try:
        shown = braced(network, captioned(network, picture))
        return _drawn(network, shown, extent_of(network, shown, width, theme))
    except TensorgraphError as error:  # a text knows no place of its own
        placed = [replace(found, span=found.span or picture.span) for found in error.diagnostics]
        raise TensorgraphError(placed) from error


def _drawn(network: Network, picture: Picture, extent: Extent) -> Scene:
    setting = setting_of(network, picture, extent)
    table = entries_of(network, picture, extent.theme)
    if table:
        setting, extent = replace(setting, table=table), replace(extent, beside=table.beside(extent.theme))
    rows = rows_of(picture, setting)
    scene = _page(rows, setting, picture, extent)
    if extent.factor(scene) < 1.0:  # longer lines, made smaller, may be larger in the end
        others = (_page(rows, setting, picture, extent.wider(by)) for by in WIDER)
        scene = max((scene, *others), key=extent.factor)
    return extent.fitted(scene)


def setting_of(network: Network, picture: Picture, extent: Extent) -> Setting:
    """What the stages of a picture's layout need to know."""
    wanted = _is_stacked(picture) or any(hint.wish == "align" for hint in picture.hints)
    layout = str(dict(picture.attributes).get("layout", "auto"))
    frames = str((dict(network.style) | dict(picture.attributes)).get("frames", "nested"))
    hints = author_hints(network, picture)
    setting = Setting(network, extent.theme, extent.labels, hints=hints, tints=picture.tints, layout=layout)
    return replace(setting, frames=frames, place=Place(wanted=wanted))


def _is_stacked(picture: Picture) -> bool:
    return dict(picture.attributes).get("stack") is True


def _page(rows: Sequence[Sequence[Chunk]], setting: Setting, picture: Picture, extent: Extent) -> Scene:
    """The rows as a page, their factors moved to where other lines want them."""
    return set_page(*arranged(rows, picture, extent), setting, picture, extent)


def set_page(
    lines: Sequence[Line], found: Mapping[Key, float], setting: Setting, picture: Picture, extent: Extent
) -> Scene:
    """Lines as a page, everything in its place."""
    chunks = [chunk for line in lines for chunk in line.chunks]
    more = rooms(chunks, found) if setting.place.wanted else {}
    if more:
        moved_on = replace(setting, place=replace(setting.place, rooms=more))
        lines = _renewed(lines, rows_of(picture, moved_on))
    lines = [replace(line, chunks=levelled(line.chunks, extent.theme)) for line in lines]
    strips = _strips(lines, found, extent.theme)
    items = tabled(setting.table, strips, extent.theme) if setting.table else _stacked(lines, strips, extent.theme)
    scene = _scene(items, setting, picture, extent)
    return replace(scene, notes=extent.notes(scene, lines))


def rows_of(picture: Picture, setting: Setting) -> list[list[Chunk]]:
    """The terms of each row, with their braces, where they are not in a block."""
    rows = [row_chunks(row, setting.within(number)) for number, row in enumerate(picture.rows)]
    rows = [in_blocks(row, number) for number, row in enumerate(rows)] if _is_stacked(picture) else rows
    return [[_with_brace(chunk, setting) for chunk in row] for row in rows]


def _with_brace(chunk: Chunk, setting: Setting) -> Chunk:
    return chunk if chunk.block else chunk.boxed(underbraced(chunk.box, *chunk.chain, chunk.brace, setting))


def arranged(
    rows: Sequence[Sequence[Chunk]], picture: Picture, extent: Extent
) -> tuple[list[Line], Mapping[Key, float]]:
    """Lines, and the places of what is in them; stacked ones below their first side, where they would be too wide."""
    theme, width = extent.theme, extent.line_width
    if not _is_stacked(picture):
        lines = numbered(broken(rows, width, theme))
        return lines, _placed(lines, picture, theme)
    lines = numbered([line for number, row in enumerate(rows) for line in stacked(row, number, theme)])
    found = _placed(lines, picture, theme)
    wide = {line.row for line in lines if right_end(line.chunks, found, theme) > width}
    if not wide:
        return lines, found
    below = [line for number, row in enumerate(rows) for line in stacked(row, number, theme, number in wide)]
    return numbered(below), _placed(numbered(below), picture, theme)


def _placed(lines: Sequence[Line], picture: Picture, theme: Theme) -> Mapping[Key, float]:
    links = page_links(lines, picture, theme)
    for wished in (start_links(lines), ()):  # rows begin under each other unless an author wants otherwise
        try:
            return drawn_right(links, solved([*links, *wished]), left_keys(lines))
        except Contradictory as error:
            found = error
    raise refused(found)


def page_links(lines: Sequence[Line], picture: Picture, theme: Theme) -> list[Link]:
    """The distances that a page keeps."""
    links = [link for line in lines for link in line_links(line, theme)]
    return [*links, *column_links(lines), *block_links(lines, theme), *align_links(lines, picture.hints)]


def _renewed(lines: Sequence[Line], rows: Sequence[Sequence[Chunk]]) -> list[Line]:
    """The lines with the terms as they are set now."""
    now = {chunk.path: chunk for row in rows for chunk in row}
    return [replace(line, chunks=tuple(now[chunk.path] for chunk in line.chunks)) for line in lines]


def _strips(lines: Sequence[Line], found: Mapping[Key, float], theme: Theme) -> list[Strip]:
    """Each line on an axis of its own, with the words beside it."""
    words = side_words(lines, found, theme)
    return [
        Strip(
            line.row,
            (*set_line(line.chunks, found, theme), *words.get(line.number, ())),
            max(chunk.height for chunk in line.chunks),
            max(chunk.depth for chunk in line.chunks),
        )
        for line in lines
    ]


def _stacked(lines: Sequence[Line], strips: Sequence[Strip], theme: Theme) -> list[Item]:
    """Lines under each other, each on its own axis; those of stacked terms at equal distances."""
    axes = accumulate(_distances(lines, theme), initial=0.0)
    return [moved(item, 0.0, y) for strip, y in zip(strips, axes, strict=True) for item in strip.items]


def _distances(lines: Sequence[Line], theme: Theme) -> list[float]:
    """From each axis to the next."""
    own = [
        max(chunk.depth for chunk in a.chunks) + theme.row_gap + max(chunk.height for chunk in b.chunks)
        for a, b in pairwise(lines)
    ]
    blocks = [_shared_block(a, b) for a, b in pairwise(lines)]
    even: dict[object, float] = {}
    for block, distance in zip(blocks, own, strict=True):
        even[block] = max(distance, even.get(block, 0.0))
    return [even[block] if block else distance for block, distance in zip(blocks, own, strict=True)]


def _shared_block(a: Line, b: Line) -> object:
    """The number of the row whose stacked terms two lines have; None where they have not."""
    both = {chunk.block for chunk in a.chunks if chunk.block} & {chunk.block for chunk in b.chunks if chunk.block}
    return ("row", a.row) if both else None


def _scene(items: Sequence[Item], setting: Setting, picture: Picture, extent: Extent) -> Scene:
    """The page around the drawing, its corner at the origin, with the heading that was asked for."""
    theme = extent.theme
    items = [*items, *_heading(items, picture, extent)]
    around = union(item.bounds for item in items)
    shifted = tuple(moved(item, theme.margin - around.left, theme.margin - around.top) for item in items)
    # whole points, so that every renderer has whole pixels at every whole scale
    width, height = (math.ceil(length + 2 * theme.margin) for length in (around.width, around.height))
    network, table = setting.network, setting.table
    texts = title_of(picture), table_words(table, picture) if table else description(network, picture)
    return Scene(width, height, keyed(shifted), *texts, theme.background, picture.name, network.source.text)


def _heading(items: Sequence[Item], picture: Picture, extent: Extent) -> list[Item]:
    """The title over the drawing, in lines no wider than the page."""
    heading, theme = dict(picture.attributes).get("title"), extent.theme
    if not isinstance(heading, str) or not heading.strip():
        return []
    around = union(item.bounds for item in items)
    found: list[Item] = []
    y = around.top - theme.title_gap
    for words in reversed(in_lines(heading, extent.line_width, theme.name_size, theme)):
        found += words.moved(around.left, y - words.depth).items
        y -= words.depth + theme.words_lead
    return found
