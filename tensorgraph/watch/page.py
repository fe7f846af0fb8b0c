"""The page: the same bytes for every file, because everything of the file comes by the stream."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from tensorgraph.diagram.formats.html import DARK, LIGHT, asset, policy


def _part(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


ICON = "data:image/svg+xml," + quote(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M0 8h16" stroke="#777" stroke-width="1.6"/>'
    '<circle cx="8" cy="8" r="4.6" fill="#f7c667" stroke="#333" stroke-width="1.2"/></svg>'
)
_STYLE = "\n".join([f".light {{ {LIGHT} }}", f".dark {{ {DARK} }}", asset("hover.css"), _part("page.css")])
_SCRIPT = "\n".join([asset("hover.js"), _part("page.js")])

PAGE = _part("page.html").format(icon=ICON, style=_STYLE, script=_SCRIPT).encode()
"""Everything a browser needs but the state."""

HEADERS = {
    "Content-Security-Policy": policy(_STYLE, _SCRIPT, "; connect-src 'self'; img-src data:; frame-ancestors 'none'"),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Connection": "close",
}
"""Of every answer: no other page may frame it, read it or load it, and nothing stays on disk."""
