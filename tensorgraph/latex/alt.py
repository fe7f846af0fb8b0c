"""What the pages of a PDF say to those who cannot see them, as a file for `tensorgraph.sty`."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        **{character: "\\" + character for character in "#$%&_{}"},
    }
)
"""Characters that TeX would not take for themselves; all others reach it as they are."""


def alt_file(texts: Sequence[str]) -> str:
    r"""The number of pages, and of each its text, for TeX and in UTF-16, as a PDF holds it.

    >>> print(alt_file(["h_1"]), end="")
    \tgpages{1}
    \tgalt{1}{h\_1}{FEFF0068005F0031}
    """
    lines = [rf"\tgalt{{{page}}}{{{_escaped(text)}}}{{{_hex(text)}}}" for page, text in enumerate(texts, 1)]
    return "\n".join([rf"\tgpages{{{len(texts)}}}", *lines]) + "\n"


def _escaped(text: str) -> str:
    """In one line, without characters that no font has."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable()).translate(ESCAPES)


def _hex(text: str) -> str:
    data = codecs.BOM_UTF16_BE + " ".join(text.split()).encode("utf-16-be", errors="replace")
    return data.hex().upper()
