"""The command line. `main` takes the arguments and returns the exit code: 0 fine, 1 the file is wrong or an equation
false, 2 wrong usage."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from tensorgraph.cli.output import report_mistakes
from tensorgraph.cli.parser import read_arguments
from tensorgraph.cli.usage import Usage
from tensorgraph.diagnostics import TensorgraphError

__all__ = ["main", "run"]

RECURSION = 20_000
"""Frames: brackets nest to the depth the language allows, and a function that walks them takes several a level."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; whatever a user can do wrong is said on standard error, and the exit code tells.

    >>> main(["examples", "head"])  # doctest: +ELLIPSIS
    # head.tg: one attention head
    ...
    0
    """
    sys.setrecursionlimit(max(RECURSION, sys.getrecursionlimit()))
    try:
        code = _said(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()  # here, and not when Python ends, so that a reader who has left is noticed
        return code
    except BrokenPipeError:  # the reader of our output stopped early
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _said(arguments: Sequence[str]) -> int:
    """The exit code, whatever is wrong said."""
    try:
        command, options = read_arguments(arguments)
        return command(options)
    except Usage as usage:
        print(usage, file=sys.stderr if usage.code else sys.stdout)
        return usage.code
    except TensorgraphError as error:
        report_mistakes(error)
        return 1
    except MemoryError:
        print("error[memory]: this needs more memory than there is", file=sys.stderr)
        return 1


def run() -> None:
    """The `tensorgraph` script. A letter that the terminal's encoding lacks is written by its number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(main())
