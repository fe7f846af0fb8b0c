"""Follows a file: on every save the next state, until it is interrupted."""

from __future__ import annotations

import time
from pathlib import Path

from tensorgraph.watch.changes import Look, differs, look, whole
from tensorgraph.watch.events import Board
from tensorgraph.watch.redraw import State, redraw

POLL = 0.2
"""Seconds between looks at the files: a save is seen before the hand has left the keys."""


def follow(path: Path, board: Board) -> None:
    """Post the state of a file, and of every save of it; returns when the board is closed."""
    state, seen, drawn = State(path.name), look(path, {}, time.monotonic()), None
    while board.open:
        seen = look(path, seen, time.monotonic())
        if drawn is None or differs(seen, drawn):
            state, drawn = _next(path, board, state, seen)
        time.sleep(POLL)


def _next(path: Path, board: Board, last: State, seen: Look) -> tuple[State, Look | None]:
    """The next state and what it was drawn from, None where a file changed meanwhile.

    A mistake that was found while a file was being replaced is not told: it is drawn again soon.
    """
    state = redraw(path, last)
    now = time.monotonic()
    after = look(path, seen, now)
    sure = whole(after, now) and not differs(after, seen)
    if state.errors and not sure:
        return last, None
    board.post(state.to_json())
    return state, seen if sure else None
