"""The newest state, for every stream that waits for it: a slow reader skips states, and none piles up."""

from __future__ import annotations

from threading import Condition

PING = b": \n\n"
"""A comment, by which a stream learns that its reader is gone."""


class Board:
    """Where the newest text hangs, with its number; the one thing that threads share."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._number = 0
        self._text = ""
        self._open = True

    @property
    def open(self) -> bool:
        """Whether anything will be posted."""
        return self._open

    def post(self, text: str) -> None:
        """Replace the text, and wake who waits."""
        with self._changed:
            self._number, self._text = self._number + 1, text
            self._changed.notify_all()

    def close(self) -> None:
        """Wake who waits for the last time."""
        with self._changed:
            self._open = False
            self._changed.notify_all()

    def after(self, number: int, seconds: float) -> tuple[int, str] | None:
        """The newest text and its number, where that is above ``number``, now or within some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > number or not self._open, seconds)
            return (self._number, self._text) if self._open and self._number > number else None


def event(number: int, text: str) -> bytes:
    r"""A text as a server-sent event.

    >>> event(2, "a\nb")
    b'id: 2\ndata: a\ndata: b\n\n'
    """
    lines = [f"id: {number}", *(f"data: {line}" for line in text.splitlines())]
    return ("\n".join(lines) + "\n\n").encode()
