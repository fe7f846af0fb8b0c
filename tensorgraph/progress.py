"""How far long work has come: whoever wants to know gives a function, which is told after each piece."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from html import escape
from importlib import import_module
from shutil import get_terminal_size
from typing import Any, TextIO, TypeAlias, TypeVar

T = TypeVar("T")
Progress: TypeAlias = Callable[[int, int], None]
"""Told how many pieces are done, and of how many."""

WIDTH = 24
"""Characters of a bar: beside a file's name it fits a terminal of 80."""
DONE, LEFT = "━", "╌"


def told(items: Iterable[T], total: int, progress: Progress | None) -> Iterator[T]:
    """The items as they come, told before the first and after each.

    >>> list(told("ab", 2, lambda done, total: print(done, "of", total)))
    0 of 2
    1 of 2
    2 of 2
    ['a', 'b']
    """
    if progress is not None:
        progress(0, total)
    for done, item in enumerate(items, 1):
        if progress is not None:
            progress(done, max(total, done))
        yield item


def bar(done: int, total: int) -> str:
    """How far it is, in characters and in numbers.

    >>> bar(3, 6)
    '━━━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌ 3/6'
    """
    full = WIDTH * done // max(total, 1)
    return f"{DONE * full}{LEFT * (WIDTH - full)} {done}/{total}"


@contextmanager
def shown(words: str, stream: TextIO | None = None) -> Iterator[Progress]:
    """Shows what it is told: in a notebook as a bar, on a terminal as a line, else not at all; gone when it is over."""
    stream = stream or sys.stderr
    if _is_notebook():
        with _in_notebook(words) as progress:
            yield progress
    elif stream.isatty():
        with _on_terminal(words, stream) as progress:
            yield progress
    else:
        yield _unseen


def _unseen(done: int, total: int) -> None:
    """Nobody looks."""


@contextmanager
def _on_terminal(words: str, stream: TextIO) -> Iterator[Progress]:
    words = "".join(letter if letter.isprintable() else "?" for letter in words)  # a file's name may have anything
    columns = get_terminal_size().columns

    def write(start: str, end: str = "") -> None:
        room = max(columns - len(end) - 2, 1)  # a line that wraps could not be cleared; a name's end says most
        start = start if len(start) <= room else f"…{start[len(start) - room + 1 :]}"
        line = f"{start} {end}".strip()[: columns - 1]
        print(f"\r{line}\033[K", end="", flush=True, file=stream)

    write(f"{words} …")
    try:
        yield lambda done, total: write(words, bar(done, total))
    finally:
        write("")


def _is_notebook() -> bool:
    """Whether there is a notebook that shows HTML. IPython is asked only where it is loaded already."""
    ipython: Any = sys.modules.get("IPython")
    return hasattr(ipython, "get_ipython") and hasattr(ipython.get_ipython(), "kernel")


@contextmanager
def _in_notebook(words: str) -> Iterator[Progress]:
    """One output that changes, and is empty in the end."""
    from tensorgraph.notebook.shown import Shown

    place = import_module("IPython.display").display(Shown(_html(words, 0, 1), f"{words} …"), display_id=True)
    try:
        yield lambda done, total: place.update(Shown(_html(words, done, total), f"{words} {bar(done, total)}"))
    finally:
        place.update(Shown("", ""))


def _html(words: str, done: int, total: int) -> str:
    return f'<label>{escape(words)} <progress value="{done}" max="{max(total, 1)}"></progress> {done}/{total}</label>'
