"""Nodes of pandoc's tree (pandoc-types 1.22 and 1.23): what pictures, listings and tables are there."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, TypeAlias

from tensorgraph.diagram.formats.compact import compact
from tensorgraph.documents.block import Picture

Node: TypeAlias = Any
PLAIN_ATTRIBUTES: tuple[str, list[str], list[Node]] = ("", [], [])
POINTS_PER_INCH = 72
GAP = 2
"""Letters between the columns of a table."""
LINE = 80
"""Letters of a table's row that stand side by side on a page; the cells of a longer one break."""
NOT_IN_ALT = str.maketrans(dict.fromkeys("\\{}%#$&~^_", " "))
"""What steers TeX; the key `alt` of `\\includegraphics` is read by it, though never set."""


def text(words: str) -> list[Node]:
    """Words as inlines.

    >>> text("a b")
    [{'t': 'Str', 'c': 'a'}, {'t': 'Space'}, {'t': 'Str', 'c': 'b'}]
    """
    made: list[Node] = []
    for word in words.split():
        made += [{"t": "Space"}, {"t": "Str", "c": word}]
    return made[1:]


def code(words: str, language: str) -> Node:
    """A listing."""
    return {"t": "CodeBlock", "c": [["", ["tg" if language == "tensorgraph" else language], []], words]}


def raw(format: str, words: str, inline: bool = False) -> Node:
    """What one format reads as it is."""
    return {"t": "RawInline" if inline else "RawBlock", "c": [format, words]}


def html_figure(picture: Picture) -> list[Node]:
    """A picture as an element of the page, in a figure where it has a caption."""
    name = f' id="{escape(picture.identifier)}"' if picture.identifier else ""
    drawn = compact(picture.scene)
    if not picture.caption:
        return [raw("html", f'<div class="tensorgraph"{name}>{drawn}</div>')]
    words = f"<figcaption>{escape(picture.caption)}</figcaption>"
    return [raw("html", f'<figure class="tensorgraph"{name}>{drawn}{words}</figure>')]


def latex_figure(picture: Picture, path: str) -> list[Node]:
    """A PDF file included with its alt text, in a float where it has a caption."""
    shown = included(picture, path)
    if not picture.caption:
        return [raw("latex", rf"\begin{{center}}{shown}\end{{center}}")]
    label = rf"\label{{{picture.identifier}}}" if picture.identifier else ""
    before, after = rf"\begin{{figure}}\centering{shown}\caption{{", rf"}}{label}\end{{figure}}"
    return [{"t": "Para", "c": [raw("latex", before, True), *text(picture.caption), raw("latex", after, True)]}]


def included(picture: Picture, path: str) -> str:
    """A PDF file, included by graphicx at its own width, or the line's where that is less, with its alt text."""
    alt = " ".join(picture.alt.translate(NOT_IN_ALT).split())
    own = f"{picture.scene.width:g}bp"
    return rf"\includegraphics[alt={{{alt}}},width=\ifdim {own}>\linewidth\linewidth\else {own}\fi]{{{path}}}"


def image(picture: Picture, path: str, sized: bool) -> Node:
    """A file of a picture as an inline; ``sized`` for one in pixels, whose width in inches is said."""
    width = [["width", f"{picture.scene.width / POINTS_PER_INCH:.3f}in"]] if sized else []
    return {"t": "Image", "c": [["", [], width], text(picture.alt), [path, ""]]}


def figure(picture: Picture, shown: Node, figures: bool) -> list[Node]:
    """An image by itself, or with a caption: a node of its own in pandoc 3, before that a title that says so."""
    if not picture.caption:
        return [{"t": "Para", "c": [shown]}]
    caption = text(picture.caption)
    if figures:
        name = [picture.identifier, [], []]
        return [{"t": "Figure", "c": [name, [None, [{"t": "Plain", "c": caption}]], [{"t": "Plain", "c": [shown]}]]}]
    (_, classes, pairs), _, (path, _) = shown["c"]
    named = [picture.identifier, classes, [*pairs, ["alt", picture.alt]]]
    return [{"t": "Para", "c": [{"t": "Image", "c": [named, caption, [path, "fig:"]]}]}]


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Node:
    """A table of plain texts under a header."""
    columns = [[{"t": "AlignLeft"}, width] for width in _widths([header, *rows])]
    head = [PLAIN_ATTRIBUTES, [_row(header)]]
    body = [PLAIN_ATTRIBUTES, 0, [], [_row(row) for row in rows]]
    return {"t": "Table", "c": [PLAIN_ATTRIBUTES, [None, []], columns, head, [body], [PLAIN_ATTRIBUTES, []]]}


def _widths(rows: Sequence[Sequence[str]]) -> list[Node]:
    """Of columns: as wide as their texts, or, where a row has no room, in proportion to the longest text of each."""
    longest = [max(map(len, column)) + GAP for column in zip(*rows, strict=True)]
    if sum(longest) <= LINE:
        return [{"t": "ColWidthDefault"}] * len(longest)
    return [{"t": "ColWidth", "c": round(letters / sum(longest), 3)} for letters in longest]


def _row(cells: Sequence[str]) -> Node:
    return [PLAIN_ATTRIBUTES, [_cell(cell) for cell in cells]]


def _cell(words: str) -> Node:
    return [PLAIN_ATTRIBUTES, {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": text(words)}]]
