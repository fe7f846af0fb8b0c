"""The page: terms with their free ends, sides with their signs, rows on one baseline each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.diagram.describe import description, title_of
from tensorgraph.diagram.keys import keyed
from tensorgraph.diagram.layout.pieces import words_box
from tensorgraph.diagram.layout.setting import Setting
from tensorgraph.diagram.layout.sides import Chunk, row_chunks
from tensorgraph.diagram.scene import Item, Scene, groups, moved, union
from tensorgraph.diagram.theme import THEMES, Theme
from tensorgraph.graph.network import Network, Picture

Line = tuple[Chunk, ...]


def draw(network: Network, picture: Picture) -> Scene:
    """The picture as shapes.

    Lengths are points. A TensorgraphError says which label cannot be set or which attribute is wrong.
    """
    try:
        return _drawn(network, picture)
    except TensorgraphError as error:  # a text knows no place of its own
        placed = [replace(found, span=found.span or picture.span) for found in error.diagnostics]
        raise TensorgraphError(placed) from error


def _drawn(network: Network, picture: Picture) -> Scene:
    theme = _theme(network, picture)
    mode = _attribute(network, picture, "dims", "names")
    rows = [row_chunks(row, Setting(network, theme, mode)) for row in picture.rows]
    column = max((_first_width(chunks, theme) for chunks in rows if _has_relation(chunks)), default=0.0)
    node = max((_first_node(chunks) for chunks in rows), default=0.0) if not column else 0.0
    lines = [line_ for chunks in rows for line_ in _lines(chunks, column, node, theme)]
    items = _stacked(lines, theme)
    return _scene(items, network, picture, theme)


def _theme(network: Network, picture: Picture) -> Theme:
    return THEMES.get(_attribute(network, picture, "theme", "taylor"), THEMES["taylor"])


def _attribute(network: Network, picture: Picture, name: str, default: str) -> str:
    """An attribute of the picture, else of the file's style."""
    value = dict(picture.attributes).get(name, dict(network.style).get(name, default))
    return value if isinstance(value, str) else default


def _has_relation(chunks: Sequence[Chunk]) -> bool:
    return any(chunk.relation for chunk in chunks)


def _first_width(chunks: Sequence[Chunk], theme: Theme) -> float:
    """Width of the first side, to which the other rows align."""
    first = next((k for k, chunk in enumerate(chunks) if chunk.relation), len(chunks))
    return _width(chunks[:first], theme)


def _first_node(chunks: Sequence[Chunk]) -> float:
    """Where the middle of a row's leftmost tensor is, which rows without a relation align on; 0 without one."""
    middles = [(group.bounds.left + group.bounds.right) / 2 for group in groups(chunks[0].box.items, "tensor")]
    return min(middles, default=0.0)


def _width(chunks: Sequence[Chunk], theme: Theme) -> float:
    return sum(_step(chunk, theme) + chunk.box.width for chunk in chunks)


def _step(chunk: Chunk, theme: Theme) -> float:
    """The sign and the air around it."""
    return chunk.sign_width + 2 * theme.sign_gap if chunk.sign else 0.0


def _lines(chunks: Sequence[Chunk], column: float, node: float, theme: Theme) -> list[tuple[float, Line]]:
    """The row broken where it is too long, each line with its x."""
    indent = column if _has_relation(chunks) else 0.0
    start = indent - _first_width(chunks, theme) if _has_relation(chunks) else max(node - _first_node(chunks), 0.0)
    lines: list[tuple[float, list[Chunk]]] = [(start, [])]
    for chunk in chunks:
        x, current = lines[-1]
        if current and chunk.sign and x + _width((*current, chunk), theme) > theme.line_width:
            lines.append((indent, [chunk]))
        else:
            current.append(chunk)
    return [(x, tuple(current)) for x, current in lines]


def _stacked(lines: Sequence[tuple[float, Line]], theme: Theme) -> list[Item]:
    """Lines under each other, each on its own axis."""
    items: list[Item] = []
    y = 0.0
    for index, (x, chunks) in enumerate(lines):
        y += max(chunk.box.height for chunk in chunks) if index else 0.0
        items += [moved(item, x, y) for item in _set_line(chunks, theme)]
        y += max(chunk.box.depth for chunk in chunks) + theme.row_gap
    return items


def _set_line(chunks: Line, theme: Theme) -> list[Item]:
    items: list[Item] = []
    x = 0.0
    for chunk in chunks:
        if chunk.sign:
            items += chunk.sign.moved(x + theme.sign_gap).items
        x += _step(chunk, theme)
        items += chunk.box.moved(x).items
        x += chunk.box.width
    return items


def _scene(items: Sequence[Item], network: Network, picture: Picture, theme: Theme) -> Scene:
    """The page around the drawing, its corner at the origin, with the heading that was asked for."""
    heading = dict(picture.attributes).get("title")
    if isinstance(heading, str) and heading.strip():
        title = words_box(heading, theme.name_size, theme)
        around = union(item.bounds for item in items)
        items = [*items, *title.moved(around.left, around.top - theme.title_gap - title.depth).items]
    around = union(item.bounds for item in items)
    shifted = tuple(moved(item, theme.margin - around.left, theme.margin - around.top) for item in items)
    # whole points, so that every renderer has whole pixels at every whole scale
    width, height = (math.ceil(length + 2 * theme.margin) for length in (around.width, around.height))
    texts = title_of(picture), description(network, picture)
    return Scene(width, height, keyed(shifted), *texts, theme.background, picture.name, network.source.text)
