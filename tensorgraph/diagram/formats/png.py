"""PNG from the SVG, by resvg, with words for readers and the source in chunks of text."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator

from tensorgraph.diagnostics import TensorgraphError, mistake
from tensorgraph.diagram.formats.carried import words
from tensorgraph.diagram.formats.options import prepared
from tensorgraph.diagram.formats.svg import svg_text
from tensorgraph.diagram.scene import Scene

SCALE = 4.0
"""Pixels for a point: crisp on a slide shown at full width on a 4K screen."""
MOST_PIXELS = 50_000_000
"""Six screens of 4K, or a chain of a thousand tensors; resvg takes eight bytes for each."""
POINTS_PER_METRE = 72 / 0.0254

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER_END = len(SIGNATURE) + 25
"""After the chunk IHDR: 13 bytes of data, 12 around them."""
KEYWORD = b"tensorgraph source"
PLAIN = bytes(5)
"""After a keyword: not compressed, as compressors differ between machines; no language, no translated keyword."""


def png(scene: Scene, scale: float = SCALE, transparent: bool = False, source: bool = True) -> bytes:
    """The scene as a PNG with ``scale`` pixels for each point; a TensorgraphError where they would be too many."""
    import resvg_py  # a compiled module, which drawing SVG must not load

    _check_size(scene, scale)
    text = svg_text(prepared(scene, transparent, source=False), "")
    data = bytes(resvg_py.svg_to_bytes(svg_string=text, zoom=scale, skip_system_fonts=True))
    return data[:HEADER_END] + b"".join(_said(scene, scale, source)) + data[HEADER_END:]


def png_source(data: bytes) -> str | None:
    """The source that a PNG carries."""
    if not data.startswith(SIGNATURE):
        raise mistake("not-a-picture", "this is not PNG", hint="is it another format?")
    start = data.find(b"iTXt" + KEYWORD + PLAIN)
    if start < 0:
        return None
    (length,) = struct.unpack(">I", data[start - 4 : start])
    text = data[start + 4 : start + 4 + length]
    return text.removeprefix(KEYWORD + PLAIN).decode("utf-8", errors="replace")


def _check_size(scene: Scene, scale: float) -> None:
    most = math.sqrt(MOST_PIXELS / (scene.width * scene.height))
    least = 1 / min(scene.width, scene.height)
    if not least <= scale <= most:
        raise _wrong_size(scene, scale, most)


def _wrong_size(scene: Scene, scale: float, most: float) -> TensorgraphError:
    if scale <= 0:
        return mistake("scale", f"the scale is {scale:g}", hint="a positive number of pixels for a point: 4")
    size = f"{scene.width * scale:,.0f} × {scene.height * scale:,.0f} pixels"
    limit = f"at least one each way, and at most {MOST_PIXELS // 10**6} million in all"
    hint = f"{limit}: a scale up to {math.floor(most * 100) / 100:g}"
    return mistake("scale", f"the picture would have {size} at scale {scale:g}", hint=hint)


def _said(scene: Scene, scale: float, source: bool) -> Iterator[bytes]:
    """The chunks that resvg does not write: how large a pixel is, title, description, source."""
    resolution = round(scale * POINTS_PER_METRE)
    yield _chunk(b"pHYs", struct.pack(">IIB", resolution, resolution, 1))
    yield _text(b"Title", words(scene.title))
    yield _text(b"Description", words(scene.description))
    if source and scene.source:
        yield _text(KEYWORD, scene.source)


def _text(keyword: bytes, text: str) -> bytes:
    return _chunk(b"iTXt", keyword + PLAIN + text.encode())


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
