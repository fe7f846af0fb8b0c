"""Markdown to Markdown: blocks of the language become pictures beside the document, for pages that run no filter.

A block is fenced and its first word is `tensorgraph`, with attributes after it, or in braces as pandoc has them. It may
stand in a list or a quote. Everything else is passed on as it is; a fence inside another fence is a text.
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

_FENCE = re.compile(r"((?:[ \t]*>)*[ \t]*)(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*)")
"""What is before a fence, a fence, and its info string: CommonMark allows no backtick in that of backticks."""
_BRACES = re.compile(r"\{(.*?)\}?")
_MYST = re.compile(r"\{tensorgraph\}(.*)")
_WORD = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*'|["'])+""")
_TICKS = re.compile(r"`+")
_CLOSING_INDENT = 3
"""Most spaces of a closing fence beyond those of its opening one, as CommonMark has it."""
_LEAST_FENCE = 3


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
            made += [f"{piece.indent}{line}".rstrip() for part in found for line in [*_lines(part, media), ""]][:-1]
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
        end = _closing(lines, at, opening) if opening else None
        if opening is None or end is None:
            yield lines[at]
            at += 1
            continue
        if _info(opening[3]) is None:
            yield from lines[at : end + 1]
        else:
            yield _Fenced(opening[1], opening[3], tuple(lines[at + 1 : end]), at + 2)
        at = end + 1


def _closing(lines: list[str], start: int, opening: re.Match[str]) -> int | None:
    """The line of the fence that closes the one at ``start``; None where it, or the quote it stands in, is open."""
    quotes = opening[1].count(">")
    for place in range(start + 1, len(lines)):
        if quotes and lines[place].lstrip("> \t") == lines[place].lstrip():
            return None
        found = _FENCE.fullmatch(lines[place])
        if found and found[2].startswith(opening[2]) and not found[3].strip() and _is_beside(found[1], opening[1]):
            return place
    return None


def _is_beside(closing: str, opening: str) -> bool:
    """Whether a closing fence stands in the quotes of its opening one, and not so far right that it is text."""
    further = len(closing.expandtabs()) - len(opening.expandtabs())
    return closing.count(">") == opening.count(">") and further <= _CLOSING_INDENT


def _info(info: str) -> tuple[str, ...] | None:
    """The words of a block of the language beside its mark, as they are written; None for another.

    >>> _info("tensorgraph show=head"), _info("{#fig-a .tensorgraph show=head}"), _info("python")
    (('show=head',), ('#fig-a', 'show=head'), None)
    """
    info = info.strip()
    myst, braced = _MYST.fullmatch(info), _BRACES.fullmatch(info)
    if myst:
        return tuple(_WORD.findall(myst[1]))
    words = _WORD.findall(braced[1] if braced else info)
    if words[:1] == ["tensorgraph"]:
        inner = _BRACES.fullmatch(info.removeprefix("tensorgraph").strip())
        return tuple(_WORD.findall(inner[1]) if inner else words[1:])
    if braced and ".tensorgraph" in words:
        return tuple(word for word in words if word != ".tensorgraph")
    return None


def _block(fenced: _Fenced, name: str, folder: Path) -> Block:
    words = _info(fenced.info) or ()
    identifier = next((word[1:] for word in words if word.startswith("#")), "")
    attributes = worded(" ".join(word for word in words if word[0] not in "#."))  # a class is no matter of ours
    text = "\n".join(_inside(line, fenced.indent) for line in fenced.lines)
    return Block(text, attributes, name, fenced.first, folder, identifier)


def _inside(line: str, indent: str) -> str:
    """A line without what is before the block: all of that, or as much as an empty line has."""
    return line.removeprefix(indent) if line.startswith(indent) else line.removeprefix(indent.rstrip())


def _lines(part: Part, media: Media) -> Iterator[str]:
    match part:
        case Picture():
            yield f"![{_escaped(part.alt)}]({media.written(part, 'svg')})"
            yield from ["", f"*{_escaped(part.caption)}*"] if part.caption else []
        case Listing(text, language):
            fence = "`" * max([_LEAST_FENCE, *(len(ticks) + 1 for ticks in _TICKS.findall(text))])
            yield from [f"{fence}{'tg' if language == 'tensorgraph' else language}", *text.splitlines(), fence]
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
