"""The canonical spacing of a file. Line breaks and comments stay as the author wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tensorgraph.source import Source
from tensorgraph.syntax.machine import Token, machine, scan
from tensorgraph.syntax.parse import parse

INDENT = "    "
"""Before a line that continues a statement."""
GAP = 2
"""Fewest spaces before a comment that follows code."""

_UNARY_AFTER = frozenset(["EQUAL", "RELATION", "LPAR", "LSQB", "COMMA", "COLON", "SEMICOLON", "VBAR"])
"""A sign after one of these, or at the start, belongs to what follows it."""
_OPERAND = frozenset(["NAME", "INT", "NUMBER", "STRING", "HOLE", "RSQB", "RPAR"])
"""What ends a factor: whether a space stands before ``(`` is the author's, as ``A (…)`` reads as a product."""
_TIGHT_BEFORE = frozenset(["COMMA", "SEMICOLON", "COLON", "RPAR", "RSQB", "LSQB", "CIRCUMFLEX"])
_TIGHT_AFTER = frozenset(["LPAR", "LSQB", "CIRCUMFLEX"])


@dataclass(frozen=True)
class _Line:
    """A line in canonical spacing; ``column`` is where its comment started in the source."""

    code: str
    comment: str = ""
    column: int = 0


def format_source(source: Source) -> str:
    """The text in canonical spacing; TensorgraphError where it does not parse.

    The result parses to the same tree, and formatting it again changes nothing. Comments after code keep their column
    when there is room, so that what was aligned stays aligned.

    >>> format_source(Source("a.tg", "dim  a=3,b\\ny[i]=-A[ i,j ]b[j]  *2 # twice"))
    'dim a = 3, b\\ny[i] = -A[i, j] b[j] * 2  # twice\\n'
    """
    parse(source)
    lines = list(_one_blank(_lines(source.text)))
    columns = _columns(lines)
    return "".join(_text(line, column) + "\n" for line, column in zip(lines, columns, strict=True))


def _lines(text: str) -> Iterator[_Line]:
    last: Token | None = None
    for line in text.splitlines():
        tokens = [token for token in scan(machine(), line) if token.kind != "WHITE_SPACE"]
        continues = line[:1].isspace()
        comment = tokens.pop() if tokens and tokens[-1].kind == "COMMENT" else None
        indent = INDENT if continues and last is not None else ""
        if tokens and not continues:
            last = None
        code = indent + _spaced(line, tokens, last) if tokens else ""
        last = tokens[-1] if tokens else last
        if comment is None:
            yield _Line(code)
        elif tokens:
            yield _Line(code, comment.text.rstrip(), comment.start)
        else:
            yield _Line(indent + comment.text.rstrip())


def _spaced(line: str, tokens: list[Token], last: Token | None) -> str:
    """The words of a line; ``last`` is the word before them in the statement."""
    words: list[str] = []
    unary = False
    for token in tokens:
        if words and last is not None and not unary and _is_apart(line, last, token):
            words.append(" ")
        unary = token.kind == "SIGN" and (last is None or last.kind in _UNARY_AFTER)
        words.append(token.text)
        last = token
    return "".join(words)


def _is_apart(line: str, left: Token, right: Token) -> bool:
    """Whether a space stands between two words of a line."""
    if left.kind == "LBRACE" and right.kind == "RBRACE":
        return False
    if right.kind in _TIGHT_BEFORE and not (right.kind == "LSQB" and left.kind not in _OPERAND):
        return False
    if left.kind in _TIGHT_AFTER:
        return False
    if right.kind == "LPAR" and left.kind in _OPERAND:
        return line[right.start - 1].isspace()
    return True


def _one_blank(lines: Iterator[_Line]) -> Iterator[_Line]:
    """At most one empty line in a row, none at the start and the end."""
    waiting, started = False, False
    for line in lines:
        blank = not line.code and not line.comment
        if not blank:
            if waiting and started:
                yield _Line("")
            yield line
            started = True
        waiting = blank


def _columns(lines: list[_Line]) -> list[int]:
    """Where each comment starts: lines in a row whose comments started in one column keep one."""
    columns = [0] * len(lines)
    place = 0
    while place < len(lines):
        end = place + 1
        while end < len(lines) and lines[end].comment and lines[end].column == lines[place].column:
            end += 1
        wanted = max(len(line.code) for line in lines[place:end]) + GAP
        columns[place:end] = [max(lines[place].column, wanted)] * (end - place)
        place = end
    return columns


def _text(line: _Line, column: int) -> str:
    return line.code.ljust(column) + line.comment if line.comment else line.code
