"""A text as the places that it takes in a terminal."""

from __future__ import annotations

import unicodedata

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""For what is no letter: a terminal would obey it."""


def cells(text: str) -> list[str]:
    """A place for each character: marks stand on the letter before them, and a wide letter has an empty place after it.

    >>> cells("x̂"), cells("字"), cells("\\x1b[0m")
    (['x̂'], ['字', ''], ['�', '[', '0', 'm'])
    """
    found: list[str] = []
    for character in text:
        if unicodedata.combining(character) and found:
            found[-1] += character
        elif character != " " and (not character.isprintable() or character.isspace()):
            found.append(UNKNOWN)
        else:
            found += [character, ""] if unicodedata.east_asian_width(character) in "WF" else [character]
    return found
