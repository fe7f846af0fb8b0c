"""What pages can be written as: a table, a module a format.

A writer reads nothing but the pages. Its module is loaded when it is used. Whatever a file says, a writer makes text of
it: no markup, no commands, no codes for a terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from tensorgraph.diagnostics import mistake, near
from tensorgraph.explain.page import Page


@dataclass(frozen=True)
class Manner:
    """How pages are written: ``stem`` is the name of the file without its ending, "" where there is none;
    ``standalone`` asks for a whole document, ``colours`` for those of a terminal, ``columns`` wide."""

    stem: str = ""
    standalone: bool = False
    colours: bool = False
    columns: int = 100


@dataclass(frozen=True)
class Written:
    """The bytes of a file, and of those that lie beside it, by name."""

    data: bytes
    beside: tuple[tuple[str, bytes], ...] = ()


WRITERS: Mapping[str, str] = {"txt": "text", "md": "markdown", "html": "html", "tex": "latex"}
"""By the ending of the file: the module of this folder that has the function of the same name."""


def write(format: str, pages: Sequence[Page], manner: Manner | None = None) -> Written:
    """The pages in a format; a TensorgraphError where there is no such format.

    >>> write("txt", [Page("h", "head.tg", "h[i]", None)]).data.decode().splitlines()[0]
    'h[i]'
    """
    module = import_module(f"{__name__}.{WRITERS[known_format(format)]}")
    writer = cast("Callable[[Sequence[Page], Manner], Written]", getattr(module, WRITERS[format]))
    return writer(pages, manner or Manner())


def known_format(format: str) -> str:
    """The format itself, where there is a writer for it."""
    if format in WRITERS:
        return format
    found = near(format, WRITERS)
    hint = f"write `{found[0]}`" if found else f"the formats are: {', '.join(WRITERS)}"
    raise mistake("unknown-format", f"a page cannot be written as `{format}`", hint=hint)
