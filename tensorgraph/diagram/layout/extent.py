"""How large a picture may be, and in which theme it is drawn: what was asked for, in the order in which it counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tensorgraph.diagnostics import mistake
from tensorgraph.diagram.layout.lines import Line
from tensorgraph.diagram.scaled import scaled
from tensorgraph.diagram.scene import Scene
from tensorgraph.diagram.theme import Theme
from tensorgraph.diagram.theme_file import theme_named
from tensorgraph.graph.lengths import LONGEST, UNITS, points
from tensorgraph.graph.network import Network, Picture

SLIDE_WIDTH, SLIDE_HEIGHT = 960.0, 540.0
"""Points of a 16:9 slide, 13.333 × 7.5 inches."""
SLIDE_MARGIN = 36.0
"""Half an inch left and right of a slide's text area, and under it."""
SLIDE_HEADING = 72.0
"""An inch from the top of a slide to its text area: its heading."""
SLIDE_AREA = SLIDE_WIDTH - 2 * SLIDE_MARGIN, SLIDE_HEIGHT - SLIDE_HEADING - SLIDE_MARGIN
"""What a picture may take of it."""
WIDER = (1.1, 1.2, 1.35, 1.5, 1.75, 2.0)
"""How much longer lines are tried when a page is made smaller as a whole: half a size is the least that one reads."""
LEAST_DRAWING = 1 / 3
"""Of a table's width: what its diagrams have even where texts take nearly all."""
SHOWN = 60
"""Letters of a term that a note shows."""


@dataclass(frozen=True)
class Extent:
    """``width`` and ``height`` in points that the page may take, None for as much as it needs; then lines break at the
    theme's width, or never where they are ``unbroken``.

    ``beside`` is what the texts of a table take of the width. Where there is a height the page is made smaller as a
    whole, when it is still too large.
    """

    theme: Theme
    labels: str
    width: float | None = None
    height: float | None = None
    asked: str = ""
    unbroken: bool = False
    beside: float = 0.0

    @property
    def line_width(self) -> float:
        """Of a line of diagrams, without the margins and the texts of a table."""
        if self.width is None:
            return math.inf if self.unbroken else self.theme.line_width
        whole = math.floor(self.width) - 2 * self.theme.margin
        return max(whole - self.beside, whole * LEAST_DRAWING) if self.beside else whole

    def wider(self, by: float) -> Extent:
        """With longer lines."""
        return replace(self, width=self.width * by if self.width is not None else None)

    def factor(self, scene: Scene) -> float:
        """By how much a page has to be made smaller."""
        if self.width is None or self.height is None:
            return 1.0
        return min(1.0, self.width / scene.width, self.height / scene.height)

    def fitted(self, scene: Scene) -> Scene:
        """The page as large as it may be, with a note where it had to be made smaller."""
        factor = self.factor(scene)
        if factor == 1.0:
            return scene
        size = self.theme.name_size * factor
        note = f"to fit {self.asked} it is scaled to {100 * factor:.0f} %: the names of tensors are {size:.1f} pt"
        return replace(scaled(scene, factor), notes=(note,))

    def notes(self, scene: Scene, lines: Sequence[Line]) -> tuple[str, ...]:
        """Why a page is wider than was asked for; nothing where it is not."""
        if self.width is None or scene.width <= self.width:
            return ()
        more = f"more than the {self.asked} asked for"
        if self.beside:
            texts = f"its columns of texts take {_both(self.beside)}, and they do not break"
            return (f"the table is {_both(scene.width)} wide, {more}: {texts}",)
        widest = max((chunk for line in lines for chunk in line.chunks), key=lambda chunk: chunk.width(self.theme))
        if widest.width(self.theme) <= self.line_width - self.theme.indent:
            return (f"it is {_both(scene.width)} wide, {more}: lines do not break where things stand in columns",)
        text = " ".join(widest.span.text.split()) if widest.span else "…"
        shown = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
        size = _both(widest.width(self.theme))
        return (f"the term `{shown}` takes {size}, the picture {_both(scene.width)}, {more}: a term does not break",)


def extent_of(network: Network, picture: Picture, width: float | str | None, theme: Theme | str | None) -> Extent:
    """What was asked for: by the caller, else by the picture, else by the file's style."""
    own = {**dict(network.style), **dict(picture.attributes)}
    name = theme or own.get("theme") or "taylor"
    known = name if isinstance(name, Theme) else theme_named(str(name), Path(network.source.name).parent)
    made = Extent(known, str(own.get("dims", "names")))
    if own.get("fit") == "none" and width is None:
        return replace(made, unbroken=True)
    asked = own.get("width") if width is None else width
    most = None if asked is None else length(asked)
    if own.get("fit") == "slide":
        return replace(made, width=min(SLIDE_AREA[0], most or math.inf), height=SLIDE_AREA[1], asked="a slide")
    if most is None:
        return made
    return replace(made, width=most, asked=asked if isinstance(asked, str) else _both(most))


def length(value: object) -> float:
    """A width in points, from a number of them or a text such as `"160mm"`; TensorgraphError where it is none."""
    known = value if isinstance(value, str) else ""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= LONGEST:
        known = f"{value:.6f}pt"
    found = points(known)
    if found is None:
        raise mistake("width", f"{value!r} is no width", hint='write a length such as "160mm", or a number of points')
    return found


def _both(length: float) -> str:
    return f"{length:.0f} pt ({length / UNITS['mm']:.0f} mm)"
