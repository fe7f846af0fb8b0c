"""What is said of a mistake: code, place, what was found, what to write instead."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from tensorgraph.source import Span

SHOWN_WIDTH = 160
"""Longest stretch of a source line that a message shows, in characters."""

UNPRINTABLE = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
"""Unicode categories of characters that steer a terminal or show nothing."""
ALIKE = 0.6
"""How like two names must be for one to be suggested for the other (difflib's ratio and default)."""


@dataclass(frozen=True)
class Diagnostic:
    """One mistake.

    ``code`` is its name in ``docs/errors.md``; ``message`` one phrase; ``related`` further places, each with a
    note; ``hint`` the text to write instead, or the rule.
    """

    code: str
    message: str
    span: Span | None = None
    related: tuple[tuple[Span, str], ...] = ()
    hint: str = ""

    def __str__(self) -> str:
        lines = [f"error[{self.code}]: {self.message}"]
        if self.span:
            lines[0] = f"{_place(self.span)}: {lines[0]}"
            lines += _excerpt(self.span)
        for span, note in self.related:
            lines += [f"{_place(span)}: {note}", *_excerpt(span)]
        lines += [f"  = {hint}" for hint in self.hint.splitlines()]
        return "\n".join(lines)


class TensorgraphError(Exception):
    """One or more mistakes in a file, its values or what was asked of it.

    ``diagnostics`` holds them in the order of the source.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]):
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n\n".join(map(str, self.diagnostics)))


def mistake(code: str, message: str, span: Span | None = None, hint: str = "") -> TensorgraphError:
    """The error of a single mistake, ready to raise."""
    return TensorgraphError([Diagnostic(code, message, span, (), hint)])


def near(name: str, names: Iterable[str], many: int = 1) -> list[str]:
    """The names most like ``name``, best first.

    >>> near("modle", ["model", "head"])
    ['model']
    """
    known = list(dict.fromkeys(names))
    folded = [other for other in known if other.casefold() == name.casefold()]
    alike = difflib.get_close_matches(name, known, many, ALIKE) if len(name) > 1 else []
    return list(dict.fromkeys(folded + alike))[:many]


def _place(span: Span) -> str:
    line, column = span.source.position(span.start)
    return f"{span.source.name}:{line}:{column}"


def _excerpt(span: Span) -> list[str]:
    """The source line with carets under the exact words."""
    number, column = span.source.position(span.start)
    text = span.source.line(number)
    length = max(1, min(span.end - span.start, len(text) - column + 1))
    start = max(0, column - 1 - SHOWN_WIDTH // 2) if len(text) > SHOWN_WIDTH else 0
    shown = printable(text[start : start + SHOWN_WIDTH])
    before = printable(text[start : column - 1])
    under = printable(text[column - 1 : min(column - 1 + length, start + SHOWN_WIDTH)])
    gutter = " " * len(str(number))
    caret = " " * terminal_width(before) + "^" * max(1, terminal_width(under))
    return [f"{gutter} |", f"{number} | {shown}", f"{gutter} | {caret}"]


def printable(text: str) -> str:
    """Control characters made visible, so that no file can write to the terminal."""
    return "".join(
        " " if c == "\t" else "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in UNPRINTABLE else c for c in text
    )


def terminal_width(text: str) -> int:
    """Columns a terminal gives a text: wide characters two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
