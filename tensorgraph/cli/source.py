"""`tensorgraph source`."""

from __future__ import annotations

import argparse
import sys
import unicodedata
from pathlib import Path

from tensorgraph.cli.output import write_result
from tensorgraph.diagnostics import UNPRINTABLE
from tensorgraph.figure import source_of


def source(options: argparse.Namespace) -> int:
    """Print the text that a picture was drawn from."""
    text = source_of(Path(options.picture))
    if sys.stdout.isatty():
        print(harmless(text), end="")
    else:
        write_result("-", text.encode())
    return 0


def harmless(text: str) -> str:
    """A text for a terminal: what would steer it is shown as a replacement character.

    >>> harmless("dim a\\n# \\x1b[2J")
    'dim a\\n# \\ufffd[2J'
    """
    steers = (c for c in set(text) if c not in "\n\t" and unicodedata.category(c) in UNPRINTABLE)
    return text.translate(dict.fromkeys(map(ord, steers), "\N{REPLACEMENT CHARACTER}"))
