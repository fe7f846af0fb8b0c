"""Answers browsers on this machine: the page and the stream of states, and nothing else.

A request names no file, so none can be reached. Each connection is answered once, within a time and in a thread of its
own, and there are few at once.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from socketserver import BaseRequestHandler, TCPServer, ThreadingMixIn
from threading import BoundedSemaphore
from time import monotonic
from typing import Any

from tensorgraph.diagnostics import mistake
from tensorgraph.watch.events import PING, Board, event
from tensorgraph.watch.page import HEADERS, PAGE
from tensorgraph.watch.request import END, METHODS, Request, read_request, refusal

ADDRESS = "127.0.0.1"
"""The loopback: no other machine reaches it."""
MOST_CONNECTIONS = 64
"""At once: a browser opens six to a server, and a stream that was left is noticed within ``GLANCE``."""
MOST_BYTES = 32_768
"""Of a request: the cookies of every program that serves on localhost come with it."""
PATIENCE = 5.0
"""Seconds for a request to arrive, and for a reader to take what is sent."""
GLANCE = 0.5
"""Seconds between looks whether the reader of a stream is still there."""
QUIET = 15.0
"""Seconds without a word after which a stream says that it is there."""

HTML = {"Content-Type": "text/html; charset=utf-8"}
EVENTS = {"Content-Type": "text/event-stream"}
TEXT = {"Content-Type": "text/plain; charset=utf-8"}


class Server(ThreadingMixIn, TCPServer):
    """Serves the states of a board; its address is ``url``."""

    daemon_threads = True  # a stream does not keep the program
    block_on_close = False
    allow_reuse_address = os.name == "posix"  # elsewhere it would let two programs have one port
    request_queue_size = MOST_CONNECTIONS

    def __init__(self, board: Board, port: int = 0):
        self.board = board
        self._free = BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__((ADDRESS, port), _Handler)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        """What to open."""
        return f"http://{ADDRESS}:{self.port}/"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread, or at once that there are too many."""
        if not self._free.acquire(blocking=False):
            with suppress(OSError):
                request.sendall(_refused(503, "too many connections"))
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # no thread could be started
            self._free.release()
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """The work of a thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a reader that is gone is no news, and a terminal is for its user."""


def serve(board: Board, port: int = 0) -> Server:
    """A server that listens, on a free port for 0; a TensorgraphError where the port cannot be had."""
    try:
        return Server(board, port)
    except OSError as error:
        hint = "leave `--port` out, and a free one is taken"
        reason = "another program has it" if error.errno == errno.EADDRINUSE else error.strerror or str(error)
        raise mistake("port", f"cannot listen on port {port}: {reason}", hint=hint) from None


class _Handler(BaseRequestHandler):
    """One connection: one request, one answer."""

    server: Server

    def handle(self) -> None:
        """Read, judge, answer."""
        connection: socket.socket = self.request
        found = _read_request(connection)
        connection.settimeout(PATIENCE)
        if isinstance(found, int):
            connection.sendall(_refused(found, HTTPStatus(found).phrase))
        elif refused := refusal(found, self.server.port):
            connection.sendall(_refused(*refused, found))
        elif found.path == "/events":
            _stream(connection, self.server.board, found)
        elif found.path == "/":
            connection.sendall(_answer(200, HTML, PAGE, found))
        else:
            connection.sendall(_refused(404, "no such page", found))


def _read_request(connection: socket.socket) -> Request | int:
    """The request, or the status to refuse it with; all of it within ``PATIENCE``."""
    deadline = monotonic() + PATIENCE
    data = b""
    while END not in data:
        if len(data) > MOST_BYTES:
            return 431
        connection.settimeout(max(deadline - monotonic(), 0.001))
        try:
            more = connection.recv(4096)
        except TimeoutError:
            return 408
        if not more:
            return 400
        data += more
    return read_request(data.partition(END)[0]) or 400


def _stream(connection: socket.socket, board: Board, request: Request) -> None:
    """Every state from the newest on, until the reader leaves."""
    connection.sendall(_answer(200, EVENTS, None, request))
    number, spoke = 0, monotonic()
    while request.method == "GET" and board.open and not _left(connection):
        found = board.after(number, GLANCE)
        if found:
            number = found[0]
            connection.sendall(event(*found))
        elif monotonic() - spoke > QUIET:
            connection.sendall(PING)
        else:
            continue
        spoke = monotonic()


def _left(connection: socket.socket) -> bool:
    """Whether the reader closed the connection, or says more, which a stream does not hear."""
    connection.setblocking(False)
    try:
        connection.recv(1)
    except BlockingIOError:
        return False
    finally:
        connection.settimeout(PATIENCE)
    return True


def _refused(status: int, reason: str, request: Request | None = None) -> bytes:
    more = {"Allow": ", ".join(METHODS)} if status == 405 else {}
    return _answer(status, {**TEXT, **more}, f"{reason}\n".encode(), request)


def _answer(status: int, headers: Mapping[str, str], body: bytes | None, request: Request | None) -> bytes:
    """A whole answer; without a length where the body is None and follows."""
    length = {} if body is None else {"Content-Length": str(len(body))}
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in {**headers, **length, **HEADERS}.items()]
    unseen = request is not None and request.method == "HEAD"
    return "\r\n".join(lines).encode() + END + (b"" if unseen or body is None else body)
