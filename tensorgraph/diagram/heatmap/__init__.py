"""Numbers as pictures: heat maps as scenes, which every format of `tensorgraph.diagram.render` writes.

Values (`panel`) get a scale (`scales`) and colours (`colours`), a plan says where everything stands (`plan`, with
labels of `labels`), and shapes are made (`cells`, `draw`) and told in words (`spoken`).
"""

from __future__ import annotations

from tensorgraph.diagram.heatmap.labels import visible
from tensorgraph.diagram.heatmap.page import grid, heatmap
from tensorgraph.diagram.heatmap.panel import CELLS, SIDE, Panel

__all__ = ["CELLS", "SIDE", "Panel", "grid", "heatmap", "visible"]
