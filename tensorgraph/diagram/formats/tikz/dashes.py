"""Lines with gaps as options of TikZ."""

from __future__ import annotations

from tensorgraph.diagram.formats.tikz.styles import Look, number
from tensorgraph.diagram.scene import Curve


def dashes(line: Curve | None) -> Look:
    """Dashes to the half point, nothing for a line without: the scene stretches them until they fit."""
    if line is None or not line.dash:
        return ()
    on, off = (number(round(2 * part) / 2) for part in line.dash)
    return (("dash pattern", f"on {on}bp off {off}bp"),)
