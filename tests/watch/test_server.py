"""The server as another program on this machine, or a page from elsewhere, meets it."""

from __future__ import annotations

import http.client
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from tensorgraph.diagnostics import TensorgraphError
from tensorgraph.watch import server as module
from tensorgraph.watch.events import Board, event
from tensorgraph.watch.page import PAGE
from tensorgraph.watch.server import Server, serve
from tests.watch.running import PATIENCE, serving

HOSTILE_PATHS = [
    "/../../etc/passwd",
    "/..%2f..%2fetc/passwd",
    "//etc/passwd",
    "/./",
    "/?a=1",
    "/index.html",
    "/page.js",
    "/events/",
    "/events?x",
    "/EVENTS",
    "/%00",
    "/favicon.ico",
]


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def server(board: Board, capfd: pytest.CaptureFixture[str]) -> Iterator[Server]:
    """A running server, which must say nothing."""
    with serving(board) as running:
        yield running
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "")


def ask(server: Server, method: str = "GET", path: str = "/", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    return connection.getresponse()


def dial(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)


def raw(server: Server, data: bytes) -> bytes:
    """All that is answered to some bytes; nothing where the connection is cut."""
    answer = b""
    with dial(server) as connection, suppress(ConnectionError):
        connection.sendall(data)
        while more := connection.recv(65536):
            answer += more
    return answer


def request_bytes(server: Server, path: str = "/events") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()


def read_until(connection: socket.socket, words: bytes) -> bytes:
    found = b""
    while words not in found:
        more = connection.recv(65536)
        assert more, found
        found += more
    return found


def test_the_page(server: Server) -> None:
    answer = ask(server)
    assert (answer.status, answer.read()) == (200, PAGE)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_head_has_the_headers_and_nothing_more(server: Server) -> None:
    answer = ask(server, "HEAD")
    assert (answer.status, answer.headers["Content-Length"], answer.read()) == (200, str(len(PAGE)), b"")
    assert raw(server, request_bytes(server).replace(b"GET", b"HEAD")).endswith(b"\r\n\r\n")
    refused = raw(server, request_bytes(server, "/no").replace(b"GET", b"HEAD"))
    assert b" 404 " in refused and refused.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("path", ["/", "/events", "/nothing"])
def test_every_answer_is_closed_to_other_pages(server: Server, path: str) -> None:
    headers = ask(server, "HEAD", path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"] and "*" not in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Cache-Control"] == "no-store"
    assert not [name for name in headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("path", ["/", "/events"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
    ids=str,
)
def test_other_hosts_and_origins_are_refused(server: Server, board: Board, path: str, headers: dict[str, str]) -> None:
    board.post("secret")
    answer = ask(server, path=path, **headers)
    assert answer.status == 403 and b"secret" not in answer.read()


def test_our_own_page_and_a_typed_address_are_answered(server: Server) -> None:
    host = f"localhost:{server.port}"
    for site in ("same-origin", "none"):
        assert ask(server, Host=host, Origin=f"http://{host}", Sec_Fetch_Site=site).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT"])
def test_other_methods_are_refused(server: Server, method: str) -> None:
    answer = ask(server, method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_no_path_reaches_a_file(server: Server, path: str) -> None:
    answer = ask(server, path=path)
    assert (answer.status, answer.read()) == (404, b"no such page\n")


def test_nothing_that_was_sent_comes_back(server: Server) -> None:
    for data in (b"GET /<script> HTTP/1.1\r\nHost: <script>\r\n\r\n", b"<script> / HTTP/1.1\r\n\r\n"):
        assert b"script>" not in raw(server, data)


GARBAGE = [
    b"\r\n\r\n",
    b"\0" * 100 + b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
    b"GET /" + b"a" * 5000 + b"\x80 HTTP/1.1\r\n\r\n",
    *(random.Random(seed).randbytes(200) + b"\r\n\r\n" for seed in range(20)),
]


@pytest.mark.parametrize("data", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_refused(server: Server, data: bytes) -> None:
    assert raw(server, data).startswith(b"HTTP/1.1 400 ")
    assert ask(server).status == 200


def test_a_request_without_end_is_refused(server: Server) -> None:
    answer = raw(server, b"GET / HTTP/1.1\r\nX: " + b"a" * (module.MOST_BYTES + 5000))
    assert answer == b"" or answer.startswith(b"HTTP/1.1 431 ")  # what was not read may cut the connection
    assert ask(server).status == 200


def test_half_a_request_is_refused(server: Server) -> None:
    with dial(server) as connection:
        connection.sendall(b"GET / HT")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def test_a_slow_request_is_cut(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.3)
    with dial(server) as connection, suppress(ConnectionError):
        connection.settimeout(0.05)
        for _ in range(2000):  # a byte now and then: each is in time, and all are not
            try:
                connection.sendall(b"a")
                answer = connection.recv(100)
                break
            except TimeoutError:
                continue
        assert answer.startswith(b"HTTP/1.1 408 ")


def test_there_are_few_connections(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CONNECTIONS", 5)
    with serving(board) as server, ExitStack() as stack:
        streams = [stack.enter_context(dial(server)) for _ in range(5)]
        for stream in streams:
            stream.sendall(request_bytes(server))
            read_until(stream, b"\r\n\r\n")
        assert raw(server, b"").startswith(b"HTTP/1.1 503 ")
        board.post("news")
        for stream in streams:
            read_until(stream, b"data: news\n\n")
        streams[0].close()
        assert eventually(lambda: ask(server).status == 200)


def eventually(true) -> bool:
    """Whether something is true within PATIENCE."""
    over = threading.Event()
    timer = threading.Timer(PATIENCE, over.set)
    timer.start()
    try:
        while not over.wait(0.01):
            with suppress(OSError, http.client.HTTPException):
                if true():
                    return True
        return False
    finally:
        timer.cancel()


def test_many_connections_that_say_nothing_do_not_stay(
    board: Board, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.3)
    with serving(board) as server, ExitStack() as stack:
        for _ in range(3 * module.MOST_CONNECTIONS):
            stack.enter_context(dial(server))
        assert eventually(lambda: ask(server).status == 200)
    assert capfd.readouterr().err == ""


def test_connections_that_are_left_are_free_again(server: Server) -> None:
    for _ in range(4 * module.MOST_CONNECTIONS):  # as many reloads of the page
        with dial(server) as stream:
            stream.sendall(request_bytes(server))
    assert eventually(lambda: ask(server).status == 200)
    assert eventually(lambda: server._free._value == module.MOST_CONNECTIONS)


def test_a_stream_has_the_newest_state_and_then_every_next(server: Server, board: Board) -> None:
    board.post("first")
    board.post("two")
    with dial(server) as stream:
        stream.sendall(request_bytes(server))
        start = read_until(stream, b"\n\n")
        assert start.endswith(event(2, "two")) and b"first" not in start
        assert b"Content-Type: text/event-stream" in start and b"Content-Length" not in start
        board.post("three")
        assert read_until(stream, b"\n\n") == event(3, "three")


def test_a_stream_ends_when_its_reader_says_more(server: Server, board: Board) -> None:
    with dial(server) as stream:
        stream.sendall(request_bytes(server))
        read_until(stream, b"\r\n\r\n")
        stream.sendall(b"more")
        while stream.recv(65536):
            pass


def test_a_quiet_stream_says_that_it_is_there(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUIET", 0.01)
    with dial(server) as stream:
        stream.sendall(request_bytes(server))
        read_until(stream, b"\n: \n\n")


def test_a_reader_that_does_not_read_is_left(server: Server, board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.3)
    with dial(server) as stream:
        stream.sendall(request_bytes(server))
        read_until(stream, b"\r\n\r\n")
        board.post("x" * 50_000_000)  # more than any buffer of a connection
        assert eventually(lambda: server._free._value == module.MOST_CONNECTIONS)


def test_closing_a_board_wakes_who_waits(board: Board) -> None:
    found: list[object] = []
    waiting = threading.Thread(target=lambda: found.append(board.after(0, 10 * PATIENCE)), daemon=True)
    waiting.start()
    board.close()
    waiting.join(PATIENCE)
    assert found == [None]


def test_closing_ends_the_streams(board: Board) -> None:
    with serving(board) as server, dial(server) as stream:
        stream.sendall(request_bytes(server))
        read_until(stream, b"\r\n\r\n")
        board.close()
        assert stream.recv(100) == b""


def test_a_line_break_cannot_forge_an_event() -> None:
    assert event(1, "a\n\nid: 9\r\ndata: b") == b"id: 1\ndata: a\ndata: \ndata: id: 9\ndata: data: b\n\n"


def test_only_this_machine_is_listened_to(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert server.url == f"http://127.0.0.1:{server.port}/"


def test_a_port_that_another_has(server: Server, board: Board) -> None:
    with pytest.raises(TensorgraphError) as caught:
        serve(board, server.port)
    assert str(caught.value) == (
        f"error[port]: cannot listen on port {server.port}: another program has it\n"
        "  = leave `--port` out, and a free one is taken"
    )
