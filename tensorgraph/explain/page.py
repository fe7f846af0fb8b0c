"""What is shown of a name: a picture and sections, or a table; every writer reads this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tensorgraph.diagram.scene import Scene
from tensorgraph.diagram.theme import Paint
from tensorgraph.views.line import Line
from tensorgraph.views.view import Style


@dataclass(frozen=True)
class Section:
    """Lines of one view under its heading; ``style`` says how they are set."""

    name: str
    heading: str
    style: Style
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: lines in a style, or a picture."""

    style: Style = "words"
    lines: tuple[Line, ...] = ()
    scene: Scene | None = None


@dataclass(frozen=True)
class Grid:
    """A table: ``headings`` are one for each column, or none."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Page:
    """``name`` of ``file``, with what it is in a line; the picture, None where it was not asked for; its sections, and
    for a `show` with columns its table. ``paints`` are the colours of the tensors that its lines spell."""

    name: str
    file: str
    about: str
    scene: Scene | None
    sections: tuple[Section, ...] = ()
    grid: Grid | None = None
    paints: Mapping[str, Paint] = field(default_factory=dict)
    ground: str = "#ffffff"
    ink: str = "#111111"
    """Of the theme: the paper, and what is written on it."""
    drawn_by: str = ""
    """The command that draws the picture; "" where `tensorgraph draw` does not know the name."""
