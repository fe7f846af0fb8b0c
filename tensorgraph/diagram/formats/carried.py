"""What a file carries beside its shapes: words for readers, and the text in the language that it was drawn from.

So a picture that is found in a talk can be drawn again. The text is the author's file alone, without what it `use`s.
"""

from __future__ import annotations

import binascii
import re
from html import escape
from typing import Any

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram.scene import Scene

NAMESPACE = "urn:tensorgraph"
"""Of the element that holds the text; its prefix is ``tg``."""

_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, and a carriage return, which it reads as a line's end."""


def words(text: str) -> str:
    """A title or a description without what steers a line: such characters are spaces."""
    return "".join(character if character.isprintable() else " " for character in text)


def source_element(scene: Scene) -> str:
    """The text as an element of XML with the picture's name, which stands in SVG's metadata; empty without a text."""
    if not scene.source:
        return ""
    encoded = _FORBIDDEN.search(scene.source)
    text = _base64(scene.source) if encoded else escape(scene.source, quote=False)
    how = ' encoding="base64"' if encoded else ""
    return f'<tg:source xmlns:tg="{NAMESPACE}" picture="{escape(words(scene.name))}"{how}>{text}</tg:source>'


def xml_source(data: bytes) -> str | None:
    """The text of the first such element of an XML file.

    A TensorgraphError where the file is not XML, or declares entities, which could grow without bound.
    """
    from xml.parsers import expat  # compiled, and not needed to draw

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    element = _Element()
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.StartElementHandler, parser.EndElementHandler = element.start, element.end
    parser.CharacterDataHandler = element.take
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        if element.text is None:
            raise mistake("not-a-picture", f"this is not SVG: {error}", hint="is it another format?") from None
    return element.text


class _Element:
    """Gathers what stands in the first element of our name."""

    def __init__(self) -> None:
        self.text: str | None = None
        self._pieces: list[str] | None = None
        self._encoded = False

    def start(self, name: str, attributes: dict[str, Any]) -> None:
        """An element begins."""
        if self.text is None and name == f"{NAMESPACE} source":
            self._pieces, self._encoded = [], attributes.get("encoding") == "base64"

    def take(self, piece: str) -> None:
        """Some of its text."""
        if self._pieces is not None:
            self._pieces.append(piece)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._pieces is not None and name == f"{NAMESPACE} source":
            self.text, self._pieces = _decoded("".join(self._pieces), self._encoded), None


def _base64(text: str) -> str:
    return binascii.b2a_base64(text.encode(), newline=False).decode()


def _decoded(text: str, encoded: bool) -> str:
    try:
        return binascii.a2b_base64(text, strict_mode=True).decode() if encoded else text
    except (binascii.Error, ValueError):
        raise mistake("not-a-picture", "the text in this picture is broken", hint="ask for the file itself") from None


def _refuse_entities(name: str, system: str | None, public: str | None, inside: bool) -> None:
    """A document type that only names itself is harmless; one with declarations inside can define entities."""
    if inside:
        hint = "a picture written by tensorgraph declares none"
        raise mistake("not-a-picture", "this SVG declares entities, and is not read", hint=hint)
