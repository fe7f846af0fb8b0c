"""What scenes can be written as: a table, a file a format.

A format reads nothing but the scene: no geometry is made here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tensorgraph.diagram.formats.png import png
from tensorgraph.diagram.formats.svg import svg
from tensorgraph.diagram.scene import Scene


@dataclass(frozen=True)
class Format:
    """A way to write pictures.

    ``write`` makes the bytes of a file from scenes and the ``options`` that it names; with ``pages`` from any number of
    scenes in order, else from exactly one.
    """

    write: Callable[..., bytes]
    pages: bool = False
    options: tuple[str, ...] = ()


FORMATS: Mapping[str, Format] = {
    "svg": Format(svg),
    "png": Format(png, options=("scale",)),
}
"""By the ending of the file. A format is a function and an entry here."""


def render(format: str, scenes: Sequence[Scene], **options: object) -> bytes:
    """The bytes of a file with the scenes; a format without pages takes one.

    >>> import tensorgraph as tg
    >>> render("svg", [tg.load(tg.example("head"))["head"].scene])[:5]
    b'<?xml'
    """
    entry = FORMATS[format]
    if entry.pages:
        return entry.write(scenes, **options)
    (scene,) = scenes
    return entry.write(scene, **options)
