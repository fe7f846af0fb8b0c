"""PowerPoint: native shapes that can be edited, with connectors that hold to them when they are moved.

A scene becomes things (`collect`): solids, and wires cut into runs between them (`cut`, `hold`). Solids get connection
sites where wires leave (`sites`) and geometries (`geometry`), runs become connectors (`connectors`), all of it XML
(`shapes`) on slides (`deck`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram.formats.carried import NAMESPACE, xml_source
from tensorgraph.diagram.formats.options import prepared
from tensorgraph.diagram.scene import Scene

SOURCE_PARTS = tuple(f"customXml/item{number}.xml" for number in range(1, 10))
"""Where the text may be in the file: it is the first, but programs add their own."""

LONGEST_SOURCE = 10_000_000
"""Bytes of a part that are read."""


def pptx(scenes: Sequence[Scene], transparent: bool = False, source: bool = True) -> bytes:
    """The scenes as the slides of a presentation, 16 : 9; the same bytes every time.

    A point of a scene is one of the slide; a scene that is larger than the slide is made to fit.
    """
    from tensorgraph.diagram.formats.pptx.deck import presentation

    return presentation([prepared(scene, transparent, source) for scene in scenes])


def pptx_source(data: bytes) -> str | None:
    """The source that a presentation carries; a TensorgraphError where the file is none."""
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            parts = [archive.open(name).read(LONGEST_SOURCE) for name in SOURCE_PARTS if name in names]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError):
        raise mistake("not-a-picture", "this is not PPTX", hint="is it another format?") from None
    ours = next((part for part in parts if NAMESPACE.encode() in part), None)
    return xml_source(ours) if ours else None
