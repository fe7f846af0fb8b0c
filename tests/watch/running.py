"""A server and what follows a file, running beside the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from tensorgraph.watch.events import Board
from tensorgraph.watch.live import follow
from tensorgraph.watch.server import Server, serve

PATIENCE = 60.0
"""Seconds to wait for what must come: a machine may be busy."""


@contextmanager
def serving(board: Board) -> Iterator[Server]:
    """A server of a board."""
    with serve(board) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            board.close()
            server.shutdown()
            thread.join(PATIENCE)


@contextmanager
def watching(path: Path) -> Iterator[Server]:
    """A server of a file."""
    board = Board()
    follower = Thread(target=follow, args=(path, board), daemon=True)
    with serving(board) as server:
        follower.start()
        yield server
    follower.join(PATIENCE)
    assert not follower.is_alive()
