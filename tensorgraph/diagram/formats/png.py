"""PNG from the SVG, by resvg."""

from __future__ import annotations

from tensorgraph.diagram.formats.svg import svg_text
from tensorgraph.diagram.scene import Scene

SCALE = 4.0
"""Pixels for a point: crisp on a slide shown at full width on a 4K screen."""


def png(scene: Scene, scale: float = SCALE) -> bytes:
    """The scene as a PNG with ``scale`` pixels for each point."""
    import resvg_py  # a compiled module, which drawing SVG must not load

    return bytes(resvg_py.svg_to_bytes(svg_string=svg_text(scene, ""), zoom=scale, skip_system_fonts=True))
