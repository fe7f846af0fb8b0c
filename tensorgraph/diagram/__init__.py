"""From a picture of the graph to shapes, and from shapes to files."""

from __future__ import annotations

from collections.abc import Callable

from tensorgraph.diagram.page import draw
from tensorgraph.diagram.png import png
from tensorgraph.diagram.report import report
from tensorgraph.diagram.scene import Scene
from tensorgraph.diagram.svg import svg

FORMATS: dict[str, Callable[[Scene], bytes]] = {"svg": svg, "png": png}
"""What a scene can be written as, by the ending of the file. A format is a function and an entry here."""

__all__ = ["FORMATS", "Scene", "draw", "png", "report", "svg"]
