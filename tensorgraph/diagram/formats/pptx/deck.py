"""A presentation with a slide for each picture, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import repeat
from typing import Any

from tensorgraph.diagram.formats.carried import source_element, words
from tensorgraph.diagram.formats.pptx.collect import collected
from tensorgraph.diagram.formats.pptx.page import EMU, HEIGHT, WIDTH, Page, page_of, scale_of
from tensorgraph.diagram.formats.pptx.shapes import shapes
from tensorgraph.diagram.formats.pptx.slide import slide_of
from tensorgraph.diagram.scene import Scene

BLANK = 6
"""The place of the layout without placeholders in python-pptx's template."""

DATED = datetime(1980, 1, 1)
"""When the file says it was made: the first day that a zip can tell."""

SOURCE_PART = "/customXml/item{}.xml"
"""Where the text of a picture is in the file; PowerPoint keeps such parts."""


@dataclass(frozen=True)
class Extra:
    """What a slide has beside its picture: ``names`` of shapes by the key of their group, by which PowerPoint knows
    them again on the next slide; XML of more ``shapes``, and ``after`` all of them, where a transition stands."""

    names: Mapping[str, str] = field(default_factory=dict)
    shapes: str = ""
    after: str = ""


def presentation(scenes: Sequence[Scene], extras: Sequence[Extra] = ()) -> bytes:
    """A file of PowerPoint with the scenes on slides of their own, and with an extra for each where there are any."""
    from pptx import Presentation  # brings lxml and Pillow

    deck = Presentation()
    _tidy(deck)
    _widen(deck)
    _say(deck, scenes)
    scale = scale_of(scenes)
    for scene, extra in zip(scenes, extras or repeat(Extra()), strict=False):
        _add_slide(deck, scene, page_of(scene, scale), extra)
    for number, scene in enumerate(_with_source(scenes), 1):
        _carry(deck, scene, number)
    written = io.BytesIO()
    deck.save(written)
    return _timeless(written.getvalue())


def _tidy(deck: Any) -> None:
    """Without what the template brings: a picture of an empty slide, and the settings of somebody's printer."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    package = deck.part.package
    for owner, kind in ((package, RELATIONSHIP_TYPE.THUMBNAIL), (deck.part, RELATIONSHIP_TYPE.PRINTER_SETTINGS)):
        for relation in [relation for relation in package.iter_rels() if relation.reltype == kind]:
            owner.drop_rel(relation.rId)


def _widen(deck: Any) -> None:
    """The template's slide, 4 : 3, as a wide one; what stands on its layouts moves along, so that they can be used."""
    stretch = round(WIDTH * EMU) / deck.slide_width
    deck.slide_width, deck.slide_height = round(WIDTH * EMU), round(HEIGHT * EMU)
    deck.part._element.sldSz.attrib.pop("type", None)
    for sheet in (deck.slide_master, *deck.slide_layouts):
        for shape in sheet.shapes:
            if shape.element.spPr.xfrm is not None:
                shape.left, shape.width = round(shape.left * stretch), round(shape.width * stretch)


def _say(deck: Any, scenes: Sequence[Scene]) -> None:
    """Title and program of the file, and no person or day."""
    said = deck.core_properties
    said.title = words(", ".join(dict.fromkeys(scene.title for scene in scenes)))[:250]
    said.author = said.last_modified_by = "tensorgraph"
    said.comments = ""
    said.created = said.modified = DATED
    said.revision = 1


def _add_slide(deck: Any, scene: Scene, page: Page, extra: Extra) -> None:
    from pptx.oxml import parse_xml

    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    slide.element.cSld.set("name", words(scene.name or scene.title))
    if scene.background:
        _colour(slide.background.fill, scene.background)
    slide.notes_slide.notes_text_frame.text = f"{words(scene.title)}\n{words(scene.description)}"
    written = "".join(shapes(slide_of(collected(scene), page, extra.names))) + extra.shapes
    end, last = b"</p:spTree>", b"</p:sld>"  # put in as text, because lxml moves a large element in quadratic time
    whole = slide.part.blob.replace(end, written.encode() + end)
    slide.part._element = parse_xml(whole.replace(last, extra.after.encode() + last))


def _colour(fill: Any, colour: str) -> None:
    from pptx.dml.color import RGBColor

    made: Any = RGBColor
    fill.solid()
    fill.fore_color.rgb = made(*bytes.fromhex(colour.lstrip("#")))


def _with_source(scenes: Sequence[Scene]) -> Iterator[Scene]:
    """A scene for each text that pictures were drawn from."""
    texts = {scene.source: scene for scene in reversed(scenes) if scene.source}
    return reversed(texts.values())


def _carry(deck: Any, scene: Scene, number: int) -> None:
    """The text of a scene as a part of the file."""
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    name = PackURI(SOURCE_PART.format(number))
    part = Part(name, "application/xml", deck.part.package, source_element(scene).encode())
    deck.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def _timeless(data: bytes) -> bytes:
    """The zip with one date for all, and stored, because compressors differ between machines."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, DATED.timetuple()[:6]), old.read(entry))
    return written.getvalue()
