"""From a text to its statements, with everything that can be wrong before grammar."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from tensorgraph.diagnostics import UNPRINTABLE, Diagnostic
from tensorgraph.source import Source, Span

MAX_CHARACTERS = 2_000_000
"""Longest file: far above a whole model written out, far below what would take seconds."""
MAX_LINE = 100_000
"""Longest line, in characters."""
MAX_STATEMENTS = 10_000
"""Most statements of a file."""
MAX_DEPTH = 60
"""Deepest nesting of brackets; the functions that walk a tree recurse a few frames a level."""

OPENING = {"(": ")", "[": "]", "{": "}"}
CLOSING = {closing: opening for opening, closing in OPENING.items()}
_SCANNED = re.compile(r'"[^"\n]*("|$)|#[^\n]*|[][(){}]', re.MULTILINE)


@dataclass(frozen=True)
class Piece:
    """The text of one statement and where it starts."""

    text: str
    start: int


def split(source: Source) -> tuple[list[Piece], list[Diagnostic]]:
    """The statements of a text: each starts in the first column and takes the indented lines after it.

    >>> [piece.text for piece in split(Source("a.tg", "dim a\\ny =\\n  b\\n"))[0]]
    ['dim a\\n', 'y =\\n  b\\n']
    """
    refused = _too_large(source) or _control_character(source)
    if refused:
        return [], [refused]
    pieces: list[Piece] = []
    errors: list[Diagnostic] = []
    start: int | None = None
    position = 0
    for line in source.text.splitlines(keepends=True):
        if line[0] not in " \t\n#":
            if start is not None:
                pieces.append(Piece(source.text[start:position], start))
            start = position
        elif start is None and line.strip() and not line.lstrip().startswith("#") and not errors:
            indent = len(line) - len(line.lstrip())
            errors.append(
                Diagnostic(
                    "indented-statement",
                    "the first statement is indented",
                    Span(source, position + indent, position + len(line.rstrip())),
                    hint="start it in the first column; an indented line continues the statement above",
                )
            )
        position += len(line)
    if start is not None:
        pieces.append(Piece(source.text[start:], start))
    if len(pieces) > MAX_STATEMENTS:
        place = Span(source, pieces[MAX_STATEMENTS].start, pieces[MAX_STATEMENTS].start + 1)
        message = f"{len(pieces)} statements, and a file may have {MAX_STATEMENTS}"
        return [], [Diagnostic("too-many-statements", message, place, hint="put a part in another file and `use` it")]
    return pieces, errors


def _too_large(source: Source) -> Diagnostic | None:
    if len(source.text) > MAX_CHARACTERS:
        message = f"the file has {len(source.text)} characters, and may have {MAX_CHARACTERS}"
        return Diagnostic("too-long", message, Span(source, 0, 1), hint="is this a .tg file?")
    position = 0
    for number, line in enumerate(source.text.split("\n"), 1):
        if len(line) > MAX_LINE:
            message = f"line {number} has {len(line)} characters, and may have {MAX_LINE}"
            place = Span(source, position + MAX_LINE, position + MAX_LINE + 1)
            return Diagnostic("too-long", message, place, hint="break it; an indented line continues the one above")
        position += len(line) + 1
    return None


def _control_character(source: Source) -> Diagnostic | None:
    for match in re.finditer(r"[^\t\n\x20-\x7e]", source.text):
        character = match.group()
        if unicodedata.category(character) in UNPRINTABLE:
            name = unicodedata.name(character, "control character").lower()
            message = f"the character U+{ord(character):04X} ({name}) cannot stand in a file"
            return Diagnostic("bad-character", message, Span(source, match.start(), match.end()), hint="delete it")
    return None


def bracket_error(source: Source, piece: Piece) -> Diagnostic | None:
    """The first bracket of a statement that has no partner or is too deep, or a string without end."""
    open_: list[tuple[str, Span]] = []
    for match in _SCANNED.finditer(piece.text):
        mark = match.group()
        span = Span(source, piece.start + match.start(), piece.start + match.end())
        if mark[0] == '"' and (len(mark) == 1 or mark[-1] != '"'):
            return Diagnostic("open-string", "the text has no closing quote", span, hint='end it with `"` on the same line')
        if mark in OPENING:
            open_.append((mark, span))
            if len(open_) > MAX_DEPTH:
                message = f"brackets are nested more than {MAX_DEPTH} deep"
                return Diagnostic("too-deep", message, span, hint="give the inner part a name of its own")
        elif mark in CLOSING and not (open_ and open_[-1][0] == CLOSING[mark]):
            return _unmatched(mark, span, open_)
        elif mark in CLOSING:
            open_.pop()
    if open_:
        mark, span = open_[-1]
        return Diagnostic("open-bracket", f"`{mark}` is never closed", span, hint=f"write `{OPENING[mark]}` where it ends")
    return None


def _unmatched(mark: str, span: Span, open_: list[tuple[str, Span]]) -> Diagnostic:
    if not open_:
        return Diagnostic("open-bracket", f"`{mark}` closes nothing", span, hint=f"delete it, or write `{CLOSING[mark]}` before")
    opening, place = open_[-1]
    return Diagnostic(
        "open-bracket",
        f"`{mark}` cannot close `{opening}`",
        span,
        ((place, f"`{opening}` was opened here"),),
        hint=f"write `{OPENING[opening]}`",
    )
