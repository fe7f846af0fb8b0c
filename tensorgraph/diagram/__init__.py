"""From a picture of the graph to shapes, and from shapes to files."""

from __future__ import annotations

from tensorgraph.diagram.formats import FORMATS, read_scenes, render
from tensorgraph.diagram.layout.page import draw
from tensorgraph.diagram.report import report
from tensorgraph.diagram.scene import Scene

__all__ = ["FORMATS", "Scene", "draw", "read_scenes", "render", "report"]
