"""`tensorgraph watch`."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from pathlib import Path
from threading import Thread

from tensorgraph.cli.usage import Usage
from tensorgraph.diagnostics import mistake
from tensorgraph.syntax.read import read_source
from tensorgraph.watch.events import Board
from tensorgraph.watch.live import follow
from tensorgraph.watch.server import serve

GLANCE = 0.05
"""Seconds between looks of the server whether it shall end."""


def watch(options: argparse.Namespace) -> int:
    """Serve a page of a file's pictures, drawn anew on every save, until Ctrl-C, which is how it ends well."""
    path = Path(options.file)
    _readable(path)
    board = Board()
    with serve(board, options.port) as server:
        Thread(target=server.serve_forever, args=(GLANCE,), daemon=True).start()
        try:
            print(f"{path} is at {server.url} (Ctrl-C ends)", flush=True)
            if options.open and not _opened(server.url):
                print("note: no browser was found", file=sys.stderr)
            follow(path, board)
        except KeyboardInterrupt:
            print()
        finally:
            board.close()
            server.shutdown()
    return 0


def _opened(url: str) -> bool:
    try:
        return webbrowser.open(url)
    except webbrowser.Error:
        return False


def _readable(path: Path) -> None:
    """Refuse at once what is probably a slip of the hand; a file that goes later is waited for."""
    if str(path) == "-":
        raise Usage("error: `watch` takes a file, and standard input is none\n  = name a .tg file")
    if path.exists() and not path.is_file():
        raise mistake("file", f"cannot read `{path}`: not a file", hint="name a .tg file")
    read_source(path)
