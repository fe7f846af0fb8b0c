"""A page of HTML that needs nothing else: the pictures, what each wire and tensor is, and the source.

The page reaches nothing outside itself: its policy allows one style and one script, by their hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import unescape
from pathlib import Path

from tensorgraph.diagram.formats.inline import ground, inline, is_dark, plain
from tensorgraph.diagram.scene import Scene, groups

LEAST_SHOWN = 0.6
"""Part of its size to which a narrow window shrinks a picture; below it labels could not be read, and it scrolls."""
LIGHT = "color-scheme: light; --ink: #1d2026; --soft: #5c6067; --line: #dcdcd8;"
DARK = "color-scheme: dark; --ink: #ededea; --soft: #a4a7ad; --line: #3a3d44;"
"""The text of the page: soft text has a contrast of at least 4.5 with the grounds of our themes."""
HINT = "Point at a {}, tap it, or press Tab to read what it is."

OPENING, CLOSING = "<details><summary>Source</summary><pre><code>", "</code></pre></details>"
"""Around the text that made the pictures."""


def html(scenes: Sequence[Scene], source: bool = True) -> bytes:
    """The scenes as one file in UTF-8, the same bytes every time; light or dark as the first one's ground.

    Without ``source`` the text that made them is left out.

    >>> import tensorgraph as tg
    >>> html([tg.load(tg.example("head"))["head"].scene])[:15]
    b'<!doctype html>'
    """
    style, script = _style(scenes), asset("hover.js")
    title = plain(", ".join(dict.fromkeys(scene.title for scene in scenes)))
    sections = [_section(scene, number, len(scenes) > 1) for number, scene in enumerate(scenes, 1)]
    sources = dict.fromkeys(scene.source for scene in scenes if source and scene.source)
    lines = [
        *_head(title, style, script, _shade(scenes[0]) if scenes else "light"),
        f'<body>\n<main>\n<h1 class="unseen">{title}</h1>',
        *sections,
        f'<p class="hint">{HINT.format(_things(scenes))}</p>',
        *(f"{OPENING}{plain(text)}{CLOSING}" for text in sources),
        f"</main>\n<script>{script}</script>\n</body>\n</html>\n",
    ]
    return "\n".join(lines).encode()


def _head(title: str, style: str, script: str, shade: str) -> tuple[str, ...]:
    return (
        f'<!doctype html>\n<html lang="en" class="{shade}">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy(style, script)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="generator" content="tensorgraph">',
        f"<title>{title}</title>\n<style>{style}</style>\n</head>",
    )


def html_source(data: bytes) -> str | None:
    """The text that made the pictures of a page, where it holds one."""
    _, opening, rest = data.decode(errors="replace").partition(OPENING)
    text, closing, _ = rest.partition(CLOSING)
    return unescape(text) if opening and closing else None


def _things(scenes: Sequence[Scene]) -> str:
    """What there is to point at."""
    roles = {group.role for scene in scenes for group in groups(scene.parts)}
    if "cell" not in roles:
        return "wire or a tensor"
    return "wire, a tensor or a cell" if "wire" in roles else "cell"


def _section(scene: Scene, number: int, several: bool) -> str:
    """A picture, under its name where it is one of several."""
    heading = f"<h2>{plain(scene.name or scene.title)}</h2>\n" if several else ""
    figure = f"<figure>\n{inline(scene, f'picture-{number}')}\n</figure>"
    return f'<section id="picture-{number}" class="{_shade(scene)}">\n{heading}{figure}\n</section>'


def _shade(scene: Scene) -> str:
    return "dark" if is_dark(ground(scene)) else "light"


def _style(scenes: Sequence[Scene]) -> str:
    """The page's style: the ground of the first picture, and one scale for all of them in every window."""
    colour = ground(scenes[0]) if scenes else "#ffffff"
    widest = max((scene.width for scene in scenes), default=0.0)
    root = f":root {{ --ground: {colour}; --widest: {widest:g}pt; {DARK if is_dark(colour) else LIGHT} }}"
    sizes = [
        f"#picture-{number} .picture {{ width: {100 * scene.width / widest:.3f}%; max-width: {scene.width:g}pt; "
        f"min-width: {LEAST_SHOWN * scene.width:g}pt; }}"
        for number, scene in enumerate(scenes, 1)
    ]
    return "\n".join([root, *sizes, asset("page.css"), asset("hover.css")])


@cache
def asset(name: str) -> str:
    """A part of the page that lies beside this file."""
    return (Path(__file__).parent / name).read_text("utf-8")


def policy(style: str, script: str, more: str = "") -> str:
    """What a page may do, as a Content-Security-Policy: have this style and this script, and ``more``."""
    allowed = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    return f"{allowed}; base-uri 'none'; form-action 'none'{more}"


def _hash(text: str) -> str:
    import base64  # neither is needed to draw another format
    import hashlib

    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
