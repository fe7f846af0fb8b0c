"""From a text to its statements, with everything that can be wrong before grammar."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from tensorgraph.diagnostics import UNPRINTABLE, Diagnostic
from tensorgraph.source import Source, Span

MAX_CHARACTERS = 500_000
"""Longest file: far above a whole model written out, and checked in a few seconds."""
MAX_STATEMENT = 20_000
"""Longest statement and longest line, in characters: some 4,000 factors."""
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
    starts, errors = _starts(source)
    ends = [*starts[1:], len(source.text)]
    pieces = [Piece(source.text[start:end], start) for start, end in zip(starts, ends, strict=False)]
    refused = _too_many(source, pieces) or _too_long_statement(source, pieces)
    return ([], [refused]) if refused else (pieces, errors)


def _starts(source: Source) -> tuple[list[int], list[Diagnostic]]:
    """Where the statements start; an indented line before the first one is a mistake."""
    starts: list[int] = []
    errors: list[Diagnostic] = []
    position = 0
    for line in source.text.splitlines(keepends=True):
        words = line.strip()
        if not line[0].isspace() and line[0] != "#":
            starts.append(position)
        elif not starts and not errors and words and words[0] != "#":
            start = position + line.index(words[0])
            hint = "start it in the first column; an indented line continues the statement above"
            place = Span(source, start, start + len(words))
            errors.append(Diagnostic("indented-statement", "the first statement is indented", place, hint=hint))
        position += len(line)
    return starts, errors


def _too_many(source: Source, pieces: list[Piece]) -> Diagnostic | None:
    if len(pieces) <= MAX_STATEMENTS:
        return None
    place = Span(source, pieces[MAX_STATEMENTS].start, pieces[MAX_STATEMENTS].start + 1)
    message = f"the file has {len(pieces)} statements, and may have {MAX_STATEMENTS}"
    return Diagnostic("too-long", message, place, hint="put a part into another file and `use` it")


def _too_long_statement(source: Source, pieces: list[Piece]) -> Diagnostic | None:
    for piece in pieces:
        if len(piece.text) > MAX_STATEMENT and len(piece.text.rstrip()) > MAX_STATEMENT:
            message = f"the statement has {len(piece.text)} characters, and may have {MAX_STATEMENT}"
            place = Span(source, piece.start, piece.start + 1)
            return Diagnostic("too-long", message, place, hint="give parts of it names of their own")
    return None


def _too_large(source: Source) -> Diagnostic | None:
    if len(source.text) > MAX_CHARACTERS:
        message = f"the file has {len(source.text)} characters, and may have {MAX_CHARACTERS}"
        return Diagnostic("too-long", message, Span(source, 0, 1), hint="is this a .tg file?")
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
    opened: list[tuple[str, Span]] = []
    for match in _SCANNED.finditer(piece.text):
        mark = match.group()
        span = Span(source, piece.start + match.start(), piece.start + match.end())
        if mark[0] == '"' and (len(mark) == 1 or mark[-1] != '"'):
            hint = 'end it with `"` on the same line'
            return Diagnostic("open-string", "the text has no closing quote", span, hint=hint)
        if mark in OPENING:
            opened.append((mark, span))
            if len(opened) > MAX_DEPTH:
                message = f"brackets are nested more than {MAX_DEPTH} deep"
                return Diagnostic("too-deep", message, span, hint="give the inner part a name of its own")
        elif mark in CLOSING and not (opened and opened[-1][0] == CLOSING[mark]):
            return _unmatched(mark, span, opened)
        elif mark in CLOSING:
            opened.pop()
    return _never_closed(source, piece, *opened[-1]) if opened else None


def _never_closed(source: Source, piece: Piece, mark: str, span: Span) -> Diagnostic:
    color = re.compile(r"#[0-9a-fA-F]{6}\b").search(source.text, span.end, piece.start + len(piece.text))
    if mark == "{" and color:
        place = Span(source, color.start(), color.end())
        return Diagnostic("open-bracket", "`#` starts a comment", place, hint=f'quote the colour: `"{color.group()}"`')
    hint = f"write `{OPENING[mark]}` where it ends; a statement goes on only in indented lines"
    return Diagnostic("open-bracket", f"`{mark}` is never closed", span, hint=hint)


def _unmatched(mark: str, span: Span, opened: list[tuple[str, Span]]) -> Diagnostic:
    if not opened:
        hint = f"delete it, or write `{CLOSING[mark]}` before"
        return Diagnostic("open-bracket", f"`{mark}` closes nothing", span, hint=hint)
    opening, place = opened[-1]
    related = ((place, f"`{opening}` was opened here"),)
    hint = f"write `{OPENING[opening]}`"
    return Diagnostic("open-bracket", f"`{mark}` cannot close `{opening}`", span, related, hint)
