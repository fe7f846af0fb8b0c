"""Which requests are read, and which of them are answered."""

from __future__ import annotations

import pytest

from tensorgraph.watch.request import Request, read_request, refusal

PORT = 8123


def request(*headers: tuple[str, str], method: str = "GET", path: str = "/") -> Request:
    return Request(method, path, (("host", f"127.0.0.1:{PORT}"), *headers))


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "localhost:8123", "LOCALHOST:8123", "[::1]:8123"])
def test_this_machine_by_its_names(host: str) -> None:
    asked = Request("GET", "/", (("host", host),))
    assert refusal(asked, PORT) is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8123",
        "127.0.0.1",
        "localhost",
        "127.0.0.1:8124",
        "127.0.0.1:8123.evil.example",
        "127.0.0.1:8123@evil.example",
        "localhost.:8123",
        "localhost.evil.example:8123",
        "127.0.0.2:8123",
        "0.0.0.0:8123",
        "::1:8123",
        "192.168.0.1:8123",
        "",
        "127.0.0.1:8123, evil.example",
    ],
)
def test_another_host(host: str) -> None:
    assert refusal(Request("GET", "/", (("host", host),)), PORT) == (403, "another host")


def test_no_host_and_two_hosts() -> None:
    assert refusal(Request("GET", "/", ()), PORT) == (403, "another host")
    assert refusal(request(("host", "127.0.0.1:8123")), PORT) == (403, "another host")


def test_browsers_do_not_name_the_port_of_http() -> None:
    assert refusal(Request("GET", "/", (("host", "localhost"), ("origin", "http://localhost"))), 80) is None
    assert refusal(Request("GET", "/", (("host", "localhost:80"),)), 80) == (403, "another host")


@pytest.mark.parametrize(
    ("origin", "answered"),
    [
        ("http://127.0.0.1:8123", True),
        ("http://localhost:8123", False),  # this machine, and yet another origin than the host asked
        ("https://127.0.0.1:8123", False),
        ("http://127.0.0.1:8124", False),
        ("http://evil.example", False),
        ("http://127.0.0.1:8123.evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_origins(origin: str, answered: bool) -> None:
    assert (refusal(request(("origin", origin)), PORT) is None) == answered


def test_a_second_origin_is_judged_too() -> None:
    asked = request(("origin", "http://127.0.0.1:8123"), ("origin", "http://evil.example"))
    assert refusal(asked, PORT) == (403, "another origin")


@pytest.mark.parametrize(
    ("site", "answered"),
    [("same-origin", True), ("none", True), ("same-site", False), ("cross-site", False), ("", False)],
)
def test_sites(site: str, answered: bool) -> None:
    assert (refusal(request(("sec-fetch-site", site)), PORT) is None) == answered


@pytest.mark.parametrize(
    ("method", "answered"),
    [("GET", True), ("HEAD", True), ("POST", False), ("OPTIONS", False), ("PUT", False), ("CONNECT", False)],
)
def test_methods(method: str, answered: bool) -> None:
    found = refusal(request(method=method), PORT)
    assert found == (None if answered else (405, "only GET and HEAD"))


def test_a_request_is_read() -> None:
    head = b"GET /events?a=1 HTTP/1.1\r\nHost: localhost:1\r\nX-Empty:\r\nX-Spaced: \t a b \t"
    assert read_request(head) == Request(
        "GET", "/events?a=1", (("host", "localhost:1"), ("x-empty", ""), ("x-spaced", "a b"))
    )


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"GET",
        b"GET /",
        b"GET / HTTP/0.9",
        b"GET / HTTP/2.0",
        b"get / HTTP/1.1",
        b"GET  / HTTP/1.1",
        b"GET http://127.0.0.1:8123/ HTTP/1.1",
        b"GET * HTTP/1.1",
        b"GET /a b HTTP/1.1",
        b"GET /\xff HTTP/1.1",
        b"GET /\0 HTTP/1.1",
        b"GET / HTTP/1.1\r\nno colon",
        b"GET / HTTP/1.1\r\nHost : a",
        b"GET / HTTP/1.1\r\nHost: a\r\n folded",
        b"GET / HTTP/1.1\r\nHost: a\nOrigin: b",
        b"GET / HTTP/1.1\r\nHost: a\0b",
        b"GET / HTTP/1.1\r\n: a",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET / HTTP/1.1" + b"\r\nA: b" * 101,
    ],
)
def test_what_is_no_request(head: bytes) -> None:
    assert read_request(head) is None
