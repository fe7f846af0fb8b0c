"""PDF: a page a picture, all lines and outlines; tagged for screen readers, with the source attached.

Nothing is compressed, because compressors differ between machines; an outline is written once and drawn by its name.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram.formats.carried import words
from tensorgraph.diagram.formats.options import prepared
from tensorgraph.diagram.formats.pdf_shapes import form, outlines, page
from tensorgraph.diagram.scene import Outline, Scene

SOURCE_TYPE = "/text#2Fx-tensorgraph"
"""The media type of the attached source, text/x-tensorgraph, as a name of PDF."""
_SOURCE = re.compile(rb"/Subtype " + re.escape(SOURCE_TYPE.encode()) + rb"/Length (\d{1,9})>>\nstream\n")


def pdf(scenes: Sequence[Scene], transparent: bool = False, source: bool = True) -> bytes:
    """The scenes as the pages of a PDF, each as large as its picture; the same bytes every time."""
    shown = [prepared(scene, transparent, source) for scene in scenes]
    file = _library().PDF()
    file.info["Title"] = _text(", ".join(dict.fromkeys(scene.title for scene in shown)))
    file.info["Creator"] = _text("tensorgraph")
    forms = _forms(file, outlines(shown))
    resources = _add(file, XObject=_dictionary({name: made.reference for name, made in forms.values()}))
    names = {outline: name for outline, (name, _) in forms.items()}
    for number, scene in enumerate(shown):
        content = _stream(file, page(scene, names))
        file.add_page(_page(scene, number, content, resources, file))
    _tag(file, shown)
    _attach(file, list(dict.fromkeys(scene.source for scene in shown if scene.source)))
    written = io.BytesIO()
    file.write(written, identifier=True)  # a hash of the contents
    return written.getvalue()


def pdf_source(data: bytes) -> str | None:
    """The source that a PDF of ours carries; none where another program has written the file anew."""
    if not data.startswith(b"%PDF-"):
        raise mistake("not-a-picture", "this is not PDF", hint="is it another format?")
    found = _SOURCE.search(data)
    return data[found.end() : found.end() + int(found[1])].decode("utf-8", errors="replace") if found else None


def _forms(file: Any, found: Sequence[Outline]) -> dict[Outline, tuple[str, Any]]:
    """For each outline its name and its form in the file."""
    made: dict[Outline, tuple[str, Any]] = {}
    for outline in found:
        ink = outline.ink.grown(1)
        box = _array([ink.left, ink.top, ink.right, ink.bottom])
        made[outline] = f"g{len(made) + 1}", _stream(file, form(outline), Type="/XObject", Subtype="/Form", BBox=box)
    return made


def _page(scene: Scene, number: int, content: Any, resources: Any, file: Any) -> Any:
    return _dictionary(
        {
            "Type": "/Page",
            "Parent": file.pages.reference,
            "MediaBox": _array([0, 0, scene.width, scene.height]),
            "Resources": resources.reference,
            "Contents": content.reference,
            "StructParents": number,
            "Tabs": "/S",
        }
    )


def _tag(file: Any, scenes: Sequence[Scene]) -> None:
    """The tree of what the pages mean: figures, each with its description."""
    root = _add(file, Type="/StructTreeRoot")
    document = _add(file, Type="/StructElem", S="/Document", P=root.reference)
    figures = [_figure(file, scene, page, document) for scene, page in zip(scenes, file.page_references, strict=True)]
    document["K"] = _array([figure.reference for figure in figures])
    parents = [part for number, figure in enumerate(figures) for part in (number, _array([figure.reference]))]
    root["K"] = document.reference
    root["ParentTree"] = _dictionary({"Nums": _array(parents)})
    root["ParentTreeNextKey"] = len(figures)
    file.catalog["StructTreeRoot"] = root.reference
    file.catalog["MarkInfo"] = _dictionary({"Marked": "true"})
    file.catalog["ViewerPreferences"] = _dictionary({"DisplayDocTitle": "true"})
    file.catalog["Lang"] = _text("en")


def _figure(file: Any, scene: Scene, page: bytes, document: Any) -> Any:
    place = {"O": "/Layout", "Placement": "/Block", "BBox": _array([0, 0, scene.width, scene.height])}
    return _add(
        file,
        Type="/StructElem",
        S="/Figure",
        P=document.reference,
        Pg=page,
        K=0,
        T=_text(scene.title),
        Alt=_text(scene.description),
        A=_dictionary(place),
    )


def _attach(file: Any, sources: Sequence[str]) -> None:
    """The texts as attached files, which a reader lists."""
    named = {f"source{number if number > 1 else ''}.tg": source for number, source in enumerate(sources, 1)}
    held = {name: _attached(file, name, source) for name, source in named.items()}
    if held:
        entries = [part for name in sorted(held) for part in (_text(name), held[name].reference)]
        file.catalog["Names"] = _dictionary({"EmbeddedFiles": _dictionary({"Names": _array(entries)})})
        file.catalog["AF"] = _array([made.reference for made in held.values()])


def _attached(file: Any, name: str, source: str) -> Any:
    data = _stream(file, source.encode(), Type="/EmbeddedFile", Subtype=SOURCE_TYPE)
    place = _dictionary({"F": data.reference})
    return _add(file, Type="/Filespec", F=_text(name), UF=_text(name), EF=place, AFRelationship="/Source")


@cache
def _library() -> Any:
    """pydyf, loaded with the first PDF."""
    import pydyf

    return pydyf


def _add(file: Any, **entries: object) -> Any:
    """A dictionary that is an object of the file."""
    made = _dictionary(entries)
    file.add_object(made)
    return made


def _stream(file: Any, content: bytes, **entries: object) -> Any:
    made = _library().Stream([content], entries)
    file.add_object(made)
    return made


def _dictionary(entries: dict[str, Any]) -> Any:
    return _library().Dictionary(entries)


def _array(items: Sequence[object]) -> Any:
    return _library().Array(items)


def _text(text: str) -> Any:
    return _library().String(words(text))
