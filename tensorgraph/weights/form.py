"""Texts: a mistake of form in an address or a pattern, with its place, and what files may print."""

from __future__ import annotations

import unicodedata

from tensorgraph.diagnostics import UNPRINTABLE

LONGEST_SHOWN = 200
"""Characters of a text from a file that a message shows."""


def shown(text: str) -> str:
    """A text from a file, such as a key: nothing in it steers the terminal.

    >>> shown("h.0\x1b[2J")
    'h.0\ufffd[2J'
    """
    steers = {ord(c) for c in set(text) if unicodedata.category(c) in UNPRINTABLE}
    short = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return short.translate(dict.fromkeys(steers, "\N{REPLACEMENT CHARACTER}"))


def entry_words(key: str, store: str) -> str:
    """An entry in messages; a file that is one array has no key."""
    return f"`{shown(key)}` in {store}" if key else store


class Malformed(Exception):
    """What is wrong with the characters ``start`` to ``end`` of a text, and what to write instead."""

    def __init__(self, message: str, start: int, end: int, hint: str = ""):
        self.message, self.start, self.end, self.hint = message, start, end, hint
        super().__init__(message)
