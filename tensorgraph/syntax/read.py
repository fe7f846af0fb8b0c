"""From a file to its text."""

from __future__ import annotations

from pathlib import Path

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.source import Source
from tensorgraph.syntax.split import MAX_CHARACTERS

MAX_BYTES = 4 * MAX_CHARACTERS
"""A character has at most four bytes in UTF-8."""


def read_source(path: Path) -> Source:
    """The text of a file, its line ends and byte order mark made plain; TensorgraphError where it is none."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise mistake("file", f"cannot read `{path}`: {error.strerror or error}") from None
    return Source(str(path), decode(data, str(path)))


def decode(data: bytes, name: str) -> str:
    """UTF-8 with or without a byte order mark, any line ends.

    >>> decode(b"\\xef\\xbb\\xbfdim a\\r\\n", "a.tg")
    'dim a\\n'
    """
    if len(data) > MAX_BYTES:
        raise mistake("too-long", f"`{name}` has more than {MAX_BYTES} bytes", hint="is this a .tg file?")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_text(data, name, error) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _not_text(data: bytes, name: str, error: UnicodeDecodeError) -> TensorgraphError:
    line = data[: error.start].count(b"\n") + 1
    message = f"`{name}` is not UTF-8 text: byte 0x{data[error.start]:02x} in line {line}"
    return mistake("not-text", message, hint="save it as UTF-8")
