"""What the commands write: results whole to a file or standard output, messages and progress to standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.files import write_whole
from tensorgraph.progress import Progress, shown
from tensorgraph.source import Source
from tensorgraph.syntax.read import decode, read_source

RED, GREEN, YELLOW, BOLD, PLAIN = "\033[31m", "\033[32m", "\033[33m", "\033[1m", "\033[0m"


def coloured(text: str, colour: str, stream: TextIO) -> str:
    """A text in colour where the stream is a terminal and NO_COLOR is not set."""
    wanted = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return f"{colour}{text}{PLAIN}" if wanted else text


def report_mistakes(error: TensorgraphError) -> None:
    """Every diagnostic on standard error, and their number where there are several."""
    for diagnostic in error.diagnostics:
        text = str(diagnostic)
        word = f"error[{diagnostic.code}]"
        print(text.replace(word, coloured(word, RED, sys.stderr), 1), end="\n\n", file=sys.stderr)
    if len(error.diagnostics) > 1:
        print(f"{len(error.diagnostics)} errors", file=sys.stderr)


def write_result(target: str, data: bytes) -> None:
    """Bytes to a file, or to standard output for `-`."""
    if target == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_whole(Path(target), data)


def read_input(name: str) -> Source:
    """The source of a file, or of standard input for `-`."""
    if name == "-":
        return Source("<stdin>", decode(sys.stdin.buffer.read(), "<stdin>"))
    return read_source(Path(name))


@contextmanager
def progress(words: str) -> Iterator[Progress]:
    """A line on a terminal while something long runs, a bar where it is told how far that is; nothing in a pipe."""
    with shown(words, sys.stderr) as bar:
        yield bar
