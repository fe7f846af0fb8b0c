"""A request of a browser, read strictly, and whether it may be answered.

Only a page that this server served may ask, and a person who typed the address: a page from anywhere else has another
origin, and a name that was made to point at this machine (DNS rebinding) is another host.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

END = b"\r\n\r\n"
"""Of a request without a body."""
METHODS = ("GET", "HEAD")
MOST_HEADERS = 100
"""Browsers send about twenty."""
HTTP = 80
"""The port that browsers do not name."""

_FIRST = re.compile(r"([A-Z]{1,20}) (/[!-~]*) HTTP/1\.[01]")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*?)[ \t]*")


@dataclass(frozen=True)
class Request:
    """A method, a path and the headers, their names in small letters."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]

    def all(self, name: str) -> list[str]:
        """The values of a header, as often as it was sent."""
        return [value for other, value in self.headers if other == name]


def read_request(head: bytes) -> Request | None:
    """The request of the bytes before the empty line; None for what is none.

    >>> read_request(b"GET / HTTP/1.1\\r\\nHost: localhost:80")
    Request(method='GET', path='/', headers=(('host', 'localhost:80'),))
    """
    first, *lines = head.decode("latin-1").split("\r\n")
    start = _FIRST.fullmatch(first)
    headers = [_HEADER.fullmatch(line) for line in lines]
    if not start or not all(headers) or len(headers) > MOST_HEADERS:
        return None
    return Request(start[1], start[2], tuple((found[1].lower(), found[2]) for found in headers if found))


def refusal(request: Request, port: int) -> tuple[int, str] | None:
    """The status and the reason for which a request is not answered, None for one that is."""
    ending = "" if port == HTTP else f":{port}"
    hosts = [name + ending for name in ("127.0.0.1", "localhost", "[::1]")]
    host = [value.lower() for value in request.all("host")]
    if len(host) != 1 or host[0] not in hosts:
        return 403, "another host"
    if any(origin.lower() != f"http://{host[0]}" for origin in request.all("origin")):
        return 403, "another origin"
    if any(site not in ("same-origin", "none") for site in request.all("sec-fetch-site")):
        return 403, "another site"
    if request.method not in METHODS:
        return 405, "only GET and HEAD"
    return None
