"""What an author may say of a file, beside its format: a table, from which the command line makes its flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tensorgraph.diagram.scene import Scene


@dataclass(frozen=True)
class Option:
    """An option: ``kind`` is what its value is (bool or float), ``flag`` what the command line calls it.

    A flag of kind bool sets the opposite of ``usual``; a number follows its flag, as ``metavar``.
    """

    kind: type
    flag: str
    words: str
    usual: bool = False
    metavar: str = ""


OPTIONS: Mapping[str, Option] = {
    "scale": Option(float, "--scale", "pixels for a point (default 4)", metavar="N"),
    "transparent": Option(bool, "--transparent", "no background"),
    "standalone": Option(bool, "--standalone", "a whole document, not only the picture"),
    "source": Option(bool, "--no-source", "leave the .tg text out of the file", usual=True),
}
"""By the name that `render` knows; each format names those that it takes."""


def prepared(scene: Scene, transparent: bool, source: bool) -> Scene:
    """The scene without its background or its source, where that is asked for."""
    background = None if transparent else scene.background
    return replace(scene, background=background, source=scene.source if source else "")
