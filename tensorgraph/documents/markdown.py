"""Markdown to Markdown: blocks of the language become pictures beside the document, for pages that run no filter.

A block is fenced and its first word is `tensorgraph`, with attributes after it, or in braces as pandoc has them.
Everything else is passed on as it is; a fence inside another fence is a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tensorgraph.diagnostics import Diagnostic, TensorgraphError
from tensorgraph.documents.attributes import worded
from tensorgraph.documents.block import Block, Listing, Part, Picture, Rows, parts
from tensorgraph.documents.media import Media
from tensorgraph.explain.explained import Explained

_FENCE = re.compile(r"([ \t]*)(`{3,}|~{3,})[ \t]*(.*)")
_BRACES = re.compile(r"\{\s*\.?tensorgraph\b(?:\s*\})?(?P<rest>[^}]*)\}?")
_IDENTIFIER = re.compile(r"(?<!\S)#([\w:.-]+)(?!\S)")


@dataclass(frozen=True)
class _Fenced:
    """A fenced block: its indentation, what stands after the opening fence, its lines, and the number of the first."""

    indent: str
    info: str
    lines: tuple[str, ...]
    first: int


def filled(text: str, name: str, folder: Path, media: Media) -> str:
    """The document with pictures in place of its blocks; a TensorgraphError with the mistakes of all.

    ``name`` is what messages call it, ``folder`` where it finds files, ``media`` where it puts them.
    """
    made: list[str] = []
    wrong: list[Diagnostic] = []
    for piece in _pieces(text):
        if isinstance(piece, str):
            made.append(piece)
            continue
        try:
            found = parts(_block(piece, name, folder))
            made += [_indented(line, piece.indent) for part in found for line in [*_lines(part, media), ""]][:-1]
        except TensorgraphError as error:
            wrong += error.diagnostics
    if wrong:
        raise TensorgraphError(wrong)
    return "\n".join(made)


def _pieces(text: str) -> Iterator[str | _Fenced]:
    """Lines as they are, and blocks of the language; a fence that is not closed is a text."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        opening = _FENCE.fullmatch(lines[at])
        end = _closing(lines, at, opening[2]) if opening else None
        if opening is None or end is None:
            yield lines[at]
            at += 1
            continue
        if _info(opening[3]) is None:
            yield from lines[at : end + 1]
        else:
            yield _Fenced(opening[1], opening[3], tuple(lines[at + 1 : end]), at + 2)
        at = end + 1


def _closing(lines: list[str], start: int, fence: str) -> int | None:
    """The line of the fence that closes the one at ``start``."""
    for place in range(start + 1, len(lines)):
        line = lines[place].strip()
        if line.startswith(fence) and not line.strip(fence[0]):
            return place
    return None


def _info(info: str) -> str | None:
    """The attributes of a block of the language as they are written; None for another.

    >>> _info("tensorgraph show=head"), _info("{.tensorgraph show=head}"), _info("python")
    ('show=head', 'show=head', None)
    """
    word, _, rest = info.strip().partition(" ")
    if word == "tensorgraph":
        return rest.strip().removeprefix("{").removesuffix("}").strip()
    braced = _BRACES.fullmatch(info.strip())
    return braced["rest"].strip() if braced else None


def _block(fenced: _Fenced, name: str, folder: Path) -> Block:
    info = _info(fenced.info) or ""
    identifier = _IDENTIFIER.search(info)
    attributes = worded(_IDENTIFIER.sub("", info, count=1))
    text = "\n".join(line.removeprefix(fenced.indent) for line in fenced.lines)
    return Block(text, attributes, name, fenced.first, folder, identifier[1] if identifier else "")


def _lines(part: Part, media: Media) -> Iterator[str]:
    match part:
        case Picture():
            yield f"![{_escaped(part.alt)}]({media.written(part, 'svg')})"
            yield from ["", f"*{_escaped(part.caption)}*"] if part.caption else []
        case Listing(text, language):
            yield from [f"```{'tg' if language == 'tensorgraph' else language}", *text.splitlines(), "```"]
        case Rows(header, rows):
            yield from (_row(header), _row(("---",) * len(header)), *(_row(map(_cell, row)) for row in rows))
        case Explained():
            yield from _explained(part, media)


def _explained(part: Explained, media: Media) -> Iterator[str]:
    """The picture, and the rest as text."""
    for page in part.pages:
        if page.scene is not None:
            yield from _lines(Picture(page.scene, page.scene.description), media)
    words = replace(part, pages=tuple(replace(page, scene=None) for page in part.pages))
    yield from ["", "```text", *words.render("txt").rstrip().splitlines(), "```"]


def _row(cells: Iterator[str] | tuple[str, ...] | map[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return _escaped(text).replace("|", "\\|")


def _escaped(text: str) -> str:
    r"""Words that Markdown takes for nothing else.

    >>> print(_escaped("A[i] * b_1"))
    A\[i\] \* b\_1
    """
    return re.sub(r"([\\`*_\[\]<>$])", r"\\\1", " ".join(text.split()))


def _indented(line: str, indent: str) -> str:
    return f"{indent}{line}" if line else ""
