"""`tensorgraph explain`."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from tensorgraph.cli.output import read_input, write_result
from tensorgraph.cli.usage import Usage
from tensorgraph.diagram.theme_file import theme_named
from tensorgraph.document import Document
from tensorgraph.explain.explained import save
from tensorgraph.explain.making import Wanted, pages_of
from tensorgraph.explain.writers import WRITERS, Manner, write

WIDEST = 100
"""Columns of a line of words, where a terminal has more."""


def explain(options: argparse.Namespace) -> int:
    """Write names of a file side by side as picture, formula and code."""
    format = _format(options)
    if options.standalone and format != "tex":
        raise Usage(f"error: --standalone belongs to tex, and this is {format}")
    network = Document.of(read_input(options.file)).network
    only = tuple(name for words in options.only for name in words.split(",") if name)
    theme = theme_named(options.theme, Path()) if options.theme else None
    pages = pages_of(network, options.names, Wanted(only, dict(options.size), tuple(options.given), theme))
    if options.output in (None, "-"):
        manner = Manner(standalone=options.standalone, colours=_has_colours(), columns=_columns())
        write_result("-", write(format, pages, manner).data)
    else:
        path = Path(options.output)
        save(path, format, pages, Manner(path.stem, options.standalone))
    return 0


def _format(options: argparse.Namespace) -> str:
    """What is written: as `--format` says, else as the file is called, else text."""
    asked: str | None = options.format
    ending = Path(options.output or "-").suffix.removeprefix(".").lower()
    if asked is not None and asked not in WRITERS:
        raise Usage(f"error: there is no format `{asked}`\n  = the formats are: {', '.join(WRITERS)}")
    if asked and ending in WRITERS and ending != asked:
        words = f"`{options.output}` ends in .{ending}, and --format says {asked}"
        raise Usage(f"error: {words}\n  = leave one of them out")
    if asked or options.output in (None, "-"):
        return asked or "txt"
    if ending not in WRITERS:
        raise Usage(f"error: `{options.output}` does not end in a format\n  = the formats are: {', '.join(WRITERS)}")
    return ending


def _has_colours() -> bool:
    """Whether standard output is a terminal that wants colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _columns() -> int:
    return min(WIDEST, shutil.get_terminal_size().columns) if sys.stdout.isatty() else WIDEST
